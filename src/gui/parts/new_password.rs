//! A password that somebody chooses: its field, how hard it is to guess, and a suggestion.

use egui::{Rect, Response, Ui, pos2, vec2};

use crate::auth::{Estimate, Password, PasswordProblem, Strength, TypedText};
use crate::gui::action::Action;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, choose};
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, Secret, SecretField};

/// Before anything is typed.
const NOTHING_TYPED: Estimate = Estimate { strength: Strength::Short, time_to_guess: None };

/// What is typed and what is known of it.
#[derive(Debug)]
pub(in crate::gui) struct NewPasswordField {
    secret: Secret,
    estimate: Estimate,
    /// The worker weighs something; what was typed since is weighed when it is done.
    weighing: bool,
    stale: bool,
    problem: String,
    focus: Focus<()>,
}

/// What the field has to say.
pub(in crate::gui) struct NewPasswordOutput {
    /// Enter was pressed in it.
    pub(in crate::gui) submitted: bool,
    /// **Suggest a passphrase** was pressed.
    suggest: bool,
}

impl NewPasswordField {
    /// Empty; its characters are shown at first if `shown`.
    pub(in crate::gui) fn new(shown: bool) -> Self {
        Self {
            secret: if shown { Secret::shown() } else { Secret::default() },
            estimate: NOTHING_TYPED,
            weighing: false,
            stale: false,
            problem: String::new(),
            focus: Focus::default(),
        }
    }

    /// The worker has weighed it.
    pub(in crate::gui) fn weighed(&mut self, estimate: Estimate) {
        self.weighing = false;
        if !self.is_empty() {
            self.estimate = estimate;
        }
    }

    /// A suggestion takes the place of what was typed, and is shown.
    pub(in crate::gui) fn suggested(&mut self, passphrase: &Password) {
        self.secret.buffer.set(passphrase);
        self.secret.shown = true;
        self.problem.clear();
        self.stale = true;
        self.focus.want(());
    }

    /// It was not taken. It stays, so that it can be mended.
    pub(in crate::gui) fn refused(&mut self, problem: PasswordProblem) {
        self.trouble(choose::password_problem(problem));
    }

    /// Something else is wrong.
    pub(in crate::gui) fn trouble(&mut self, sentence: String) {
        self.problem = sentence;
        self.focus.want(());
    }

    /// A fault came in place of a reply.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        self.expect_no_strength();
        self.trouble(sentence.to_owned());
    }

    /// The strength that was asked for does not come: for what is typed next it is asked for anew.
    pub(in crate::gui) fn expect_no_strength(&mut self) {
        self.weighing = false;
    }

    /// Gives it the keyboard.
    pub(in crate::gui) fn want_focus(&mut self) {
        self.focus.want(());
    }

    /// Whether anything was typed.
    pub(in crate::gui) fn is_empty(&self) -> bool {
        self.secret.buffer.is_empty()
    }

    /// A copy to submit: a refusal gives the typed one back to be mended.
    pub(in crate::gui) fn copy(&self) -> Password {
        TypedText::new(self.secret.buffer.expose_text().to_owned())
    }

    /// Forgets what was typed.
    pub(in crate::gui) fn wipe(&mut self) {
        self.secret.buffer.wipe();
        self.estimate = NOTHING_TYPED;
    }

    /// Draws field, strength and **Suggest a passphrase**.
    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, label: &str) -> NewPasswordOutput {
        let theme = scene.theme;
        let characters = self.secret.buffer.expose_text().chars().count();
        let (words, part) = choose::strength(self.estimate, characters);
        let longest = choose::longest_strength();
        let field = SecretField::new(label, text::PASSWORD_WORDS).error(&self.problem).hint(&words).room_for(&longest);
        let output = field.enabled(!scene.busy).show(ui, theme, &mut self.secret);
        paint_strength(ui, scene, &output.response, part);
        self.focus.give((), &output.response);
        if output.response.changed() {
            self.problem.clear();
            self.stale = true;
        }
        let suggest = Button::link(text::SUGGEST).enabled(!scene.busy).show(ui, theme);
        NewPasswordOutput { submitted: output.submitted, suggest: suggest.clicked() }
    }

    /// What the field asks for: a suggestion, or the strength of what was typed. The caller must act on it, so it comes
    /// after all that is more urgent. `username` is whose password it is to be.
    #[must_use]
    pub(in crate::gui) fn ask(&mut self, output: &NewPasswordOutput, username: &str) -> Option<Action> {
        if output.suggest { Some(Action::SuggestPassphrase) } else { self.weigh(username) }
    }

    /// One weighing at a time; nothing typed is nothing to weigh.
    fn weigh(&mut self, username: &str) -> Option<Action> {
        if !self.stale || self.weighing {
            return None;
        }
        self.stale = false;
        if self.secret.buffer.is_empty() {
            self.estimate = NOTHING_TYPED;
            return None;
        }
        self.weighing = true;
        Some(Action::Weigh { typed: self.copy(), username: username.to_owned() })
    }
}

/// A bar between the field and the words under it, which say the same.
fn paint_strength(ui: &Ui, scene: &Scene<'_>, field: &Response, part: f32) {
    if part == 0.0 {
        return;
    }
    let tone = if part < 0.75 { Tone::Warning } else { Tone::Good };
    let whole = Rect::from_min_size(pos2(field.rect.left(), field.rect.bottom() + 3.0), vec2(field.rect.width(), 3.0));
    let filled = whole.with_max_x(whole.left() + whole.width() * part);
    ui.painter().rect_filled(whole, 1.5, scene.theme.palette.hairline);
    ui.painter().rect_filled(filled, 1.5, scene.theme.tone(tone).0);
}
