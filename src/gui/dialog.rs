//! Which dialogs lie over the screen. Like a screen, each owns its own fields and gives back an action.

use std::time::Duration;

use egui::Ui;

use crate::auth::{ActionError, Estimate, Now, Password};
use crate::gui::action::{Command, Operation};
use crate::gui::dialogs::add_user::AddUserDialog;
use crate::gui::dialogs::administer::ConfirmAdminDialog;
use crate::gui::dialogs::change_password::ChangePasswordDialog;
use crate::gui::dialogs::confirm::ConfirmDialog;
use crate::gui::dialogs::confirm_close::ConfirmCloseDialog;
use crate::gui::dialogs::licence::LicenceDialog;
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::dialogs::rename_authenticator::RenameAuthenticatorDialog;
use crate::gui::dialogs::save_file::SaveFileDialog;
use crate::gui::dialogs::step_up::StepUpDialog;
use crate::gui::dialogs::unlock_old_data::UnlockOldDataDialog;
use crate::gui::scene::ViewContext;
use crate::gui::worker::StepUpRefusal;

/// One dialog.
#[derive(Debug)]
pub enum Dialog {
    /// "Confirm it is you": an act waits for it.
    StepUp(StepUpDialog),
    /// Asks before an act whose outcome cannot be taken back.
    Confirm(ConfirmDialog),
    /// A new password for the own account.
    ChangePassword(ChangePasswordDialog),
    /// Another name for an authenticator.
    RenameAuthenticator(RenameAuthenticatorDialog),
    /// The password from before a reset.
    UnlockOldData(UnlockOldDataDialog),
    /// Where to write a file.
    SaveFile(SaveFileDialog),
    /// Somebody is to be added.
    AddUser(AddUserDialog),
    /// Something is to be done to somebody.
    ConfirmAdmin(ConfirmAdminDialog),
    /// The terms of something that is built in.
    Licence(LicenceDialog),
    /// A passphrase or help code for somebody else, shown once.
    OneTimeSecret(OneTimeSecretDialog),
    /// The window is to be closed although a set-up is unfinished.
    ConfirmClose(ConfirmCloseDialog),
}

impl Dialog {
    /// Draws itself and gives back what the person wants.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        match self {
            Self::StepUp(dialog) => dialog.show(ui, cx),
            Self::Confirm(dialog) => dialog.show(ui, cx),
            Self::ChangePassword(dialog) => dialog.show(ui, cx),
            Self::RenameAuthenticator(dialog) => dialog.show(ui, cx),
            Self::UnlockOldData(dialog) => dialog.show(ui, cx),
            Self::SaveFile(dialog) => dialog.show(ui, cx),
            Self::OneTimeSecret(dialog) => dialog.show(ui, cx),
            Self::ConfirmClose(dialog) => dialog.show(ui, cx),
            Self::AddUser(dialog) => dialog.show(ui, cx),
            Self::ConfirmAdmin(dialog) => dialog.show(ui, cx),
            Self::Licence(dialog) => dialog.show(ui, cx),
        }
    }

    /// 120 s without input: forgets what was typed.
    pub fn clear_input(&mut self) {
        match self {
            Self::StepUp(dialog) => dialog.clear_input(),
            Self::OneTimeSecret(dialog) => dialog.clear_input(),
            Self::ChangePassword(dialog) => dialog.clear_input(),
            Self::UnlockOldData(dialog) => dialog.clear_input(),
            _ => {}
        }
    }

    /// How long nothing changes by itself. `None`: for ever.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        match self {
            Self::StepUp(dialog) => dialog.next_change_in(now),
            Self::ChangePassword(dialog) => dialog.next_change_in(now),
            Self::UnlockOldData(dialog) => dialog.next_change_in(now),
            _ => None,
        }
    }

    /// Whether it shows what a screenshot must not.
    pub fn shows_secret(&self) -> bool {
        matches!(self, Self::OneTimeSecret(dialog) if dialog.shows_secret())
    }

    /// How good is what was typed so far.
    pub fn set_strength(&mut self, estimate: Estimate) {
        if let Self::ChangePassword(dialog) = self {
            dialog.set_strength(estimate);
        }
    }

    /// A passphrase that was asked for.
    pub fn set_suggestion(&mut self, passphrase: &Password) {
        if let Self::ChangePassword(dialog) = self {
            dialog.set_suggestion(passphrase);
        }
    }

    /// The proof that went with the act was refused; the act still waits.
    pub fn on_step_up_refused(&mut self, operation: Operation, refusal: StepUpRefusal, now: Now) {
        match self {
            Self::StepUp(dialog) => dialog.on_refused(operation, refusal, now),
            // It keeps what the act is made of.
            Self::ChangePassword(dialog) => dialog.on_refused(refusal, now),
            _ => {}
        }
    }

    /// The act it asked for was not done.
    pub fn on_denied(&mut self, denied: &ActionError, now: Now) {
        match self {
            Self::Confirm(dialog) => dialog.on_denied(denied),
            Self::ChangePassword(dialog) => dialog.on_denied(denied),
            Self::RenameAuthenticator(dialog) => dialog.on_denied(denied),
            Self::UnlockOldData(dialog) => dialog.on_denied(denied, now),
            Self::AddUser(dialog) => dialog.on_denied(denied),
            Self::ConfirmAdmin(dialog) => dialog.on_denied(denied),
            Self::StepUp(_) | Self::SaveFile(_) | Self::OneTimeSecret(_) | Self::ConfirmClose(_) | Self::Licence(_) => {
            }
        }
    }

    /// A fault came in place of a reply.
    pub fn on_error(&mut self, sentence: &str) {
        match self {
            Self::AddUser(dialog) => dialog.on_error(sentence),
            Self::ConfirmAdmin(dialog) => dialog.on_error(sentence),
            Self::Confirm(dialog) => dialog.on_error(sentence),
            Self::ChangePassword(dialog) => dialog.on_error(sentence),
            Self::RenameAuthenticator(dialog) => dialog.on_error(sentence),
            Self::UnlockOldData(dialog) => dialog.on_error(sentence),
            Self::SaveFile(dialog) => dialog.on_error(),
            Self::StepUp(_) | Self::OneTimeSecret(_) | Self::ConfirmClose(_) | Self::Licence(_) => {}
        }
    }
}
