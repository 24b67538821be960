//! Unlocks data that was sealed before a reset, with the password of that time.

use std::time::Duration;

use egui::Ui;

use crate::auth::{ActionError, Now};
use crate::gui::countdown::until_next_second;
use crate::gui::message::{Command, Operation};
use crate::gui::text::{self, account, errors, sign_in};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretState, button_row, dialog, weak};

#[cfg(test)]
mod tests;

/// The old password, and why it was refused.
#[derive(Debug)]
pub struct UnlockOldDataDialog {
    password: SecretState,
    error: String,
    wait: Option<(Duration, Now)>,
    focus: FocusRequest<()>,
}

impl Default for UnlockOldDataDialog {
    fn default() -> Self {
        Self { password: SecretState::default(), error: String::new(), wait: None, focus: FocusRequest::initially(()) }
    }
}

impl UnlockOldDataDialog {
    fn remaining_wait(&self, now: Now) -> Option<Duration> {
        let (length, started_at) = self.wait?;
        Some(length.saturating_sub(now.boot.saturating_sub(started_at.boot))).filter(|left| !left.is_zero())
    }
}

impl View for UnlockOldDataDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let waiting = self.remaining_wait(cx.now);
        let error = waiting.map_or_else(|| self.error.clone(), sign_in::too_many_attempts);
        let shown = dialog(ui, theme, cx.dialog_area, account::OLD_DATA_TITLE, |ui| {
            weak(ui, theme, account::OLD_DATA_BODY);
            let field = SecretField::new(account::OLD_PASSWORD, text::PASSWORD_LABELS).error(&error);
            let field = field.enabled(!cx.busy).show(ui, theme, &mut self.password);
            self.focus.apply_to((), &field.response);
            if field.response.changed() {
                self.error.clear();
            }
            let ready = !self.password.buffer.is_empty() && waiting.is_none();
            let open = Button::primary(account::OPEN_DATA).enabled(ready).busy(cx.busy);
            let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
            let [open, cancel] = button_row(ui, theme, [account::OPEN_DATA, text::CANCEL], [open, cancel]);
            (cancel.clicked(), (field.submitted || open.clicked()) && ready)
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => Some(Command::run(Operation::UnlockOldData { old: self.password.buffer.take() })),
            (true, false) => Some(Command::CloseDialog),
            (false, false) => shown.cancelled.then_some(Command::CloseDialog),
        }
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.remaining_wait(now).map(until_next_second)
    }

    fn clear_input(&mut self) {
        self.password.buffer.wipe();
    }

    fn on_denied(&mut self, denied: &ActionError, now: Now) {
        self.wait = None;
        match denied {
            ActionError::Waiting(length) => self.wait = Some((*length, now)),
            other => self.show_error(&errors::denied(other)),
        }
        self.focus.set(());
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }
}
