//! What was typed does not come back: not by undo, not after an idle time-out.

use egui::{Key, Modifiers};

use crate::auth::testing::{auth, typed};
use crate::gui::testing::{PASSWORD, Stage};

const HALF: &str = "seven quiet her";

fn assert_empty(stage: &Stage, field: &str, when: &str) {
    assert_eq!(stage.field(field).value().as_deref(), Some(""), "{field}, {when}");
}

/// The field is empty, and stays so after every undo and redo: what one brings back the next may take away.
fn assert_gone(stage: &mut Stage, field: &str, when: &str) {
    stage.field(field).focus();
    stage.run();
    assert_empty(stage, field, when);
    let redo = [(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z), (Modifiers::COMMAND, Key::Y)];
    for (modifiers, key) in [(Modifiers::COMMAND, Key::Z); 4].into_iter().chain(redo) {
        stage.key_with(modifiers, key);
        assert_empty(stage, field, when);
    }
}

/// Types slowly enough that an ordinary field keeps states to go back to.
fn type_slowly(stage: &mut Stage, field: &str, text: &str) {
    stage.field(field).focus();
    stage.run();
    for character in text.chars() {
        stage.harness.event(egui::Event::Text(character.to_string()));
        stage.harness.step();
    }
    // Two seconds: a state that lasts for one is kept.
    stage.harness.run_steps(8);
}

#[test]
fn undo_brings_no_password_back_after_a_failure_a_sign_in_a_lock_and_a_sign_out() {
    let mut stage = Stage::alice();
    stage.type_into("Username", "alice");
    type_slowly(&mut stage, "Password", "not this one at all");
    stage.press("Sign in");
    assert_gone(&mut stage, "Password", "after a failure");
    type_slowly(&mut stage, "Password", PASSWORD);
    stage.press("Sign in");
    stage.key_with(Modifiers::COMMAND, Key::L);
    assert_gone(&mut stage, "Password", "after a sign-in and a lock");
    type_slowly(&mut stage, "Password", "not this one at all");
    stage.press("Unlock");
    assert_gone(&mut stage, "Password", "after a failure at the lock");
    type_slowly(&mut stage, "Password", HALF);
    stage.press("Sign in as someone else");
    assert_eq!(stage.heading(), "Sign in");
    assert_gone(&mut stage, "Password", "after a sign-out");
}

#[test]
fn undo_brings_no_code_and_no_recovery_code_back() {
    let (mut stage, _) = Stage::at_the_second_door();
    type_slowly(&mut stage, "6-digit code", "000000");
    assert_gone(&mut stage, "6-digit code", "after a failure");
    type_slowly(&mut stage, "6-digit code", "123");
    stage.press("Use a recovery code");
    stage.press("Use the authenticator app");
    assert_gone(&mut stage, "6-digit code", "after another way in");
    stage.press("Use a recovery code");
    type_slowly(&mut stage, "Recovery code", "2222-2222-2222-2222");
    stage.press("Verify");
    assert_gone(&mut stage, "Recovery code", "after a failure");
    type_slowly(&mut stage, "Recovery code", "2222-2222");
    stage.press("Back");
    stage.sign_in("alice");
    stage.press("Use a recovery code");
    assert_gone(&mut stage, "Recovery code", "after a sign-in begun anew");
}

#[test]
fn undo_brings_no_password_of_a_dialog_back() {
    let mut stage = Stage::alice_inside();
    stage.reach("Change password…");
    type_slowly(&mut stage, "Current password", HALF);
    type_slowly(&mut stage, "New password", "eleven brown otters nap");
    stage.press("Save password");
    assert!(stage.says("Wrong password"), "{:?}", stage.sentences());
    assert_gone(&mut stage, "Current password", "after a failure");
    stage.press("Cancel");
    stage.reach("Change password…");
    for field in ["Current password", "New password"] {
        assert_gone(&mut stage, field, "after cancelling");
    }
}

