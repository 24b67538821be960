//! A password that somebody chooses: its field, how hard it is to guess, and a suggestion.

use egui::{Rect, Response, Ui, pos2, vec2};

use crate::auth::{Estimate, Password, PasswordProblem, SecretInput, Strength};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, validation};
use crate::gui::theme::Intent;
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretState};

/// Before anything is typed.
const EMPTY_ESTIMATE: Estimate = Estimate { strength: Strength::Short, time_to_guess: None };

/// What is typed and what is known of it.
#[derive(Debug)]
pub struct NewPasswordForm {
    secret: SecretState,
    estimate: Estimate,
    /// The worker weighs something; what was typed since is weighed when it is done.
    estimate_pending: bool,
    changed: bool,
    error: String,
    focus: FocusRequest<()>,
}

/// What the field has to say.
pub struct NewPasswordOutput {
    /// Enter was pressed in it.
    pub submitted: bool,
    /// **Suggest a passphrase** was pressed.
    suggest: bool,
}

impl NewPasswordForm {
    /// Empty; its characters are shown at first if `shown`.
    pub fn new(shown: bool) -> Self {
        Self {
            secret: if shown { SecretState::shown() } else { SecretState::default() },
            estimate: EMPTY_ESTIMATE,
            estimate_pending: false,
            changed: false,
            error: String::new(),
            focus: FocusRequest::default(),
        }
    }

    /// The worker has weighed it.
    pub fn set_strength(&mut self, estimate: Estimate) {
        self.estimate_pending = false;
        if !self.is_empty() {
            self.estimate = estimate;
        }
    }

    /// A suggestion takes the place of what was typed, and is shown.
    pub fn set_suggestion(&mut self, passphrase: &Password) {
        self.secret.buffer.set(passphrase);
        self.secret.shown = true;
        self.error.clear();
        self.changed = true;
        self.focus.set(());
    }

    /// It was not taken. It stays, so that it can be mended.
    pub fn on_refused(&mut self, problem: PasswordProblem) {
        self.set_error(validation::password_problem(problem));
    }

    /// Something else is wrong.
    pub fn set_error(&mut self, sentence: String) {
        self.error = sentence;
        self.focus.set(());
    }

    /// A fault came in place of a reply.
    pub fn on_error(&mut self, sentence: &str) {
        self.cancel_estimate();
        self.set_error(sentence.to_owned());
    }

    /// The strength that was asked for does not come: for what is typed next it is asked for anew.
    pub fn cancel_estimate(&mut self) {
        self.estimate_pending = false;
    }

    /// Gives it the keyboard.
    pub fn request_focus(&mut self) {
        self.focus.set(());
    }

    /// Whether anything was typed.
    pub fn is_empty(&self) -> bool {
        self.secret.buffer.is_empty()
    }

    /// A copy to submit: a refusal gives the typed one back to be mended.
    pub fn copy(&self) -> Password {
        SecretInput::new(self.secret.buffer.expose_text().to_owned())
    }

    /// Forgets what was typed.
    pub fn wipe(&mut self) {
        self.secret.buffer.wipe();
        self.estimate = EMPTY_ESTIMATE;
    }

    /// Draws field, strength and **Suggest a passphrase**.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, label: &str) -> NewPasswordOutput {
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
        let suggest = Button::link(text::SUGGEST_PASSPHRASE).enabled(!cx.busy).show(ui, theme);
        NewPasswordOutput { submitted: output.submitted, suggest: suggest.clicked() }
    }

    /// What the field asks for: a suggestion, or the strength of what was typed. The caller must act on it, so it comes
    /// after all that is more urgent. `username` is whose password it is to be.
    #[must_use]
    pub fn pending_command(&mut self, output: &NewPasswordOutput, username: &str) -> Option<Command> {
        if output.suggest { Some(Command::Send(Request::SuggestPassphrase)) } else { self.request_estimate(username) }
    }

    /// One weighing at a time; nothing typed is nothing to weigh.
    fn request_estimate(&mut self, username: &str) -> Option<Command> {
        if !self.changed || self.estimate_pending {
            return None;
        }
        self.changed = false;
        if self.secret.buffer.is_empty() {
            self.estimate = EMPTY_ESTIMATE;
            return None;
        }
        self.estimate_pending = true;
        Some(Command::Send(Request::EstimateStrength { input: self.copy(), username: username.to_owned() }))
    }
}

/// A bar between the field and the words under it, which say the same.
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
