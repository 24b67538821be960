//! Tests of the urgent notices, and of how long they stay.

use egui::{Key, Modifiers};

use crate::auth::{Outcome, SecretInput};
use crate::gui::testing::{GateHarness, PASSWORD, TestAuthenticator};

fn typed(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

/// Signs in with a recovery code.
fn sign_in_with_recovery_code(harness: &mut GateHarness, code: &str) {
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    harness.type_text(code);
    harness.click_button("Verify");
    assert_eq!(harness.heading(), "alice", "{:?}", harness.labels());
}

/// Signs in with the authenticator.
fn sign_in_with_authenticator(harness: &mut GateHarness, phone: &TestAuthenticator) {
    harness.sign_in("alice");
    harness.type_code(phone);
    assert_eq!(harness.heading(), "alice", "{:?}", harness.labels());
}

/// Guesses codes at another computer with alice's password, and then stops.
fn guess_codes(harness: &GateHarness, guesses: usize) {
    let Ok(Outcome::CodeRequired(mut pending)) = harness.auth.sign_in("alice", typed(PASSWORD)) else {
        panic!("no code is required")
    };
    for guess in 0..guesses {
        match harness.auth.submit_code(*pending, typed(&format!("99900{guess}"))) {
            Ok(Outcome::CodeRefused(_, Some(returned))) => pending = returned,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn using_a_recovery_code_shows_how_many_are_left() {
    let (mut harness, codes) = GateHarness::with_recovery_codes();
    sign_in_with_recovery_code(&mut harness, &codes[0]);
    assert!(harness.has_label("9 recovery codes left"));
    assert!(!harness.has_label("Make a new set…"));
}

#[test]
fn few_recovery_codes_offer_a_new_set_until_it_is_made() {
    let (mut harness, codes) = GateHarness::with_recovery_codes();
    for code in &codes[..7] {
        sign_in_with_recovery_code(&mut harness, code);
        harness.click_button("Sign out");
    }
    sign_in_with_recovery_code(&mut harness, &codes[7]);
    assert!(harness.has_label("2 recovery codes left"));
    harness.scroll_to_and_click("Make a new set…");
    harness.click_button("Make new codes");
    harness.type_text(PASSWORD);
    harness.click_button("Use a recovery code");
    harness.type_text(&codes[8]);
    harness.click_button("Continue");
    harness.finish_setup();
    harness.assert_label("10 left");
    assert!(!harness.has_label("Make a new set…"));
    assert!(harness.find_label("recovery codes left").is_none());
}

#[test]
fn foreign_wrong_codes_are_shown_until_the_password_changes() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.click_button("Sign out");
    guess_codes(&harness, 4);
    harness.wait_seconds(60);
    sign_in_with_authenticator(&mut harness, &phone);
    harness.assert_label("Somebody who knows your password typed 4 wrong codes. Change it");
    assert!(harness.find_label("4 failed attempts since your last sign-in").is_some());
    harness.wait_seconds(30);
    harness.scroll_to_and_click("Change password…");
    harness.type_text(PASSWORD);
    harness.type_code(&phone);
    harness.type_into("New password", "eleven brown otters nap");
    harness.click_button("Save password");
    harness.assert_label("The password is changed");
    assert!(harness.find_label("Somebody who knows your password").is_none());
}

#[test]
fn own_wrong_codes_show_no_warning() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.click_button("Sign out");
    harness.sign_in("alice");
    harness.type_into("6-digit code", "000000");
    harness.assert_label("That code is not right");
    harness.type_code(&phone);
    assert_eq!(harness.heading(), "alice");
    assert!(harness.find_label("Somebody who knows").is_none());
}

#[test]
fn sign_in_notices_survive_a_lock_and_end_at_the_next_sign_in() {
    let mut harness = GateHarness::new_with_admin();
    harness.sign_in_with_password("alice", "not my password at all");
    harness.type_into("Password", PASSWORD);
    harness.click_button("Sign in");
    assert!(harness.find_label("1 failed attempt since your last sign-in, today at ").is_some());
    harness.key_with(Modifiers::COMMAND, Key::L);
    harness.type_text(PASSWORD);
    harness.key(Key::Enter);
    assert!(harness.find_label("1 failed attempt").is_some(), "{:?}", harness.labels());
    harness.click_button("Sign out");
    harness.sign_in("alice");
    assert_eq!(harness.heading(), "alice");
    assert!(harness.find_label("failed attempt").is_none());
}
