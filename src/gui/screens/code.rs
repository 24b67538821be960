//! Asks for the one-time code of the authenticator.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Now, Pending};
use crate::gui::forms::{CodeForm, FieldError, screen_header};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, sign_in};
use crate::gui::theme::{COLUMN, Intent};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, CodeOutput, TopSpacing, banner, row_with_trailing, scroll_with_footer};

/// The state is `None` while the worker has it.
pub struct CodeScreen {
    username: String,
    pending: Option<Box<Pending>>,
    form: CodeForm,
}

impl CodeScreen {
    pub fn new(pending: Box<Pending>) -> Self {
        Self { username: pending.username().to_owned(), pending: Some(pending), form: CodeForm::new(true) }
    }

    /// Returns the user whose code is asked for.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The code was refused; the next code can be tried.
    pub fn on_refused(&mut self, refusal: CodeRefusal, pending: Box<Pending>, now: Now) {
        self.pending = Some(pending);
        self.form.on_refused(refusal, now);
    }

    /// A fault occurred before the code was checked; it can be submitted again.
    pub fn on_interrupted(&mut self, pending: Box<Pending>, sentence: String) {
        self.pending = Some(pending);
        self.form.set_error(FieldError::Message(sentence));
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.pending.is_some() && self.form.is_ready(cx.now)
    }

    fn submit(&mut self) -> Option<Command> {
        let pending = self.pending.take()?;
        Some(Command::Send(Request::SubmitCode { pending, code: self.form.take() }))
    }

    fn back(&self, reason: Option<&'static str>) -> Command {
        Command::ShowSignIn { username: self.username.clone(), reason }
    }
}

/// The buttons pressed in the footer.
#[derive(Default)]
struct Pressed {
    verify: bool,
    recovery: bool,
    back: bool,
}

impl View for CodeScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let subtitle_text = sign_in::enter_code_subtitle(cx.program, &self.username);
        let can_submit = self.can_submit(cx);
        let (CodeOutput { submitted, filled, .. }, pressed) = scroll_with_footer(
            ui,
            theme,
            COLUMN,
            TopSpacing::Large,
            |ui| {
                screen_header(ui, theme, sign_in::ENTER_CODE, &subtitle_text);
                let output = self.form.show(ui, cx);
                self.form.show_clock(ui, cx);
                if let Some(hint) = cx.demo_hint {
                    banner(ui, theme, Intent::Neutral, hint);
                }
                output
            },
            |ui| footer(ui, cx, can_submit, text::USE_RECOVERY_CODE),
        );
        let submit = pressed.verify || submitted || (filled && cx.settings.submit_at_sixth_digit);
        if submit && self.can_submit(cx) {
            return self.submit();
        }
        if pressed.recovery {
            return self.pending.take().map(Command::SwitchToRecoveryCode);
        }
        (pressed.back || cx.consume_escape(ui)).then(|| self.back(None))
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        let expired = self.pending.as_ref().is_some_and(|pending| pending.time_left(now).is_zero());
        expired.then(|| self.back(Some(text::TIMED_OUT)))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        // The countdown ring requests its own repaints while it is visible.
        let end = self.pending.as_ref().map(|pending| pending.time_left(now));
        [end, self.form.next_change_in(now)].into_iter().flatten().min()
    }

    fn clear_input(&mut self) {
        self.form.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.form.set_error(FieldError::Message(sentence.to_owned()));
    }
}

/// Draws **Verify**, the link to the other kind of code, and the back button.
fn footer(ui: &mut Ui, cx: &ViewContext<'_>, can_submit: bool, switch_label: &str) -> Pressed {
    let theme = cx.theme;
    let verify = Button::primary(text::VERIFY).full_width().enabled(can_submit).busy(cx.busy).show(ui, theme).clicked();
    let mut pressed = Pressed { verify, ..Pressed::default() };
    row_with_trailing(
        ui,
        |ui| pressed.recovery = Button::link(switch_label).enabled(!cx.busy).show(ui, theme).clicked(),
        |ui| pressed.back = Button::link(text::BACK).enabled(!cx.busy).show(ui, theme).clicked(),
    );
    pressed
}

#[cfg(test)]
mod tests {
    use crate::gui::testing::GateHarness;

    #[test]
    fn typing_the_sixth_digit_submits_the_code() {
        let (mut harness, secret) = GateHarness::at_code_screen();
        let code = harness.code(&secret);
        harness.type_text(&code);
        assert!(harness.kittest.state().session().is_some());
    }

    #[test]
    fn a_used_code_shows_the_seconds_until_the_next_code() {
        let (mut harness, secret) = GateHarness::at_code_screen();
        let code = harness.code(&secret);
        harness.type_text(&code);
        harness.kittest.state_mut().sign_out();
        harness.run();
        harness.sign_in("alice");
        harness.type_text(&code);
        assert!(harness.has_label("That code was already used. The next one comes in 10 s"), "{}", harness.heading());
        harness.wait_seconds(3);
        assert!(harness.has_label("That code was already used. The next one comes in 7 s"));
    }

    #[test]
    fn an_expired_sign_in_returns_to_the_password_with_a_reason() {
        let (mut harness, _) = GateHarness::at_code_screen();
        harness.wait_seconds(121);
        assert_eq!(harness.heading(), "Sign in");
        assert!(harness.has_label("That took too long. Sign in again"));
        assert_eq!(harness.field("Username").value().as_deref(), Some("alice"));
    }

    #[test]
    fn tab_goes_from_top_to_bottom() {
        let (mut harness, _) = GateHarness::at_code_screen();
        harness.type_text("1234");
        assert_eq!(harness.tab_order(), ["6-digit code", "Use a recovery code", "Back"]);
    }

    #[test]
    fn errors_and_the_clock_below_do_not_move_the_button() {
        let (mut harness, _) = GateHarness::at_code_screen();
        let before = harness.button_rect("Verify");
        for _ in 0..3 {
            harness.type_text("000000");
            assert_eq!(harness.button_rect("Verify"), before);
        }
        assert!(harness.has_label_containing("This computer says "));
    }

    #[test]
    fn switching_to_a_recovery_code_and_back_keeps_the_sign_in() {
        let (mut harness, _) = GateHarness::at_code_screen();
        harness.click_button("Use a recovery code");
        assert_eq!(harness.heading(), "Use a recovery code");
        assert_eq!(harness.focused(), "Recovery code");
        harness.click_button("Use the authenticator app");
        assert_eq!(harness.heading(), "Enter your code");
        harness.key(egui::Key::Escape);
        assert_eq!(harness.heading(), "Sign in");
    }
}
