//! The first door.

use std::time::Duration;

use egui::Ui;

use crate::auth::{Now, Refusal, Username};
use crate::gui::action::Action;
use crate::gui::parts::{Trouble, door_head};
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::text::{self, doors};
use crate::gui::theme::{COLUMN, Tone};
use crate::gui::widgets::{
    Button, Secret, SecretField, TextField, Top, banner, note, screen_layout, start_wiggle, wiggle,
};

#[derive(PartialEq)]
enum Field {
    Username,
    Password,
}

/// Username, password, and why it did not work.
pub(in crate::gui) struct SignIn {
    username: String,
    password: Secret,
    reason: Option<String>,
    trouble: Option<Trouble>,
    /// A wait belongs to the name it was earned with.
    tried: String,
    wiggle: bool,
    forgot: bool,
    focus: Focus<Field>,
}

impl SignIn {
    /// With what is known of the username, and with why one is here again.
    pub(in crate::gui) fn new(username: &str, reason: Option<&str>) -> Self {
        let focus = Focus::on(if username.is_empty() { Field::Username } else { Field::Password });
        Self {
            username: username.to_owned(),
            password: Secret::default(),
            reason: reason.map(str::to_owned),
            trouble: None,
            tried: String::new(),
            wiggle: false,
            forgot: false,
            focus,
        }
    }

    /// The door stays closed. The username is kept, the password is gone.
    pub(in crate::gui) fn refused(&mut self, refusal: Refusal, now: Now) {
        self.wiggle = matches!(refusal, Refusal::Wrong);
        self.tried.clone_from(&self.username);
        self.trouble = Some(Trouble::of_password(refusal, now));
        self.focus.want(Field::Password);
    }

    /// What is wrong with the name that is in the field now.
    fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref().filter(|_| same_name(&self.tried, &self.username))
    }

    fn wait(&self, now: Now) -> Option<Duration> {
        self.trouble().and_then(|trouble| trouble.wait(now))
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy
            && !self.username.trim().is_empty()
            && !self.password.buffer.is_empty()
            && self.wait(scene.now).is_none()
    }

    /// Both fields; whether Enter was pressed in one of them.
    fn fields(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> bool {
        let theme = scene.theme;
        let error = self.trouble().map(|trouble| trouble.sentence(scene.now)).unwrap_or_default();
        let name = TextField::new(text::USERNAME).enabled(!scene.busy).lines(1).show(ui, theme, &mut self.username);
        let id = ui.make_persistent_id("password wiggle");
        if std::mem::take(&mut self.wiggle) {
            start_wiggle(ui.ctx(), id);
        }
        let field = SecretField::new(text::PASSWORD, text::PASSWORD_WORDS).error(&error).enabled(!scene.busy);
        let password = wiggle(ui, theme, id, |ui| field.show(ui, theme, &mut self.password));
        if (name.response.changed() || password.response.changed())
            && self.trouble.as_ref().is_some_and(Trouble::ends_by_typing)
        {
            self.trouble = None;
        }
        self.focus.give(Field::Username, &name.response);
        self.focus.give(Field::Password, &password.response);
        if name.submitted && self.password.buffer.is_empty() {
            self.focus.want(Field::Password);
        }
        name.submitted || password.submitted
    }
}

