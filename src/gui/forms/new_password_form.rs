//! The field for a new password, with its strength and a suggestion.

use egui::{Rect, Response, Ui, pos2, vec2};

use crate::auth::{Estimate, Password, PasswordProblem, SecretInput, SecretText, Strength};
use crate::gui::forms::status_line;
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, validation};
use crate::gui::theme::{Intent, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, FocusRequest, SecretField, SecretState, button_row, caption, card, styled_text};

/// Height of the strength bar, in points.
const BAR_HEIGHT: f32 = 3.0;
/// Space for it between the field and the text under it, in points.
const BAR_SPACE: f32 = 10.0;

const EMPTY_ESTIMATE: Estimate = Estimate { strength: Strength::Short, time_to_guess: None };

#[derive(Debug)]
pub struct NewPasswordForm {
    secret: SecretState,
    estimate: Estimate,
    /// The worker is estimating. Input typed meanwhile is estimated afterwards.
    pub estimate_pending: bool,
    changed: bool,
    /// The input is a suggestion, which stands below the field.
    suggested: bool,
    /// The suggestion was copied, and the status message says so.
    copied: bool,
    scroll_to_suggestion: bool,
    pressed: Option<Pressed>,
    error: String,
    pub focus: FocusRequest<()>,
    another_focus: FocusRequest<()>,
}

/// The button that was just pressed.
#[derive(Debug)]
enum Pressed {
    Suggest,
    Copy,
}

impl NewPasswordForm {
    /// Creates an empty form. The characters are visible until the user hides them: bullets do not show a typing
    /// error, and there is no second field.
    pub fn new() -> Self {
        Self {
            secret: SecretState { shown: true, ..SecretState::default() },
            estimate: EMPTY_ESTIMATE,
            estimate_pending: false,
            changed: false,
            suggested: false,
            copied: false,
            scroll_to_suggestion: false,
            pressed: None,
            error: String::new(),
            focus: FocusRequest::default(),
            another_focus: FocusRequest::default(),
        }
    }

    pub fn set_strength(&mut self, estimate: Estimate) {
        self.estimate_pending = false;
        if !self.is_empty() {
            self.estimate = estimate;
        }
    }

    /// Replaces the input with a suggestion, and makes it visible. The focus goes to the field, or stays on **Another**.
    pub fn set_suggestion(&mut self, passphrase: &Password) {
        self.secret.buffer.set(passphrase);
        self.secret.shown = true;
        self.error.clear();
        self.changed = true;
        self.copied = false;
        self.scroll_to_suggestion = true;
        match std::mem::replace(&mut self.suggested, true) {
            true => self.another_focus.set(()),
            false => self.focus.set(()),
        }
    }

    /// Whether the words of a suggestion are shown below the field.
    pub fn shows_suggestion(&self) -> bool {
        self.suggested
    }

    /// Shows the problem of the input that `find` reports, before an estimate praises it.
    pub fn check_input(&mut self, find: impl FnOnce(&Password) -> Option<PasswordProblem>) {
        if self.changed
            && !self.is_empty()
            && let Some(problem) = find(&self.copy())
        {
            self.error = validation::password_problem(problem);
            self.estimate = EMPTY_ESTIMATE;
            self.changed = false;
        }
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
        self.suggested = false;
    }

    /// Draws the field, the strength and **Suggest a passphrase**; returns whether Enter was pressed in the field.
    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, label: &str) -> bool {
        let theme = cx.theme;
        let characters = self.secret.buffer.expose_text().chars().count();
        // What was refused is not praised.
        let (strength, part) = match self.error.as_str() {
            "" => validation::strength(self.estimate, characters),
            _ => (String::new(), 0.0),
        };
        let longest = validation::longest_strength();
        let field =
            SecretField::new(label, text::PASSWORD_LABELS).error(&self.error).hint(&strength).longest_hint(&longest);
        let output = field.helper_spacing(BAR_SPACE).enabled(!cx.busy).show(ui, theme, &mut self.secret);
        paint_strength(ui, cx, &output.response, part);
        self.focus.apply_to((), &output.response);
        if output.response.changed() {
            self.error.clear();
            self.changed = true;
            self.suggested = false;
        }
        if self.suggested {
            self.show_suggestion(ui, cx);
            if output.response.gained_focus() || std::mem::take(&mut self.scroll_to_suggestion) {
                ui.scroll_to_rect(
                    ui.cursor().with_min_y(output.response.rect.top()).with_max_y(ui.cursor().top()),
                    None,
                );
            }
        } else if Button::link(text::SUGGEST_PASSPHRASE).enabled(!cx.busy).show(ui, theme).clicked() {
            self.pressed = Some(Pressed::Suggest);
        }
        output.submitted
    }

    /// Draws the words of the suggestion, wrapped between words and readable by screen readers, which find only bullets
    /// in the field.
    fn show_suggestion(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) {
        let theme = cx.theme;
        card(ui, theme, |ui| {
            caption(ui, theme, Intent::Neutral, text::SUGGESTION);
            let words = self.secret.buffer.expose_text();
            cx.draw_secret(ui, |ui| styled_text(ui, Typography::Secret, theme.palette.text, words));
        });
        let copy = Button::secondary(text::COPY).icon(Icon::Copy).enabled(!cx.busy);
        let [copy, another] = button_row(ui, theme, [copy, Button::secondary(text::ANOTHER).enabled(!cx.busy)]);
        self.another_focus.apply_to((), &another);
        status_line(ui, theme, cx.status_message.filter(|_| self.copied).unwrap_or_default());
        if copy.clicked() {
            self.copied = true;
            self.pressed = Some(Pressed::Copy);
        } else if another.clicked() {
            self.pressed = Some(Pressed::Suggest);
        }
    }

    /// Returns the command that the form needs once drawn: a suggestion, or an estimate of the input's strength, one at
    /// a time. The caller must execute it, so it goes after more urgent commands. `username` is the account that the
    /// password is for.
    #[must_use]
    pub fn pending_command(&mut self, username: &str) -> Option<Command> {
        match self.pressed.take() {
            Some(Pressed::Suggest) => return Some(Command::Send(Request::SuggestPassphrase)),
            Some(Pressed::Copy) => {
                let words = self.secret.buffer.expose_text().to_owned();
                return Some(Command::Copy(SecretText::new(words)));
            }
            None => {}
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
    let top = field.rect.bottom() + (BAR_SPACE - BAR_HEIGHT) / 2.0;
    let bar = Rect::from_min_size(pos2(field.rect.left(), top), vec2(field.rect.width(), BAR_HEIGHT));
    let filled = bar.with_max_x(bar.left() + bar.width() * part);
    ui.painter().rect_filled(bar, 1.5, cx.theme.palette.divider);
    ui.painter().rect_filled(filled, 1.5, cx.theme.intent_colors(intent).0);
}
