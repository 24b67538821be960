//! Password and second-factor fields that confirm the signed-in user. Shared by the step-up dialog, the password change
//! and the locked screen.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Factor, Now, Password, PasswordRefusal, SecretInput};
use crate::gui::forms::{CodeForm, FieldError, RecoveryCodeForm};
use crate::gui::message::StepUpRefusal;
use crate::gui::text::{self, account, sign_in};
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretLabels, SecretState, banner};

/// The field for the second factor.
#[derive(Debug)]
enum SecondFactorField {
    /// The password alone is enough.
    None,
    Code(CodeForm),
    RecoveryCode(RecoveryCodeForm),
}

/// The input, and why the last one was refused.
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
    /// Creates a form with this label for the password field, and with a code field if `with_code`.
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

    /// Sets the labels of the visibility toggle, for use beside another password field.
    pub fn labels(mut self, words: SecretLabels<'static>) -> Self {
        self.labels = words;
        self
    }

    /// Sets whether a code is required, once that is known.
    pub fn require_code(&mut self, required: bool) {
        self.second_factor =
            if required { SecondFactorField::Code(CodeForm::new(false)) } else { SecondFactorField::None };
    }

    /// Draws the fields; returns whether Enter was pressed in one of them. Enter moves to the first empty field.
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

    /// Draws the link that switches between authenticator and recovery codes.
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

    /// Whether everything required was typed, and no wait is running.
    pub fn is_ready(&self, now: Now) -> bool {
        let waiting = self.error.as_ref().is_some_and(|error| error.remaining_wait(now).is_some());
        !self.password.buffer.is_empty() && !waiting && self.factor_is_ready(now)
    }

    /// Returns the input for the worker. The password stays in its field until the reply, so that a wrong code does not
    /// clear it; the code is cleared at once.
    pub fn take(&mut self) -> (Password, Option<Factor>) {
        self.error = None;
        let factor = match &mut self.second_factor {
            SecondFactorField::None => None,
            SecondFactorField::Code(form) => Some(Factor::Code(form.take())),
            SecondFactorField::RecoveryCode(form) => Some(Factor::Recovery(form.take())),
        };
        (SecretInput::new(self.password.buffer.expose_text().to_owned()), factor)
    }

    /// Clears and focuses the part that was refused.
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
            // A code became required after the fields were drawn.
            (StepUpRefusal::Code(_), SecondFactorField::None) => {
                self.second_factor = SecondFactorField::Code(CodeForm::new(true))
            }
        }
    }

    /// Clears the input and shows another error.
    pub fn on_error(&mut self, sentence: &str) {
        self.wipe();
        self.error = Some(FieldError::Message(sentence.to_owned()));
        self.focus.set(());
    }

    /// Wipes the input.
    pub fn wipe(&mut self) {
        self.password.buffer.wipe();
        match &mut self.second_factor {
            SecondFactorField::None => {}
            SecondFactorField::Code(form) => form.wipe(),
            SecondFactorField::RecoveryCode(form) => form.wipe(),
        }
    }

    /// Returns the time until an error text changes by itself.
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
