//! Changes the user's own password. The step-up and the change are one request.

use std::time::Duration;

use egui::Ui;

use crate::auth::{ActionError, Estimate, Now, Password};
use crate::gui::dialogs::form_dialog;
use crate::gui::forms::{CredentialsForm, NewPasswordForm};
use crate::gui::message::{Command, Operation, SessionRequest, StepUpRefusal};
use crate::gui::text::{self, account, errors};
use crate::gui::view::{View, ViewContext};

#[derive(Debug)]
pub struct ChangePasswordDialog {
    credentials: CredentialsForm,
    new_password: NewPasswordForm,
}

impl ChangePasswordDialog {
    /// Creates the dialog; `with_code` if the current password alone is not enough.
    pub fn new(with_code: bool) -> Self {
        let credentials = CredentialsForm::new(account::CURRENT_PASSWORD, text::CURRENT_PASSWORD_LABELS, with_code);
        Self { credentials, new_password: NewPasswordForm::new() }
    }
}

impl View for ChangePasswordDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let username = cx.session.map(|session| session.username()).unwrap_or_default();
        let (submitted, command) = form_dialog(ui, cx, (account::CHANGE_PASSWORD, text::SAVE_PASSWORD), |ui| {
            let entered = self.credentials.show(ui, cx);
            let entered_new = self.new_password.show(ui, cx, text::NEW_PASSWORD);
            (self.credentials.is_ready(cx.now) && !self.new_password.is_empty(), entered || entered_new)
        });
        if !submitted {
            return command.or_else(|| self.new_password.pending_command(username));
        }
        let (password, factor) = self.credentials.submit()?;
        Some(Command::SendInSession(SessionRequest::StepUp {
            operation: Operation::ChangePassword { new: self.new_password.copy() },
            password,
            factor,
        }))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.credentials.next_change_in(now)
    }

    fn clear_input(&mut self) {
        self.credentials.wipe();
        self.new_password.wipe();
    }

    fn shows_secret(&self) -> bool {
        self.new_password.shows_suggestion()
    }

    fn set_strength(&mut self, estimate: Estimate) {
        self.new_password.set_strength(estimate);
    }

    fn set_suggestion(&mut self, passphrase: &Password) {
        self.new_password.set_suggestion(passphrase);
    }

    fn on_denied(&mut self, denied: &ActionError, _now: Now) {
        match denied {
            ActionError::Password(problem) => self.new_password.on_refused(*problem),
            other => self.credentials.on_error(&errors::denied(other)),
        }
    }

    fn show_error(&mut self, sentence: &str) {
        self.new_password.estimate_pending = false;
        self.credentials.on_error(sentence);
    }

    fn on_step_up_refused(&mut self, _operation: Operation, refusal: StepUpRefusal, now: Now) {
        self.credentials.on_refused(refusal, now);
    }
}
