//! Asks for a recovery or help code instead of an authenticator code.

use std::time::Duration;

use egui::Ui;

use crate::auth::{CodeRefusal, Now, Pending};
use crate::gui::forms::{RecoveryCodeForm, screen_header};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, sign_in};
use crate::gui::theme::COLUMN;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, TopSpacing, row_with_trailing, scroll_with_footer};

/// The state is `None` while the worker has it.
pub struct RecoveryCodeScreen {
    username: String,
    pending: Option<Box<Pending>>,
    form: RecoveryCodeForm,
}

impl RecoveryCodeScreen {
    pub fn new(pending: Box<Pending>) -> Self {
        Self { username: pending.username().to_owned(), pending: Some(pending), form: RecoveryCodeForm::new(true) }
    }

    /// Returns the user whose code is asked for.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The code was refused; another one can be tried.
    pub fn on_refused(&mut self, refusal: CodeRefusal, pending: Box<Pending>, now: Now) {
        self.pending = Some(pending);
        self.form.on_refused(refusal, now);
    }

    /// A fault occurred before the code was checked; it can be submitted again.
    pub fn on_interrupted(&mut self, pending: Box<Pending>, sentence: String) {
        self.pending = Some(pending);
        self.form.set_error(sentence);
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.pending.is_some() && self.form.is_ready(cx.now)
    }

    fn back(&self, reason: Option<&'static str>) -> Command {
        Command::ShowSignIn { username: self.username.clone(), reason }
    }
}

impl View for RecoveryCodeScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let can_submit = self.can_submit(cx);
        let (mut other, mut back) = (false, false);
        let (output, verify) = scroll_with_footer(
            ui,
            theme,
            COLUMN,
            TopSpacing::Large,
            |ui| {
                screen_header(ui, theme, sign_in::RECOVERY_CODE_TITLE, sign_in::RECOVERY_CODE_SUBTITLE);
                self.form.show(ui, cx)
            },
            |ui| {
                let verify =
                    Button::primary(text::VERIFY).full_width().enabled(can_submit).busy(cx.busy).show(ui, theme);
                row_with_trailing(
                    ui,
                    |ui| {
                        let link = Button::link(sign_in::USE_AUTHENTICATOR).enabled(!cx.busy);
                        other = link.show(ui, theme).clicked();
                    },
                    |ui| back = Button::link(text::BACK).enabled(!cx.busy).show(ui, theme).clicked(),
                );
                verify.clicked()
            },
        );
        if (verify || output.submitted) && self.can_submit(cx) {
            let pending = self.pending.take()?;
            return Some(Command::Send(Request::SubmitRecoveryCode { pending, code: self.form.take() }));
        }
        if other {
            return self.pending.take().map(Command::SwitchToCode);
        }
        (back || cx.consume_escape(ui)).then(|| self.back(None))
    }

    fn tick(&mut self, now: Now) -> Option<Command> {
        let expired = self.pending.as_ref().is_some_and(|pending| pending.time_left(now).is_zero());
        expired.then(|| self.back(Some(text::TIMED_OUT)))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        let end = self.pending.as_ref().map(|pending| pending.time_left(now));
        [end, self.form.next_change_in(now)].into_iter().flatten().min()
    }

    fn clear_input(&mut self) {
        self.form.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.form.set_error(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::gui::testing::GateHarness;

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
