//! Asks for a name: the username of a new user, or another name for an authenticator.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Id, Ui};

use crate::auth::{AuthenticatorId, Role, Username};
use crate::gui::dialogs::form_dialog;
use crate::gui::message::{Command, Operation};
use crate::gui::text::{account, users, validation};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{FocusRequest, TextField, checkbox};

#[derive(Debug)]
enum Named {
    User { administrator: bool },
    Authenticator { id: AuthenticatorId, title: String },
}

#[derive(Debug)]
pub struct NameDialog {
    named: Named,
    name: String,
    error: String,
    focus: FocusRequest<()>,
}

impl NameDialog {
    pub fn add_user() -> Self {
        Self::new(Named::User { administrator: false }, String::new())
    }

    pub fn rename_authenticator(id: AuthenticatorId, name: String) -> Self {
        Self::new(Named::Authenticator { id, title: account::rename_title(&name) }, name)
    }

    fn new(named: Named, name: String) -> Self {
        Self { named, name, error: String::new(), focus: FocusRequest::initially(()) }
    }

    fn submit(&mut self) -> Option<Command> {
        let operation = match self.named {
            Named::Authenticator { id, .. } => Operation::RenameAuthenticator { id, name: self.name.clone() },
            Named::User { administrator } => match Username::parse(&self.name) {
                Ok(username) => Operation::AddUser {
                    username: username.display().to_owned(),
                    role: if administrator { Role::Administrator } else { Role::Member },
                },
                Err(problem) => {
                    self.show_error(&validation::username_problem(problem));
                    return None;
                }
            },
        };
        Some(Command::run(operation))
    }
}

impl View for NameDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (title, label, hint, submit) = match &self.named {
            Named::User { .. } => {
                (users::ADD_TITLE.to_owned(), users::NEW_USERNAME, validation::USERNAME_RULE, users::CREATE)
            }
            Named::Authenticator { title, .. } => {
                (title.clone(), account::NEW_NAME, account::NAME_RULE, account::RENAME)
            }
        };
        let (submitted, command) = form_dialog(ui, cx, (&title, submit), |ui| {
            let field = TextField::new(label).hint(hint).error(&self.error).enabled(!cx.busy);
            let field = field.show(ui, theme, &mut self.name);
            self.focus.apply_to((), &field.response);
            if field.response.gained_focus() && matches!(self.named, Named::Authenticator { .. }) {
                select_all(ui, field.response.id, &self.name);
            }
            if field.response.changed() {
                self.error.clear();
            }
            if let Named::User { administrator } = &mut self.named {
                ui.add_enabled_ui(!cx.busy, |ui| checkbox(ui, theme, administrator, users::ADMINISTRATOR));
                ui.add_space(8.0);
            }
            (!self.name.trim().is_empty(), field.submitted)
        });
        if submitted { self.submit() } else { command }
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }
}

/// Selects the old name, which typing then replaces.
fn select_all(ui: &Ui, field: Id, name: &str) {
    if let Some(mut state) = TextEditState::load(ui, field) {
        let all = CCursorRange::two(CCursor::default(), CCursor::new(name.chars().count()));
        state.cursor.set_char_range(Some(all));
        state.store(ui, field);
    }
}
