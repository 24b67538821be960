//! The dialogs themselves: what they ask, what they keep, and where the keyboard goes.

use egui::Key;

use crate::gui::testing::{PASSWORD, Stage};

/// "Confirm it is you", over the account of somebody with a phone.
fn asked() -> (Stage, crate::gui::testing::Phone) {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.reach("Add an authenticator…");
    (stage, phone)
}

#[test]
fn it_says_for_what_and_asks_for_what_is_owed() {
    let (stage, _) = asked();
    assert!(stage.says("To pair an authenticator, type your password and a code once more."));
    assert_eq!(stage.focused(), "Current password");
    for name in ["6-digit code", "Use a recovery code", "Continue", "Cancel"] {
        assert!(stage.says(name), "{name}");
    }
}

#[test]
fn enter_goes_to_what_is_empty_and_then_on() {
    let (mut stage, phone) = asked();
    stage.type_text(PASSWORD);
    stage.key(Key::Enter);
    assert_eq!(stage.focused(), "6-digit code");
    let code = phone.code(&stage.clock);
    stage.type_text(&code);
    assert!(stage.says("Confirm it is you"), "six digits alone do not submit here");
    stage.key(Key::Enter);
    assert!(!stage.says("Confirm it is you"));
}

#[test]
fn a_wrong_password_empties_both_fields_and_a_wrong_code_only_its_own() {
    let (mut stage, phone) = asked();
    stage.type_text("not my password at all");
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    stage.key(Key::Enter);
    assert!(stage.says("Wrong password"));
    assert_eq!(stage.focused(), "Current password");
    assert_eq!(stage.field("6-digit code").value().as_deref(), Some(""));
    stage.type_text(PASSWORD);
    let wrong = if code == "000000" { "111111" } else { "000000" };
    stage.type_into("6-digit code", wrong);
    stage.key(Key::Enter);
    assert!(stage.says("That code is not right"), "{:?}", stage.sentences());
    assert_eq!(stage.focused(), "6-digit code");
    stage.type_text(&code);
    stage.key(Key::Enter);
    assert!(!stage.says("Confirm it is you"), "{:?}", stage.sentences());
}

#[test]
fn a_recovery_code_stands_in_for_the_code() {
    let (mut stage, phone) = asked();
    stage.type_text(PASSWORD);
    stage.press("Use a recovery code");
    assert_eq!(stage.focused(), "Recovery code");
    stage.type_text("nothing like it");
    stage.press("Continue");
    assert!(stage.sentence("A recovery code has 16 letters and digits").is_some());
    stage.type_text(&phone.recovery[3].to_lowercase());
    stage.press("Continue");
    assert!(!stage.says("Confirm it is you"), "{:?}", stage.sentences());
}

#[test]
fn a_wait_counts_down_and_ends() {
    let mut stage = Stage::alice_inside();
    stage.reach("Set up two-factor");
    for _ in 0..6 {
        stage.type_into("Current password", "not my password at all");
        stage.press("Continue");
        stage.clock.advance_seconds(0);
    }
    let before = stage.sentence("Too many attempts. Try again in 0:").expect("a wait");
    stage.type_into("Current password", PASSWORD);
    assert!(stage.is_off("Continue"));
    stage.wait_seconds(1);
    let after = stage.sentence("Too many attempts. Try again in 0:");
    assert_ne!(Some(before), after);
    stage.wait_seconds(60);
    assert!(stage.sentence("Too many attempts").is_none());
    stage.press("Continue");
    assert!(!stage.says("Confirm it is you"));
}

#[test]
fn escape_leaves_nothing_changed_and_the_keyboard_where_it_was() {
    let (mut stage, _) = Stage::alice_with_phone();
    stage.focus_button("Turn off two-factor…");
    stage.key(Key::Enter);
    assert_eq!(stage.focused(), "Cancel");
    stage.key(Key::Escape);
    assert_eq!(stage.focused(), "Turn off two-factor…");
    stage.key(Key::Enter);
    stage.key(Key::Enter);
    assert_eq!(stage.focused(), "Turn off two-factor…", "Cancel is the default");
    assert!(stage.says("On"));
}

#[test]
fn cancelling_the_step_up_keeps_the_screen_as_it_was() {
    let (mut stage, _) = Stage::alice_with_phone();
    stage.reach("Turn off two-factor…");
    stage.press("Turn off two-factor");
    stage.type_text(PASSWORD);
    stage.press("Cancel");
    assert!(!stage.says("Cancel"), "the question is not asked again");
    assert!(stage.says("On"));
}

#[test]
fn after_two_minutes_without_input_nothing_typed_is_left() {
    let (mut stage, _) = asked();
    stage.type_text(PASSWORD);
    stage.wait_seconds(121);
    assert_eq!(stage.field("Current password").value().as_deref(), Some(""));
    stage.key_with(egui::Modifiers::COMMAND, Key::Z);
    assert_eq!(stage.field("Current password").value().as_deref(), Some(""));
}

#[test]
fn locking_takes_the_dialog_away() {
    let (mut stage, _) = asked();
    stage.type_text(PASSWORD);
    stage.key_with(egui::Modifiers::COMMAND, Key::L);
    assert_eq!(stage.heading(), "Locked");
    assert!(!stage.says("Confirm it is you"));
    assert_eq!(stage.field("Password").value().as_deref(), Some(""));
}
