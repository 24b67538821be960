//! Password and second-factor fields that confirm the signed-in user, for the locked screen and for dialogs.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Factor, Now, Password, PasswordRefusal, SecretInput};
use crate::gui::forms::{FieldError, SecondFactorForm};
use crate::gui::message::StepUpRefusal;
use crate::gui::text::{account, errors};
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretLabels, SecretState, banner};

#[derive(Debug)]
pub struct CredentialsForm {
    label: &'static str,
    labels: SecretLabels<'static>,
    password: SecretState,
    error: FieldError,
    focus: FocusRequest<()>,
    /// `None` if the password alone is enough.
    second_factor: Option<SecondFactorForm>,
}

impl CredentialsForm {
    /// Creates a form with these labels for the password field and its visibility toggle, and with a code field if
    /// `with_code`.
    pub fn new(label: &'static str, labels: SecretLabels<'static>, with_code: bool) -> Self {
        Self {
            label,
            labels,
            password: SecretState::default(),
            error: FieldError::None,
            focus: FocusRequest::initially(()),
            second_factor: with_code.then(|| SecondFactorForm::in_session().unfocused()),
        }
    }

    /// Sets whether a code is required, once that is known.
    pub fn require_code(&mut self, required: bool) {
        self.second_factor = required.then(|| SecondFactorForm::in_session().unfocused());
    }

    /// Draws the fields; returns whether Enter was pressed in one of them. Enter moves to the first empty field.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> bool {
        let error = self.error.text(cx.now);
        let field = SecretField::new(self.label, self.labels).error(&error).enabled(!cx.busy);
        let password = field.show(ui, cx.theme, &mut self.password);
        self.focus.apply_to((), &password.response);
        self.error.update(&password.response);
        let Some(factor) = &mut self.second_factor else { return password.submitted };
        let submitted = factor.show(ui, cx).submitted;
        if let Some(hint) = cx.demo_hint.filter(|_| factor.is_code()) {
            banner(ui, cx.theme, Intent::Neutral, hint);
        }
        for kind in factor.other_kinds() {
            if Button::link(kind.link()).enabled(!cx.busy).show(ui, cx.theme).clicked() {
                factor.switch_to(kind);
            }
        }
        if password.submitted && !self.password.buffer.is_empty() && !factor.is_ready(cx.now) {
            factor.focus.set(());
        } else if submitted && self.password.buffer.is_empty() {
            self.focus.set(());
        }
        password.submitted || submitted
    }

    /// Whether everything required was typed, and no wait is running.
    pub fn is_ready(&self, now: Now) -> bool {
        !self.password.buffer.is_empty()
            && self.error.remaining_wait(now).is_none()
            && self.second_factor.as_ref().is_none_or(|factor| factor.is_ready(now))
    }

    /// Returns the input for the worker; `None` if the second factor is malformed, which its field then shows. The
    /// password stays in its field until the reply, so that a wrong code does not clear it.
    pub fn submit(&mut self) -> Option<(Password, Option<Factor>)> {
        let factor = match &mut self.second_factor {
            Some(factor) => Some(factor.submit()?),
            None => None,
        };
        self.error = FieldError::None;
        Some((SecretInput::new(self.password.buffer.expose_text().to_owned()), factor))
    }

    /// Clears and focuses the part that was refused.
    pub fn on_refused(&mut self, refusal: StepUpRefusal, now: Now) {
        match refusal {
            StepUpRefusal::Password(refusal) => {
                self.password.buffer.wipe();
                self.error = match refusal {
                    PasswordRefusal::Wrong => FieldError::Message(account::WRONG_PASSWORD.to_owned()),
                    other => FieldError::from_refusal(other, now),
                };
                self.focus.set(());
            }
            StepUpRefusal::Interrupted(error) => self.on_error(&errors::error(&error)),
            StepUpRefusal::Code(refusal) => match &mut self.second_factor {
                Some(factor) => factor.on_refused(refusal, now),
                // A code became required after the fields were drawn.
                None => self.second_factor = Some(SecondFactorForm::in_session()),
            },
        }
    }

    /// Clears the input and shows another error.
    pub fn on_error(&mut self, sentence: &str) {
        self.wipe();
        self.error = FieldError::Message(sentence.to_owned());
        self.focus.set(());
    }

    pub fn wipe(&mut self) {
        self.password.buffer.wipe();
        if let Some(factor) = &mut self.second_factor {
            factor.wipe();
        }
    }

    /// Returns the time until an error text changes by itself.
    pub fn next_change_in(&self, now: Now) -> Option<Duration> {
        let factor = self.second_factor.as_ref().and_then(|factor| factor.error.next_change_in(now));
        self.error.next_change_in(now).into_iter().chain(factor).min()
    }
}
