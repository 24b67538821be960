//! A recovery or help code: its field, and what was wrong with the last one.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Now, TypedText};
use crate::gui::parts::Trouble;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text;
use crate::gui::widgets::{FieldOutput, Secret, SecretField};

/// What is typed, and why it was refused before.
#[derive(Debug)]
pub(in crate::gui) struct RecoveryEntry {
    secret: Secret,
    trouble: Option<Trouble>,
    focus: Focus<()>,
}

impl RecoveryEntry {
    /// Empty, with the keyboard if `focused`.
    pub(in crate::gui) fn new(focused: bool) -> Self {
        let focus = if focused { Focus::on(()) } else { Focus::default() };
        Self { secret: Secret::default(), trouble: None, focus }
    }

    /// The code was refused.
    pub(in crate::gui) fn refused(&mut self, refusal: CodeRefusal, now: Now) {
        self.trouble = Some(match refusal {
            CodeRefusal::Malformed => Trouble::Told(text::doors::RECOVERY_MALFORMED.to_owned()),
            other => Trouble::of_code(other, now),
        });
        self.secret.buffer.wipe();
        self.focus.want(());
    }

    /// Something else is wrong.
    pub(in crate::gui) fn trouble(&mut self, sentence: String) {
        self.trouble = Some(Trouble::Told(sentence));
        self.secret.buffer.wipe();
        self.focus.want(());
    }

    /// Gives it the keyboard.
    pub(in crate::gui) fn want_focus(&mut self) {
        self.focus.want(());
    }

    /// Whether it can be submitted.
    pub(in crate::gui) fn is_ready(&self, now: Now) -> bool {
        !self.secret.buffer.is_empty() && self.wait(now).is_none()
    }

    fn wait(&self, now: Now) -> Option<Duration> {
        self.trouble.as_ref().and_then(|trouble| trouble.wait(now))
    }

    /// Hands over what was typed.
    pub(in crate::gui) fn take(&mut self) -> TypedText {
        self.trouble = None;
        self.secret.buffer.take()
    }

    /// Forgets what was typed.
    pub(in crate::gui) fn wipe(&mut self) {
        self.secret.buffer.wipe();
    }

    /// Until its sentence changes by itself.
    pub(in crate::gui) fn due(&self, now: Now) -> Option<Duration> {
        self.trouble.as_ref().and_then(|trouble| trouble.due(now))
    }

    /// Draws the field with two lines under it.
    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> FieldOutput {
        let error = self.trouble.as_ref().map(|trouble| trouble.sentence(scene.now)).unwrap_or_default();
        let output = SecretField::new(text::RECOVERY_CODE, text::PASSWORD_WORDS)
            .error(&error)
            .hint(text::doors::RECOVERY_HINT)
            .plain()
            .enabled(!scene.busy)
            .show(ui, scene.theme, &mut self.secret);
        self.focus.give((), &output.response);
        if output.response.changed() && self.trouble.as_ref().is_some_and(Trouble::ends_by_typing) {
            self.trouble = None;
        }
        output
    }
}
