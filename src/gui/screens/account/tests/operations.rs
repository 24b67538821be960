//! Tests of the operations on a user's own account, from the button to the result.

use egui::Key;
use egui::accesskit::Role;

use crate::auth::{Outcome, SecretInput};
use crate::gui::testing::{GateHarness, PASSWORD, TestAuthenticator};

const NEW_PASSWORD: &str = "eleven brown otters nap";

/// Fills the step-up dialog, with a code if one is required.
fn confirm_step_up(harness: &mut GateHarness, phone: Option<&TestAuthenticator>) {
    harness.assert_label("Confirm it is you");
    harness.type_into("Current password", PASSWORD);
    if let Some(phone) = phone {
        harness.type_code(phone);
    }
    harness.click_button("Continue");
}

/// Opens the menu of an authenticator and chooses from it.
fn choose_from_menu(harness: &mut GateHarness, name: &str, item: &str) {
    harness.scroll_to_and_click(&format!("Actions for {name}"));
    harness.click(Role::MenuItem, item);
}

/// Shows the account of alice, who has an authenticator and an old one.
fn with_two_authenticators() -> (GateHarness, TestAuthenticator) {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.pair_another(&phone, "Old phone");
    harness.select_tab("Account");
    (harness, phone)
}

/// Replaces the text of the focused field, and presses Enter.
fn submit_instead(harness: &mut GateHarness, text: &str) {
    harness.key_with(egui::Modifiers::COMMAND, Key::A);
    harness.type_text(text);
    harness.key(Key::Enter);
}

/// Opens the dialog for a new password and fills the first two fields.
fn at_new_password(harness: &mut GateHarness, phone: &TestAuthenticator) {
    harness.scroll_to_and_click("Change password…");
    harness.type_into("Current password", PASSWORD);
    harness.type_code(phone);
}

#[test]
fn disabling_two_factor_requires_confirmation_and_step_up() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.scroll_to_and_click("Turn off two-factor…");
    harness.click_button("Turn off two-factor");
    confirm_step_up(&mut harness, Some(&phone));
    harness.assert_label("Two-factor is off");
    assert!(harness.has_label("Set up two-factor"));
}

#[test]
fn removing_the_last_authenticator_warns_that_two_factor_turns_off() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    choose_from_menu(&mut harness, "Phone", "Remove Phone…");
    assert!(harness.find_label("Phone is your only authenticator").is_some());
    harness.click_button("Turn off two-factor");
    confirm_step_up(&mut harness, Some(&phone));
    assert!(harness.has_label("Two-factor is off"));
}

#[test]
fn removing_one_of_two_authenticators_keeps_the_other() {
    let (mut harness, phone) = with_two_authenticators();
    choose_from_menu(&mut harness, "Old phone", "Remove Old phone…");
    harness.click_button("Remove Old phone");
    confirm_step_up(&mut harness, Some(&phone));
    harness.assert_label("Old phone is removed");
    assert!(!harness.has_label("Actions for Old phone"));
    assert!(harness.has_label("Actions for Phone"));
}

#[test]
fn renaming_an_authenticator_needs_no_step_up() {
    let (mut harness, _) = GateHarness::signed_in_admin_with_2fa();
    choose_from_menu(&mut harness, "Phone", "Rename Phone…");
    assert_eq!(harness.focused(), "New name");
    // The old name is selected.
    harness.type_text("Pixel 9");
    harness.key(Key::Enter);
    harness.assert_label("Actions for Pixel 9");
    assert!(!harness.has_label("Confirm it is you"));
}

#[test]
fn a_taken_authenticator_name_is_refused_and_stays_typed() {
    let (mut harness, _) = with_two_authenticators();
    choose_from_menu(&mut harness, "Old phone", "Rename Old phone…");
    submit_instead(&mut harness, "Phone");
    assert!(harness.has_label("There is one of that name already"));
    assert_eq!(harness.field("New name").value().as_deref(), Some("Phone"));
}

