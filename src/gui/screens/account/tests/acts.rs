//! What people do to their own accounts, from the button to the outcome.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

use crate::auth::{Outcome, TypedText};
use crate::gui::testing::{PASSWORD, Phone, Stage};

const NEW: &str = "eleven brown otters nap";

/// Fills "Confirm it is you", with a code if one is asked for.
fn confirm(stage: &mut Stage, phone: Option<&Phone>) {
    assert!(stage.says("Confirm it is you"), "{:?}", stage.sentences());
    stage.type_into("Current password", PASSWORD);
    if let Some(phone) = phone {
        let code = phone.code(&stage.clock);
        stage.type_into("6-digit code", &code);
    }
    stage.press("Continue");
}

/// Opens the menu of an authenticator and chooses from it.
fn from_menu(stage: &mut Stage, name: &str, item: &str) {
    stage.reach(&format!("Actions for {name}"));
    stage.harness.get_by_role_and_label(Role::MenuItem, item).click();
    stage.run();
}

#[test]
fn two_factor_is_turned_off_after_a_question_a_password_and_a_code() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.reach("Turn off two-factor…");
    stage.press("Turn off two-factor");
    confirm(&mut stage, Some(&phone));
    assert!(stage.says("Two-factor is off"), "{:?}", stage.sentences());
    assert!(stage.says("Set up two-factor"));
}

#[test]
fn the_last_phone_cannot_be_removed_without_hearing_that_two_factor_goes_with_it() {
    let (mut stage, phone) = Stage::alice_with_phone();
    from_menu(&mut stage, "Phone", "Remove Phone…");
    assert!(stage.sentence("Phone is your only authenticator").is_some());
    stage.press("Turn off two-factor");
    confirm(&mut stage, Some(&phone));
    assert!(stage.says("Two-factor is off"));
}

#[test]
fn one_of_two_phones_is_removed_and_the_other_stays() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.pair_further(&phone, "Old phone");
    stage.choose("Account");
    from_menu(&mut stage, "Old phone", "Remove Old phone…");
    stage.press("Remove Old phone");
    confirm(&mut stage, Some(&phone));
    assert!(stage.says("Old phone is removed"), "{:?}", stage.sentences());
    assert!(!stage.says("Actions for Old phone"));
    assert!(stage.says("Actions for Phone"));
}

#[test]
fn a_phone_gets_another_name_without_a_step_up() {
    let (mut stage, _) = Stage::alice_with_phone();
    from_menu(&mut stage, "Phone", "Rename Phone…");
    assert_eq!(stage.focused(), "New name");
    stage.key_with(egui::Modifiers::COMMAND, Key::A);
    stage.type_text("Pixel 9");
    stage.key(Key::Enter);
    assert!(stage.says("Actions for Pixel 9"), "{:?}", stage.sentences());
    assert!(!stage.says("Confirm it is you"));
}

#[test]
fn a_name_that_is_taken_is_refused_in_the_dialog_and_what_was_typed_stays() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.pair_further(&phone, "Old phone");
    stage.choose("Account");
    from_menu(&mut stage, "Old phone", "Rename Old phone…");
    stage.key_with(egui::Modifiers::COMMAND, Key::A);
    stage.type_text("Phone");
    stage.key(Key::Enter);
    assert!(stage.says("There is one of that name already"));
    assert_eq!(stage.field("New name").value().as_deref(), Some("Phone"));
}

#[test]
fn the_password_is_changed_in_one_act_and_the_new_one_signs_in() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.reach("Change password…");
    stage.type_into("Current password", PASSWORD);
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    stage.type_into("New password", NEW);
    stage.key(Key::Enter);
    assert!(stage.says("The password is changed"), "{:?}", stage.sentences());
    let outcome = stage.auth.sign_in("alice", TypedText::new(NEW.to_owned())).unwrap();
    assert!(matches!(outcome, Outcome::CodeOwed(_)));
    let outcome = stage.auth.sign_in("alice", TypedText::new(PASSWORD.to_owned())).unwrap();
    assert!(matches!(outcome, Outcome::Refused(_)));
}

