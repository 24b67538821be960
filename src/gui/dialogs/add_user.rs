//! Adds a user.

use egui::Ui;

use crate::auth::{Role, Username};
use crate::gui::message::{Command, Operation};
use crate::gui::text::{self, users, validation};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TextField, button_row, checkbox, dialog};

/// A username, and whether it is an administrator.
#[derive(Debug)]
pub struct AddUserDialog {
    username: String,
    administrator: bool,
    error: String,
    focus: FocusRequest<()>,
}

impl Default for AddUserDialog {
    fn default() -> Self {
        Self { username: String::new(), administrator: false, error: String::new(), focus: FocusRequest::initially(()) }
    }
}

impl AddUserDialog {
    fn submit(&mut self) -> Option<Command> {
        match Username::parse(&self.username) {
            Ok(username) => {
                let role = if self.administrator { Role::Administrator } else { Role::Member };
                Some(Command::run(Operation::AddUser { username: username.display().to_owned(), role }))
            }
            Err(problem) => {
                self.show_error(&validation::username_problem(problem));
                None
            }
        }
    }
}

impl View for AddUserDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let shown = dialog(ui, theme, cx.dialog_area, users::ADD_TITLE, |ui| {
            let field = TextField::new(users::NEW_USERNAME).hint(validation::USERNAME_RULE).error(&self.error);
            let field = field.enabled(!cx.busy).show(ui, theme, &mut self.username);
            self.focus.apply_to((), &field.response);
            if field.response.changed() {
                self.error.clear();
            }
            ui.add_enabled_ui(!cx.busy, |ui| {
                checkbox(ui, theme, &mut self.administrator, users::ADMINISTRATOR);
            });
            ui.add_space(8.0);
            let can = !self.username.trim().is_empty();
            let create = Button::primary(users::CREATE).enabled(can).busy(cx.busy);
            let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
            let [create, cancel] = button_row(ui, theme, [users::CREATE, text::CANCEL], [create, cancel]);
            (cancel.clicked(), can && (create.clicked() || field.submitted))
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => self.submit(),
            (cancel, false) => (cancel || shown.cancelled).then_some(Command::CloseDialog),
        }
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }
}
