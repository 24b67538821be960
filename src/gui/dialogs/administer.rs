//! Something is to be done to somebody that cannot be taken back.

use egui::Ui;

use crate::auth::{AccountId, Denied};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, fault, users};
use crate::gui::theme::Tone;
use crate::gui::widgets::{Button, banner, body, dialog};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gui) enum What {
    ResetTwoFactor,
    TemporaryPassword,
    Delete,
}

/// Says what follows and asks. Not doing it is the default.
#[derive(Debug)]
pub(in crate::gui) struct Administer {
    what: What,
    id: AccountId,
    username: String,
    error: String,
    focus: Focus<()>,
}

impl Administer {
    pub(in crate::gui) fn new(what: What, id: AccountId, username: &str) -> Self {
        Self { what, id, username: username.to_owned(), error: String::new(), focus: Focus::on(()) }
    }

    /// Nothing was done.
    pub(in crate::gui) fn denied(&mut self, denied: &Denied) {
        self.fault(&fault::denied(denied));
    }

    /// A fault came in place of a reply.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.want(());
    }

    /// The act as the button says it, and what follows from it.
    fn words(&self) -> (String, String) {
        let name = &self.username;
        match self.what {
            What::ResetTwoFactor => (users::reset(name), users::reset_why(name)),
            What::TemporaryPassword => (users::temporary(name), users::temporary_why(name)),
            What::Delete => (users::delete(name), users::delete_why(name)),
        }
    }

    fn act(&self) -> Act {
        let (id, username) = (self.id, self.username.clone());
        match self.what {
            What::ResetTwoFactor => Act::ResetTwoFactor { id, username },
            What::TemporaryPassword => Act::TemporaryPassword { id, username },
            What::Delete => Act::Delete { id, username },
        }
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let (act, why) = self.words();
        let shown = dialog(ui, theme, scene.cover, &users::asked(&act), |ui| {
            body(ui, theme, &why);
            if !self.error.is_empty() {
                banner(ui, theme, Tone::Error, &self.error);
            }
            ui.add_space(8.0);
            let buttons = [Button::quiet(text::CANCEL).enabled(!scene.busy), Button::danger(&act).busy(scene.busy)];
            let [cancel, does] = foot(ui, theme, [text::CANCEL, &act], buttons);
            self.focus.give((), &cancel);
            (cancel.clicked(), does.clicked())
        });
        match shown.inner {
            _ if scene.busy => None,
            (_, true) => Some(Action::Do(self.act())),
            (cancel, false) => (cancel || shown.cancelled).then_some(Action::Close),
        }
    }
}
