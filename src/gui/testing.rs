//! What the tests of screens share: a gate over real rules in memory, with a clock that they turn, and hands.

mod log;
mod people;
mod sight;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect, Ui, UiBuilder, ViewportCommand, ViewportEvent, ViewportId, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};

use crate::auth::testing::FakeClock;
use crate::auth::{Auth, Clock, TotpSecret, TypedText, UnixTime, code_at, testing};
use crate::gui::fonts;
use crate::gui::gate::{Gate, Inside, Options};

pub(super) use log::logged;
pub(super) use people::{Phone, scan};
pub(super) use sight::WINDOWS;

/// A password that every rule accepts.
pub(super) const PASSWORD: &str = "seven quiet herons wade";

/// A gate in a window of 480 × 640 points.
pub(super) struct Stage {
    pub harness: Harness<'static, Gate>,
    pub auth: Arc<Auth>,
    pub clock: Arc<FakeClock>,
}

impl Stage {
    /// In front of accounts that do not exist yet, with the program's own screens behind it.
    pub fn new() -> Self {
        Self::with(|_| {}, Options::window(Inside::Account))
    }

    /// In front of accounts that `prepare` made.
    pub fn with(prepare: impl FnOnce(&Auth), options: Options) -> Self {
        let (auth, clock, _) = testing::auth();
        prepare(&auth);
        Self::over(auth, clock, options, [480.0, 640.0])
    }

    /// In front of these accounts, in a window of this size.
    pub fn over(auth: Arc<Auth>, clock: Arc<FakeClock>, options: Options, size: [f32; 2]) -> Self {
        Self::built(auth, clock, options, Harness::builder().with_size(vec2(size[0], size[1])))
    }

    /// In front of these accounts, in a window built as the caller likes.
    pub fn built(auth: Arc<Auth>, clock: Arc<FakeClock>, options: Options, builder: HarnessBuilder<Gate>) -> Self {
        let gate = Gate::inline(&auth, options);
        let draw = |ui: &mut Ui, gate: &mut Gate| {
            // kittest leaves a margin around what it tests; a window has none.
            let whole = UiBuilder::new().max_rect(ui.ctx().content_rect());
            gate.ui(&mut ui.new_child(whole), |_, _| {});
        };
        let builder = builder.with_context_setup(fonts::as_in_the_program);
        let mut harness = builder.with_max_steps(64).build_ui_state(draw, gate);
        harness.run();
        Self { harness, auth, clock }
    }

    /// In front of alice, an administrator without two-factor.
    pub fn alice() -> Self {
        Self::with(make_alice, Options::window(Inside::Account))
    }

    /// Signed in as alice.
    pub fn alice_inside() -> Self {
        let mut stage = Self::alice();
        stage.type_into("Username", "alice");
        stage.type_into("Password", PASSWORD);
        stage.press("Sign in");
        stage
    }

    /// Signed in as alice, the first, with the QR code of her first pairing.
    pub fn at_the_qr_code() -> Self {
        let mut stage = Self::new();
        stage.type_into("Username", "alice");
        stage.type_into("Password", PASSWORD);
        stage.press("Create account");
        stage.press("Set up two-factor");
        stage
    }

    /// The same, two steps on.
    pub fn at_the_recovery_codes() -> Self {
        let mut stage = Self::at_the_qr_code();
        let (_, code) = stage.code_of_shown_key();
        stage.press("Next");
        stage.type_text(&code);
        stage
    }

    /// Signed out, with two-factor on; and the recovery codes of alice.
    pub fn with_recovery_codes() -> (Self, Vec<String>) {
        let mut stage = Self::at_the_recovery_codes();
        let words = stage.harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
        let codes: Vec<String> = words.filter(|word| word.len() == 19 && word.matches('-').count() == 3).collect();
        assert_eq!(codes.len(), 10);
        stage.tick("I have saved my recovery codes");
        stage.press("Finish");
        stage.harness.state_mut().sign_out();
        stage.run();
        (stage, codes)
    }

    /// As alice, whose two-factor is on, with the code still to be given; and the secret in her phone.
    pub fn at_the_second_door() -> (Self, TotpSecret) {
        let mut stage = Self::at_the_qr_code();
        let (secret, code) = stage.code_of_shown_key();
        stage.press("Next");
        stage.type_text(&code);
        stage.tick("I have saved my recovery codes");
        stage.press("Finish");
        stage.harness.state_mut().sign_out();
        stage.wait_seconds(30);
        stage.sign_in("alice");
        (stage, secret)
    }

    /// Gives a username and [`PASSWORD`] at the first door.
    pub fn sign_in(&mut self, username: &str) {
        self.field("Username").focus();
        self.run();
        self.key_with(Modifiers::COMMAND, Key::A);
        self.type_text(username);
        self.type_into("Password", PASSWORD);
        self.press("Sign in");
    }

