//! Tests with everything typed in one pass, as a password manager and a scanner type, and with keys that are held.

use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::auth::testing::auth;
use crate::gui::gate::Gate;
use crate::gui::options::Options;
use crate::gui::testing::{GateHarness, PASSWORD, create_admin};

impl GateHarness {
    /// Types everything in one pass; `\t` and `\n` are Tab and Enter.
    fn type_at_once(&mut self, text: &str) {
        self.kittest.input_mut().events.extend(typed(text));
        self.kittest.step();
        self.run();
    }

    fn hold(&mut self, key: Key) {
        for _ in 0..20 {
            self.kittest.key_down(key);
            self.kittest.step();
            self.kittest.run_steps(3);
        }
    }
}

fn typed(text: &str) -> Vec<Event> {
    let event =
        |key, pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
    let key = |key| vec![event(key, true), event(key, false)];
    let character = |character: char| match character {
        '\t' => key(Key::Tab),
        '\n' => key(Key::Enter),
        other => vec![Event::Text(other.to_string())],
    };
    text.chars().flat_map(character).collect()
}

#[test]
fn a_sign_in_typed_in_one_pass_fills_both_fields_and_costs_no_try() {
    for between in ["\t", "\n"] {
        let mut harness = GateHarness::new_with_admin();
        harness.type_at_once(&format!("alice{between}{PASSWORD}"));
        assert_eq!(harness.field("Username").value().as_deref(), Some("alice"));
        assert_eq!(harness.focused(), "Password");
        harness.key(Key::Enter);
        assert!(harness.kittest.state().session().is_some());
        assert_eq!(harness.kittest.state().notices().failed, 0);
    }
}

#[test]
fn sign_in_and_code_are_typed_in_one_pass() {
    let (mut harness, secret) = GateHarness::at_code_screen();
    harness.click_button("Back");
    harness.key_with(Modifiers::COMMAND, Key::A);
    harness.field("Username").focus();
    harness.run();
    harness.key_with(Modifiers::COMMAND, Key::A);
    let code = harness.code(&secret);
    harness.type_at_once(&format!("alice\t{PASSWORD}\n{code}\n"));
    assert!(harness.kittest.state().session().is_some(), "{}", harness.heading());
    assert_eq!(harness.heading(), "alice");
}

#[test]
fn a_refused_sign_in_drops_the_code_that_was_typed_behind_it() {
    let mut harness = GateHarness::new_with_admin();
    harness.type_at_once("alice\tnot this one at all\n123456\n");
    assert!(harness.has_label("Wrong username or password"));
    assert_eq!(harness.field("Password").value().as_deref(), Some(""));
}

#[test]
fn lock_step_up_and_dialogs_are_filled_in_one_pass() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.key_with(Modifiers::COMMAND, Key::L);
    let code = phone.code(harness.now());
    harness.type_at_once(&format!("{PASSWORD}\n{code}\n"));
    assert!(harness.kittest.state().session().is_some(), "{}", harness.heading());

    harness.wait_seconds(30);
    harness.scroll_to_and_click("Add an authenticator…");
    let code = phone.code(harness.now());
    harness.type_at_once(&format!("{PASSWORD}\n{code}\n"));
    assert!(!harness.has_label("Confirm it is you"), "{:?}", harness.labels());
}

#[test]
fn a_change_of_password_is_typed_in_one_pass() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    harness.type_at_once(&format!("{PASSWORD}\t\televen brown otters nap\n"));
    assert!(!harness.has_label("New password"), "{:?}", harness.labels());
    harness.sign_out();
    harness.sign_in_with_password("alice", "eleven brown otters nap");
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn a_new_user_is_typed_in_one_pass() {
    let mut harness = GateHarness::signed_in_admin();
    harness.expire_step_up();
    harness.select_tab("Users");
    harness.click_button("Add user…");
    harness.type_at_once(&format!("bob\n{PASSWORD}\n"));
    assert!(harness.has_label_containing("bob"), "{:?}", harness.labels());
    assert!(!harness.has_label("Current password"), "{:?}", harness.labels());
}

#[test]
fn shift_tab_is_followed_too() {
    let mut harness = GateHarness::new_with_admin();
    harness.type_into("Password", "x");
    let back =
        |pressed| Event::Key { key: Key::Tab, physical_key: None, pressed, repeat: false, modifiers: Modifiers::SHIFT };
    let events = [vec![back(true), back(false)], typed("alice")].concat();
    harness.kittest.input_mut().events.extend(events);
    harness.kittest.step();
    harness.run();
    assert_eq!(harness.field("Username").value().as_deref(), Some("alice"));
}

#[test]
fn a_held_enter_goes_one_step() {
    let mut harness = GateHarness::new();
    harness.type_into("Username", "alice");
    harness.type_into("Password", PASSWORD);
    harness.hold(Key::Enter);
    let after_one = harness.heading();
    assert!(after_one.starts_with("Add "), "{after_one}");
    harness.kittest.key_up(Key::Enter);
    harness.run();
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Set up two-factor");
}

#[test]
fn a_held_escape_closes_one_dialog() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    harness.hold(Key::Escape);
    assert!(!harness.has_label("New password"));
    assert_eq!(harness.heading(), "alice");
}

/// A host's text field beside the gate.
struct Host {
    gate: Gate,
    notes: String,
}

#[test]
fn fields_of_a_host_beside_the_gate_lose_nothing() {
    let (auth, ..) = auth();
    create_admin(&auth);
    let host = Host { gate: Gate::inline(&auth, Options::default()), notes: String::new() };
    let draw = |ui: &mut egui::Ui, host: &mut Host| {
        let label = ui.label("Notes");
        ui.text_edit_multiline(&mut host.notes).labelled_by(label.id);
        host.gate.ui(ui, |_, _| {});
    };
    let mut harness = Harness::builder().with_size(vec2(480.0, 800.0)).with_max_steps(64).build_ui_state(draw, host);
    harness.run();
    let notes = egui_kittest::kittest::By::new().label("Notes").role(egui::accesskit::Role::MultilineTextInput);
    harness.get(notes).focus();
    harness.run();
    harness.input_mut().events.extend(typed("one\ntwo\nthree"));
    harness.step();
    assert_eq!(harness.state().notes, "one\ntwo\nthree");
}
