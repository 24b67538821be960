//! Tests that cleared input is not restored by undo or after an idle timeout.

use egui::{Key, Modifiers};

use crate::auth::testing::{auth, typed};
use crate::gui::testing::{GateHarness, PASSWORD};

const PARTIAL_PASSWORD: &str = "seven quiet her";

fn assert_empty(harness: &GateHarness, field: &str, when: &str) {
    assert_eq!(harness.field(field).value().as_deref(), Some(""), "{field}, {when}");
}

/// Asserts that the field is empty after every undo and redo, since one may restore what the next removes.
fn assert_cleared(harness: &mut GateHarness, field: &str, when: &str) {
    harness.field(field).focus();
    harness.run();
    assert_empty(harness, field, when);
    let redo = [(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z), (Modifiers::COMMAND, Key::Y)];
    for (modifiers, key) in [(Modifiers::COMMAND, Key::Z); 4].into_iter().chain(redo) {
        harness.key_with(modifiers, key);
        assert_empty(harness, field, when);
    }
}

/// Types slowly enough that an ordinary field records undo states.
fn type_slowly(harness: &mut GateHarness, field: &str, text: &str) {
    harness.field(field).focus();
    harness.run();
    for character in text.chars() {
        harness.kittest.event(egui::Event::Text(character.to_string()));
        harness.kittest.step();
    }
    // Two seconds: a state that is stable for one second is recorded.
    harness.kittest.run_steps(8);
}

#[test]
fn undo_restores_no_password_on_any_screen() {
    let mut harness = GateHarness::new_with_admin();
    harness.type_into("Username", "alice");
    type_slowly(&mut harness, "Password", "not this one at all");
    harness.click_button("Sign in");
    assert_cleared(&mut harness, "Password", "after a failure");
    type_slowly(&mut harness, "Password", PASSWORD);
    harness.click_button("Sign in");
    harness.key_with(Modifiers::COMMAND, Key::L);
    assert_cleared(&mut harness, "Password", "after a sign-in and a lock");
    type_slowly(&mut harness, "Password", "not this one at all");
    harness.click_button("Unlock");
    assert_cleared(&mut harness, "Password", "after a failure at the lock");
    type_slowly(&mut harness, "Password", PARTIAL_PASSWORD);
    harness.click_button("Sign in as someone else");
    assert_eq!(harness.heading(), "Sign in");
    assert_cleared(&mut harness, "Password", "after a sign-out");
}

#[test]
fn undo_restores_no_code_and_no_recovery_code() {
    let (mut harness, _) = GateHarness::at_code_screen();
    type_slowly(&mut harness, "6-digit code", "000000");
    assert_cleared(&mut harness, "6-digit code", "after a failure");
    type_slowly(&mut harness, "6-digit code", "123");
    harness.click_button("Use a recovery code");
    harness.click_button("Use the authenticator app");
    assert_cleared(&mut harness, "6-digit code", "after switching the method");
    harness.click_button("Use a recovery code");
    type_slowly(&mut harness, "Recovery code", "2222-2222-2222-2222");
    harness.click_button("Verify");
    // It is kept, selected, until something replaces it.
    assert_eq!(harness.field("Recovery code").value().as_deref(), Some("2222-2222-2222-2222"));
    type_slowly(&mut harness, "Recovery code", "2222-2222");
    assert_eq!(harness.field("Recovery code").value().as_deref(), Some("2222-2222"));
    harness.click_button("Back");
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    assert_cleared(&mut harness, "Recovery code", "after a new sign-in");
}

#[test]
fn undo_restores_no_password_in_a_dialog() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    type_slowly(&mut harness, "Current password", PARTIAL_PASSWORD);
    type_slowly(&mut harness, "New password", "eleven brown otters nap");
    harness.click_button("Save password");
    harness.assert_label("Wrong password");
    assert_cleared(&mut harness, "Current password", "after a failure");
    harness.click_button("Cancel");
    harness.scroll_to_and_click("Change password…");
    for field in ["Current password", "New password"] {
        assert_cleared(&mut harness, field, "after cancelling");
    }
}

