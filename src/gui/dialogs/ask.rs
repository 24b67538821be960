//! Asks before an act whose outcome cannot be taken back. Cancel is the default.

use egui::Ui;

use crate::auth::{AuthenticatorId, Denied};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, account, fault};
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, banner, body, dialog};

/// What is asked.
#[derive(Debug)]
pub(in crate::gui) enum Question {
    /// Turn two-factor off?
    TurnOff,
    /// Remove the only authenticator, which turns two-factor off?
    RemoveLast { name: String },
    /// Remove one of several authenticators?
    Remove { id: AuthenticatorId, name: String },
    /// Put a new set in place of the recovery codes that are left?
    NewCodes { left: u32 },
}

impl Question {
    fn title(&self) -> String {
        match self {
            Self::TurnOff | Self::RemoveLast { .. } => account::TURN_OFF.to_owned(),
            Self::Remove { name, .. } => account::remove(name),
            Self::NewCodes { .. } => account::NEW_CODES_TITLE.to_owned(),
        }
    }

    fn means(&self) -> String {
        match self {
            Self::TurnOff => account::TURN_OFF_MEANS.to_owned(),
            Self::RemoveLast { name } => account::remove_last_means(name),
            Self::Remove { name, .. } => account::remove_means(name),
            Self::NewCodes { left } => account::new_codes_mean(*left),
        }
    }

    fn yes(&self) -> String {
        match self {
            Self::NewCodes { .. } => account::NEW_CODES.to_owned(),
            _ => self.title(),
        }
    }

    fn act(&self) -> Act {
        match self {
            Self::TurnOff | Self::RemoveLast { .. } => Act::TurnOff,
            Self::Remove { id, name } => Act::RemoveAuthenticator { id: *id, name: name.clone() },
            Self::NewCodes { .. } => Act::NewRecoveryCodes,
        }
    }
}

/// The question, and why the answer came to nothing.
#[derive(Debug)]
pub(in crate::gui) struct Ask {
    question: Question,
    error: String,
    focus: Focus<()>,
}

impl Ask {
    pub(in crate::gui) fn new(question: Question) -> Self {
        Self { question, error: String::new(), focus: Focus::on(()) }
    }

    /// It was not done.
    pub(in crate::gui) fn denied(&mut self, denied: &Denied) {
        if let (Denied::LastAuthenticator, Question::Remove { name, .. }) = (denied, &mut self.question) {
            // The others went in another window.
            self.question = Question::RemoveLast { name: std::mem::take(name) };
        } else {
            self.error = fault::denied(denied);
        }
        self.focus.want(());
    }

    /// A fault came in place of an answer.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.want(());
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let yes = self.question.yes();
        let shown = dialog(ui, theme, scene.cover, &self.question.title(), |ui| {
            body(ui, theme, &self.question.means());
            if !self.error.is_empty() {
                banner(ui, theme, Tone::Error, &self.error);
            }
            ui.add_space(8.0);
            let act = match self.question {
                Question::NewCodes { .. } => Button::primary(&yes),
                _ => Button::danger(&yes),
            };
            let buttons = [Button::quiet(text::CANCEL).enabled(!scene.busy), act.busy(scene.busy)];
            let [cancel, act] = foot(ui, theme, [text::CANCEL, &yes], buttons);
            self.focus.give((), &cancel);
            (cancel.clicked(), act.clicked())
        });
        match shown.inner {
            _ if scene.busy => None,
            (_, true) => Some(Action::Do(self.question.act())),
            (true, false) => Some(Action::Close),
            (false, false) => shown.cancelled.then_some(Action::Close),
        }
    }
}
