//! The second door: the code that the authenticator shows.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Now, Pending};
use crate::gui::action::Action;
use crate::gui::parts::{CodeEntry, Trouble, door_head};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::text::{self, doors};
use crate::gui::theme::{COLUMN, Tone};
use crate::gui::widgets::{Button, CodeOutput, Top, banner, ends, screen_layout};

/// The state is away while the worker looks at a code.
pub(in crate::gui) struct Code {
    username: String,
    pending: Option<Box<Pending>>,
    entry: CodeEntry,
}

impl Code {
    pub(in crate::gui) fn new(pending: Box<Pending>) -> Self {
        Self { username: pending.username().to_owned(), pending: Some(pending), entry: CodeEntry::new(true) }
    }

    /// Whose code is asked for.
    pub(in crate::gui) fn username(&self) -> &str {
        &self.username
    }

    /// The door stays closed; the next code can be tried.
    pub(in crate::gui) fn refused(&mut self, refusal: CodeRefusal, pending: Box<Pending>, now: Now) {
        self.pending = Some(pending);
        self.entry.refused(refusal, now);
    }

    /// Nothing is known of the code; it can be given again.
    pub(in crate::gui) fn interrupted(&mut self, pending: Box<Pending>, sentence: String) {
        self.pending = Some(pending);
        self.entry.trouble(Trouble::Told(sentence));
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy && self.pending.is_some() && self.entry.is_ready(scene.now)
    }

    fn submit(&mut self) -> Option<Action> {
        let pending = self.pending.take()?;
        Some(Action::GiveCode { pending, code: self.entry.take() })
    }

    fn back(&self, reason: Option<&'static str>) -> Action {
        Action::ToSignIn { username: self.username.clone(), reason }
    }
}

/// What was pressed in the foot.
#[derive(Default)]
struct Pressed {
    verify: bool,
    recovery: bool,
    back: bool,
}

impl Show for Code {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let lead = doors::open_app(scene.program, &self.username);
        let can_submit = self.can_submit(scene);
        let (CodeOutput { submitted, filled, .. }, pressed) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Airy,
            |ui| {
                door_head(ui, theme, doors::ENTER_CODE, &lead);
                let output = self.entry.show(ui, scene);
                self.entry.show_clock(ui, scene);
                if let Some(hint) = scene.hint {
                    banner(ui, theme, Tone::Quiet, hint);
                }
                output
            },
            |ui| foot(ui, scene, can_submit, text::USE_RECOVERY),
        );
        let wanted = pressed.verify || submitted || (filled && scene.settings.submit_at_sixth_digit);
        if wanted && self.can_submit(scene) {
            return self.submit();
        }
        if pressed.recovery {
            return self.pending.take().map(Action::UseRecovery);
        }
        (pressed.back || scene.escape(ui)).then(|| self.back(None))
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        let over = self.pending.as_ref().is_some_and(|pending| pending.left(now).is_zero());
        over.then(|| self.back(Some(text::TOOK_TOO_LONG)))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        // The ring asks for its own repaints while it is seen.
        let end = self.pending.as_ref().map(|pending| pending.left(now));
        [end, self.entry.due(now)].into_iter().flatten().min()
    }

    fn rest(&mut self) {
        self.entry.wipe();
    }

    fn fault(&mut self, sentence: &str) {
        self.entry.trouble(Trouble::Told(sentence.to_owned()));
    }
}

/// **Verify**, another way in, and the way back.
fn foot(ui: &mut Ui, scene: &Scene<'_>, can_submit: bool, other: &str) -> Pressed {
    let theme = scene.theme;
    let verify = Button::primary(text::VERIFY).full().enabled(can_submit).busy(scene.busy).show(ui, theme).clicked();
    let mut pressed = Pressed { verify, ..Pressed::default() };
    ends(
        ui,
        |ui| pressed.recovery = Button::link(other).enabled(!scene.busy).show(ui, theme).clicked(),
        |ui| pressed.back = Button::link(text::BACK).enabled(!scene.busy).show(ui, theme).clicked(),
    );
    pressed
}

#[cfg(test)]
mod tests {
    use crate::gui::testing::Stage;

    #[test]
    fn the_sixth_digit_submits() {
        let (mut stage, secret) = Stage::at_the_second_door();
        let code = stage.code(&secret);
        stage.type_text(&code);
        assert!(stage.harness.state().session().is_some());
    }

    #[test]
    fn a_used_code_is_told_with_the_seconds_until_the_next_one() {
        let (mut stage, secret) = Stage::at_the_second_door();
        let code = stage.code(&secret);
        stage.type_text(&code);
        stage.harness.state_mut().sign_out();
        stage.run();
        stage.sign_in("alice");
        stage.type_text(&code);
        assert!(stage.says("That code was already used. The next one comes in 10 s"), "{}", stage.heading());
        stage.wait_seconds(3);
        assert!(stage.says("That code was already used. The next one comes in 7 s"));
    }

    #[test]
    fn after_two_minutes_the_sign_in_begins_again_and_says_why() {
        let (mut stage, _) = Stage::at_the_second_door();
        stage.wait_seconds(121);
        assert_eq!(stage.heading(), "Sign in");
        assert!(stage.says("That took too long. Sign in again"));
        assert_eq!(stage.field("Username").value().as_deref(), Some("alice"));
    }

    #[test]
    fn tab_goes_from_top_to_bottom() {
        let (mut stage, _) = Stage::at_the_second_door();
        stage.type_text("1234");
        assert_eq!(stage.tab_order(), ["6-digit code", "Use a recovery code", "Back"]);
    }

    #[test]
    fn errors_and_the_clock_below_do_not_move_the_button() {
        let (mut stage, _) = Stage::at_the_second_door();
        let before = stage.button_rect("Verify");
        for _ in 0..3 {
            stage.type_text("000000");
            assert_eq!(stage.button_rect("Verify"), before);
        }
        assert!(stage.says_in_part("This computer says "));
    }

    #[test]
    fn a_recovery_code_opens_it_too_and_one_can_change_ones_mind() {
        let (mut stage, _) = Stage::at_the_second_door();
        stage.press("Use a recovery code");
        assert_eq!(stage.heading(), "Use a recovery code");
        assert_eq!(stage.focused(), "Recovery code");
        stage.press("Use the authenticator app");
        assert_eq!(stage.heading(), "Enter your code");
        stage.key(egui::Key::Escape);
        assert_eq!(stage.heading(), "Sign in");
    }
}
