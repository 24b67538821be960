//! Chooses a new password after a temporary one.

use egui::Ui;

use crate::auth::{Estimate, MustChange, Password, PasswordProblem};
use crate::gui::forms::{NewPasswordForm, sign_in_page, submit_and_leave};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, sign_in};
use crate::gui::view::{View, ViewContext};

/// The state is `None` while the worker has it.
pub struct ChoosePasswordScreen {
    pub state: Option<Box<MustChange>>,
    username: String,
    pairing_follows: bool,
    password: NewPasswordForm,
}

impl ChoosePasswordScreen {
    pub fn new(state: Box<MustChange>) -> Self {
        let mut password = NewPasswordForm::new();
        password.focus.set(());
        let (username, pairing_follows) = (state.username().to_owned(), state.pairing_follows());
        Self { state: Some(state), username, pairing_follows, password }
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.state.is_some() && !self.password.is_empty()
    }

    /// The password was refused. The input is kept for correction.
    pub fn on_refused(&mut self, state: Box<MustChange>, problem: PasswordProblem) {
        self.state = Some(state);
        self.password.on_refused(problem);
    }
}

impl View for ChoosePasswordScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let can_submit = self.can_submit(cx);
        let header = (sign_in::CHOOSE_PASSWORD, sign_in::choose_password_subtitle(self.pairing_follows));
        let body = |ui: &mut Ui| self.password.show(ui, cx, text::NEW_PASSWORD);
        let footer = |ui: &mut Ui| submit_and_leave(ui, cx, [text::SAVE_PASSWORD, text::SIGN_OUT], can_submit);
        let (submitted, [save, sign_out]) = sign_in_page(ui, cx, header, body, footer);
        if let Some(state) = &self.state {
            let problem = |typed: &_| state.is_temporary_password(typed).then_some(PasswordProblem::Temporary);
            self.password.check_input(problem);
        }
        if (save.clicked() || submitted) && self.can_submit(cx) {
            let state = self.state.take()?;
            return Some(Command::Send(Request::ChoosePassword { state, password: self.password.copy() }));
        }
        if sign_out.clicked() || cx.consume_escape(ui) {
            return Some(Command::ShowSignIn { username: self.username.clone(), reason: None });
        }
        self.password.pending_command(&self.username)
    }

    fn username(&self) -> Option<&str> {
        Some(&self.username)
    }

    fn shows_secret(&self) -> bool {
        self.password.shows_suggestion()
    }

    fn set_strength(&mut self, estimate: Estimate) {
        self.password.set_strength(estimate);
    }

    fn set_suggestion(&mut self, passphrase: &Password) {
        self.password.set_suggestion(passphrase);
    }

    fn clear_input(&mut self) {
        self.password.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.password.on_error(sentence);
    }
}

#[cfg(test)]
mod tests {
    use crate::auth::testing as rules;
    use crate::auth::{Auth, Role, SecretInput, StepUpPurpose, StepUpResult};
    use crate::gui::options::{Content, Options};
    use crate::gui::testing::{GateHarness, PASSWORD};

    /// Returns the temporary passphrase of bob, an account that alice added.
    fn add_bob(auth: &Auth) -> String {
        let alice = auth.create_first_account("alice", SecretInput::new(PASSWORD.into())).unwrap().session;
        let proof =
            auth.step_up(&alice, StepUpPurpose::Administration, SecretInput::new(PASSWORD.into()), None).unwrap();
        let StepUpResult::Proven(proof) = proof else { panic!("expected the password to be accepted") };
        let passphrase = auth.add_user(&alice, proof, "bob", Role::Member).unwrap();
        auth.sign_out(alice).unwrap();
        passphrase.expose_text().to_owned()
    }

    fn at_choose_password_screen() -> GateHarness {
        at_choose_password_screen_with_temporary().0
    }

    fn at_choose_password_screen_with_temporary() -> (GateHarness, String) {
        let (auth, clock, _) = rules::auth();
        let passphrase = add_bob(&auth);
        let options = Options::for_window(Content::AccountOnly);
        let mut harness = GateHarness::with_auth(auth, clock, options, [480.0, 640.0]);
        harness.type_into("Username", "bob");
        harness.type_into("Password", &passphrase);
        harness.click_button("Sign in");
        (harness, passphrase)
    }

    #[test]
    fn a_temporary_password_requires_a_new_one_before_sign_in() {
        let mut harness = at_choose_password_screen();
        assert_eq!(harness.heading(), "Choose a new password");
        assert_eq!(harness.focused(), "New password");
        harness.type_text("bobbobbobbobbob");
        harness.click_button("Save password");
        assert_eq!(harness.heading(), "Choose a new password");
        assert!(harness.has_label("It contains the username. Leave that out"));
        harness.type_into("New password", "");
        harness.key_with(egui::Modifiers::COMMAND, egui::Key::A);
        harness.type_text("eleven brown otters nap");
        harness.click_button("Save password");
        assert_eq!(harness.kittest.state().session().map(|session| session.username().to_owned()), Some("bob".into()));
    }

    #[test]
    fn the_temporary_password_is_refused_while_it_is_typed_and_never_praised() {
        let (mut harness, temporary) = at_choose_password_screen_with_temporary();
        harness.type_text(&temporary);
        harness.assert_label("That is the temporary password. Choose your own");
        assert!(!harness.has_label_containing("hard to guess"), "{:?}", harness.labels());
        harness.type_text(" not");
        assert!(!harness.has_label("That is the temporary password. Choose your own"));
        harness.assert_label_containing("Very hard to guess");
        for _ in 0..4 {
            harness.key(egui::Key::Backspace);
        }
        harness.click_button("Save password");
        assert_eq!(harness.heading(), "Choose a new password");
        harness.assert_label("That is the temporary password. Choose your own");
        assert!(!harness.has_label_containing("hard to guess"), "{:?}", harness.labels());
    }

    #[test]
    fn a_typed_password_is_cleared_after_two_minutes_idle() {
        let mut harness = at_choose_password_screen();
        harness.type_text("eleven brown ott");
        harness.wait_seconds(121);
        assert_eq!(harness.heading(), "Choose a new password");
        assert_eq!(harness.field("New password").value().as_deref(), Some(""));
    }

    #[test]
    fn signing_out_keeps_the_temporary_password() {
        let mut harness = at_choose_password_screen();
        harness.type_text("eleven");
        let names = ["New password", "Hide password", "Suggest a passphrase", "Save password", "Sign out"];
        assert_eq!(harness.tab_order(), names);
        harness.click_button("Sign out");
        assert_eq!(harness.heading(), "Sign in");
    }
}
