//! The dialogs over a screen, one file each. Each owns its fields and returns a command, as a screen does.

pub mod change_password;
pub mod confirm;
mod form_dialog;
pub mod licence;
pub mod name;
pub mod one_time_secret;
pub mod save_file;
pub mod step_up;
pub mod unlock_old_data;

use crate::gui::dialogs::{
    change_password::ChangePasswordDialog,
    confirm::{ConfirmCloseDialog, ConfirmDialog},
    licence::LicenceDialog,
    name::NameDialog,
    one_time_secret::OneTimeSecretDialog,
    save_file::SaveFileDialog,
    step_up::StepUpDialog,
    unlock_old_data::UnlockOldDataDialog,
};
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
    /// Adds a user, or renames an authenticator.
    Name(NameDialog),
    /// Asks for the password from before a reset.
    UnlockOldData(UnlockOldDataDialog),
    /// Asks where to save a file.
    SaveFile(SaveFileDialog),
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
            DialogRequest::RenameAuthenticator { id, name } => Self::Name(NameDialog::rename_authenticator(id, name)),
            DialogRequest::UnlockOldData => Self::UnlockOldData(UnlockOldDataDialog::new()),
            DialogRequest::SaveFile { title, suggested_name, content } => {
                Self::SaveFile(SaveFileDialog::new(title, suggested_name, content))
            }
            DialogRequest::AddUser => Self::Name(NameDialog::add_user()),
            DialogRequest::Licence { name, terms } => Self::Licence(LicenceDialog::new(name, terms)),
        }
    }

    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::StepUp(dialog) => dialog,
            Self::Confirm(dialog) => dialog,
            Self::ChangePassword(dialog) => dialog,
            Self::Name(dialog) => dialog,
            Self::UnlockOldData(dialog) => dialog,
            Self::SaveFile(dialog) => dialog,
            Self::Licence(dialog) => dialog,
            Self::OneTimeSecret(dialog) => dialog,
            Self::ConfirmClose(dialog) => dialog,
        }
    }
}
