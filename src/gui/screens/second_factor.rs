//! Asks for the second factor of a sign-in: a one-time code, or a recovery or help code.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Factor, Now, Pending};
use crate::gui::forms::{SecondFactorForm, sign_in_page, submit_button};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, sign_in};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, banner, row_with_trailing};

/// The state is `None` while the worker has it.
pub struct SecondFactorScreen {
    username: String,
    pub pending: Option<Box<Pending>>,
    form: SecondFactorForm,
}

impl SecondFactorScreen {
    /// Creates the screen, which first asks for a one-time code.
    pub fn new(pending: Box<Pending>) -> Self {
        Self { username: pending.username().to_owned(), pending: Some(pending), form: SecondFactorForm::code(true) }
    }

    pub fn on_refused(&mut self, refusal: CodeRefusal, pending: Box<Pending>, now: Now) {
        self.pending = Some(pending);
        self.form.on_refused(refusal, now);
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.pending.is_some() && self.form.is_ready(cx.now)
    }

    fn submit(&mut self) -> Option<Command> {
        let pending = self.pending.take()?;
        Some(Command::Send(match self.form.take() {
            Factor::Code(code) => Request::SubmitCode { pending, code },
            Factor::Recovery(code) => Request::SubmitRecoveryCode { pending, code },
        }))
    }

    fn back(&self, reason: Option<&'static str>) -> Command {
        Command::ShowSignIn { username: self.username.clone(), reason }
    }
}

impl View for SecondFactorScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let (is_code, switch_label, can_submit) = (self.form.is_code(), self.form.switch_label(), self.can_submit(cx));
        let enter_code = sign_in::enter_code_subtitle(cx.program, &self.username);
        let header = if is_code {
            (sign_in::ENTER_CODE, enter_code.as_str())
        } else {
            (sign_in::RECOVERY_CODE_TITLE, sign_in::RECOVERY_CODE_SUBTITLE)
        };
        let body = |ui: &mut Ui| {
            let output = self.form.show(ui, cx);
            if is_code {
                self.form.show_clock(ui, cx);
                cx.demo_hint.map(|hint| banner(ui, theme, Intent::Neutral, hint));
            }
            output
        };
        let footer = |ui: &mut Ui| {
            let verify = submit_button(ui, cx, text::VERIFY, can_submit);
            let link = |ui: &mut Ui, label| Button::link(label).enabled(!cx.busy).show(ui, theme).clicked();
            let (switch, back) = row_with_trailing(ui, |ui| link(ui, switch_label), |ui| link(ui, text::BACK));
            (verify.clicked(), switch, back)
        };
        let (output, (verify, switch, back)) = sign_in_page(ui, cx, header, body, footer);
        let submit = verify || output.submitted || (output.filled && cx.settings.submit_at_sixth_digit);
        if submit && self.can_submit(cx) {
            return self.submit();
        }
        if switch {
            self.form.switch();
            return None;
        }
        (back || cx.consume_escape(ui)).then(|| self.back(None))
    }

    fn username(&self) -> Option<&str> {
        Some(&self.username)
    }

    fn code_username(&self) -> Option<&str> {
        self.username().filter(|_| self.form.is_code())
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        let expired = self.pending.as_ref().is_some_and(|pending| pending.time_left(now).is_zero());
        expired.then(|| self.back(Some(text::TIMED_OUT)))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        // The countdown ring requests its own repaints while it is visible.
        let end = self.pending.as_ref().map(|pending| pending.time_left(now));
        end.into_iter().chain(self.form.error.next_change_in(now)).min()
    }

    fn clear_input(&mut self) {
        self.form.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.form.on_error(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

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
        harness.key(Key::Escape);
        assert_eq!(harness.heading(), "Sign in");
    }

    #[test]
    fn a_recovery_code_signs_in_once_in_any_spelling() {
        let (mut harness, codes) = GateHarness::with_recovery_codes();
        let typed = codes[3].to_lowercase().replace('-', " ");
        for again in [false, true] {
            harness.sign_in("alice");
            harness.click_button("Use a recovery code");
            harness.type_text(&typed);
            harness.key(Key::Enter);
            assert_eq!(harness.kittest.state().session().is_some(), !again);
            harness.kittest.state_mut().sign_out();
            harness.run();
        }
    }

    #[test]
    fn a_used_recovery_code_is_reported_without_moving_the_button() {
        let (mut harness, codes) = GateHarness::with_recovery_codes();
        harness.sign_in("alice");
        harness.click_button("Use a recovery code");
        let before = harness.button_rect("Verify");
        harness.type_text(&codes[0]);
        harness.click_button("Verify");
        harness.kittest.state_mut().sign_out();
        harness.run();
        harness.sign_in("alice");
        harness.click_button("Use a recovery code");
        harness.type_text(&codes[0]);
        harness.click_button("Verify");
        assert!(harness.has_label("That code was already used. Use another one"));
        assert_eq!(harness.button_rect("Verify"), before);
        assert_eq!(harness.focused(), "Recovery code");
    }

    #[test]
    fn a_malformed_recovery_code_is_reported_and_tab_order_is_top_down() {
        let (mut harness, _) = GateHarness::with_recovery_codes();
        harness.sign_in("alice");
        harness.click_button("Use a recovery code");
        harness.type_text("twelve");
        let names = ["Recovery code", "Verify", "Use the authenticator app", "Back"];
        assert_eq!(harness.tab_order(), names);
        harness.click_button("Verify");
        assert!(harness.has_label("A recovery code has 16 letters and digits. Check them"));
    }
}
