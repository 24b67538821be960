//! A temporary passphrase or help code for another user, shown once.

use egui::Ui;

use crate::auth::{Password, RecoveryCode, SecretText};
use crate::gui::icon::Icon;
use crate::gui::message::Command;
use crate::gui::text::{self, users};
use crate::gui::theme::Typography;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, body, card, dialog, styled_text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SecretKind {
    TemporaryPassword,
    HelpCode,
}

/// The secret. Escape does not close the dialog, since the secret cannot be shown again.
#[derive(Debug)]
pub struct OneTimeSecretDialog {
    kind: SecretKind,
    username: String,
    secret: SecretText,
    hidden: bool,
    focus: FocusRequest<()>,
}

impl OneTimeSecretDialog {
    pub fn temporary_password(username: String, passphrase: Password) -> Self {
        Self::new(SecretKind::TemporaryPassword, username, SecretText::new(passphrase.expose_text().to_owned()))
    }

    pub fn help_code(username: String, code: &RecoveryCode) -> Self {
        Self::new(SecretKind::HelpCode, username, code.expose_text())
    }

    fn new(kind: SecretKind, username: String, secret: SecretText) -> Self {
        Self { kind, username, secret, hidden: false, focus: FocusRequest::initially(()) }
    }

    /// Returns the message for a secret whose dialog closed before **Done** was pressed.
    pub fn missed_message(&self) -> String {
        match self.kind {
            SecretKind::TemporaryPassword => users::temporary_missed(&self.username),
            SecretKind::HelpCode => users::help_code_missed(&self.username),
        }
    }
}

impl View for OneTimeSecretDialog {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let name = &self.username;
        let (title, explanation, copy, show) = match self.kind {
            SecretKind::TemporaryPassword => (
                users::temporary_title(name),
                users::temporary_instructions(name),
                users::COPY_PASSWORD,
                users::SHOW_PASSWORD,
            ),
            SecretKind::HelpCode => (
                users::help_code_title(name),
                users::help_code_instructions(name),
                users::COPY_HELP_CODE,
                users::SHOW_HELP_CODE,
            ),
        };
        let shown = dialog(ui, theme, cx.dialog_area, &title, |ui| {
            body(ui, theme, &explanation);
            card(ui, theme, |ui| {
                if self.hidden {
                    self.hidden = !Button::link(show).show(ui, theme).clicked();
                } else {
                    cx.draw_secret(ui, |ui| styled_text(ui, Typography::Secret, theme.palette.text, &self.secret));
                }
            });
            let copied = Button::secondary(copy).icon(Icon::Copy).full_width().show(ui, theme).clicked();
            let done = Button::primary(text::DONE).full_width().show(ui, theme);
            self.focus.apply_to((), &done);
            if let Some(status) = cx.status_message {
                body(ui, theme, status);
            }
            if copied {
                Some(Command::Copy(SecretText::new(self.secret.as_str().to_owned())))
            } else {
                done.clicked().then_some(Command::CloseDialog)
            }
        });
        shown.inner
    }

    fn clear_input(&mut self) {
        self.hidden = true;
    }

    fn shows_secret(&self) -> bool {
        !self.hidden
    }
}