impl Show for SignIn {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let can_submit = self.can_submit(scene);
        let mut submitted = false;
        let mut forgot = self.forgot;
        let ((), pressed) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Airy,
            |ui| {
                door_head(ui, theme, doors::SIGN_IN, doors::ACCOUNTS_HERE);
                if let Some(reason) = &self.reason {
                    banner(ui, theme, Tone::Warning, reason);
                }
                if let Some(hint) = scene.hint {
                    banner(ui, theme, Tone::Quiet, hint);
                }
                submitted = self.fields(ui, scene);
            },
            |ui| {
                let pressed = Button::primary(doors::SIGN_IN).full().enabled(can_submit).busy(scene.busy);
                let pressed = pressed.show(ui, theme);
                if Button::link(doors::FORGOT).show(ui, theme).clicked() {
                    forgot = !forgot;
                }
                if forgot {
                    note(ui, theme, Tone::Quiet, doors::FORGOT_ANSWER);
                }
                pressed.clicked()
            },
        );
        self.forgot = forgot;
        if !((submitted || pressed) && self.can_submit(scene)) {
            return None;
        }
        self.trouble = None;
        self.reason = None;
        Some(Action::SignIn { username: self.username.clone(), password: self.password.buffer.take() })
    }

    fn due(&self, now: Now) -> Option<Duration> {
        self.trouble().and_then(|trouble| trouble.due(now))
    }

    fn rest(&mut self) {
        self.password.buffer.wipe();
    }

    fn fault(&mut self, sentence: &str) {
        self.tried.clone_from(&self.username);
        self.trouble = Some(Trouble::Told(sentence.to_owned()));
        self.focus.want(Field::Password);
    }
}

/// Whether both spellings name the same account.
fn same_name(one: &str, other: &str) -> bool {
    match (Username::parse(one), Username::parse(other)) {
        (Ok(one), Ok(other)) => one.key() == other.key(),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::gui::testing::{PASSWORD, Stage};

    #[test]
    fn enter_in_the_username_goes_on_to_the_empty_password_and_enter_there_signs_in() {
        let mut stage = Stage::alice();
        assert_eq!(stage.focused(), "Username");
        stage.type_text("alice");
        stage.key(Key::Enter);
        assert_eq!(stage.focused(), "Password");
        stage.type_text(PASSWORD);
        stage.key(Key::Enter);
        assert!(stage.harness.state().session().is_some());
    }

    #[test]
    fn tab_goes_from_top_to_bottom() {
        let mut stage = Stage::alice();
        assert_eq!(stage.tab_order(), ["Username", "Password", "Show password", "Forgot password?"]);
        stage.type_text("alice");
        stage.type_into("Password", "x");
        assert_eq!(stage.tab_order()[..4], ["Password", "Show password", "Sign in", "Forgot password?"]);
    }

    #[test]
    fn a_wrong_password_is_told_and_emptied_and_the_button_stays_where_it_is() {
        let mut stage = Stage::alice();
        let before = stage.button_rect("Sign in");
        stage.type_into("Username", "alice");
        stage.type_into("Password", "not this one at all");
        stage.press("Sign in");
        assert!(stage.says("Wrong username or password"));
        assert_eq!(stage.focused(), "Password");
        assert_eq!(stage.field("Password").value().as_deref(), Some(""));
        assert_eq!(stage.button_rect("Sign in"), before);
        assert!(stage.harness.state().session().is_none());
    }

    #[test]
    fn a_wait_counts_down_and_belongs_to_the_name_it_was_earned_with() {
        let mut stage = Stage::alice();
        stage.type_into("Username", "alice");
        for _ in 0..6 {
            stage.type_into("Password", "not this one at all");
            stage.press("Sign in");
        }
        stage.type_into("Password", "not this one at all");
        stage.press("Sign in");
        assert!(stage.says("Too many attempts. Try again in 0:01"));
        stage.type_into("Username", "2");
        assert!(!stage.says("Too many attempts. Try again in 0:01"));
        stage.key(Key::Backspace);
        assert!(stage.says("Too many attempts. Try again in 0:01"));
        stage.wait_seconds(2);
        assert!(!stage.says("Too many attempts. Try again in 0:01"));
    }

    #[test]
    fn what_was_typed_is_gone_after_two_minutes_without_input() {
        let mut stage = Stage::alice();
        stage.type_into("Password", PASSWORD);
        stage.wait_seconds(119);
        assert_ne!(stage.field("Password").value().as_deref(), Some(""));
        stage.wait_seconds(2);
        assert_eq!(stage.field("Password").value().as_deref(), Some(""));
    }
}