#[test]
fn a_wrong_current_password_is_told_and_the_new_one_stays_typed() {
    let mut stage = Stage::alice_inside();
    stage.reach("Change password…");
    assert!(!stage.says("6-digit code"));
    stage.type_into("Current password", "not my password at all");
    stage.type_into("New password", NEW);
    stage.press("Save password");
    assert!(stage.says("Wrong password"), "{:?}", stage.sentences());
    assert_eq!(stage.focused(), "Current password");
    assert_eq!(stage.field("Current password").value().as_deref(), Some(""));
    assert_eq!(stage.field("New password").value().map(|bullets| bullets.chars().count()), Some(NEW.len()));
    stage.type_text(PASSWORD);
    stage.press("Save password");
    assert!(stage.says("The password is changed"));
}

#[test]
fn a_new_password_that_is_easy_to_guess_costs_neither_the_code_nor_what_was_typed() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.reach("Change password…");
    stage.type_into("Current password", PASSWORD);
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    stage.type_into("New password", "aaaaaaaaaaaaaaaaaa");
    stage.press("Save password");
    assert!(stage.sentence("Repetition makes it easy to guess").is_some(), "{:?}", stage.sentences());
    assert_eq!(stage.focused(), "New password");
    stage.key_with(egui::Modifiers::COMMAND, Key::A);
    stage.type_text(NEW);
    let code = phone.code(&stage.clock);
    stage.type_into("6-digit code", &code);
    stage.press("Save password");
    assert!(stage.says("The password is changed"), "{:?}", stage.sentences());
}

#[test]
fn a_suggested_passphrase_is_shown_and_good() {
    let mut stage = Stage::alice_inside();
    stage.reach("Change password…");
    stage.press("Suggest a passphrase");
    assert!(stage.says("Hide password"));
    assert!(stage.says_in_part("Very hard to guess"), "{:?}", stage.sentences());
}

#[test]
fn set_up_begins_after_the_step_up_by_itself() {
    let mut stage = Stage::alice_inside();
    stage.reach("Set up two-factor");
    confirm(&mut stage, None);
    assert_eq!(stage.heading(), "Set up two-factor");
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    stage.type_text(&code);
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    assert_eq!(stage.heading(), "alice");
    assert!(stage.says("Two-factor is on"));
    assert!(stage.says("Actions for Phone"));
}

#[test]
fn a_second_phone_is_added_after_a_step_up() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.reach("Add an authenticator…");
    confirm(&mut stage, Some(&phone));
    let (_, code) = stage.code_of_shown_key();
    stage.press("Next");
    assert_eq!(stage.field("Name of this phone").value().as_deref(), Some("Phone 2"));
    stage.type_into("6-digit code", &code);
    assert_eq!(stage.heading(), "alice");
    assert!(stage.says("Actions for Phone 2"), "{:?}", stage.sentences());
    assert!(stage.says("10 left"));
}

#[test]
fn a_sixth_phone_is_refused_with_its_reason() {
    let (mut stage, phone) = Stage::alice_with_phone();
    for name in ["Two", "Three", "Four", "Five"] {
        stage.pair_further(&phone, name);
    }
    stage.choose("Account");
    assert!(stage.says("Five authenticators are the most an account can have"), "{:?}", stage.sentences());
    assert!(stage.is_off("Add an authenticator…"));
}

#[test]
fn new_recovery_codes_come_only_after_the_question_and_the_step_up() {
    let (mut stage, phone) = Stage::alice_with_phone();
    stage.reach("New recovery codes…");
    assert!(stage.sentence("The 10 you have left stop working").is_some());
    assert_eq!(stage.focused(), "Cancel");
    stage.press("Make new codes");
    confirm(&mut stage, Some(&phone));
    assert_eq!(stage.heading(), "Keep these recovery codes");
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    assert!(stage.says("The new recovery codes count from now on"));
    let again = stage.auth.sign_in("alice", TypedText::new(PASSWORD.to_owned())).unwrap();
    let Outcome::CodeOwed(pending) = again else { panic!("{again:?}") };
    let old = TypedText::new(phone.recovery[0].clone());
    let outcome = stage.auth.give_recovery_code(*pending, old).unwrap();
    assert!(matches!(outcome, Outcome::CodeRefused(..)));
}
