//! Renames an authenticator.

use egui::Ui;

use crate::auth::AuthenticatorId;
use crate::gui::message::{Command, Operation};
use crate::gui::text::{self, account};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, TextField, button_row, dialog};

/// The current name and the new one.
#[derive(Debug)]
pub struct RenameAuthenticatorDialog {
    id: AuthenticatorId,
    title: String,
    name: String,
    error: String,
    focus: FocusRequest<()>,
}

impl RenameAuthenticatorDialog {
    pub fn new(id: AuthenticatorId, name: &str) -> Self {
        let title = account::rename_title(name);
        Self { id, title, name: name.to_owned(), error: String::new(), focus: FocusRequest::initially(()) }
    }
}

impl View for RenameAuthenticatorDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let shown = dialog(ui, theme, cx.dialog_area, &self.title, |ui| {
            let field = TextField::new(account::NEW_NAME).hint(account::NAME_RULE).error(&self.error);
            let field = field.enabled(!cx.busy).show(ui, theme, &mut self.name);
            self.focus.apply_to((), &field.response);
            if field.response.changed() {
                self.error.clear();
            }
            let ready = !self.name.trim().is_empty();
            let rename = Button::primary(account::RENAME).enabled(ready).busy(cx.busy);
            let cancel = Button::secondary(text::CANCEL).enabled(!cx.busy);
            let [rename, cancel] = button_row(ui, theme, [account::RENAME, text::CANCEL], [rename, cancel]);
            (cancel.clicked(), (field.submitted || rename.clicked()) && ready)
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => Some(Command::run(Operation::RenameAuthenticator { id: self.id, name: self.name.clone() })),
            (true, false) => Some(Command::CloseDialog),
            (false, false) => shown.cancelled.then_some(Command::CloseDialog),
        }
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }
}
