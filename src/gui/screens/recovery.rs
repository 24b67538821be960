//! The second door without the authenticator: a recovery or help code.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Now, Pending};
use crate::gui::action::Action;
use crate::gui::parts::{RecoveryEntry, door_head};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::text::{self, doors};
use crate::gui::theme::COLUMN;
use crate::gui::widgets::{Button, Top, ends, screen_layout};

/// The state is away while the worker looks at a code.
pub(in crate::gui) struct Recovery {
    username: String,
    pending: Option<Box<Pending>>,
    entry: RecoveryEntry,
}

impl Recovery {
    pub(in crate::gui) fn new(pending: Box<Pending>) -> Self {
        Self { username: pending.username().to_owned(), pending: Some(pending), entry: RecoveryEntry::new(true) }
    }

    /// Whose code is asked for.
    pub(in crate::gui) fn username(&self) -> &str {
        &self.username
    }

    /// The door stays closed; another code can be tried.
    pub(in crate::gui) fn refused(&mut self, refusal: CodeRefusal, pending: Box<Pending>, now: Now) {
        self.pending = Some(pending);
        self.entry.refused(refusal, now);
    }

    /// Nothing is known of the code; it can be given again.
    pub(in crate::gui) fn interrupted(&mut self, pending: Box<Pending>, sentence: String) {
        self.pending = Some(pending);
        self.entry.trouble(sentence);
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy && self.pending.is_some() && self.entry.is_ready(scene.now)
    }

    fn back(&self, reason: Option<&'static str>) -> Action {
        Action::ToSignIn { username: self.username.clone(), reason }
    }
}

impl Show for Recovery {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let can_submit = self.can_submit(scene);
        let (mut other, mut back) = (false, false);
        let (output, verify) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Airy,
            |ui| {
                door_head(ui, theme, doors::RECOVERY, doors::RECOVERY_LEAD);
                self.entry.show(ui, scene)
            },
            |ui| {
                let verify = Button::primary(text::VERIFY).full().enabled(can_submit).busy(scene.busy).show(ui, theme);
                ends(
                    ui,
                    |ui| {
                        let link = Button::link(doors::USE_AUTHENTICATOR).enabled(!scene.busy);
                        other = link.show(ui, theme).clicked();
                    },
                    |ui| back = Button::link(text::BACK).enabled(!scene.busy).show(ui, theme).clicked(),
                );
                verify.clicked()
            },
        );
        if (verify || output.submitted) && self.can_submit(scene) {
            let pending = self.pending.take()?;
            return Some(Action::GiveRecovery { pending, code: self.entry.take() });
        }
        if other {
            return self.pending.take().map(Action::UseAuthenticator);
        }
        (back || scene.escape(ui)).then(|| self.back(None))
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        let over = self.pending.as_ref().is_some_and(|pending| pending.left(now).is_zero());
        over.then(|| self.back(Some(text::TOOK_TOO_LONG)))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        let end = self.pending.as_ref().map(|pending| pending.left(now));
        [end, self.entry.due(now)].into_iter().flatten().min()
    }

    fn rest(&mut self) {
        self.entry.wipe();
    }

    fn fault(&mut self, sentence: &str) {
        self.entry.trouble(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::gui::testing::Stage;

    #[test]
    fn a_recovery_code_opens_the_door_once_however_it_is_typed() {
        let (mut stage, codes) = Stage::with_recovery_codes();
        let typed = codes[3].to_lowercase().replace('-', " ");
        for again in [false, true] {
            stage.sign_in("alice");
            stage.press("Use a recovery code");
            stage.type_text(&typed);
            stage.key(Key::Enter);
            assert_eq!(stage.harness.state().session().is_some(), !again);
            stage.harness.state_mut().sign_out();
            stage.run();
        }
    }

    #[test]
    fn a_used_one_is_told_and_the_button_stays_where_it_is() {
        let (mut stage, codes) = Stage::with_recovery_codes();
        stage.sign_in("alice");
        stage.press("Use a recovery code");
        let before = stage.button_rect("Verify");
        stage.type_text(&codes[0]);
        stage.press("Verify");
        stage.harness.state_mut().sign_out();
        stage.run();
        stage.sign_in("alice");
        stage.press("Use a recovery code");
        stage.type_text(&codes[0]);
        stage.press("Verify");
        assert!(stage.says("That code was already used. Use another one"));
        assert_eq!(stage.button_rect("Verify"), before);
        assert_eq!(stage.focused(), "Recovery code");
    }

    #[test]
    fn what_is_no_recovery_code_is_told_and_tab_goes_from_top_to_bottom() {
        let (mut stage, _) = Stage::with_recovery_codes();
        stage.sign_in("alice");
        stage.press("Use a recovery code");
        stage.type_text("twelve");
        let names = ["Recovery code", "Verify", "Use the authenticator app", "Back"];
        assert_eq!(stage.tab_order(), names);
        stage.press("Verify");
        assert!(stage.says("A recovery code has 16 letters and digits. Check them"));
    }
}