    /// Lets everything happen that is due.
    pub fn run(&mut self) {
        self.harness.run();
    }

    /// Time passes, and the window is drawn.
    pub fn wait_seconds(&mut self, seconds: u64) {
        self.clock.advance_seconds(seconds);
        self.harness.step();
        self.harness.run();
    }

    /// Focuses the field of that name and types into it.
    pub fn type_into(&mut self, field: &str, text: &str) {
        self.field(field).focus();
        self.run();
        self.type_text(text);
    }

    /// Types where the keyboard is.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        self.key_with(Modifiers::NONE, key);
    }

    /// Presses a key with others held.
    pub fn key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    /// Clicks the button of that name.
    pub fn press(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::Button, name).click();
        self.run();
    }

    /// Clicks the tick of that name.
    pub fn tick(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::CheckBox, name).click();
        self.run();
    }

    /// Whether a sentence, a button or a field of that name is on the screen.
    pub fn says(&self, sentence: &str) -> bool {
        self.harness.query_all_by_label(sentence).next().is_some()
    }

    /// Whether a sentence with this in it is on the screen.
    pub fn says_in_part(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// The heading of the screen.
    pub fn heading(&self) -> String {
        let heading = self.harness.query_all_by_role(Role::Heading).next();
        heading.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// The code that a phone shows which scanned the key on the screen.
    pub fn code_of_shown_key(&self) -> (TotpSecret, String) {
        let keys = self.harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
        let key = keys
            .map(|key| key.replace([' ', '\n'], ""))
            .find(|key| key.len() == 32 && *key == key.to_uppercase())
            .expect("a key is shown");
        let secret = TotpSecret::from_bytes(&base32(&key));
        let code = self.code(&secret);
        (secret, code)
    }

    /// The code of a secret, now.
    pub fn code(&self, secret: &TotpSecret) -> String {
        code_at(secret, self.clock.now().wall).to_string()
    }

    /// The code of a secret on a phone whose clock is off by so many seconds.
    pub fn code_in(&self, secret: &TotpSecret, seconds: i64) -> String {
        code_at(secret, UnixTime::from_seconds(self.clock.now().wall.seconds() + seconds)).to_string()
    }

    /// Asks the window to close; the commands that come of it.
    pub fn close_window(&mut self) -> Vec<ViewportCommand> {
        let viewport = self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        self.harness.step();
        let output = &self.harness.output().viewport_output;
        let commands = output.values().flat_map(|viewport| viewport.commands.clone()).collect();
        if let Some(viewport) = self.harness.input_mut().viewports.get_mut(&ViewportId::ROOT) {
            viewport.events.clear();
        }
        self.run();
        commands
    }

    /// The text field of that name.
    pub fn field<'a>(&'a self, name: &'a str) -> egui_kittest::Node<'a> {
        let is_field = |role| matches!(role, Role::TextInput | Role::PasswordInput);
        self.harness
            .query_all_by_label(name)
            .find(|node| is_field(node.accesskit_node().role()))
            .unwrap_or_else(|| panic!("no field {name:?} on {:?}", self.heading()))
    }

    /// Where the button of that name is.
    pub fn button_rect(&self, name: &str) -> Rect {
        self.harness.get_by_role_and_label(Role::Button, name).rect()
    }

    /// The accessible name of what has the keyboard.
    pub fn focused(&self) -> String {
        let focused =
            self.harness.query_all(egui_kittest::kittest::By::new().predicate(|node| node.is_focused())).next();
        focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// The names that Tab goes through, from what has the keyboard now until it comes round.
    pub fn tab_order(&mut self) -> Vec<String> {
        let first = self.focused();
        let mut order = vec![first.clone()];
        for _ in 0..40 {
            self.key(Key::Tab);
            let here = self.focused();
            if here == first {
                break;
            }
            order.push(here);
        }
        order
    }
}

/// alice, an administrator without two-factor.
pub(super) fn make_alice(auth: &Auth) {
    let made = auth.create_first_account("alice", TypedText::new(PASSWORD.to_owned())).expect("a first account");
    auth.sign_out(made.session).expect("memory takes everything");
}

/// RFC 4648, for the 32 characters of a setup key.
fn base32(key: &str) -> [u8; TotpSecret::LENGTH] {
    let mut bytes = [0; TotpSecret::LENGTH];
    let symbols = key.bytes().map(|symbol| match symbol {
        b'A'..=b'Z' => symbol - b'A',
        _ => symbol - b'2' + 26,
    });
    for (index, symbol) in symbols.enumerate() {
        for bit in (0..5).filter(|bit| symbol & (16 >> bit) != 0) {
            let at = index * 5 + bit;
            bytes[at / 8] |= 128 >> (at % 8);
        }
    }
    bytes
}
