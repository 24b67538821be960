//! Shared test helpers of the screens: a gate on an in-memory store with a manual clock, and input.

mod admin_dialogs;
pub(super) mod admin_fixtures;
mod admin_flows;
mod fixtures;
mod input;
mod keyboard_flow;
mod layout_checks;
pub(super) mod pictures;
mod screenshots;
pub(super) mod setup_fixtures;
pub(super) mod view_harness;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Rect, Ui, UiBuilder, ViewportCommand, ViewportEvent, ViewportId, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};

use crate::auth::testing::{Fixture, ManualClock};
use crate::auth::{Auth, Clock, SecretInput, TotpSecret, UnixTime, code_at, testing};
use crate::gui::fonts;
use crate::gui::gate::Gate;
use crate::gui::options::{Content, Options};

pub(super) use crate::auth::testing::TestAuthenticator;
pub(super) use layout_checks::WINDOW_SIZES;

/// A password that satisfies every rule.
pub(super) const PASSWORD: &str = "seven quiet herons wade";

/// A gate in a window of 480 × 640 points.
pub(super) struct GateHarness {
    pub kittest: Harness<'static, Gate>,
    pub auth: Arc<Auth>,
    pub clock: Arc<ManualClock>,
}

impl GateHarness {
    /// Creates a gate without accounts, with [`Content::AccountOnly`].
    pub fn new() -> Self {
        Self::with_setup(|_| {}, Options::for_window(Content::AccountOnly))
    }

    /// Creates a gate with the accounts that `prepare` created.
    pub fn with_setup(prepare: impl FnOnce(&Auth), options: Options) -> Self {
        let (auth, clock, _) = testing::auth();
        prepare(&auth);
        Self::with_auth(auth, clock, options, [480.0, 640.0])
    }

    /// Creates a gate on these accounts, with [`Content::AccountOnly`].
    pub fn with_accounts(auth: Arc<Auth>, clock: Arc<ManualClock>) -> Self {
        Self::with_auth(auth, clock, Options::for_window(Content::AccountOnly), [480.0, 640.0])
    }

    /// Creates a gate on the accounts of a fixture.
    pub fn with_fixture(fixture: &Fixture) -> Self {
        Self::with_accounts(Arc::clone(&fixture.auth), Arc::clone(&fixture.clock))
    }

    /// Creates a gate on these accounts, in a window of this size.
    pub fn with_auth(auth: Arc<Auth>, clock: Arc<ManualClock>, options: Options, size: [f32; 2]) -> Self {
        Self::with_builder(auth, clock, options, Harness::builder().with_size(vec2(size[0], size[1])))
    }

    /// Creates a gate on these accounts, in a window from the caller's builder.
    pub fn with_builder(
        auth: Arc<Auth>,
        clock: Arc<ManualClock>,
        options: Options,
        builder: HarnessBuilder<Gate>,
    ) -> Self {
        let gate = Gate::inline(&auth, options);
        let draw = |ui: &mut Ui, gate: &mut Gate| {
            // kittest leaves a margin around the tested ui; a window has none.
            let builder = UiBuilder::new().max_rect(ui.ctx().content_rect());
            gate.ui(&mut ui.new_child(builder), |_, _| {});
        };
        let builder = builder.with_context_setup(fonts::tests::use_program_fonts);
        let mut kittest = builder.with_max_steps(64).build_ui_state(draw, gate);
        kittest.run();
        Self { kittest, auth, clock }
    }

    /// Creates a gate with the account of alice, an administrator without two-factor.
    pub fn new_with_admin() -> Self {
        Self::with_setup(create_admin, Options::for_window(Content::AccountOnly))
    }

    /// Signs in as alice.
    pub fn signed_in_admin() -> Self {
        let mut harness = Self::new_with_admin();
        harness.sign_in("alice");
        harness
    }

    /// Signs in as alice, the first user, and shows the QR code of her first pairing.
    pub fn at_qr_code_screen() -> Self {
        let mut harness = Self::new();
        harness.create_first_account();
        harness.click_button("Set up two-factor");
        harness
    }

    /// Continues from the QR code to the recovery codes.
    pub fn at_recovery_codes_screen() -> Self {
        let mut harness = Self::at_qr_code_screen();
        harness.confirm_pairing();
        harness
    }

    /// Enables two-factor for alice and signs out; returns her recovery codes too.
    pub fn with_recovery_codes() -> (Self, Vec<String>) {
        let mut harness = Self::at_recovery_codes_screen();
        let codes = harness.displayed_recovery_codes();
        assert_eq!(codes.len(), 10);
        harness.finish_setup();
        harness.sign_out();
        (harness, codes)
    }

