//! Asks for the second factor of a sign-in: a one-time code, or a recovery or help code.

use std::borrow::Cow;
use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Factor, Now, Pending, RequiredFactor};
use crate::gui::forms::{FactorKind, SecondFactorForm, sign_in_page, submit_button};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, sign_in};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, banner, row_with_trailing};

/// The state is `None` while the worker has it.
pub struct SecondFactorScreen {
    username: String,
    pub pending: Option<Box<Pending>>,
    required: RequiredFactor,
    form: SecondFactorForm,
}

impl SecondFactorScreen {
    /// Creates the screen, which asks for what can complete the sign-in now.
    pub fn new(pending: Box<Pending>) -> Self {
        let required = pending.required_factor();
        let form = SecondFactorForm::for_sign_in(required);
        Self { username: pending.username().to_owned(), pending: Some(pending), required, form }
    }

    pub fn on_refused(&mut self, refusal: CodeRefusal, pending: Box<Pending>, now: Now) {
        let required = pending.required_factor();
        self.pending = Some(pending);
        if required == self.required {
            return self.form.on_refused(refusal, now);
        }
        // The heading of the other field says why it is asked for.
        self.required = required;
        self.form = SecondFactorForm::for_sign_in(required);
    }

    /// The heading, and the sentence under it.
    fn header(&self, program: &str) -> (&'static str, Cow<'static, str>) {
        match (self.required, self.form.kind()) {
            (RequiredFactor::NewHelpCode, _) => (sign_in::HELP_CODE_EXPIRED, sign_in::HELP_CODE_EXPIRED_BODY.into()),
            (RequiredFactor::HelpCode, _) => (sign_in::USE_HELP_CODE, sign_in::TWO_FACTOR_RESET.into()),
            (RequiredFactor::RecoveryCode, _) => (text::USE_RECOVERY_CODE, sign_in::CODES_SUSPENDED.into()),
            (RequiredFactor::Code, FactorKind::HelpCode) => {
                (sign_in::USE_HELP_CODE, sign_in::HELP_CODE_SUBTITLE.into())
            }
            (RequiredFactor::Code, FactorKind::RecoveryCode) => {
                (text::USE_RECOVERY_CODE, sign_in::RECOVERY_CODE_SUBTITLE.into())
            }
            (RequiredFactor::Code, FactorKind::Code) => {
                (sign_in::ENTER_CODE, sign_in::enter_code_subtitle(program, &self.username).into())
            }
        }
    }

    /// Draws the page for an expired help code, with which nothing can be typed.
    fn show_expired(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let (title, sentence) = self.header(cx.program);
        let footer = |ui: &mut Ui| Button::primary(text::BACK).full_width().show(ui, cx.theme);
        let ((), back) = sign_in_page(ui, cx, (title, &sentence), |_| {}, footer);
        self.form.focus.apply_to((), &back);
        (back.clicked() || cx.consume_escape(ui)).then(|| self.back(None))
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.pending.is_some() && self.form.is_ready(cx.now)
    }

    fn submit(&mut self) -> Option<Command> {
        let factor = self.form.submit()?;
        let pending = self.pending.take()?;
        Some(Command::Send(match factor {
            Factor::Code(code) => Request::SubmitCode { pending, code },
            Factor::Recovery(code) => Request::SubmitRecoveryCode { pending, code },
        }))
    }

    fn back(&self, reason: Option<&'static str>) -> Command {
        Command::ShowSignIn { username: self.username.clone(), reason }
    }
}

impl View for SecondFactorScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        if self.required == RequiredFactor::NewHelpCode {
            return self.show_expired(ui, cx);
        }
        let (is_code, can_submit) = (self.form.is_code(), self.can_submit(cx));
        let (title, sentence) = self.header(cx.program);
        let mut others = self.form.other_kinds();
        let body = |ui: &mut Ui| {
            let output = self.form.show(ui, cx);
            if is_code {
                self.form.show_clock(ui, cx);
                cx.demo_hint.map(|hint| banner(ui, theme, Intent::Neutral, hint));
            }
            output
        };
        let footer = |ui: &mut Ui| {
            let verify = submit_button(ui, cx, text::VERIFY, can_submit);
            let link = |ui: &mut Ui, label| Button::link(label).enabled(!cx.busy).show(ui, theme).clicked();
            let switch = |ui: &mut Ui, kind: FactorKind| link(ui, kind.link()).then_some(kind);
            let first = others.next();
            let left = |ui: &mut Ui| first.and_then(|kind| switch(ui, kind));
            let (chosen, back) = row_with_trailing(ui, left, |ui| link(ui, text::BACK));
            (verify.clicked(), others.fold(chosen, |chosen, kind| switch(ui, kind).or(chosen)), back)
        };
        let (output, (verify, switch, back)) = sign_in_page(ui, cx, (title, &sentence), body, footer);
        let submit = verify || output.submitted || (output.filled && cx.settings.submit_at_sixth_digit);
        if submit && self.can_submit(cx) {
            return self.submit();
        }
        if let Some(kind) = switch {
            self.form.switch_to(kind);
            return None;
        }
        (back || cx.consume_escape(ui)).then(|| self.back(None))
    }

    fn username(&self) -> Option<&str> {
        Some(&self.username)
    }

    fn code_username(&self) -> Option<&str> {
        self.username().filter(|_| self.form.is_code())
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        let expired = self.pending.as_ref().is_some_and(|pending| pending.time_left(now).is_zero());
        expired.then(|| self.back(Some(text::TIMED_OUT)))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        // The countdown ring requests its own repaints while it is visible.
        let end = self.pending.as_ref().map(|pending| pending.time_left(now));
        end.into_iter().chain(self.form.error.next_change_in(now)).min()
    }

    fn clear_input(&mut self) {
        self.form.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.form.on_error(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests;
