//! First start: creates the first account.

use egui::Ui;

use crate::auth::{ActionError, Estimate, Password};
use crate::gui::forms::{NewPasswordForm, sign_in_page, submit_button};
use crate::gui::message::{Command, Request};
use crate::gui::text::{self, errors, sign_in, validation};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{FocusRequest, TextField};

pub struct WelcomeScreen {
    username: String,
    username_error: String,
    password: NewPasswordForm,
    focus: FocusRequest<()>,
}

impl Default for WelcomeScreen {
    fn default() -> Self {
        Self {
            username: String::new(),
            username_error: String::new(),
            password: NewPasswordForm::new(),
            focus: FocusRequest::initially(()),
        }
    }
}

impl WelcomeScreen {
    /// The account was not created. The input is kept for correction.
    pub fn on_refused(&mut self, denied: &ActionError) {
        match denied {
            ActionError::Username(problem) => {
                self.username_error = validation::username_problem(*problem);
                self.focus.set(());
            }
            ActionError::Password(problem) => self.password.on_refused(*problem),
            other => self.password.set_error(errors::denied(other)),
        }
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && !self.username.trim().is_empty() && !self.password.is_empty()
    }

    /// Draws both fields; returns whether Enter was pressed in one of them.
    fn body(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> bool {
        let name = TextField::new(text::USERNAME)
            .hint(if self.username_error.is_empty() { validation::USERNAME_RULE } else { "" })
            .error(&self.username_error)
            .helper_lines(1)
            .enabled(!cx.busy)
            .show(ui, cx.theme, &mut self.username);
        self.focus.apply_to((), &name.response);
        if name.response.changed() {
            self.username_error.clear();
        }
        let submitted = self.password.show(ui, cx, text::PASSWORD);
        if name.submitted && self.password.is_empty() {
            self.password.focus.set(());
        }
        name.submitted || submitted
    }
}

impl View for WelcomeScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let can_submit = self.can_submit(cx);
        let title = sign_in::welcome(cx.program);
        let first = sign_in::first_account(cx.storage_location);
        let body = |ui: &mut Ui| self.body(ui, cx);
        let footer = |ui: &mut Ui| submit_button(ui, cx, sign_in::CREATE, can_submit);
        let (submitted, create) = sign_in_page(ui, cx, (&title, &first), body, footer);
        if (submitted || create.clicked()) && self.can_submit(cx) {
            return Some(Command::Send(Request::CreateFirst {
                username: self.username.clone(),
                password: self.password.copy(),
            }));
        }
        if submitted && self.username.trim().is_empty() {
            self.focus.set(());
        }
        self.password.pending_command(&self.username)
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
    use egui::Key;
    use egui_kittest::kittest::Queryable;

    use crate::auth::testing;
    use crate::gui::options::{Content, Options};
    use crate::gui::testing::admin_fixtures::{is_passphrase, label_matching};
    use crate::gui::testing::{GateHarness, PASSWORD, WINDOW_SIZES, create_admin};

    #[test]
    fn tab_goes_from_top_to_bottom() {
        let mut harness = GateHarness::new();
        let names = ["Username", "Password", "Hide password", "Suggest a passphrase"];
        assert_eq!(harness.tab_order(), names);
        harness.type_into("Username", "alice");
        harness.type_into("Password", "seven");
        assert_eq!(harness.tab_order()[..4], ["Password", "Hide password", "Suggest a passphrase", "Create account"]);
    }

    #[test]
    fn a_suggested_passphrase_fills_the_field_and_is_strong() {
        let mut harness = GateHarness::new();
        harness.click_button("Suggest a passphrase");
        assert!(harness.has_label_containing("Very hard to guess"));
        assert!(harness.has_label_containing("longer than anybody can wait"));
        assert_ne!(harness.field("Password").value().as_deref(), Some(""));
    }

    /// Returns the words of the suggestion below the field.
    fn suggestion(harness: &GateHarness) -> String {
        label_matching(harness, is_passphrase)
    }

    #[test]
    fn a_suggestion_is_readable_below_the_field_until_it_is_edited() {
        let mut harness = GateHarness::new();
        harness.type_into("Username", "alice");
        harness.click_button("Suggest a passphrase");
        let words = suggestion(&harness);
        assert_eq!(harness.focused(), "Password");
        assert_eq!(harness.tab_order()[..4], ["Password", "Hide password", "Copy", "Another"]);
        harness.click_button("Create account");
        let signed_in = harness.auth.sign_in("alice", crate::auth::testing::typed(&words)).unwrap();
        assert!(matches!(signed_in, crate::auth::Outcome::SignedIn(_)), "the field has the words that are shown");
        let mut harness = GateHarness::new();
        harness.click_button("Suggest a passphrase");
        let words = suggestion(&harness);
        harness.key(Key::Backspace);
        assert!(!harness.labels().iter().any(|label| is_passphrase(label)), "the words no longer are the input");
        let bullets = harness.field("Password").value().unwrap_or_default();
        assert_eq!(bullets.chars().count() + 1, words.chars().count());
    }

