//! Somebody is to be added.

use egui::Ui;

use crate::auth::{Denied, Role, Username};
use crate::gui::action::{Act, Action};
use crate::gui::dialogs::foot::foot;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::{self, choose, fault, users};
use crate::gui::widgets::{Button, TextField, checkbox, dialog};

/// A username, and whether it is an administrator's.
#[derive(Debug)]
pub(in crate::gui) struct AddUser {
    username: String,
    administrator: bool,
    error: String,
    focus: Focus<()>,
}

impl Default for AddUser {
    fn default() -> Self {
        Self { username: String::new(), administrator: false, error: String::new(), focus: Focus::on(()) }
    }
}

impl AddUser {
    /// Nobody was added. What was typed is kept.
    pub(in crate::gui) fn denied(&mut self, denied: &Denied) {
        self.fault(&fault::denied(denied));
    }

    /// A fault came in place of a reply.
    pub(in crate::gui) fn fault(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.want(());
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let shown = dialog(ui, theme, scene.cover, users::ADD_TITLE, |ui| {
            let field = TextField::new(users::NEW_USERNAME).hint(choose::USERNAME_RULE).error(&self.error);
            let field = field.enabled(!scene.busy).show(ui, theme, &mut self.username);
            self.focus.give((), &field.response);
            if field.response.changed() {
                self.error.clear();
            }
            ui.add_enabled_ui(!scene.busy, |ui| {
                checkbox(ui, theme, &mut self.administrator, users::ADMINISTRATOR);
            });
            ui.add_space(8.0);
            let can = !self.username.trim().is_empty();
            let create = Button::primary(users::CREATE).enabled(can).busy(scene.busy);
            let cancel = Button::quiet(text::CANCEL).enabled(!scene.busy);
            let [create, cancel] = foot(ui, theme, [users::CREATE, text::CANCEL], [create, cancel]);
            (cancel.clicked(), can && (create.clicked() || field.submitted))
        });
        match shown.inner {
            _ if scene.busy => None,
            (_, true) => self.submit(),
            (cancel, false) => (cancel || shown.cancelled).then_some(Action::Close),
        }
    }

    fn submit(&mut self) -> Option<Action> {
        match Username::parse(&self.username) {
            Ok(username) => {
                let role = if self.administrator { Role::Administrator } else { Role::Member };
                Some(Action::Do(Act::AddUser { username: username.display().to_owned(), role }))
            }
            Err(problem) => {
                self.fault(&choose::username_problem(problem));
                None
            }
        }
    }
}