    /// Stops at the code screen of alice, who has two-factor; returns the secret of her authenticator too.
    pub fn at_code_screen() -> (Self, TotpSecret) {
        let mut harness = Self::at_qr_code_screen();
        let secret = harness.confirm_pairing();
        harness.finish_setup();
        harness.sign_out();
        harness.wait_seconds(30);
        harness.sign_in("alice");
        (harness, secret)
    }

    /// Returns the time of the clock.
    pub fn now(&self) -> UnixTime {
        self.clock.now().wall
    }

    /// Whether a text, a button or a field with this label is on the screen.
    pub fn has_label(&self, sentence: &str) -> bool {
        self.kittest.query_all_by_label(sentence).next().is_some()
    }

    /// Whether a text that contains `part` is on the screen.
    pub fn has_label_containing(&self, part: &str) -> bool {
        self.kittest.query_all_by_label_contains(part).next().is_some()
    }

    /// Returns the heading of the screen.
    pub fn heading(&self) -> String {
        let heading = self.kittest.query_all_by_role(Role::Heading).next();
        heading.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// Returns the secret of the key on the screen, and its current code.
    pub fn code_for_displayed_key(&self) -> (TotpSecret, String) {
        let keys = self.kittest.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
        let key = keys
            .map(|key| key.replace([' ', '\n'], ""))
            .find(|key| key.len() == 32 && *key == key.to_uppercase())
            .expect("a key is shown");
        let secret = TotpSecret::from_bytes(&base32(&key));
        let code = self.code(&secret);
        (secret, code)
    }

    /// Returns the recovery codes on the screen.
    pub fn displayed_recovery_codes(&self) -> Vec<String> {
        let texts = self.kittest.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
        texts.filter(|text| text.len() == 19 && text.matches('-').count() == 3).collect()
    }

    /// Returns the current code of a secret.
    pub fn code(&self, secret: &TotpSecret) -> String {
        code_at(secret, self.now()).to_string()
    }

    /// Returns the code of a secret on an authenticator whose clock is off by `seconds`.
    pub fn code_with_clock_offset(&self, secret: &TotpSecret, seconds: i64) -> String {
        code_at(secret, UnixTime::from_seconds(self.now().seconds() + seconds)).to_string()
    }

    /// Requests the window to close; returns the resulting viewport commands.
    pub fn close_window(&mut self) -> Vec<ViewportCommand> {
        let viewport = self.kittest.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        self.kittest.step();
        let output = &self.kittest.output().viewport_output;
        let commands = output.values().flat_map(|viewport| viewport.commands.clone()).collect();
        if let Some(viewport) = self.kittest.input_mut().viewports.get_mut(&ViewportId::ROOT) {
            viewport.events.clear();
        }
        self.run();
        commands
    }

    /// Returns the text field with this label.
    pub fn field<'a>(&'a self, name: &'a str) -> egui_kittest::Node<'a> {
        let is_field = |role| matches!(role, Role::TextInput | Role::PasswordInput);
        self.kittest
            .query_all_by_label(name)
            .find(|node| is_field(node.accesskit_node().role()))
            .unwrap_or_else(|| panic!("no field {name:?} on {:?}", self.heading()))
    }

    /// Returns the position of the button with this name.
    pub fn button_rect(&self, name: &str) -> Rect {
        self.kittest.get_by_role_and_label(Role::Button, name).rect()
    }

    /// Returns the accessible name of the focused widget.
    pub fn focused(&self) -> String {
        let focused =
            self.kittest.query_all(egui_kittest::kittest::By::new().predicate(|node| node.is_focused())).next();
        focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// Returns the names in tab order, from the focused widget until the order repeats.
    pub fn tab_order(&mut self) -> Vec<String> {
        let first = self.focused();
        let mut order = vec![first.clone()];
        for _ in 0..40 {
            self.key(Key::Tab);
            let current = self.focused();
            if current == first {
                break;
            }
            order.push(current);
        }
        order
    }
}

/// Creates alice, an administrator without two-factor.
pub(super) fn create_admin(auth: &Auth) {
    let created = auth.create_first_account("alice", SecretInput::new(PASSWORD.to_owned())).expect("no account exists");
    auth.sign_out(created.session).expect("the store works");
}

/// Decodes base32 (RFC 4648), for the 32 characters of a setup key.
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