/// Screens and dialogs with something half typed, and the fields it stands in.
fn half_typed() -> Vec<(&'static str, Stage, &'static [&'static str])> {
    let mut welcome = Stage::new();
    welcome.type_into("Username", "alice");
    welcome.type_into("Password", HALF);
    let mut sign_in = Stage::alice();
    sign_in.type_into("Password", HALF);
    let (mut locked, _) = Stage::alice_with_phone();
    locked.key_with(Modifiers::COMMAND, Key::L);
    locked.type_into("Password", HALF);
    locked.type_into("6-digit code", "123");
    let (mut locked_recovery, _) = Stage::alice_with_phone();
    locked_recovery.key_with(Modifiers::COMMAND, Key::L);
    locked_recovery.press("Use a recovery code");
    locked_recovery.type_into("Recovery code", "2222-22");
    let (mut step_up, _) = Stage::alice_with_phone();
    step_up.reach("Add an authenticator…");
    step_up.type_into("Current password", HALF);
    step_up.type_into("6-digit code", "123");
    let mut change = Stage::alice_inside();
    change.reach("Change password…");
    change.type_into("Current password", HALF);
    change.type_into("New password", HALF);
    vec![
        ("the first start", welcome, &["Password"]),
        ("the first door", sign_in, &["Password"]),
        ("the lock", locked, &["Password", "6-digit code"]),
        ("the lock, with a recovery code", locked_recovery, &["Recovery code"]),
        ("a step-up", step_up, &["Current password", "6-digit code"]),
        ("a change of password", change, &["Current password", "New password"]),
    ]
}

#[test]
fn what_is_half_typed_is_gone_after_two_minutes_without_input() {
    for (what, mut stage, fields) in half_typed() {
        stage.wait_seconds(119);
        for field in fields {
            assert_ne!(stage.field(field).value().as_deref(), Some(""), "{what}: {field}, too early");
        }
        stage.wait_seconds(2);
        for field in fields {
            assert_empty(&stage, field, what);
        }
        for field in fields {
            assert_gone(&mut stage, field, what);
        }
    }
}

#[test]
fn the_time_to_locking_wipes_what_is_half_typed_in_a_dialog() {
    let mut stage = Stage::alice_inside();
    stage.reach("Change password…");
    stage.type_into("Current password", HALF);
    // As long as somebody types it stays.
    for _ in 0..14 {
        stage.wait_seconds(60);
        stage.type_into("New password", "x");
    }
    assert_ne!(stage.field("Current password").value().as_deref(), Some(""));
    stage.clock.advance_seconds(15 * 60);
    stage.harness.step();
    assert_eq!(stage.heading(), "Locked");
    assert!(!stage.says("New password") && !stage.says("Current password"));
    assert_empty(&stage, "Password", "at the lock");
    stage.type_text(PASSWORD);
    stage.press("Unlock");
    assert_eq!(stage.heading(), "alice");
    assert!(!stage.says("New password"), "the dialog does not come back");
    stage.reach("Change password…");
    for field in ["Current password", "New password"] {
        assert_empty(&stage, field, "asked for again");
    }
}

#[test]
fn two_minutes_at_the_second_door_are_the_end_of_what_was_typed_and_of_the_sign_in() {
    for recovery in [false, true] {
        let (mut stage, _) = Stage::at_the_second_door();
        if recovery {
            stage.press("Use a recovery code");
            stage.type_text("2222-22");
        } else {
            stage.type_text("123");
        }
        stage.wait_seconds(121);
        assert_eq!(stage.heading(), "Sign in");
        stage.sign_in("alice");
        assert_empty(&stage, "6-digit code", "begun anew");
        stage.press("Use a recovery code");
        assert_empty(&stage, "Recovery code", "begun anew");
    }
}

#[test]
fn a_sign_in_screen_that_stands_for_a_day_forgets_the_names_that_were_typed() {
    let (auth, clock, store) = auth();
    let _first = auth.create_first_account("alice", typed(PASSWORD)).unwrap();
    let _wrong = auth.sign_in("a-password-in-the-wrong-field", typed("wrong")).unwrap();
    let kept = || {
        let mut kept = 0;
        store.read(&mut |rows| rows.password_counters().map(|rows| kept = rows.len())).unwrap();
        kept
    };
    let mut stage = Stage::over(auth, clock, Default::default(), [480.0, 640.0]);
    assert_eq!(kept(), 1);
    stage.wait_seconds(24 * 3600);
    assert_eq!((kept(), stage.heading().as_str()), (0, "Sign in"));
}