    #[test]
    fn another_suggestion_replaces_the_words_and_keeps_the_focus() {
        let mut harness = GateHarness::new();
        harness.click_button("Suggest a passphrase");
        let first = suggestion(&harness);
        harness.kittest.get_by_role_and_label(egui::accesskit::Role::Button, "Another").focus();
        harness.run();
        harness.key(Key::Enter);
        assert_ne!(suggestion(&harness), first);
        assert_eq!(harness.focused(), "Another");
    }

    #[test]
    fn a_suggestion_fits_every_window_and_leaves_the_screen_when_input_is_cleared() {
        let mut harness = GateHarness::new();
        harness.click_button("Suggest a passphrase");
        harness.assert_all_reachable_at_all_sizes();
        harness.wait_seconds(121);
        assert!(!harness.labels().iter().any(|label| is_passphrase(label)));
    }

    #[test]
    fn the_strength_line_fits_every_window_without_moving_anything() {
        for size in WINDOW_SIZES {
            let (auth, clock, _) = testing::auth();
            let mut harness = GateHarness::with_auth(auth, clock, Options::for_window(Content::AccountOnly), size);
            let before = harness.button_rect("Suggest a passphrase").top() - harness.field("Password").rect().top();
            for (typed, word) in [
                ("aaaaaaaaaaaaaaa", "Easy to guess"),
                ("sunshine dragonfly", "Not hard enough to guess"),
                ("kvlq9 z#ü-wtdbm", "Very hard to guess"),
            ] {
                harness.field("Password").focus();
                harness.run();
                harness.key_with(egui::Modifiers::COMMAND, Key::A);
                harness.type_text(typed);
                let line = harness.find_label(word).expect(word);
                assert!(line.contains("With a copy of the file and one large graphics card: "), "{line}");
                let room = harness.button_rect("Suggest a passphrase").top() - harness.field("Password").rect().top();
                assert_eq!(room, before, "{word} in {size:?}");
                harness.assert_all_reachable();
            }
        }
    }

    #[test]
    fn the_strength_bar_is_clear_of_the_field_and_of_its_text() {
        let mut harness = GateHarness::new();
        harness.type_into("Password", "sunshine dragonfly");
        let field = harness.field("Password").rect();
        let line = harness.kittest.query_all_by_role(egui::accesskit::Role::Label);
        let top = line.map(|node| node.rect().top()).filter(|top| *top > field.bottom()).fold(f32::MAX, f32::min);
        assert!(top - field.bottom() >= 10.0, "{top} below {field}");
    }

    #[test]
    fn the_place_of_the_accounts_is_told_with_what_the_account_is() {
        let harness = GateHarness::new();
        harness.assert_label(
            "Create the first account. It is the administrator of the accounts on this computer.\n\
             They are kept in memory only",
        );
    }

    #[test]
    fn a_famous_phrase_is_refused_as_common() {
        let mut harness = GateHarness::new();
        harness.type_into("Username", "alice");
        harness.type_into("Password", "Correct Horse Battery Staple");
        assert!(
            harness.has_label_containing("Not hard enough to guess") || harness.has_label_containing("Easy to guess")
        );
        harness.click_button("Create account");
        assert!(harness.has_label("Many people use that one or one like it. Choose several words"));
    }

    #[test]
    fn refused_input_stays_with_its_reason_without_moving_the_button() {
        let mut harness = GateHarness::new();
        let before = harness.button_rect("Create account");
        harness.type_into("Username", "alice smith");
        harness.type_into("Password", PASSWORD);
        harness.click_button("Create account");
        assert!(harness.has_label("A username has no spaces"));
        assert_eq!(harness.focused(), "Username");
        assert_eq!(harness.button_rect("Create account"), before);
        for _ in 0..6 {
            harness.key(Key::Backspace);
        }
        harness.type_into("Password", " of alice");
        harness.key(Key::Enter);
        assert!(harness.has_label("It contains the username. Leave that out"));
        assert_eq!(harness.button_rect("Create account"), before);
    }

    #[test]
    fn a_second_first_account_is_refused_with_a_reason() {
        let mut harness = GateHarness::new();
        create_admin(&harness.auth);
        harness.type_into("Username", "bob");
        harness.type_into("Password", PASSWORD);
        harness.click_button("Create account");
        assert_eq!(harness.heading(), "Sign in");
        assert!(harness.has_label("An account exists already. Sign in"));
    }
}
