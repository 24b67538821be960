//! Input: keys, clicks, and the steps that many tests take.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::auth::TotpSecret;
use crate::gui::testing::{GateHarness, PASSWORD, TestAuthenticator};

impl GateHarness {
    /// Creates the account of alice on the screen of the first start.
    pub fn create_first_account(&mut self) {
        self.type_into("Username", "alice");
        self.type_into("Password", PASSWORD);
        self.click_button("Create account");
    }

    /// Submits a username and [`PASSWORD`] on the sign-in screen.
    pub fn sign_in(&mut self, username: &str) {
        self.sign_in_with_password(username, PASSWORD);
    }

    /// Submits a username and a password on the sign-in screen.
    pub fn sign_in_with_password(&mut self, username: &str, password: &str) {
        self.field("Username").focus();
        self.run();
        self.key_with(Modifiers::COMMAND, Key::A);
        self.type_text(username);
        self.type_into("Password", password);
        self.click_button("Sign in");
    }

    /// Signs out.
    pub fn sign_out(&mut self) {
        self.kittest.state_mut().sign_out();
        self.run();
    }

    /// Continues from the QR code to the recovery codes, or to the end of the set-up; returns the secret.
    pub fn confirm_pairing(&mut self) -> TotpSecret {
        let (secret, code) = self.code_for_displayed_key();
        self.click_button("Next");
        self.type_text(&code);
        secret
    }

    /// Finishes a set-up at the recovery codes.
    pub fn finish_setup(&mut self) {
        self.click_checkbox("I have saved my recovery codes");
        self.click_button("Finish");
    }

    /// Closes the dialog of a secret that is shown once, after ticking that it was noted.
    pub fn close_noted_secret(&mut self) {
        self.click_checkbox("I have noted it");
        self.click_button("Done");
    }

    /// Confirms a step-up of alice with [`PASSWORD`].
    pub fn confirm_step_up(&mut self) {
        self.type_into("Current password", PASSWORD);
        self.click_button("Continue");
    }

    /// Waits until neither the sign-in nor a step-up counts for an administrator's act.
    pub fn expire_step_up(&mut self) {
        self.wait_seconds(5 * 60);
    }

    /// Types the authenticator's current code.
    pub fn type_code(&mut self, phone: &TestAuthenticator) {
        let code = phone.code(self.now());
        self.type_into("6-digit code", &code);
    }

    /// Runs frames until nothing is pending.
    pub fn run(&mut self) {
        self.kittest.run();
    }

    /// Advances the clock and draws the window.
    pub fn wait_seconds(&mut self, seconds: u64) {
        self.clock.advance_seconds(seconds);
        self.kittest.step();
        self.kittest.run();
    }

    /// Focuses the field with this label and types into it.
    pub fn type_into(&mut self, field: &str, text: &str) {
        self.field(field).focus();
        self.run();
        self.type_text(text);
    }

    /// Types into the focused field.
    pub fn type_text(&mut self, text: &str) {
        self.kittest.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        self.key_with(Modifiers::NONE, key);
    }

    /// Presses a key with modifiers.
    pub fn key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.kittest.key_press_modifiers(modifiers, key);
        self.run();
    }

    /// Clicks the button with this name.
    pub fn click_button(&mut self, name: &str) {
        self.click(Role::Button, name);
    }

    /// Clicks the checkbox with this label.
    pub fn click_checkbox(&mut self, name: &str) {
        self.click(Role::CheckBox, name);
    }

    /// Clicks the control with this role and name.
    pub fn click(&mut self, role: Role, name: &str) {
        self.kittest.get_by_role_and_label(role, name).click();
        self.run();
    }
}
