//! A passphrase or help code for somebody else, shown once.

use egui::Ui;

use crate::auth::{ExposedText, Password, RecoveryCode};
use crate::gui::action::Action;
use crate::gui::icon::Icon;
use crate::gui::scene::{Focus, Scene};
use crate::gui::text::users;
use crate::gui::theme::Type;
use crate::gui::widgets::{Button, body, card, dialog, say};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Passphrase,
    HelpCode,
}

/// The secret, until it is done with. Escape does not close it, since it cannot be shown again.
#[derive(Debug)]
pub(in crate::gui) struct Once {
    kind: Kind,
    username: String,
    secret: ExposedText,
    hidden: bool,
    focus: Focus<()>,
}

impl Once {
    pub(in crate::gui) fn passphrase(username: String, passphrase: Password) -> Self {
        let secret = ExposedText::new(passphrase.expose_text().to_owned());
        Self { kind: Kind::Passphrase, username, secret, hidden: false, focus: Focus::on(()) }
    }

    pub(in crate::gui) fn help_code(username: String, code: &RecoveryCode) -> Self {
        let secret = code.expose_text();
        Self { kind: Kind::HelpCode, username, secret, hidden: false, focus: Focus::on(()) }
    }

    /// 120 s without input: whoever comes by need not see it.
    pub(in crate::gui) fn rest(&mut self) {
        self.hidden = true;
    }

    /// What is told of it where it closed before **Done** was pressed.
    pub(in crate::gui) fn missed(&self) -> String {
        match self.kind {
            Kind::Passphrase => users::temporary_missed(&self.username),
            Kind::HelpCode => users::help_missed(&self.username),
        }
    }

    /// Whether it shows what a screenshot must not.
    pub(in crate::gui) fn shows_secret(&self) -> bool {
        !self.hidden
    }

    pub(in crate::gui) fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let name = &self.username;
        let (title, why, copy, show) = match self.kind {
            Kind::Passphrase => {
                (users::temporary_title(name), users::temporary_use(name), users::COPY_PASSWORD, users::SHOW_PASSWORD)
            }
            Kind::HelpCode => {
                (users::help_title(name), users::help_use(name), users::COPY_HELP_CODE, users::SHOW_HELP_CODE)
            }
        };
        let shown = dialog(ui, theme, scene.cover, &title, |ui| {
            body(ui, theme, &why);
            card(ui, theme, |ui| {
                if self.hidden {
                    self.hidden = !Button::link(show).show(ui, theme).clicked();
                } else {
                    scene.secret(ui, |ui| say(ui, Type::Secret, theme.palette.text, &self.secret));
                }
            });
            let copied = Button::quiet(copy).icon(Icon::Copy).full().show(ui, theme).clicked();
            let done = Button::primary(users::DONE).full().show(ui, theme);
            self.focus.give((), &done);
            if let Some(told) = scene.told {
                body(ui, theme, told);
            }
            if copied {
                Some(Action::Copy(ExposedText::new(self.secret.as_str().to_owned())))
            } else {
                done.clicked().then_some(Action::Close)
            }
        });
        shown.inner
    }
}
