//! The fields with which somebody who is signed in shows to be there still: the password, and a code where one is
//! owed. The step-up dialog, the change of password and the locked screen share them.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Factor, Now, Password, PasswordRefusal, SecretInput};
use crate::gui::forms::{CodeForm, FieldError, RecoveryCodeForm};
use crate::gui::message::StepUpRefusal;
use crate::gui::text::{self, account, sign_in};
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretLabels, SecretState, banner};

/// What the second door is opened with.
#[derive(Debug)]
enum SecondFactorField {
    /// The password alone is enough.
    None,
    Code(CodeForm),
    RecoveryCode(RecoveryCodeForm),
}

/// What is typed, and what was refused.
#[derive(Debug)]
pub struct CredentialsForm {
    label: &'static str,
    labels: SecretLabels<'static>,
    password: SecretState,
    error: Option<FieldError>,
    focus: FocusRequest<()>,
    second_factor: SecondFactorField,
}

impl CredentialsForm {
    /// With the name of the password field, and whether a code is asked for.
    pub fn new(label: &'static str, with_code: bool) -> Self {
        let mut form = Self {
            label,
            labels: text::PASSWORD_LABELS,
            password: SecretState::default(),
            error: None,
            focus: FocusRequest::initially(()),
            second_factor: SecondFactorField::None,
        };
        form.require_code(with_code);
        form
    }

    /// With another name for the eye, where there is a second password field beside it.
    pub fn labels(mut self, words: SecretLabels<'static>) -> Self {
        self.labels = words;
        self
    }

    /// Whether a code is asked for is known only now.
    pub fn require_code(&mut self, required: bool) {
        self.second_factor =
            if required { SecondFactorField::Code(CodeForm::new(false)) } else { SecondFactorField::None };
    }

    /// Draws the fields; says whether Enter was pressed in one of them. It leads to what is still empty.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> bool {
        let error = self.error.as_ref().map(|error| error.text(cx.now)).unwrap_or_default();
        let field = SecretField::new(self.label, self.labels).error(&error).enabled(!cx.busy);
        let password = field.show(ui, cx.theme, &mut self.password);
        self.focus.apply_to((), &password.response);
        if password.response.changed() && self.error.as_ref().is_some_and(FieldError::clears_on_edit) {
            self.error = None;
        }
        let submitted = match &mut self.second_factor {
            SecondFactorField::None => false,
            SecondFactorField::Code(form) => {
                let submitted = form.show(ui, cx).submitted;
                if let Some(hint) = cx.demo_hint {
                    banner(ui, cx.theme, Intent::Neutral, hint);
                }
                submitted
            }
            SecondFactorField::RecoveryCode(form) => form.show(ui, cx).submitted,
        };
        self.switch_link(ui, cx);
        if password.submitted && !self.password.buffer.is_empty() && !self.factor_is_ready(cx.now) {
            self.focus_factor();
        } else if submitted && self.password.buffer.is_empty() {
            self.focus.set(());
        }
        password.submitted || submitted
    }

    /// From the app to the recovery codes and back.
    fn switch_link(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) {
        let label = match self.second_factor {
            SecondFactorField::None => return,
            SecondFactorField::Code(_) => text::USE_RECOVERY_CODE,
            SecondFactorField::RecoveryCode(_) => sign_in::USE_AUTHENTICATOR,
        };
        if Button::link(label).enabled(!cx.busy).show(ui, cx.theme).clicked() {
            self.second_factor = match self.second_factor {
                SecondFactorField::Code(_) => SecondFactorField::RecoveryCode(RecoveryCodeForm::new(true)),
                _ => SecondFactorField::Code(CodeForm::new(true)),
            };
        }
    }

    fn focus_factor(&mut self) {
        match &mut self.second_factor {
            SecondFactorField::None => {}
            SecondFactorField::Code(form) => form.request_focus(),
            SecondFactorField::RecoveryCode(form) => form.request_focus(),
        }
    }

    fn factor_is_ready(&self, now: Now) -> bool {
        match &self.second_factor {
            SecondFactorField::None => true,
            SecondFactorField::Code(form) => form.is_ready(now),
            SecondFactorField::RecoveryCode(form) => form.is_ready(now),
        }
    }

    /// Whether all that is asked for was typed, and no wait runs.
    pub fn is_ready(&self, now: Now) -> bool {
        let waiting = self.error.as_ref().is_some_and(|error| error.remaining_wait(now).is_some());
        !self.password.buffer.is_empty() && !waiting && self.factor_is_ready(now)
    }

    /// What was typed, for the worker. The password stays under its bullets until the answer has come, so that a
    /// wrong code does not cost it; the code is gone at once.
    pub fn take(&mut self) -> (Password, Option<Factor>) {
        self.error = None;
        let factor = match &mut self.second_factor {
            SecondFactorField::None => None,
            SecondFactorField::Code(form) => Some(Factor::Code(form.take())),
            SecondFactorField::RecoveryCode(form) => Some(Factor::Recovery(form.take())),
        };
        (SecretInput::new(self.password.buffer.expose_text().to_owned()), factor)
    }

    /// Whichever half was refused is empty and has the keyboard.
    pub fn on_refused(&mut self, refusal: StepUpRefusal, now: Now) {
        match (refusal, &mut self.second_factor) {
            (StepUpRefusal::Password(refusal), _) => {
                self.password.buffer.wipe();
                self.error = Some(match refusal {
                    PasswordRefusal::Wrong => FieldError::Message(account::WRONG_PASSWORD.to_owned()),
                    other => FieldError::from_refusal(other, now),
                });
                self.focus.set(());
            }
            (StepUpRefusal::Interrupted(error), _) => self.on_error(&text::errors::error(&error)),
            (StepUpRefusal::Code(refusal), SecondFactorField::Code(form)) => form.on_refused(refusal, now),
            (StepUpRefusal::Code(refusal), SecondFactorField::RecoveryCode(form)) => form.on_refused(refusal, now),
            // A code has come to be owed since the fields were drawn.
            (StepUpRefusal::Code(_), SecondFactorField::None) => {
                self.second_factor = SecondFactorField::Code(CodeForm::new(true))
            }
        }
    }

    /// It came to nothing for another reason.
    pub fn on_error(&mut self, sentence: &str) {
        self.wipe();
        self.error = Some(FieldError::Message(sentence.to_owned()));
        self.focus.set(());
    }

    /// Forgets what was typed.
    pub fn wipe(&mut self) {
        self.password.buffer.wipe();
        match &mut self.second_factor {
            SecondFactorField::None => {}
            SecondFactorField::Code(form) => form.wipe(),
            SecondFactorField::RecoveryCode(form) => form.wipe(),
        }
    }

    /// Until a sentence changes by itself.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        let second = match &self.second_factor {
            SecondFactorField::None => None,
            SecondFactorField::Code(form) => form.next_change_in(now),
            SecondFactorField::RecoveryCode(form) => form.next_change_in(now),
        };
        let first = self.error.as_ref().and_then(|error| error.next_change_in(now));
        first.into_iter().chain(second).min()
    }
}
