//! The field for a second factor, with its last error: a one-time code, or a recovery or help code in its place.

use std::time::Duration;

use egui::{Ui, vec2};

use crate::auth::{CodeRefusal, Factor, Now, RecoveryCode, RequiredFactor, STEP_SECONDS, SecretInput};
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

/// What is typed as the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    Code,
    RecoveryCode,
    /// The code of an administrator who reset two-factor; has the form of a recovery code.
    HelpCode,
}

impl FactorKind {
    /// The label of its field.
    fn label(self) -> &'static str {
        match self {
            Self::Code => text::SIX_DIGIT_CODE,
            Self::RecoveryCode => text::RECOVERY_CODE,
            Self::HelpCode => text::HELP_CODE,
        }
    }

    /// The label of the link to its field.
    pub fn link(self) -> &'static str {
        match self {
            Self::Code => sign_in::USE_AUTHENTICATOR,
            Self::RecoveryCode => text::USE_RECOVERY_CODE,
            Self::HelpCode => sign_in::USE_HELP_CODE,
        }
    }
}

#[derive(Debug)]
enum FactorInput {
    Digits(CodeBuffer),
    Symbols(SecretState),
}

#[derive(Debug)]
pub struct SecondFactorForm {
    kind: FactorKind,
    /// The kinds between which the user can choose.
    choices: &'static [FactorKind],
    input: FactorInput,
    pub error: FieldError,
    /// What happened to the input, unless the user has typed since.
    note: &'static str,
    failures: u32,
    pub focus: FocusRequest<()>,
}

impl SecondFactorForm {
    /// Creates a form for a code only, which confirms a pairing.
    pub fn code() -> Self {
        Self::new(FactorKind::Code, &[FactorKind::Code])
    }

    /// Creates a form for a signed-in user, who cannot use help codes.
    pub fn in_session() -> Self {
        Self::new(FactorKind::Code, &[FactorKind::Code, FactorKind::RecoveryCode])
    }

    /// Creates a form for what a sign-in requires.
    pub fn for_sign_in(required: RequiredFactor) -> Self {
        let choices: &[_] = match required {
            RequiredFactor::Code => &[FactorKind::Code, FactorKind::RecoveryCode, FactorKind::HelpCode],
            RequiredFactor::RecoveryCode => &[FactorKind::RecoveryCode],
            RequiredFactor::HelpCode | RequiredFactor::NewHelpCode => &[FactorKind::HelpCode],
        };
        Self::new(choices.first().copied().unwrap_or(FactorKind::Code), choices)
    }

    fn new(kind: FactorKind, choices: &'static [FactorKind]) -> Self {
        let input = match kind {
            FactorKind::Code => FactorInput::Digits(CodeBuffer::new()),
            FactorKind::RecoveryCode | FactorKind::HelpCode => FactorInput::Symbols(SecretState::default()),
        };
        let focus = FocusRequest::initially(());
        Self { kind, choices, input, error: FieldError::None, note: "", failures: 0, focus }
    }

    /// Leaves the focus to another field.
    pub fn unfocused(self) -> Self {
        Self { focus: FocusRequest::default(), ..self }
    }

    /// Changes to an empty field for another kind of code, and focuses it.
    pub fn switch_to(&mut self, kind: FactorKind) {
        *self = Self::new(kind, self.choices);
    }

    /// The other kinds of code that the user can choose.
    pub fn other_kinds(&self) -> impl Iterator<Item = FactorKind> + use<> {
        let (current, choices) = (self.kind, self.choices);
        choices.iter().copied().filter(move |kind| *kind != current)
    }

    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    pub fn is_code(&self) -> bool {
        self.kind == FactorKind::Code
    }

    pub fn on_refused(&mut self, refusal: CodeRefusal, now: Now) {
        if refusal == CodeRefusal::Suspended && self.is_code() {
            // No further code is read, so the field for one would be a dead end.
            *self = Self::new(FactorKind::RecoveryCode, &[FactorKind::RecoveryCode]);
            return self.on_error(sign_in::code_refusal(refusal));
        }
        if !matches!(refusal, CodeRefusal::Malformed) {
            self.failures += 1;
        }
        self.set_error(FieldError::from_code_refusal(refusal, now));
    }

