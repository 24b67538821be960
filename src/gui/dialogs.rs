//! The dialogs over a screen, one file each. Each owns its fields and returns a command, as a screen does.

pub mod add_user;
pub mod change_password;
pub mod confirm;
pub mod confirm_close;
pub mod licence;
pub mod one_time_secret;
pub mod rename_authenticator;
pub mod save_file;
pub mod step_up;
pub mod unlock_old_data;

use crate::gui::dialogs::add_user::AddUserDialog;
use crate::gui::dialogs::change_password::ChangePasswordDialog;
use crate::gui::dialogs::confirm::ConfirmDialog;
use crate::gui::dialogs::confirm_close::ConfirmCloseDialog;
use crate::gui::dialogs::licence::LicenceDialog;
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::dialogs::rename_authenticator::RenameAuthenticatorDialog;
use crate::gui::dialogs::save_file::SaveFileDialog;
use crate::gui::dialogs::step_up::StepUpDialog;
use crate::gui::dialogs::unlock_old_data::UnlockOldDataDialog;
use crate::gui::message::DialogRequest;
use crate::gui::view::View;

/// A dialog.
#[derive(Debug)]
pub enum Dialog {
    /// "Confirm it is you": an operation waits for it.
    StepUp(StepUpDialog),
    /// Asks before an operation that cannot be undone.
    Confirm(ConfirmDialog),
    /// A new password for the user's own account.
    ChangePassword(ChangePasswordDialog),
    /// Renames an authenticator.
    RenameAuthenticator(RenameAuthenticatorDialog),
    /// Asks for the password from before a reset.
    UnlockOldData(UnlockOldDataDialog),
    /// Asks where to save a file.
    SaveFile(SaveFileDialog),
    /// Asks for a username and a role for a new account.
    AddUser(AddUserDialog),
    /// Shows the licence terms of a bundled component.
    Licence(LicenceDialog),
    /// A temporary password or help code for another account, shown once.
    OneTimeSecret(OneTimeSecretDialog),
    /// The window is about to close although a set-up is unfinished.
    ConfirmClose(ConfirmCloseDialog),
}

impl Dialog {
    /// Creates the dialog that a screen requested.
    pub fn new(request: DialogRequest) -> Self {
        match request {
            DialogRequest::Confirm(confirmation) => Self::Confirm(ConfirmDialog::new(confirmation)),
            DialogRequest::RenameAuthenticator { id, name } => {
                Self::RenameAuthenticator(RenameAuthenticatorDialog::new(id, &name))
            }
            DialogRequest::UnlockOldData => Self::UnlockOldData(UnlockOldDataDialog::default()),
            DialogRequest::SaveFile { title, suggested_name, content } => {
                Self::SaveFile(SaveFileDialog::new(&title, suggested_name, content))
            }
            DialogRequest::AddUser => Self::AddUser(AddUserDialog::default()),
            DialogRequest::Licence { name, terms } => Self::Licence(LicenceDialog::new(name, terms)),
        }
    }

    pub fn view(&self) -> &dyn View {
        match self {
            Self::StepUp(dialog) => dialog,
            Self::Confirm(dialog) => dialog,
            Self::ChangePassword(dialog) => dialog,
            Self::RenameAuthenticator(dialog) => dialog,
            Self::UnlockOldData(dialog) => dialog,
            Self::SaveFile(dialog) => dialog,
            Self::AddUser(dialog) => dialog,
            Self::Licence(dialog) => dialog,
            Self::OneTimeSecret(dialog) => dialog,
            Self::ConfirmClose(dialog) => dialog,
        }
    }

    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::StepUp(dialog) => dialog,
            Self::Confirm(dialog) => dialog,
            Self::ChangePassword(dialog) => dialog,
            Self::RenameAuthenticator(dialog) => dialog,
            Self::UnlockOldData(dialog) => dialog,
            Self::SaveFile(dialog) => dialog,
            Self::AddUser(dialog) => dialog,
            Self::Licence(dialog) => dialog,
            Self::OneTimeSecret(dialog) => dialog,
            Self::ConfirmClose(dialog) => dialog,
        }
    }
}
