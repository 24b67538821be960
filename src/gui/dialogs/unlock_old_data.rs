//! Unlocks data that was sealed before a reset, with the password of that time.

use std::time::Duration;

use egui::Ui;

use crate::auth::{ActionError, Now, PasswordRefusal};
use crate::gui::dialogs::form_dialog;
use crate::gui::forms::CredentialsForm;
use crate::gui::message::{Command, Operation, StepUpRefusal};
use crate::gui::text::{self, account, errors};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::weak;

#[cfg(test)]
mod tests;

#[derive(Debug)]
pub struct UnlockOldDataDialog(CredentialsForm);

impl UnlockOldDataDialog {
    pub fn new() -> Self {
        Self(CredentialsForm::new(account::OLD_PASSWORD, text::PASSWORD_LABELS, false))
    }
}

impl View for UnlockOldDataDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let (submitted, command) = form_dialog(ui, cx, (account::OLD_DATA_TITLE, account::OPEN_DATA), |ui| {
            weak(ui, cx.theme, account::OLD_DATA_BODY);
            let entered = self.0.show(ui, cx);
            (self.0.is_ready(cx.now), entered)
        });
        if !submitted {
            return command;
        }
        let (old, _) = self.0.submit()?;
        self.0.wipe();
        Some(Command::run(Operation::UnlockOldData { old }))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.0.next_change_in(now)
    }

    fn clear_input(&mut self) {
        self.0.wipe();
    }

    fn on_denied(&mut self, denied: &ActionError, now: Now) {
        match denied {
            ActionError::Waiting(left) => {
                let refusal = PasswordRefusal::Waiting { left: *left };
                self.0.on_refused(StepUpRefusal::Password(refusal), now);
            }
            other => self.show_error(&errors::denied(other)),
        }
    }

    fn show_error(&mut self, sentence: &str) {
        self.0.on_error(sentence);
    }
}
