//! First start: the first account.

use egui::Ui;

use crate::auth::{Denied, Estimate, Password};
use crate::gui::action::Action;
use crate::gui::parts::{NewPasswordField, NewPasswordOutput, door_head};
use crate::gui::scene::{Focus, Scene};
use crate::gui::screen::Show;
use crate::gui::text::{self, choose, doors, fault};
use crate::gui::theme::{COLUMN, Tone};
use crate::gui::widgets::{Button, TextField, Top, note, screen_layout};

/// Username and password of whoever is first.
pub(in crate::gui) struct Welcome {
    username: String,
    problem: String,
    password: NewPasswordField,
    focus: Focus<()>,
}

impl Default for Welcome {
    fn default() -> Self {
        Self {
            username: String::new(),
            problem: String::new(),
            password: NewPasswordField::new(true),
            focus: Focus::on(()),
        }
    }
}

impl Welcome {
    /// The account was not made. What was typed stays, to be mended.
    pub(in crate::gui) fn refused(&mut self, denied: &Denied) {
        match denied {
            Denied::Username(problem) => {
                self.problem = choose::username_problem(*problem);
                self.focus.want(());
            }
            Denied::Password(problem) => self.password.refused(*problem),
            other => self.password.trouble(fault::denied(other)),
        }
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy && !self.username.trim().is_empty() && !self.password.is_empty()
    }

    fn body(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> (bool, NewPasswordOutput) {
        door_head(ui, scene.theme, &doors::welcome(scene.program), doors::FIRST_ACCOUNT);
        let kept = scene.place.map_or_else(|| doors::IN_MEMORY.to_owned(), doors::kept_in);
        note(ui, scene.theme, Tone::Quiet, &kept);
        let name = TextField::new(text::USERNAME)
            .hint(if self.problem.is_empty() { choose::USERNAME_RULE } else { "" })
            .error(&self.problem)
            .lines(1)
            .enabled(!scene.busy)
            .show(ui, scene.theme, &mut self.username);
        self.focus.give((), &name.response);
        if name.response.changed() {
            self.problem.clear();
        }
        let password = self.password.show(ui, scene, text::PASSWORD);
        if name.submitted && self.password.is_empty() {
            self.password.want_focus();
        }
        (name.submitted || password.submitted, password)
    }
}

impl Show for Welcome {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let can_submit = self.can_submit(scene);
        let ((submitted, password), pressed) = screen_layout(
            ui,
            scene.theme,
            COLUMN,
            Top::Airy,
            |ui| self.body(ui, scene),
            |ui| {
                let create = Button::primary(doors::CREATE).full().enabled(can_submit).busy(scene.busy);
                create.show(ui, scene.theme).clicked()
            },
        );
        if (submitted || pressed) && self.can_submit(scene) {
            return Some(Action::CreateFirst { username: self.username.clone(), password: self.password.copy() });
        }
        if submitted && self.username.trim().is_empty() {
            self.focus.want(());
        }
        self.password.ask(&password, &self.username)
    }

    fn weighed(&mut self, estimate: Estimate) {
        self.password.weighed(estimate);
    }

    fn suggested(&mut self, passphrase: &Password) {
        self.password.suggested(passphrase);
    }

    fn rest(&mut self) {
        self.password.wipe();
    }

    fn fault(&mut self, sentence: &str) {
        self.password.fault(sentence);
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::auth::testing;
    use crate::gui::gate::{Inside, Options};
    use crate::gui::testing::{PASSWORD, Stage, WINDOWS, make_alice};

    #[test]
    fn tab_goes_from_top_to_bottom() {
        let mut stage = Stage::new();
        let names = ["Username", "Password", "Hide password", "Suggest a passphrase"];
        assert_eq!(stage.tab_order(), names);
        stage.type_into("Username", "alice");
        stage.type_into("Password", "seven");
        assert_eq!(stage.tab_order()[..4], ["Password", "Hide password", "Suggest a passphrase", "Create account"]);
    }

    #[test]
    fn a_suggestion_fills_the_field_and_is_hard_to_guess() {
        let mut stage = Stage::new();
        stage.press("Suggest a passphrase");
        assert!(stage.says_in_part("Very hard to guess"));
        assert!(stage.says_in_part("longer than anybody can wait"));
        assert_ne!(stage.field("Password").value().as_deref(), Some(""));
    }

    #[test]
    fn the_line_about_the_strength_fits_and_moves_nothing_in_any_window() {
        for size in WINDOWS {
            let (auth, clock, _) = testing::auth();
            let mut stage = Stage::over(auth, clock, Options::window(Inside::Account), size);
            let before = stage.button_rect("Suggest a passphrase").top() - stage.field("Password").rect().top();
            for (typed, word) in [
                ("aaaaaaaaaaaaaaa", "Easy to guess"),
                ("sunshine dragonfly", "Not hard enough to guess"),
                ("kvlq9 z#ü-wtdbm", "Very hard to guess"),
            ] {
                stage.field("Password").focus();
                stage.run();
                stage.key_with(egui::Modifiers::COMMAND, Key::A);
                stage.type_text(typed);
                let line = stage.sentence(word).expect(word);
                assert!(line.contains("With a copy of the file and one large graphics card: "), "{line}");
                let room = stage.button_rect("Suggest a passphrase").top() - stage.field("Password").rect().top();
                assert_eq!(room, before, "{word} in {size:?}");
                stage.assert_all_in_reach();
            }
        }
    }

    #[test]
    fn a_famous_phrase_is_refused_and_said_to_be_common() {
        let mut stage = Stage::new();
        stage.type_into("Username", "alice");
        stage.type_into("Password", "Correct Horse Battery Staple");
        assert!(stage.says_in_part("Not hard enough to guess") || stage.says_in_part("Easy to guess"));
        stage.press("Create account");
        assert!(stage.says("Many people use that one or one like it. Choose several words"));
    }

    #[test]
    fn what_is_refused_stays_and_is_told_under_its_field_and_the_button_stays_where_it_is() {
        let mut stage = Stage::new();
        let before = stage.button_rect("Create account");
        stage.type_into("Username", "alice smith");
        stage.type_into("Password", PASSWORD);
        stage.press("Create account");
        assert!(stage.says("A username has no spaces"));
        assert_eq!(stage.focused(), "Username");
        assert_eq!(stage.button_rect("Create account"), before);
        for _ in 0..6 {
            stage.key(Key::Backspace);
        }
        stage.type_into("Password", " of alice");
        stage.key(Key::Enter);
        assert!(stage.says("It contains the username. Leave that out"));
        assert_eq!(stage.button_rect("Create account"), before);
    }

    #[test]
    fn whoever_is_second_reads_that_an_account_exists() {
        let mut stage = Stage::new();
        make_alice(&stage.auth);
        stage.type_into("Username", "bob");
        stage.type_into("Password", PASSWORD);
        stage.press("Create account");
        assert_eq!(stage.heading(), "Sign in");
        assert!(stage.says("An account exists already. Sign in"));
    }
}
