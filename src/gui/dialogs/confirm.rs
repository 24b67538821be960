//! Asks before an operation that cannot be undone, and before the window closes during a set-up. The default is the
//! button that changes nothing.

use egui::Ui;

use crate::auth::{ActionError, Now, Role};
use crate::gui::message::{Command, Confirmation, Operation};
use crate::gui::text::{self, account, errors, setup, users};
use crate::gui::theme::{GRID, Intent};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, banner, body, button_row, dialog};

impl Confirmation {
    /// Returns the title, the text, and the label of the button that confirms.
    fn texts(&self) -> (String, String, String) {
        let (body, label) = match self {
            Self::DisableTwoFactor => (account::TURN_OFF_BODY.to_owned(), account::TURN_OFF.to_owned()),
            Self::RemoveLastAuthenticator { name } => (account::remove_last_body(name), account::TURN_OFF.to_owned()),
            Self::RemoveAuthenticator { name, .. } => (account::remove_body(name), account::remove(name)),
            Self::NewRecoveryCodes { left } => (account::new_codes_body(*left), account::NEW_CODES.to_owned()),
            Self::ResetTwoFactor { username, .. } => {
                (users::reset_two_factor_body(username), users::reset_two_factor(username))
            }
            Self::TemporaryPassword { username, .. } => {
                (users::new_temporary_password_body(username), users::new_temporary_password(username))
            }
            Self::MakeAdministrator { username, .. } => {
                (users::make_administrator_body(username), users::make_administrator(username))
            }
            Self::Delete { username, .. } => (users::delete_body(username), users::delete(username)),
        };
        let title = match self {
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } | Self::RemoveAuthenticator { .. } => {
                label.clone()
            }
            Self::NewRecoveryCodes { .. } => account::NEW_CODES_TITLE.to_owned(),
            Self::ResetTwoFactor { .. }
            | Self::TemporaryPassword { .. }
            | Self::MakeAdministrator { .. }
            | Self::Delete { .. } => users::question(&label),
        };
        (title, body, label)
    }

    fn operation(&self) -> Operation {
        match self {
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } => Operation::DisableTwoFactor,
            Self::RemoveAuthenticator { id, name } => Operation::RemoveAuthenticator { id: *id, name: name.clone() },
            Self::NewRecoveryCodes { .. } => Operation::NewRecoveryCodes,
            Self::ResetTwoFactor { id, username } => Operation::ResetTwoFactor { id: *id, username: username.clone() },
            Self::TemporaryPassword { id, username } => {
                Operation::IssueTemporaryPassword { id: *id, username: username.clone() }
            }
            Self::MakeAdministrator { id, username } => {
                Operation::SetRole { id: *id, username: username.clone(), role: Role::Administrator }
            }
            Self::Delete { id, username } => Operation::DeleteAccount { id: *id, username: username.clone() },
        }
    }
}

/// The confirmation, and why its operation failed.
#[derive(Debug)]
pub struct ConfirmDialog {
    confirmation: Confirmation,
    error: String,
    focus: FocusRequest<()>,
}

impl ConfirmDialog {
    pub fn new(confirmation: Confirmation) -> Self {
        Self { confirmation, error: String::new(), focus: FocusRequest::initially(()) }
    }
}

impl View for ConfirmDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (title, text, label) = self.confirmation.texts();
        let shown = dialog(ui, theme, cx.dialog_area, &title, |ui| {
            body(ui, theme, &text);
            if !self.error.is_empty() {
                banner(ui, theme, Intent::Error, &self.error);
            }
            ui.add_space(8.0);
            let confirm = match self.confirmation {
                Confirmation::NewRecoveryCodes { .. } | Confirmation::MakeAdministrator { .. } => {
                    Button::primary(&label)
                }
                _ => Button::danger(&label),
            };
            let buttons = [Button::secondary(text::CANCEL).enabled(!cx.busy), confirm.busy(cx.busy)];
            let [cancel, confirm] = button_row(ui, theme, buttons);
            self.focus.apply_to((), &cancel);
            (cancel.clicked(), confirm.clicked())
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => Some(Command::run(self.confirmation.operation())),
            (cancel, false) => (cancel || shown.cancelled).then_some(Command::CloseDialog),
        }
    }

    fn on_denied(&mut self, denied: &ActionError, _now: Now) {
        if let (ActionError::LastAuthenticator, Confirmation::RemoveAuthenticator { name, .. }) =
            (denied, &mut self.confirmation)
        {
            // The other authenticators were removed in another window.
            self.confirmation = Confirmation::RemoveLastAuthenticator { name: std::mem::take(name) };
        } else {
            self.error = errors::denied(denied);
        }
        self.focus.set(());
    }

    fn show_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }
}

/// Asks before the window closes although a set-up is unfinished.
#[derive(Debug)]
pub struct ConfirmCloseDialog(FocusRequest<()>);

impl ConfirmCloseDialog {
    pub fn new() -> Self {
        Self(FocusRequest::initially(()))
    }
}

impl View for ConfirmCloseDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let shown = dialog(ui, theme, cx.dialog_area, setup::CONFIRM_CLOSE_TITLE, |ui| {
            body(ui, theme, setup::CONFIRM_CLOSE_BODY);
            ui.add_space(GRID);
            let buttons = [Button::secondary(setup::STAY), Button::danger(setup::CLOSE_ANYWAY)];
            let [stay, close] = button_row(ui, theme, buttons);
            self.0.apply_to((), &stay);
            if close.clicked() { Some(Command::CloseWindow) } else { stay.clicked().then_some(Command::CloseDialog) }
        });
        if shown.cancelled { Some(Command::CloseDialog) } else { shown.inner }
    }
}
