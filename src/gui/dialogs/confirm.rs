//! Asks before an operation that cannot be undone. Cancel is the default.

use egui::Ui;

use crate::auth::{ActionError, Now};
use crate::gui::message::{Command, Confirmation, Operation};
use crate::gui::text::{self, account, errors, users};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, banner, body, button_row, dialog};

/// The texts of a confirmation, and its operation.
impl Confirmation {
    fn title(&self) -> String {
        match self {
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } => account::TURN_OFF.to_owned(),
            Self::RemoveAuthenticator { name, .. } => account::remove(name),
            Self::NewRecoveryCodes { .. } => account::NEW_CODES_TITLE.to_owned(),
            Self::ResetTwoFactor { .. } | Self::TemporaryPassword { .. } | Self::Delete { .. } => {
                users::question(&self.confirm_label())
            }
        }
    }

    fn body(&self) -> String {
        match self {
            Self::DisableTwoFactor => account::TURN_OFF_BODY.to_owned(),
            Self::RemoveLastAuthenticator { name } => account::remove_last_body(name),
            Self::RemoveAuthenticator { name, .. } => account::remove_body(name),
            Self::NewRecoveryCodes { left } => account::new_codes_body(*left),
            Self::ResetTwoFactor { username, .. } => users::reset_two_factor_body(username),
            Self::TemporaryPassword { username, .. } => users::new_temporary_password_body(username),
            Self::Delete { username, .. } => users::delete_body(username),
        }
    }

    fn confirm_label(&self) -> String {
        match self {
            Self::NewRecoveryCodes { .. } => account::NEW_CODES.to_owned(),
            Self::ResetTwoFactor { username, .. } => users::reset_two_factor(username),
            Self::TemporaryPassword { username, .. } => users::new_temporary_password(username),
            Self::Delete { username, .. } => users::delete(username),
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } | Self::RemoveAuthenticator { .. } => {
                self.title()
            }
        }
    }

    fn operation(&self) -> Operation {
        match self {
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } => Operation::DisableTwoFactor,
            Self::RemoveAuthenticator { id, name } => Operation::RemoveAuthenticator { id: *id, name: name.clone() },
            Self::NewRecoveryCodes { .. } => Operation::NewRecoveryCodes,
            Self::ResetTwoFactor { id, username } => Operation::ResetTwoFactor { id: *id, username: username.clone() },
            Self::TemporaryPassword { id, username } => {
                Operation::IssueTemporaryPassword { id: *id, username: username.clone() }
            }
            Self::Delete { id, username } => Operation::DeleteAccount { id: *id, username: username.clone() },
        }
    }
}

/// The confirmation, and why its operation failed.
#[derive(Debug)]
pub struct ConfirmDialog {
    confirmation: Confirmation,
    error: String,
    focus: FocusRequest<()>,
}

impl ConfirmDialog {
    pub fn new(question: Confirmation) -> Self {
        Self { confirmation: question, error: String::new(), focus: FocusRequest::initially(()) }
    }
}

impl View for ConfirmDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let label = self.confirmation.confirm_label();
        let shown = dialog(ui, theme, cx.dialog_area, &self.confirmation.title(), |ui| {
            body(ui, theme, &self.confirmation.body());
            if !self.error.is_empty() {
                banner(ui, theme, Intent::Error, &self.error);
            }
            ui.add_space(8.0);
            let confirm = match self.confirmation {
                Confirmation::NewRecoveryCodes { .. } => Button::primary(&label),
                _ => Button::danger(&label),
            };
            let buttons = [Button::secondary(text::CANCEL).enabled(!cx.busy), confirm.busy(cx.busy)];
            let [cancel, confirm] = button_row(ui, theme, [text::CANCEL, &label], buttons);
            self.focus.apply_to((), &cancel);
            (cancel.clicked(), confirm.clicked())
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => Some(Command::run(self.confirmation.operation())),
            (true, false) => Some(Command::CloseDialog),
            (false, false) => shown.cancelled.then_some(Command::CloseDialog),
        }
    }

    fn on_denied(&mut self, denied: &ActionError, _now: Now) {
        if let (ActionError::LastAuthenticator, Confirmation::RemoveAuthenticator { name, .. }) =
            (denied, &mut self.confirmation)
        {
            // The other authenticators were removed in another window.
            self.confirmation = Confirmation::RemoveLastAuthenticator { name: std::mem::take(name) };
        } else {
            self.error = errors::denied(denied);
        }
        self.focus.set(());
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }
}
