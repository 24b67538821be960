//! The field for a recovery or help code, with its last error.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Now, SecretInput};
use crate::gui::forms::FieldError;
use crate::gui::text;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{FieldOutput, FocusRequest, SecretField, SecretState};

/// The input, and why the last one was refused.
#[derive(Debug)]
pub struct RecoveryCodeForm {
    secret: SecretState,
    error: Option<FieldError>,
    focus: FocusRequest<()>,
}

impl RecoveryCodeForm {
    /// Creates an empty form, focused if `focused`.
    pub fn new(focused: bool) -> Self {
        let focus = if focused { FocusRequest::initially(()) } else { FocusRequest::default() };
        Self { secret: SecretState::default(), error: None, focus }
    }

    /// Shows why the code was refused.
    pub fn on_refused(&mut self, refusal: CodeRefusal, now: Now) {
        self.error = Some(match refusal {
            CodeRefusal::Malformed => FieldError::Message(text::sign_in::RECOVERY_CODE_MALFORMED.to_owned()),
            other => FieldError::from_code_refusal(other, now),
        });
        self.secret.buffer.wipe();
        self.focus.set(());
    }

    /// Shows another error.
    pub fn set_error(&mut self, sentence: String) {
        self.error = Some(FieldError::Message(sentence));
        self.secret.buffer.wipe();
        self.focus.set(());
    }

    /// Focuses the field.
    pub fn request_focus(&mut self) {
        self.focus.set(());
    }

    /// Whether the code can be submitted.
    pub fn is_ready(&self, now: Now) -> bool {
        !self.secret.buffer.is_empty() && self.remaining_wait(now).is_none()
    }

    fn remaining_wait(&self, now: Now) -> Option<Duration> {
        self.error.as_ref().and_then(|error| error.remaining_wait(now))
    }

    /// Returns the input and clears the field.
    pub fn take(&mut self) -> SecretInput {
        self.error = None;
        self.secret.buffer.take()
    }

    /// Wipes the input.
    pub fn wipe(&mut self) {
        self.secret.buffer.wipe();
    }

    /// Returns the time until the error text changes by itself.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.error.as_ref().and_then(|error| error.next_change_in(now))
    }

    /// Draws the field with two lines under it.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> FieldOutput {
        let error = self.error.as_ref().map(|error| error.text(cx.now)).unwrap_or_default();
        let output = SecretField::new(text::RECOVERY_CODE, text::PASSWORD_LABELS)
            .error(&error)
            .hint(text::sign_in::RECOVERY_CODE_HINT)
            .always_visible()
            .enabled(!cx.busy)
            .show(ui, cx.theme, &mut self.secret);
        self.focus.apply_to((), &output.response);
        if output.response.changed() && self.error.as_ref().is_some_and(FieldError::clears_on_edit) {
            self.error = None;
        }
        output
    }
}
