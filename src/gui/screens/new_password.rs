//! After a temporary password: one of one's own.

use egui::Ui;

use crate::auth::{Estimate, MustChange, Password, PasswordProblem};
use crate::gui::action::Action;
use crate::gui::parts::{NewPasswordField, door_head};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::text::{self, doors};
use crate::gui::theme::COLUMN;
use crate::gui::widgets::{Button, Top, screen_layout};

/// The state is away while the worker takes the password.
pub(in crate::gui) struct NewPassword {
    state: Option<Box<MustChange>>,
    username: String,
    pairing_follows: bool,
    password: NewPasswordField,
}

impl NewPassword {
    pub(in crate::gui) fn new(state: Box<MustChange>) -> Self {
        let mut password = NewPasswordField::new(false);
        password.want_focus();
        let (username, pairing_follows) = (state.username().to_owned(), state.pairing_follows());
        Self { state: Some(state), username, pairing_follows, password }
    }

    /// Who is to choose.
    pub(in crate::gui) fn username(&self) -> &str {
        &self.username
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy && self.state.is_some() && !self.password.is_empty()
    }

    /// It was not taken. What was typed stays, to be mended.
    pub(in crate::gui) fn refused(&mut self, state: Box<MustChange>, problem: PasswordProblem) {
        self.state = Some(state);
        self.password.refused(problem);
    }

    /// Nothing is known of it yet. What was typed stays, to be submitted again.
    pub(in crate::gui) fn interrupted(&mut self, state: Box<MustChange>, sentence: String) {
        self.state = Some(state);
        self.password.trouble(sentence);
    }
}

impl Show for NewPassword {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let can_submit = self.can_submit(scene);
        let (password, (save, sign_out)) = screen_layout(
            ui,
            theme,
            COLUMN,
            Top::Airy,
            |ui| {
                door_head(ui, theme, doors::CHOOSE, doors::choose_lead(self.pairing_follows));
                self.password.show(ui, scene, doors::NEW_PASSWORD)
            },
            |ui| {
                let save = Button::primary(doors::SAVE_PASSWORD).full().enabled(can_submit).busy(scene.busy);
                let save = save.show(ui, theme);
                let sign_out = Button::quiet(text::SIGN_OUT).full().enabled(!scene.busy).show(ui, theme);
                (save.clicked(), sign_out.clicked())
            },
        );
        if (save || password.submitted) && self.can_submit(scene) {
            let state = self.state.take()?;
            return Some(Action::ChoosePassword { state, password: self.password.copy() });
        }
        if sign_out || scene.escape(ui) {
            return Some(Action::ToSignIn { username: self.username.clone(), reason: None });
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
    use crate::auth::testing as rules;
    use crate::auth::{Auth, Purpose, Role, StepUpAnswer, TypedText};
    use crate::gui::gate::{Inside, Options};
    use crate::gui::testing::{PASSWORD, Stage};

    /// The temporary passphrase of bob, whom alice has added.
    fn add_bob(auth: &Auth) -> String {
        let alice = auth.create_first_account("alice", TypedText::new(PASSWORD.into())).unwrap().session;
        let proof = auth.step_up(&alice, Purpose::Administer, TypedText::new(PASSWORD.into()), None).unwrap();
        let StepUpAnswer::Proven(proof) = proof else { panic!("the password is right") };
        let passphrase = auth.add_user(&alice, proof, "bob", Role::Member).unwrap();
        auth.sign_out(alice).unwrap();
        passphrase.expose_text().to_owned()
    }

    fn at_the_new_password() -> Stage {
        let (auth, clock, _) = rules::auth();
        let passphrase = add_bob(&auth);
        let options = Options::window(Inside::Account);
        let mut stage = Stage::over(auth, clock, options, [480.0, 640.0]);
        stage.type_into("Username", "bob");
        stage.type_into("Password", &passphrase);
        stage.press("Sign in");
        stage
    }

    #[test]
    fn a_temporary_password_leads_to_one_of_ones_own_and_then_in() {
        let mut stage = at_the_new_password();
        assert_eq!(stage.heading(), "Choose a new password");
        assert_eq!(stage.focused(), "New password");
        stage.type_text("bobbobbobbobbob");
        stage.press("Save password");
        assert_eq!(stage.heading(), "Choose a new password");
        assert!(stage.says("It contains the username. Leave that out"));
        stage.type_into("New password", "");
        stage.key_with(egui::Modifiers::COMMAND, egui::Key::A);
        stage.type_text("eleven brown otters nap");
        stage.press("Save password");
        assert_eq!(stage.harness.state().session().map(|session| session.username().to_owned()), Some("bob".into()));
    }

    #[test]
    fn after_two_minutes_without_input_nothing_typed_is_left() {
        let mut stage = at_the_new_password();
        stage.type_text("eleven brown ott");
        stage.wait_seconds(121);
        assert_eq!(stage.heading(), "Choose a new password");
        assert_eq!(stage.field("New password").value().as_deref(), Some(""));
    }

    #[test]
    fn signing_out_leaves_the_temporary_one_as_it_was() {
        let mut stage = at_the_new_password();
        stage.type_text("eleven");
        let names = ["New password", "Show password", "Suggest a passphrase", "Save password", "Sign out"];
        assert_eq!(stage.tab_order(), names);
        stage.press("Sign out");
        assert_eq!(stage.heading(), "Sign in");
    }
}
