//! A temporary passphrase or help code for another user, shown once.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Now, Password, RecoveryCode, SecretText};
use crate::gui::forms::status_line;
use crate::gui::icon::Icon;
use crate::gui::message::Command;
use crate::gui::text::{self, users};
use crate::gui::theme::Typography;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, body, card, checkbox, dialog, styled_text};

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
    /// When it was shown first.
    shown_at: Option<Now>,
    copied: bool,
    noted: bool,
    focus: FocusRequest<()>,
}

/// **Done** works from then on although nothing was copied or ticked: a second or a held Enter must not close the
/// dialog, and a reader is not made to wait.
const DONE_AFTER: Duration = Duration::from_secs(2);

impl OneTimeSecretDialog {
    pub fn temporary_password(username: String, passphrase: Password) -> Self {
        Self::new(SecretKind::TemporaryPassword, username, SecretText::new(passphrase.expose_text().to_owned()))
    }

    pub fn help_code(username: String, code: &RecoveryCode) -> Self {
        Self::new(SecretKind::HelpCode, username, code.expose_text())
    }

    fn new(kind: SecretKind, username: String, secret: SecretText) -> Self {
        let focus = FocusRequest::initially(());
        Self { kind, username, secret, hidden: false, shown_at: None, copied: false, noted: false, focus }
    }

    /// Returns how long **Done** still does nothing.
    fn locked_for(&self, now: Now) -> Duration {
        if self.copied || self.noted {
            return Duration::ZERO;
        }
        DONE_AFTER.saturating_sub(self.shown_at.map_or(Duration::ZERO, |shown_at| now.since(shown_at)))
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
        self.shown_at.get_or_insert(cx.now);
        let locked = !self.locked_for(cx.now).is_zero();
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
            let copy = Button::secondary(copy).icon(Icon::Copy).full_width().show(ui, theme);
            self.focus.apply_to((), &copy);
            status_line(ui, theme, cx.status_message.unwrap_or_default());
            checkbox(ui, theme, &mut self.noted, users::NOTED);
            let done = Button::primary(text::DONE).full_width().enabled(!locked).show(ui, theme);
            if copy.clicked() {
                self.copied = true;
                Some(Command::Copy(SecretText::new(self.secret.as_str().to_owned())))
            } else {
                done.clicked().then_some(Command::CloseDialog)
            }
        });
        shown.inner
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        Some(self.locked_for(now)).filter(|left| !left.is_zero())
    }

    fn clear_input(&mut self) {
        self.hidden = true;
    }

    fn shows_secret(&self) -> bool {
        !self.hidden
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::gui::testing::GateHarness;

    const TITLE: &str = "Temporary password for bela";

    fn at_temporary_password() -> GateHarness {
        let mut harness = GateHarness::signed_in_admin();
        harness.select_tab("Users");
        harness.click_button("Add user…");
        harness.type_text("bela");
        harness.key(Key::Enter);
        harness.assert_label(TITLE);
        harness
    }

    #[test]
    fn a_second_enter_does_not_close_it() {
        let mut harness = at_temporary_password();
        assert_eq!(harness.focused(), "Copy password");
        for _ in 0..5 {
            harness.key(Key::Enter);
        }
        harness.assert_label(TITLE);
    }

    #[test]
    fn done_works_after_a_copy_a_tick_or_two_seconds() {
        let ways: [fn(&mut GateHarness); 3] = [
            |harness| harness.click_button("Copy password"),
            |harness| harness.click_checkbox("I have noted it"),
            |harness| harness.wait_seconds(2),
        ];
        for way in ways {
            let mut harness = at_temporary_password();
            harness.click_button("Done");
            harness.assert_label(TITLE);
            way(&mut harness);
            harness.click_button("Done");
            assert!(!harness.has_label(TITLE));
        }
    }

    #[test]
    fn done_works_again_without_input() {
        let mut harness = at_temporary_password();
        let output = &harness.kittest.output().viewport_output[&egui::ViewportId::ROOT];
        assert!(output.repaint_delay <= std::time::Duration::from_secs(2), "{:?}", output.repaint_delay);
        harness.wait_seconds(1);
        harness.click_button("Done");
        harness.assert_label(TITLE);
    }
}
