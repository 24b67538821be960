//! The field for a new password, with its strength and a suggestion.

use egui::{Rect, Response, Ui, pos2, vec2};

use crate::auth::{Estimate, Password, PasswordProblem, SecretInput, Strength};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, validation};
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretState};

const EMPTY_ESTIMATE: Estimate = Estimate { strength: Strength::Short, time_to_guess: None };

#[derive(Debug)]
pub struct NewPasswordForm {
    secret: SecretState,
    estimate: Estimate,
    /// The worker is estimating. Input typed meanwhile is estimated afterwards.
    pub estimate_pending: bool,
    changed: bool,
    /// **Suggest a passphrase** was just pressed.
    suggest: bool,
    error: String,
    pub focus: FocusRequest<()>,
}

impl NewPasswordForm {
    /// Creates an empty form; the characters are initially visible if `shown`.
    pub fn new(shown: bool) -> Self {
        Self {
            secret: SecretState { shown, ..SecretState::default() },
            estimate: EMPTY_ESTIMATE,
            estimate_pending: false,
            changed: false,
            suggest: false,
            error: String::new(),
            focus: FocusRequest::default(),
        }
    }

    pub fn set_strength(&mut self, estimate: Estimate) {
        self.estimate_pending = false;
        if !self.is_empty() {
            self.estimate = estimate;
        }
    }

    /// Replaces the input with a suggestion, and makes it visible.
    pub fn set_suggestion(&mut self, passphrase: &Password) {
        self.secret.buffer.set(passphrase);
        self.secret.shown = true;
        self.error.clear();
        self.changed = true;
        self.focus.set(());
    }

    /// The password was refused. It is kept for correction.
    pub fn on_refused(&mut self, problem: PasswordProblem) {
        self.set_error(validation::password_problem(problem));
    }

    pub fn set_error(&mut self, sentence: String) {
        self.error = sentence;
        self.focus.set(());
    }

    /// Handles a fault in place of a reply, of an estimate among others: the next input requests a new one.
    pub fn on_error(&mut self, sentence: &str) {
        self.estimate_pending = false;
        self.set_error(sentence.to_owned());
    }

    pub fn is_empty(&self) -> bool {
        self.secret.buffer.is_empty()
    }

    /// Returns a copy to submit: after a refusal the input can be corrected.
    pub fn copy(&self) -> Password {
        SecretInput::new(self.secret.buffer.expose_text().to_owned())
    }

    pub fn wipe(&mut self) {
        self.secret.buffer.wipe();
        self.estimate = EMPTY_ESTIMATE;
    }

    /// Draws the field, the strength and **Suggest a passphrase**; returns whether Enter was pressed in the field.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, label: &str) -> bool {
        let theme = cx.theme;
        let characters = self.secret.buffer.expose_text().chars().count();
        let (strength, part) = validation::strength(self.estimate, characters);
        let longest = validation::longest_strength();
        let field =
            SecretField::new(label, text::PASSWORD_LABELS).error(&self.error).hint(&strength).longest_hint(&longest);
        let output = field.enabled(!cx.busy).show(ui, theme, &mut self.secret);
        paint_strength(ui, cx, &output.response, part);
        self.focus.apply_to((), &output.response);
        if output.response.changed() {
            self.error.clear();
            self.changed = true;
        }
        self.suggest = Button::link(text::SUGGEST_PASSPHRASE).enabled(!cx.busy).show(ui, theme).clicked();
        output.submitted
    }

    /// Returns the command that the form needs once drawn: a suggestion, or an estimate of the input's strength, one at
    /// a time. The caller must execute it, so it goes after more urgent commands. `username` is the account that the
    /// password is for.
    #[must_use]
    pub fn pending_command(&mut self, username: &str) -> Option<Command> {
        if self.suggest {
            return Some(Command::Send(Request::SuggestPassphrase));
        }
        if !self.changed || self.estimate_pending {
            return None;
        }
        self.changed = false;
        if self.is_empty() {
            self.estimate = EMPTY_ESTIMATE;
            return None;
        }
        self.estimate_pending = true;
        Some(Command::Send(Request::EstimateStrength { input: self.copy(), username: username.to_owned() }))
    }
}

/// Draws the strength bar between the field and the text under it, which says the same.
fn paint_strength(ui: &Ui, cx: &ViewContext<'_>, field: &Response, part: f32) {
    if part == 0.0 {
        return;
    }
    let intent = if part < 0.75 { Intent::Warning } else { Intent::Success };
    let bar = Rect::from_min_size(pos2(field.rect.left(), field.rect.bottom() + 3.0), vec2(field.rect.width(), 3.0));
    let filled = bar.with_max_x(bar.left() + bar.width() * part);
    ui.painter().rect_filled(bar, 1.5, cx.theme.palette.divider);
    ui.painter().rect_filled(filled, 1.5, cx.theme.intent_colors(intent).0);
}
