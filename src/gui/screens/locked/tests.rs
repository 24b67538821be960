//! Tests of locking and unlocking.

use egui::{Key, Modifiers};

use crate::auth::Outcome;
use crate::auth::testing::typed;
use crate::gui::testing::{GateHarness, PASSWORD};

fn lock(harness: &mut GateHarness) {
    harness.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(harness.heading(), "Locked");
}

#[test]
fn the_password_unlocks_an_account_without_two_factor() {
    let mut harness = GateHarness::signed_in_admin();
    lock(&mut harness);
    assert!(harness.has_label("alice is signed in."));
    assert!(!harness.has_label("6-digit code"));
    assert_eq!(harness.focused(), "Password");
    assert!(harness.kittest.state().session().is_none());
    harness.type_text(PASSWORD);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "alice");
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn unlocking_with_two_factor_requires_the_code() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    lock(&mut harness);
    harness.type_text(PASSWORD);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Locked");
    assert_eq!(harness.focused(), "6-digit code");
    harness.type_text("000000");
    harness.key(Key::Enter);
    harness.assert_label("That code is not right");
    let code = phone.code(harness.now());
    harness.type_text(&code);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "alice");
}

#[test]
fn a_wrong_password_keeps_the_lock_and_clears_the_field() {
    let mut harness = GateHarness::signed_in_admin();
    lock(&mut harness);
    let before = harness.button_rect("Unlock");
    harness.type_text("not my password at all");
    harness.click_button("Unlock");
    assert!(harness.has_label("Wrong password"));
    assert_eq!(harness.field("Password").value().as_deref(), Some(""));
    assert_eq!(harness.button_rect("Unlock"), before);
}

#[test]
fn a_recovery_code_unlocks() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    lock(&mut harness);
    harness.type_text(PASSWORD);
    harness.click_button("Use a recovery code");
    harness.type_text(&phone.recovery_codes[0]);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "alice");
    assert!(harness.has_label("9 left"));
}

#[test]
fn suspended_codes_lead_to_the_recovery_code_and_keep_the_password() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    lock(&mut harness);
    for _ in 0..20 {
        harness.clock.advance_seconds(900);
        let Ok(Outcome::CodeRequired(pending)) = harness.auth.sign_in("alice", typed(PASSWORD)) else {
            panic!("expected a code to be required");
        };
        let wrong = typed(&phone.wrong_code(harness.now()));
        assert!(matches!(harness.auth.submit_code(*pending, wrong), Ok(Outcome::CodeRefused(..))));
    }
    harness.type_into("Password", PASSWORD);
    harness.type_code(&phone);
    harness.click_button("Unlock");
    harness.assert_label("Codes are off after too many wrong tries. Use a recovery code, or ask an administrator");
    assert_eq!(harness.focused(), "Recovery code");
    assert!(!harness.has_label("6-digit code"));
    harness.type_text(&phone.recovery_codes[0]);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "alice");
}

#[test]
fn signing_in_as_another_user_ends_the_locked_session() {
    let mut harness = GateHarness::signed_in_admin();
    lock(&mut harness);
    harness.click_button("Sign in as someone else");
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.kittest.state().session().is_none());
    let session = harness.second_session(None);
    let view = harness.auth.account(&session).unwrap();
    assert_eq!(view.sessions.len(), 1, "only the new session remains");
}

#[test]
fn a_locked_session_ends_after_twelve_hours() {
    let mut harness = GateHarness::signed_in_admin();
    lock(&mut harness);
    harness.wait_seconds(12 * 60 * 60);
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.has_label("Signed in for 12 hours. Sign in again"));
}

#[test]
fn the_locked_screen_is_reachable_in_every_window() {
    let (mut harness, _) = GateHarness::signed_in_admin_with_2fa();
    lock(&mut harness);
    harness.save_screenshots("locked-with-code");
    harness.assert_all_reachable_at_all_sizes();
}
