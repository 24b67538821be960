//! The field for a second factor, with its last error: a one-time code, or a recovery or help code in its place.

use std::time::Duration;

use egui::{Ui, vec2};

use crate::auth::{CodeRefusal, Factor, Now, STEP_SECONDS, SecretInput};
use crate::gui::countdown::until_next_code;
use crate::gui::forms::FieldError;
use crate::gui::text::{self, sign_in, when};
use crate::gui::theme::{Intent, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{
    CodeBuffer, CodeField, FieldOutput, FocusRequest, SecretField, SecretState, caption, countdown,
};

/// After this many failures the clock is shown.
const SHOW_CLOCK_AFTER_FAILURES: u32 = 2;

#[derive(Debug)]
enum FactorInput {
    Code(CodeBuffer),
    RecoveryCode(SecretState),
}

#[derive(Debug)]
pub struct SecondFactorForm {
    input: FactorInput,
    pub error: FieldError,
    failures: u32,
    pub focus: FocusRequest<()>,
}

impl SecondFactorForm {
    pub fn code(focused: bool) -> Self {
        let focus = if focused { FocusRequest::initially(()) } else { FocusRequest::default() };
        Self { input: FactorInput::Code(CodeBuffer::new()), error: FieldError::None, failures: 0, focus }
    }

    /// Changes to an empty field for the other kind of code, and focuses it.
    pub fn switch(&mut self) {
        let input = match self.input {
            FactorInput::Code(_) => FactorInput::RecoveryCode(SecretState::default()),
            FactorInput::RecoveryCode(_) => FactorInput::Code(CodeBuffer::new()),
        };
        *self = Self { input, ..Self::code(true) };
    }

    /// Returns the label of the link to the other kind of code.
    pub fn switch_label(&self) -> &'static str {
        if self.is_code() { text::USE_RECOVERY_CODE } else { sign_in::USE_AUTHENTICATOR }
    }

    pub fn is_code(&self) -> bool {
        matches!(self.input, FactorInput::Code(_))
    }

    pub fn on_refused(&mut self, refusal: CodeRefusal, now: Now) {
        if !matches!(refusal, CodeRefusal::Malformed) {
            self.failures += 1;
        }
        self.set_error(match refusal {
            CodeRefusal::Malformed if !self.is_code() => {
                FieldError::Message(sign_in::RECOVERY_CODE_MALFORMED.to_owned())
            }
            other => FieldError::from_code_refusal(other, now),
        });
    }

    pub fn on_error(&mut self, sentence: String) {
        self.set_error(FieldError::Message(sentence));
    }

    pub fn count_failure(&mut self, sentence: String) {
        self.failures += 1;
        self.on_error(sentence);
    }

    fn set_error(&mut self, error: FieldError) {
        self.error = error;
        self.wipe();
        self.focus.set(());
    }

    pub fn is_ready(&self, now: Now) -> bool {
        let complete = match &self.input {
            FactorInput::Code(code) => code.is_full(),
            FactorInput::RecoveryCode(secret) => !secret.buffer.is_empty(),
        };
        complete && self.error.remaining_wait(now).is_none()
    }

    /// Returns the input and clears the field.
    pub fn take(&mut self) -> Factor {
        self.error = FieldError::None;
        match &mut self.input {
            FactorInput::Code(code) => Factor::Code(code.take()),
            FactorInput::RecoveryCode(secret) => Factor::Recovery(secret.buffer.take()),
        }
    }

    /// Returns a copy of the input, which is kept so that it can be submitted again if the code is not at fault.
    pub fn copy(&mut self) -> SecretInput {
        self.error = FieldError::None;
        let text = match &self.input {
            FactorInput::Code(code) => code.expose_text(),
            FactorInput::RecoveryCode(secret) => secret.buffer.expose_text(),
        };
        SecretInput::new(text.to_owned())
    }

    pub fn wipe(&mut self) {
        match &mut self.input {
            FactorInput::Code(code) => code.wipe(),
            FactorInput::RecoveryCode(secret) => secret.buffer.wipe(),
        }
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> FieldOutput {
        let error = self.error.text(cx.now);
        let output = match &mut self.input {
            FactorInput::Code(code) => {
                CodeField::new(text::SIX_DIGIT_CODE).error(&error).enabled(!cx.busy).show(ui, cx.theme, code)
            }
            FactorInput::RecoveryCode(secret) => {
                let field = SecretField::new(text::RECOVERY_CODE, text::PASSWORD_LABELS).error(&error);
                let field = field.hint(sign_in::RECOVERY_CODE_HINT).always_visible().enabled(!cx.busy);
                field.show(ui, cx.theme, secret)
            }
        };
        self.focus.apply_to((), &output.response);
        self.error.update(&output.response);
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