    pub fn on_error(&mut self, sentence: String) {
        self.set_error(FieldError::Message(sentence));
    }

    pub fn count_failure(&mut self, sentence: String) {
        self.failures += 1;
        self.on_error(sentence);
    }

    /// Shows an error. Digits are cleared, since the next code differs; a longer code is selected, so that a typo can be
    /// found, or the next key replaces it.
    fn set_error(&mut self, error: FieldError) {
        (self.error, self.note) = (error, "");
        match &mut self.input {
            FactorInput::Digits(code) => code.wipe(),
            FactorInput::Symbols(secret) => secret.buffer.select_all(),
        }
        self.focus.set(());
    }

    pub fn is_ready(&self, now: Now) -> bool {
        let complete = match &self.input {
            FactorInput::Digits(code) => code.is_full(),
            FactorInput::Symbols(secret) => !secret.buffer.is_empty(),
        };
        complete && self.error.remaining_wait(now).is_none()
    }

    /// Returns the input for the worker, or shows what is wrong with it. Digits leave the field; a longer code stays
    /// until the reply, so that a refusal does not cost typing it again.
    pub fn submit(&mut self) -> Option<Factor> {
        (self.error, self.note) = (FieldError::None, "");
        let typed = match &mut self.input {
            FactorInput::Digits(code) => return Some(Factor::Code(code.take())),
            FactorInput::Symbols(secret) => SecretInput::new(secret.buffer.expose_text().to_owned()),
        };
        if let Err(problem) = RecoveryCode::parse(&typed) {
            self.on_error(sign_in::recovery_code_problem(problem, typed.expose_text()));
            return None;
        }
        Some(Factor::Recovery(typed))
    }

    /// Returns a copy of the input, which is kept so that it can be submitted again if the code is not at fault.
    pub fn copy(&mut self) -> SecretInput {
        (self.error, self.note) = (FieldError::None, "");
        let text = match &self.input {
            FactorInput::Digits(code) => code.expose_text(),
            FactorInput::Symbols(secret) => secret.buffer.expose_text(),
        };
        SecretInput::new(text.to_owned())
    }

    pub fn wipe(&mut self) {
        match &mut self.input {
            FactorInput::Digits(code) => code.wipe(),
            FactorInput::Symbols(secret) => secret.buffer.wipe(),
        }
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> FieldOutput {
        let error = self.error.text(cx.now);
        let (label, hint) = (self.kind.label(), self.hint());
        let mut output = match &mut self.input {
            FactorInput::Digits(code) => CodeField::new(label).error(&error).enabled(!cx.busy).show(ui, cx.theme, code),
            FactorInput::Symbols(secret) => {
                let field = SecretField::new(label, text::PASSWORD_LABELS).error(&error).hint(hint);
                field.always_visible().enabled(!cx.busy).show(ui, cx.theme, secret)
            }
        };
        self.focus.apply_to((), &output.response);
        self.error.update(&output.response);
        if output.response.changed() {
            self.note = "";
        }
        if let Some(pasted) = output.refused_paste.take() {
            self.on_refused_paste(&pasted);
        }
        output
    }

    fn hint(&self) -> &'static str {
        if self.note.is_empty() { sign_in::RECOVERY_CODE_HINT } else { self.note }
    }

    /// A longer code was pasted into the field for six digits: it moves to its own field, where the user submits it.
    fn on_refused_paste(&mut self, pasted: &SecretInput) {
        let is_recovery_code = RecoveryCode::parse(pasted).is_ok();
        if !is_recovery_code || !self.choices.contains(&FactorKind::RecoveryCode) {
            return self.on_error(sign_in::refused_paste(is_recovery_code).to_owned());
        }
        self.switch_to(FactorKind::RecoveryCode);
        if let FactorInput::Symbols(secret) = &mut self.input {
            secret.buffer.set(pasted);
        }
        self.note = sign_in::MOVED_PASTE;
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
