//! Drives a program in egui with accounts and a manual clock; elements are found by the names that a user reads.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role as Control;
use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};
use vestibule::auth::{
    Auth, Cost, MemoryStore, Options, Outcome, PasswordChoice, Role, SecretInput, Session, StepUpPurpose, SystemRandom,
    TotpSecret, code_at,
};
use vestibule::gui::{self, Gate};
use vestibule::testing::{self, ManualClock};

/// The password of all accounts here.
pub const PASSWORD: &str = "grumpy violet otters juggle maps";

pub fn secret_input(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

/// Accounts in memory, with a manual clock and a low cost.
pub fn accounts() -> (Arc<Auth>, Arc<ManualClock>) {
    let (store, clock) = (MemoryStore::new(&SystemRandom).unwrap(), Arc::new(ManualClock::new()));
    let options = Options { cost: Cost::for_tests().into(), ..Options::new("Lab notebook") };
    let auth = Auth::with(Arc::new(store), Arc::clone(&clock) as _, Arc::new(SystemRandom), options).unwrap();
    (Arc::new(auth), clock)
}

/// Creates alice, the administrator.
pub fn create_admin(auth: &Auth) -> Session {
    auth.create_first_account("alice", secret_input(PASSWORD)).unwrap().session
}

/// Creates a member who has already chosen a password.
pub fn create_member(auth: &Auth, alice: &Session, name: &str) {
    let proof = step_up(auth, alice);
    let temporary = auth.add_user(alice, proof, name, Role::Member).unwrap();
    choose_password(auth, name, temporary, PASSWORD);
}

/// Returns a step-up of an administrator.
pub fn step_up(auth: &Auth, alice: &Session) -> vestibule::auth::StepUp {
    use vestibule::auth::StepUpResult::Proven;
    match auth.step_up(alice, StepUpPurpose::Administration, secret_input(PASSWORD), None).unwrap() {
        Proven(proof) => proof,
        other => panic!("expected a step-up: {other:?}"),
    }
}

/// Signs in with a temporary password and chooses another.
pub fn choose_password(auth: &Auth, name: &str, temporary: SecretInput, new_password: &str) {
    let Outcome::PasswordChangeRequired(state) = auth.sign_in(name, temporary).unwrap() else {
        panic!("expected a password change to be required")
    };
    let PasswordChoice::Accepted(Outcome::SignedIn(signed_in)) =
        auth.choose_password(*state, secret_input(new_password)).unwrap()
    else {
        panic!("expected the new password to be accepted")
    };
    auth.sign_out(signed_in.session).unwrap();
}

/// A program under test with its accounts and clock.
pub struct AppHarness<A> {
    pub harness: Harness<'static, A>,
    pub auth: Arc<Auth>,
    pub clock: Arc<ManualClock>,
}

impl<A: eframe::App + 'static> AppHarness<A> {
    /// Starts what `build` makes of a gate, in a window of this size, with accounts that `prepare` made.
    pub fn new(
        size: [f32; 2],
        options: gui::Options,
        prepare: impl FnOnce(&Auth),
        build: impl FnOnce(Gate) -> A,
    ) -> Self {
        Self::with_builder(Harness::builder(), size, options, prepare, build)
    }

    /// The same with a renderer or a theme of the caller's.
    pub fn with_builder(
        builder: HarnessBuilder<A>,
        size: [f32; 2],
        options: gui::Options,
        prepare: impl FnOnce(&Auth),
        build: impl FnOnce(Gate) -> A,
    ) -> Self {
        let (auth, clock) = accounts();
        prepare(&auth);
        let gate = testing::inline_gate(&auth, options);
        let builder = builder.with_size(vec2(size[0], size[1])).with_max_steps(64);
        let mut harness = builder.build_eframe(|_| build(gate));
        harness.run();
        Self { harness, auth, clock }
    }

    pub fn run(&mut self) {
        self.harness.run();
    }

    /// Advances the clock and draws a frame.
    pub fn advance_clock(&mut self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.harness.step();
        self.harness.run();
    }

    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Focuses the field of that name, clears it, and types.
    pub fn type_into(&mut self, field: &str, text: &str) {
        let node = self.harness.query_all_by_label(field).find(|node| is_field(node.accesskit_node().role()));
        node.unwrap_or_else(|| panic!("no field {field}")).focus();
        self.run();
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.run();
        self.type_text(text);
    }

    pub fn press_key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.run();
    }

    pub fn press_key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    /// Returns the content of the field of that name.
    pub fn value_of(&self, field: &str) -> String {
        let node = self.harness.query_all_by_label(field).find(|node| is_field(node.accesskit_node().role()));
        node.and_then(|node| node.value()).unwrap_or_default()
    }

    /// Presses the button, tab or check box of that name.
    pub fn click_button(&mut self, name: &str) {
        let controls = [Control::Button, Control::CheckBox, Control::Tab];
        let mut nodes = self.harness.query_all_by_label(name);
        let node = nodes.find(|node| controls.contains(&node.accesskit_node().role()));
        node.unwrap_or_else(|| panic!("no button {name}")).focus();
        drop(nodes);
        self.run();
        self.press_key(Key::Space);
    }

    /// Whether this label is on the screen.
    pub fn has_label(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Counts this label on the screen.
    pub fn count_labels(&self, label: &str) -> usize {
        self.harness.query_all_by_label(label).count()
    }

    /// Whether a label on the screen contains this text.
    pub fn has_label_containing(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// Returns the first heading; empty if there is none.
    pub fn heading(&self) -> String {
        let first = self.harness.query_all_by_role(Control::Heading).next();
        first.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// Signs in with the password.
    pub fn sign_in(&mut self, name: &str) {
        self.type_into("Username", name);
        self.submit("Password", PASSWORD);
    }

    /// Types into a field and presses Enter.
    pub fn submit(&mut self, field: &str, text: &str) {
        self.type_into(field, text);
        self.press_key(Key::Enter);
    }

    /// Returns the secret of the key on the screen, as an authenticator would scan it.
    pub fn shown_secret(&self) -> TotpSecret {
        let labels = self.harness.query_all_by_role(Control::Label).filter_map(|node| node.accesskit_node().value());
        let key = labels.map(|label| label.replace([' ', '\n'], "")).find(|key| is_base32_key(key)).unwrap();
        let digit = |symbol: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(symbol).unwrap();
        let bits: String = key.chars().map(|symbol| format!("{:05b}", digit(symbol))).collect();
        TotpSecret::from_bytes(&std::array::from_fn(|n| u8::from_str_radix(&bits[8 * n..8 * n + 8], 2).unwrap()))
    }

    /// Returns the current code of an authenticator.
    pub fn code(&self, secret: &TotpSecret) -> String {
        code_at(secret, self.auth.now().wall).to_string()
    }

    /// Saves a screenshot for review in `target/pictures`.
    pub fn save_screenshot(&mut self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        self.harness.render().unwrap().save(folder.join(format!("{name}.png"))).unwrap();
    }
}

fn is_base32_key(text: &str) -> bool {
    text.len() == 32 && text.chars().all(|symbol| symbol.is_ascii_uppercase() || symbol.is_ascii_digit())
}

fn is_field(role: Control) -> bool {
    [Control::TextInput, Control::MultilineTextInput, Control::PasswordInput].contains(&role)
}
