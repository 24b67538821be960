//! The field for a one-time code, with its last error and the clock to compare with the authenticator.

use std::time::Duration;

use egui::{Ui, vec2};

use crate::auth::{CodeRefusal, Now, STEP_SECONDS, SecretInput};
use crate::gui::countdown::until_next_code;
use crate::gui::forms::FieldError;
use crate::gui::text::{self, sign_in, when};
use crate::gui::theme::{Intent, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{CodeBuffer, CodeField, CodeOutput, FocusRequest, caption, countdown};

/// After this many failures the clock is shown.
const SHOW_CLOCK_AFTER_FAILURES: u32 = 2;

/// The input, and why the last one was refused.
#[derive(Debug)]
pub struct CodeForm {
    code: CodeBuffer,
    error: Option<FieldError>,
    failures: u32,
    focus: FocusRequest<()>,
}

impl CodeForm {
    /// Creates an empty form, focused if `focused`.
    pub fn new(focused: bool) -> Self {
        let focus = if focused { FocusRequest::initially(()) } else { FocusRequest::default() };
        Self { code: CodeBuffer::new(), error: None, failures: 0, focus }
    }

    /// Shows why the code was refused.
    pub fn on_refused(&mut self, refusal: CodeRefusal, now: Now) {
        if !matches!(refusal, CodeRefusal::Malformed) {
            self.failures += 1;
        }
        self.set_error(FieldError::from_code_refusal(refusal, now));
    }

    /// Shows another error.
    pub fn set_error(&mut self, error: FieldError) {
        self.error = Some(error);
        self.code.wipe();
        self.focus.set(());
    }

    /// Counts a failure, and shows `sentence`.
    pub fn count_failure(&mut self, sentence: String) {
        self.failures += 1;
        self.set_error(FieldError::Message(sentence));
    }

    /// Focuses the field.
    pub fn request_focus(&mut self) {
        self.focus.set(());
    }

    /// Whether the code can be submitted.
    pub fn is_ready(&self, now: Now) -> bool {
        self.code.is_full() && self.remaining_wait(now).is_none()
    }

    /// Returns the remaining time of a wait.
    pub fn remaining_wait(&self, now: Now) -> Option<Duration> {
        self.error.as_ref().and_then(|error| error.remaining_wait(now))
    }

    /// Returns the input and clears the field.
    pub fn take(&mut self) -> SecretInput {
        self.error = None;
        self.code.take()
    }

    /// Returns a copy of the input, which is kept so that it can be submitted again if the code is not at fault.
    pub fn copy(&mut self) -> SecretInput {
        self.error = None;
        SecretInput::new(self.code.expose_text().to_owned())
    }

    /// Wipes the input.
    pub fn wipe(&mut self) {
        self.code.wipe();
    }

    /// Returns the time until the error text changes by itself.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.error.as_ref().and_then(|error| error.next_change_in(now))
    }

    /// Draws the field with two lines under it.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> CodeOutput {
        let error = self.error.as_ref().map(|error| error.text(cx.now)).unwrap_or_default();
        let output =
            CodeField::new(text::SIX_DIGIT_CODE).error(&error).enabled(!cx.busy).show(ui, cx.theme, &mut self.code);
        self.focus.apply_to((), &output.response);
        if output.response.changed() && self.error.as_ref().is_some_and(FieldError::clears_on_edit) {
            self.error = None;
        }
        output
    }

    /// Draws the countdown ring and, after two failures, this computer's time below it.
    pub fn show_clock(&self, ui: &mut Ui, cx: &ViewContext<'_>) {
        let left = until_next_code(cx.now);
        let period = Duration::from_secs(STEP_SECONDS);
        countdown(ui, cx.theme, left, period, &sign_in::new_code_in(left));
        if self.failures >= SHOW_CLOCK_AFTER_FAILURES {
            caption(ui, cx.theme, Intent::Neutral, &sign_in::computer_clock(&when::clock(cx.now.wall)));
        } else {
            // The line's space is always reserved, so that the button below never moves.
            ui.allocate_space(vec2(0.0, Typography::Caption.line_height()));
        }
    }
}