/// Returns screens and dialogs with partial input, and the fields that contain it.
fn partly_filled_forms() -> Vec<(&'static str, GateHarness, &'static [&'static str])> {
    let mut welcome = GateHarness::new();
    welcome.type_into("Username", "alice");
    welcome.type_into("Password", PARTIAL_PASSWORD);
    let mut sign_in = GateHarness::new_with_admin();
    sign_in.type_into("Password", PARTIAL_PASSWORD);
    let (mut locked, _) = GateHarness::signed_in_admin_with_2fa();
    locked.key_with(Modifiers::COMMAND, Key::L);
    locked.type_into("Password", PARTIAL_PASSWORD);
    locked.type_into("6-digit code", "123");
    let (mut locked_recovery, _) = GateHarness::signed_in_admin_with_2fa();
    locked_recovery.key_with(Modifiers::COMMAND, Key::L);
    locked_recovery.click_button("Use a recovery code");
    locked_recovery.type_into("Recovery code", "2222-22");
    let (mut step_up, _) = GateHarness::signed_in_admin_with_2fa();
    step_up.scroll_to_and_click("Add an authenticator…");
    step_up.type_into("Current password", PARTIAL_PASSWORD);
    step_up.type_into("6-digit code", "123");
    let mut change = GateHarness::signed_in_admin();
    change.scroll_to_and_click("Change password…");
    change.type_into("Current password", PARTIAL_PASSWORD);
    change.type_into("New password", PARTIAL_PASSWORD);
    vec![
        ("the first start", welcome, &["Password"]),
        ("the sign-in", sign_in, &["Password"]),
        ("the lock", locked, &["Password", "6-digit code"]),
        ("the lock, with a recovery code", locked_recovery, &["Recovery code"]),
        ("a step-up", step_up, &["Current password", "6-digit code"]),
        ("a change of password", change, &["Current password", "New password"]),
    ]
}

#[test]
fn typed_secrets_are_cleared_after_two_minutes_idle() {
    for (what, mut harness, fields) in partly_filled_forms() {
        harness.wait_seconds(119);
        for field in fields {
            assert_ne!(harness.field(field).value().as_deref(), Some(""), "{what}: {field} is cleared too early");
        }
        harness.wait_seconds(2);
        for field in fields {
            assert_empty(&harness, field, what);
        }
        for field in fields {
            assert_cleared(&mut harness, field, what);
        }
    }
}

#[test]
fn locking_clears_a_password_typed_in_a_dialog() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    harness.type_into("Current password", PARTIAL_PASSWORD);
    // Activity keeps the input.
    for _ in 0..14 {
        harness.wait_seconds(60);
        harness.type_into("New password", "x");
    }
    assert_ne!(harness.field("Current password").value().as_deref(), Some(""));
    harness.clock.advance_seconds(15 * 60);
    harness.kittest.step();
    assert_eq!(harness.heading(), "Locked");
    assert!(!harness.has_label("New password") && !harness.has_label("Current password"));
    assert_empty(&harness, "Password", "at the lock");
    harness.type_text(PASSWORD);
    harness.click_button("Unlock");
    assert_eq!(harness.heading(), "alice");
    assert!(!harness.has_label("New password"), "the dialog does not reappear");
    harness.scroll_to_and_click("Change password…");
    for field in ["Current password", "New password"] {
        assert_empty(&harness, field, "after reopening the dialog");
    }
}

#[test]
fn two_minutes_at_the_code_screen_end_the_sign_in_and_clear_input() {
    for recovery in [false, true] {
        let (mut harness, _) = GateHarness::at_code_screen();
        if recovery {
            harness.click_button("Use a recovery code");
            harness.type_text("2222-22");
        } else {
            harness.type_text("123");
        }
        harness.wait_seconds(121);
        assert_eq!(harness.heading(), "Sign in");
        harness.sign_in("alice");
        assert_empty(&harness, "6-digit code", "after a new sign-in");
        harness.click_button("Use a recovery code");
        assert_empty(&harness, "Recovery code", "after a new sign-in");
    }
}

#[test]
fn counters_of_unknown_names_are_deleted_after_a_day_at_sign_in() {
    let (auth, clock, store) = auth();
    let _first = auth.create_first_account("alice", typed(PASSWORD)).unwrap();
    let _wrong = auth.sign_in("a-password-in-the-wrong-field", typed("wrong")).unwrap();
    let counter_count = || {
        let mut count = 0;
        store.read(&mut |rows| rows.password_counters().map(|rows| count = rows.len())).unwrap();
        count
    };
    let mut harness = GateHarness::with_auth(auth, clock, crate::gui::options::Options::default(), [480.0, 640.0]);
    assert_eq!(counter_count(), 1);
    harness.wait_seconds(24 * 3600);
    assert_eq!((counter_count(), harness.heading().as_str()), (0, "Sign in"));
}
