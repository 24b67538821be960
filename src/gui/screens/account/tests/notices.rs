//! What the person should hear first, and for how long.

use egui::{Key, Modifiers};

use crate::auth::{Outcome, TypedText};
use crate::gui::testing::{PASSWORD, Phone, Stage};

fn typed(text: &str) -> TypedText {
    TypedText::new(text.to_owned())
}

/// Signs in with a recovery code.
fn with_recovery_code(stage: &mut Stage, code: &str) {
    stage.sign_in("alice");
    stage.press("Use a recovery code");
    stage.type_text(code);
    stage.press("Verify");
    assert_eq!(stage.heading(), "alice", "{:?}", stage.sentences());
}

/// Signs in with the phone.
fn with_phone(stage: &mut Stage, phone: &Phone) {
    stage.sign_in("alice");
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    assert_eq!(stage.heading(), "alice", "{:?}", stage.sentences());
}

/// Somebody with alice's password guesses codes at another computer, and goes away.
fn stranger(stage: &Stage, guesses: usize) {
    let Ok(Outcome::CodeOwed(mut pending)) = stage.auth.sign_in("alice", typed(PASSWORD)) else { panic!("no door") };
    for guess in 0..guesses {
        match stage.auth.give_code(*pending, typed(&format!("99900{guess}"))) {
            Ok(Outcome::CodeRefused(_, Some(again))) => pending = again,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn after_a_recovery_code_it_is_told_how_many_are_left() {
    let (mut stage, codes) = Stage::with_recovery_codes();
    with_recovery_code(&mut stage, &codes[0]);
    assert!(stage.says("9 recovery codes left"));
    assert!(!stage.says("Make a new set…"));
}

#[test]
fn at_three_left_a_new_set_is_offered_and_the_offer_is_gone_once_it_is_made() {
    let (mut stage, codes) = Stage::with_recovery_codes();
    for code in &codes[..7] {
        with_recovery_code(&mut stage, code);
        stage.press("Sign out");
    }
    with_recovery_code(&mut stage, &codes[7]);
    assert!(stage.says("2 recovery codes left"));
    stage.reach("Make a new set…");
    stage.press("Make new codes");
    stage.type_text(PASSWORD);
    stage.press("Use a recovery code");
    stage.type_text(&codes[8]);
    stage.press("Continue");
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    assert!(stage.says("10 left"), "{:?}", stage.sentences());
    assert!(!stage.says("Make a new set…"));
    assert!(stage.sentence("recovery codes left").is_none());
}

#[test]
fn wrong_codes_of_somebody_else_are_told_until_the_password_is_another_one() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.press("Sign out");
    stranger(&stage, 4);
    stage.wait_seconds(60);
    with_phone(&mut stage, &phone);
    assert!(stage.says("Somebody who knows your password typed 4 wrong codes. Change it"), "{:?}", stage.sentences());
    assert!(stage.sentence("4 failed attempts since your last sign-in").is_some());
    stage.wait_seconds(30);
    stage.reach("Change password…");
    stage.type_text(PASSWORD);
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    stage.type_into("New password", "eleven brown otters nap");
    stage.press("Save password");
    assert!(stage.says("The password is changed"), "{:?}", stage.sentences());
    assert!(stage.sentence("Somebody who knows your password").is_none());
}

#[test]
fn wrong_codes_of_ones_own_are_no_alarm() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.press("Sign out");
    stage.sign_in("alice");
    stage.type_into("6-digit code", "000000");
    assert!(stage.says("That code is not right"), "{:?}", stage.sentences());
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    assert_eq!(stage.heading(), "alice");
    assert!(stage.sentence("Somebody who knows").is_none());
}

#[test]
fn what_was_told_at_the_sign_in_is_still_there_after_unlocking_and_gone_after_the_next_sign_in() {
    let mut stage = Stage::alice();
    stage.type_into("Username", "alice");
    stage.type_into("Password", "not my password at all");
    stage.press("Sign in");
    stage.type_into("Password", PASSWORD);
    stage.press("Sign in");
    assert!(stage.sentence("1 failed attempt since your last sign-in, today at ").is_some());
    stage.key_with(Modifiers::COMMAND, Key::L);
    stage.type_text(PASSWORD);
    stage.key(Key::Enter);
    assert!(stage.sentence("1 failed attempt").is_some(), "{:?}", stage.sentences());
    stage.press("Sign out");
    stage.sign_in("alice");
    assert_eq!(stage.heading(), "alice");
    assert!(stage.sentence("failed attempt").is_none());
}
