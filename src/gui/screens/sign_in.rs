//! The sign-in screen.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Now, PasswordRefusal, Username};
use crate::gui::forms::{FieldError, sign_in_page, submit_button};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, sign_in};
use crate::gui::theme::Intent;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{
    Button, FocusRequest, SecretField, SecretState, TextField, banner, caption, shake, start_shake,
};

#[derive(PartialEq)]
enum Field {
    Username,
    Password,
}

/// Username, password, and the error of the last attempt.
pub struct SignInScreen {
    username: String,
    password: SecretState,
    reason: Option<String>,
    error: FieldError,
    /// The username of the last attempt, to which a wait belongs.
    attempted_username: String,
    shake: bool,
    show_forgot_help: bool,
    focus: FocusRequest<Field>,
}

impl SignInScreen {
    /// Creates the screen with a known username and the reason for returning here, either of which may be empty.
    pub fn new(username: &str, reason: Option<&str>) -> Self {
        let focus = FocusRequest::initially(if username.is_empty() { Field::Username } else { Field::Password });
        Self {
            username: username.to_owned(),
            password: SecretState::default(),
            reason: reason.map(str::to_owned),
            error: FieldError::None,
            attempted_username: String::new(),
            shake: false,
            show_forgot_help: false,
            focus,
        }
    }

    /// The sign-in was refused. The username is kept, the password cleared.
    pub fn on_refused(&mut self, refusal: PasswordRefusal, now: Now) {
        self.shake = matches!(refusal, PasswordRefusal::Wrong);
        self.attempted_username.clone_from(&self.username);
        self.error = FieldError::from_refusal(refusal, now);
        self.focus.set(Field::Password);
    }

    /// Returns the error, if it applies to the username in the field.
    fn current_error(&self) -> &FieldError {
        if same_username(&self.attempted_username, &self.username) { &self.error } else { &FieldError::None }
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy
            && !self.username.trim().is_empty()
            && !self.password.buffer.is_empty()
            && self.current_error().remaining_wait(cx.now).is_none()
    }

    /// Draws both fields; returns whether Enter was pressed in one of them.
    fn fields(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> bool {
        let theme = cx.theme;
        let error = self.current_error().text(cx.now);
        let name = TextField::new(text::USERNAME).enabled(!cx.busy).helper_lines(1).show(ui, theme, &mut self.username);
        let id = ui.make_persistent_id("password wiggle");
        if std::mem::take(&mut self.shake) {
            start_shake(ui.ctx(), id);
        }
        let field = SecretField::new(text::PASSWORD, text::PASSWORD_LABELS).error(&error).enabled(!cx.busy);
        let password = shake(ui, theme, id, |ui| field.show(ui, theme, &mut self.password));
        self.error.update(&name.response);
        self.error.update(&password.response);
        self.focus.apply_to(Field::Username, &name.response);
        self.focus.apply_to(Field::Password, &password.response);
        if name.submitted && self.password.buffer.is_empty() {
            self.focus.set(Field::Password);
        }
        name.submitted || password.submitted
    }
}

impl View for SignInScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let can_submit = self.can_submit(cx);
        let mut forgot = self.show_forgot_help;
        let body = |ui: &mut Ui| {
            if let Some(reason) = &self.reason {
                banner(ui, theme, Intent::Warning, reason);
            }
            if let Some(hint) = cx.demo_hint {
                banner(ui, theme, Intent::Neutral, hint);
            }
            self.fields(ui, cx)
        };
        let footer = |ui: &mut Ui| {
            let sign_in = submit_button(ui, cx, sign_in::SIGN_IN, can_submit);
            if Button::link(sign_in::FORGOT_PASSWORD).show(ui, theme).clicked() {
                forgot = !forgot;
            }
            if forgot {
                caption(ui, theme, Intent::Neutral, sign_in::FORGOT_PASSWORD_BODY);
            }
            sign_in.clicked()
        };
        let (submitted, pressed) = sign_in_page(ui, cx, (sign_in::SIGN_IN, sign_in::SIGN_IN_SUBTITLE), body, footer);
        self.show_forgot_help = forgot;
        if !((submitted || pressed) && self.can_submit(cx)) {
            return None;
        }
        self.error = FieldError::None;
        self.reason = None;
        Some(Command::Send(Request::SignIn { username: self.username.clone(), password: self.password.buffer.take() }))
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.current_error().next_change_in(now)
    }

    fn clear_input(&mut self) {
        self.password.buffer.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.attempted_username.clone_from(&self.username);
        self.error = FieldError::Message(sentence.to_owned());
        self.focus.set(Field::Password);
    }
}

/// Whether both spellings name the same account.
fn same_username(first: &str, other: &str) -> bool {
    match (Username::parse(first), Username::parse(other)) {
        (Ok(first), Ok(other)) => first.canonical_name() == other.canonical_name(),
        _ => first == other,
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::gui::testing::{GateHarness, PASSWORD};

    #[test]
    fn enter_moves_from_username_to_password_and_then_signs_in() {
        let mut harness = GateHarness::new_with_admin();
        assert_eq!(harness.focused(), "Username");
        harness.type_text("alice");
        harness.key(Key::Enter);
        assert_eq!(harness.focused(), "Password");
        harness.type_text(PASSWORD);
        harness.key(Key::Enter);
        assert!(harness.kittest.state().session().is_some());
    }

    #[test]
    fn tab_goes_from_top_to_bottom() {
        let mut harness = GateHarness::new_with_admin();
        assert_eq!(harness.tab_order(), ["Username", "Password", "Show password", "Forgot password?"]);
        harness.type_text("alice");
        harness.type_into("Password", "x");
        assert_eq!(harness.tab_order()[..4], ["Password", "Show password", "Sign in", "Forgot password?"]);
    }

    #[test]
    fn a_wrong_password_is_reported_and_cleared_without_moving_the_button() {
        let mut harness = GateHarness::new_with_admin();
        let before = harness.button_rect("Sign in");
        harness.type_into("Username", "alice");
        harness.type_into("Password", "not this one at all");
        harness.click_button("Sign in");
        assert!(harness.has_label("Wrong username or password"));
        assert_eq!(harness.focused(), "Password");
        assert_eq!(harness.field("Password").value().as_deref(), Some(""));
        assert_eq!(harness.button_rect("Sign in"), before);
        assert!(harness.kittest.state().session().is_none());
    }

    #[test]
    fn a_wait_counts_down_for_the_throttled_username_only() {
        let mut harness = GateHarness::new_with_admin();
        harness.type_into("Username", "alice");
        for _ in 0..6 {
            harness.type_into("Password", "not this one at all");
            harness.click_button("Sign in");
        }
        harness.type_into("Password", "not this one at all");
        harness.click_button("Sign in");
        assert!(harness.has_label("Too many attempts. Try again in 0:01"));
        harness.type_into("Username", "2");
        assert!(!harness.has_label("Too many attempts. Try again in 0:01"));
        harness.key(Key::Backspace);
        assert!(harness.has_label("Too many attempts. Try again in 0:01"));
        harness.wait_seconds(2);
        assert!(!harness.has_label("Too many attempts. Try again in 0:01"));
    }

    #[test]
    fn a_typed_password_is_cleared_after_two_minutes_idle() {
        let mut harness = GateHarness::new_with_admin();
        harness.type_into("Password", PASSWORD);
        harness.wait_seconds(119);
        assert_ne!(harness.field("Password").value().as_deref(), Some(""));
        harness.wait_seconds(2);
        assert_eq!(harness.field("Password").value().as_deref(), Some(""));
    }
}