#[test]
fn changing_the_password_replaces_the_old_one() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    at_new_password(&mut harness, &phone);
    harness.type_into("New password", NEW_PASSWORD);
    harness.key(Key::Enter);
    harness.assert_label("The password is changed");
    let outcome = harness.auth.sign_in("alice", SecretInput::new(NEW_PASSWORD.to_owned())).unwrap();
    assert!(matches!(outcome, Outcome::CodeRequired(_)));
    let outcome = harness.auth.sign_in("alice", SecretInput::new(PASSWORD.to_owned())).unwrap();
    assert!(matches!(outcome, Outcome::Refused(_)));
}

#[test]
fn a_wrong_current_password_keeps_the_typed_new_one() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    assert!(!harness.has_label("6-digit code"));
    harness.type_into("Current password", "not my password at all");
    harness.type_into("New password", NEW_PASSWORD);
    harness.click_button("Save password");
    harness.assert_label("Wrong password");
    assert_eq!(harness.focused(), "Current password");
    assert_eq!(harness.field("Current password").value().as_deref(), Some(""));
    assert_eq!(harness.field("New password").value().map(|bullets| bullets.chars().count()), Some(NEW_PASSWORD.len()));
    harness.type_text(PASSWORD);
    harness.click_button("Save password");
    assert!(harness.has_label("The password is changed"));
}

#[test]
fn a_weak_new_password_consumes_no_code() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    at_new_password(&mut harness, &phone);
    harness.type_into("New password", "aaaaaaaaaaaaaaaaaa");
    harness.click_button("Save password");
    assert!(harness.find_label("Repetition makes it easy to guess").is_some(), "{:?}", harness.labels());
    assert_eq!(harness.focused(), "New password");
    harness.key_with(egui::Modifiers::COMMAND, Key::A);
    harness.type_text(NEW_PASSWORD);
    harness.type_code(&phone);
    harness.click_button("Save password");
    harness.assert_label("The password is changed");
}

#[test]
fn a_suggested_passphrase_is_visible_and_strong() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Change password…");
    harness.click_button("Suggest a passphrase");
    assert!(harness.has_label("Hide password"));
    harness.assert_label_containing("Very hard to guess");
}

#[test]
fn set_up_begins_automatically_after_the_step_up() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Set up two-factor");
    confirm_step_up(&mut harness, None);
    assert_eq!(harness.heading(), "Set up two-factor");
    harness.confirm_pairing();
    harness.finish_setup();
    assert_eq!(harness.heading(), "alice");
    assert!(harness.has_label("Two-factor is on"));
    assert!(harness.has_label("Actions for Phone"));
}

#[test]
fn adding_a_second_authenticator_requires_step_up() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.scroll_to_and_click("Add an authenticator…");
    confirm_step_up(&mut harness, Some(&phone));
    let (_, code) = harness.code_for_displayed_key();
    harness.click_button("Next");
    assert_eq!(harness.field("Name of this phone").value().as_deref(), Some("Phone 2"));
    harness.type_into("6-digit code", &code);
    assert_eq!(harness.heading(), "alice");
    harness.assert_label("Actions for Phone 2");
    assert!(harness.has_label("10 left"));
}

#[test]
fn adding_a_sixth_authenticator_is_refused_with_a_reason() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    for name in ["Two", "Three", "Four", "Five"] {
        harness.pair_another(&phone, name);
    }
    harness.select_tab("Account");
    harness.assert_label("Five authenticators are the most an account can have");
    assert!(harness.is_disabled("Add an authenticator…"));
}

#[test]
fn new_recovery_codes_require_confirmation_and_step_up() {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.scroll_to_and_click("New recovery codes…");
    assert!(harness.find_label("The 10 you have left stop working").is_some());
    assert_eq!(harness.focused(), "Cancel");
    harness.click_button("Make new codes");
    confirm_step_up(&mut harness, Some(&phone));
    assert_eq!(harness.heading(), "Keep these recovery codes");
    harness.finish_setup();
    assert!(harness.has_label("The new recovery codes count from now on"));
    let sign_in_outcome = harness.auth.sign_in("alice", SecretInput::new(PASSWORD.to_owned())).unwrap();
    let Outcome::CodeRequired(pending) = sign_in_outcome else { panic!("{sign_in_outcome:?}") };
    let old = SecretInput::new(phone.recovery_codes[0].clone());
    let outcome = harness.auth.submit_recovery_code(*pending, old).unwrap();
    assert!(matches!(outcome, Outcome::CodeRefused(..)));
}
