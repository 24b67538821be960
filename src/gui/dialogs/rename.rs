//! Another name for an authenticator.

use egui::Ui;

use crate::auth::{AuthenticatorId, Denied};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, account, fault};
use crate::gui::widgets::{Button, TextField, dialog};

/// The name of now, and the one to come.
#[derive(Debug)]
pub(in crate::gui) struct Rename {
    id: AuthenticatorId,
    title: String,
    name: String,
    error: String,
    focus: Focus<()>,
}

impl Rename {
    pub(in crate::gui) fn new(id: AuthenticatorId, name: &str) -> Self {
        let title = account::rename(name);
        Self { id, title, name: name.to_owned(), error: String::new(), focus: Focus::on(()) }
    }

    /// It was not done.
    pub(in crate::gui) fn denied(&mut self, denied: &Denied) {
        self.fault(&fault::denied(denied));
    }

    /// A fault came in place of an answer.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.want(());
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let shown = dialog(ui, theme, scene.cover, &self.title, |ui| {
            let field = TextField::new(account::NEW_NAME).hint(account::NAME_RULE).error(&self.error);
            let field = field.enabled(!scene.busy).show(ui, theme, &mut self.name);
            self.focus.give((), &field.response);
            if field.response.changed() {
                self.error.clear();
            }
            let ready = !self.name.trim().is_empty();
            let rename = Button::primary(account::RENAME).enabled(ready).busy(scene.busy);
            let cancel = Button::quiet(text::CANCEL).enabled(!scene.busy);
            let [rename, cancel] = foot(ui, theme, [account::RENAME, text::CANCEL], [rename, cancel]);
            (cancel.clicked(), (field.submitted || rename.clicked()) && ready)
        });
        match shown.inner {
            _ if scene.busy => None,
            (_, true) => Some(Action::Do(Act::RenameAuthenticator { id: self.id, name: self.name.clone() })),
            (true, false) => Some(Action::Close),
            (false, false) => shown.cancelled.then_some(Action::Close),
        }
    }
}
