//! Asks before an act whose outcome cannot be taken back. Cancel is the default.

use egui::Ui;

use crate::auth::{ActionError, AuthenticatorId};
use crate::gui::action::{Command, Operation};
use crate::gui::dialogs::foot::button_row;
use crate::gui::scene::{FocusRequest, ViewContext};
use crate::gui::text::{self, account, errors};
use crate::gui::theme::Intent;
use crate::gui::widgets::{Button, banner, body, dialog};

/// What is asked.
#[derive(Debug)]
pub enum Confirmation {
    /// Turn two-factor off?
    DisableTwoFactor,
    /// Remove the only authenticator, which turns two-factor off?
    RemoveLastAuthenticator { name: String },
    /// Remove one of several authenticators?
    RemoveAuthenticator { id: AuthenticatorId, name: String },
    /// Put a new set in place of the recovery codes that are left?
    NewRecoveryCodes { left: u32 },
}

impl Confirmation {
    fn title(&self) -> String {
        match self {
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } => account::TURN_OFF.to_owned(),
            Self::RemoveAuthenticator { name, .. } => account::remove(name),
            Self::NewRecoveryCodes { .. } => account::NEW_CODES_TITLE.to_owned(),
        }
    }

    fn body(&self) -> String {
        match self {
            Self::DisableTwoFactor => account::TURN_OFF_BODY.to_owned(),
            Self::RemoveLastAuthenticator { name } => account::remove_last_body(name),
            Self::RemoveAuthenticator { name, .. } => account::remove_body(name),
            Self::NewRecoveryCodes { left } => account::new_codes_body(*left),
        }
    }

    fn confirm_label(&self) -> String {
        match self {
            Self::NewRecoveryCodes { .. } => account::NEW_CODES.to_owned(),
            _ => self.title(),
        }
    }

    fn operation(&self) -> Operation {
        match self {
            Self::DisableTwoFactor | Self::RemoveLastAuthenticator { .. } => Operation::DisableTwoFactor,
            Self::RemoveAuthenticator { id, name } => Operation::RemoveAuthenticator { id: *id, name: name.clone() },
            Self::NewRecoveryCodes { .. } => Operation::NewRecoveryCodes,
        }
    }
}

/// The question, and why the answer came to nothing.
#[derive(Debug)]
pub struct ConfirmDialog {
    confirmation: Confirmation,
    error: String,
    focus: FocusRequest<()>,
}

impl ConfirmDialog {
    pub fn new(question: Confirmation) -> Self {
        Self { confirmation: question, error: String::new(), focus: FocusRequest::initially(()) }
    }

    /// It was not done.
    pub fn on_denied(&mut self, denied: &ActionError) {
        if let (ActionError::LastAuthenticator, Confirmation::RemoveAuthenticator { name, .. }) =
            (denied, &mut self.confirmation)
        {
            // The others went in another window.
            self.confirmation = Confirmation::RemoveLastAuthenticator { name: std::mem::take(name) };
        } else {
            self.error = errors::denied(denied);
        }
        self.focus.set(());
    }

    /// A fault came in place of an answer.
    pub fn on_error(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.error);
        self.focus.set(());
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let label = self.confirmation.confirm_label();
        let shown = dialog(ui, theme, cx.dialog_area, &self.confirmation.title(), |ui| {
            body(ui, theme, &self.confirmation.body());
            if !self.error.is_empty() {
                banner(ui, theme, Intent::Error, &self.error);
            }
            ui.add_space(8.0);
            let confirm = match self.confirmation {
                Confirmation::NewRecoveryCodes { .. } => Button::primary(&label),
                _ => Button::danger(&label),
            };
            let buttons = [Button::secondary(text::CANCEL).enabled(!cx.busy), confirm.busy(cx.busy)];
            let [cancel, confirm] = button_row(ui, theme, [text::CANCEL, &label], buttons);
            self.focus.apply_to((), &cancel);
            (cancel.clicked(), confirm.clicked())
        });
        match shown.inner {
            _ if cx.busy => None,
            (_, true) => Some(Command::Run(self.confirmation.operation())),
            (true, false) => Some(Command::CloseDialog),
            (false, false) => shown.cancelled.then_some(Command::CloseDialog),
        }
    }
}
