//! What programs sealed before a reset opens with the password of that time.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Denied, Now};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::gate::to_next_second;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, account, doors, fault};
use crate::gui::widgets::{Button, Secret, SecretField, dialog, soft};

#[cfg(test)]
mod tests;

/// The old password, and why it did not open anything.
#[derive(Debug)]
pub(in crate::gui) struct OldData {
    password: Secret,
    error: String,
    wait: Option<(Duration, Now)>,
    focus: Focus<()>,
}

impl Default for OldData {
    fn default() -> Self {
        Self { password: Secret::default(), error: String::new(), wait: None, focus: Focus::on(()) }
    }
}

impl OldData {
    /// It was not done.
    pub(in crate::gui) fn denied(&mut self, denied: &Denied, now: Now) {
        self.wait = None;
        match denied {
            Denied::Waiting(length) => self.wait = Some((*length, now)),
            other => self.fault(&fault::denied(other)),
        }
        self.focus.want(());
    }

    /// A fault came in place of an answer.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.want(());
    }

    /// 120 s without input.
    pub(in crate::gui) fn rest(&mut self) {
        self.password.buffer.wipe();
    }

    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        self.left(now).map(to_next_second)
    }

    fn left(&self, now: Now) -> Option<Duration> {
        let (length, since) = self.wait?;
        Some(length.saturating_sub(now.boot.saturating_sub(since.boot))).filter(|left| !left.is_zero())
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let waiting = self.left(scene.now);
        let error = waiting.map_or_else(|| self.error.clone(), doors::too_many);
        let shown = dialog(ui, theme, scene.cover, account::OLD_DATA_TITLE, |ui| {
            soft(ui, theme, account::OLD_DATA_MEANS);
            let field = SecretField::new(account::OLD_PASSWORD, text::PASSWORD_WORDS).error(&error);
            let field = field.enabled(!scene.busy).show(ui, theme, &mut self.password);
            self.focus.give((), &field.response);
            if field.response.changed() {
                self.error.clear();
            }
            let ready = !self.password.buffer.is_empty() && waiting.is_none();
            let open = Button::primary(account::OPEN_DATA).enabled(ready).busy(scene.busy);
            let cancel = Button::quiet(text::CANCEL).enabled(!scene.busy);
            let [open, cancel] = foot(ui, theme, [account::OPEN_DATA, text::CANCEL], [open, cancel]);
            (cancel.clicked(), (field.submitted || open.clicked()) && ready)
        });
        match shown.inner {
            _ if scene.busy => None,
            (_, true) => Some(Action::Do(Act::OpenOldData { old: self.password.buffer.take() })),
            (true, false) => Some(Action::Close),
            (false, false) => shown.cancelled.then_some(Action::Close),
        }
    }
}
