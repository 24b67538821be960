//! Locking and unlocking.

use egui::{Key, Modifiers};

use crate::gui::testing::{PASSWORD, Stage, WINDOWS};

fn lock(stage: &mut Stage) {
    stage.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(stage.heading(), "Locked");
}

#[test]
fn the_password_unlocks_an_account_without_two_factor() {
    let mut stage = Stage::alice_inside();
    lock(&mut stage);
    assert!(stage.says("alice is signed in."));
    assert!(!stage.says("6-digit code"));
    assert_eq!(stage.focused(), "Password");
    assert!(stage.harness.state().session().is_none());
    stage.type_text(PASSWORD);
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "alice");
    assert!(stage.harness.state().session().is_some());
}

#[test]
fn with_two_factor_the_code_is_asked_for_too() {
    let (mut stage, phone) = Stage::alice_with_phone();
    lock(&mut stage);
    stage.type_text(PASSWORD);
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "Locked");
    assert_eq!(stage.focused(), "6-digit code");
    stage.type_text("000000");
    stage.key(Key::Enter);
    assert!(stage.says("That code is not right"), "{:?}", stage.sentences());
    let code = phone.code(&stage.clock);
    stage.type_text(&code);
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "alice");
}

#[test]
fn a_wrong_password_stays_locked_and_empties_the_field() {
    let mut stage = Stage::alice_inside();
    lock(&mut stage);
    let before = stage.button_rect("Unlock");
    stage.type_text("not my password at all");
    stage.press("Unlock");
    assert!(stage.says("Wrong password"));
    assert_eq!(stage.field("Password").value().as_deref(), Some(""));
    assert_eq!(stage.button_rect("Unlock"), before);
}

#[test]
fn a_recovery_code_unlocks() {
    let (mut stage, phone) = Stage::alice_with_phone();
    lock(&mut stage);
    stage.type_text(PASSWORD);
    stage.press("Use a recovery code");
    stage.type_text(&phone.recovery[0]);
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "alice");
    assert!(stage.says("9 left"));
}

#[test]
fn somebody_else_signs_in_and_the_session_is_over() {
    let mut stage = Stage::alice_inside();
    lock(&mut stage);
    stage.press("Sign in as someone else");
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.harness.state().session().is_none());
    let session = stage.alice_elsewhere(None);
    let view = stage.auth.account(&session).unwrap();
    assert_eq!(view.sessions.len(), 1, "only the new one");
}

#[test]
fn it_ends_after_twelve_hours_locked_or_not() {
    let mut stage = Stage::alice_inside();
    lock(&mut stage);
    stage.wait_seconds(12 * 60 * 60);
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.says("Signed in for 12 hours. Sign in again"));
}

#[test]
fn everything_can_be_reached_in_every_window() {
    let (mut stage, _) = Stage::alice_with_phone();
    lock(&mut stage);
    stage.pictures("locked");
    for window in WINDOWS {
        stage.resize(window);
        stage.assert_all_in_reach();
    }
}
