//! Something is to be done to somebody that cannot be taken back.

use egui::Ui;

use crate::auth::{AccountId, ActionError};
use crate::gui::action::{Command, Operation};
use crate::gui::dialogs::foot::button_row;
use crate::gui::scene::{FocusRequest, ViewContext};
use crate::gui::text::{self, errors, users};
use crate::gui::theme::Intent;
use crate::gui::widgets::{Button, banner, body, dialog};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminOperation {
    ResetTwoFactor,
    TemporaryPassword,
    Delete,
}

/// Says what follows and asks. Not doing it is the default.
#[derive(Debug)]
pub struct ConfirmAdminDialog {
    operation: AdminOperation,
    id: AccountId,
    username: String,
    error: String,
    focus: FocusRequest<()>,
}

impl ConfirmAdminDialog {
    pub fn new(operation: AdminOperation, id: AccountId, username: &str) -> Self {
        Self { operation, id, username: username.to_owned(), error: String::new(), focus: FocusRequest::initially(()) }
    }

    /// Nothing was done.
    pub fn on_denied(&mut self, denied: &ActionError) {
        self.on_error(&errors::denied(denied));
    }

    /// A fault came in place of a reply.
    pub fn on_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }

    /// The act as the button says it, and what follows from it.
    fn label_and_body(&self) -> (String, String) {
        let name = &self.username;
        match self.operation {
            AdminOperation::ResetTwoFactor => (users::reset_two_factor(name), users::reset_two_factor_body(name)),
            AdminOperation::TemporaryPassword => {
                (users::new_temporary_password(name), users::new_temporary_password_body(name))
            }
            AdminOperation::Delete => (users::delete(name), users::delete_body(name)),
        }
    }

    fn to_operation(&self) -> Operation {
        let (id, username) = (self.id, self.username.clone());
        match self.operation {
            AdminOperation::ResetTwoFactor => Operation::ResetTwoFactor { id, username },
            AdminOperation::TemporaryPassword => Operation::IssueTemporaryPassword { id, username },
            AdminOperation::Delete => Operation::DeleteAccount { id, username },
        }
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (label, explanation) = self.label_and_body();
        let shown = dialog(ui, theme, cx.dialog_area, &users::question(&label), |ui| {
            body(ui, theme, &explanation);
            if !self.error.is_empty() {
                banner(ui, theme, Intent::Error, &self.error);
            }
            ui.add_space(8.0);
            let buttons = [Button::secondary(text::CANCEL).enabled(!cx.busy), Button::danger(&label).busy(cx.busy)];
            let [cancel, confirm] = button_row(ui, theme, [text::CANCEL, &label], buttons);
            self.focus.apply_to((), &cancel);
            (cancel.clicked(), confirm.clicked())
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => Some(Command::Run(self.to_operation())),
            (cancel, false) => (cancel || shown.cancelled).then_some(Command::CloseDialog),
        }
    }
}
