//! Tests of the dialogs: what they ask, what they keep, and focus.

use egui::Key;

use crate::gui::testing::{GateHarness, PASSWORD};

/// Opens the step-up dialog over the account of a user with an authenticator.
fn at_step_up_dialog() -> (GateHarness, crate::gui::testing::TestAuthenticator) {
    let (mut harness, phone) = GateHarness::signed_in_admin_with_2fa();
    harness.scroll_to_and_click("Add an authenticator…");
    (harness, phone)
}

#[test]
fn the_step_up_dialog_names_purpose_and_required_factors() {
    let (harness, _) = at_step_up_dialog();
    assert!(harness.has_label("To pair an authenticator, type your password and a new code."));
    assert_eq!(harness.focused(), "Current password");
    for name in ["6-digit code", "Use a recovery code", "Continue", "Cancel"] {
        assert!(harness.has_label(name), "{name}");
    }
}

#[test]
fn enter_moves_to_the_empty_field_and_then_submits() {
    let (mut harness, phone) = at_step_up_dialog();
    harness.type_text(PASSWORD);
    harness.key(Key::Enter);
    assert_eq!(harness.focused(), "6-digit code");
    let code = phone.code(harness.now());
    harness.type_text(&code);
    assert!(harness.has_label("Confirm it is you"), "six digits do not submit the step-up");
    harness.key(Key::Enter);
    assert!(!harness.has_label("Confirm it is you"));
}

#[test]
fn a_wrong_password_clears_both_fields_and_a_wrong_code_one() {
    let (mut harness, phone) = at_step_up_dialog();
    harness.type_text("not my password at all");
    let code = phone.code(harness.now());
    harness.type_into("6-digit code", &code);
    harness.key(Key::Enter);
    assert!(harness.has_label("Wrong password"));
    assert_eq!(harness.focused(), "Current password");
    assert_eq!(harness.field("6-digit code").value().as_deref(), Some(""));
    harness.type_text(PASSWORD);
    let wrong = if code == "000000" { "111111" } else { "000000" };
    harness.type_into("6-digit code", wrong);
    harness.key(Key::Enter);
    harness.assert_label("That code is not right");
    assert_eq!(harness.focused(), "6-digit code");
    harness.type_text(&code);
    harness.key(Key::Enter);
    assert!(!harness.has_label("Confirm it is you"), "{:?}", harness.labels());
}

#[test]
fn a_recovery_code_replaces_the_code_in_a_step_up() {
    let (mut harness, phone) = at_step_up_dialog();
    harness.type_text(PASSWORD);
    harness.click_button("Use a recovery code");
    assert_eq!(harness.focused(), "Recovery code");
    harness.type_text("nothing like it");
    harness.click_button("Continue");
    assert!(harness.has_label("Character 5, “i”, occurs in no such code. Compare it"));
    harness.type_text(&phone.recovery_codes[3].to_lowercase());
    harness.click_button("Continue");
    assert!(!harness.has_label("Confirm it is you"), "{:?}", harness.labels());
}

#[test]
fn a_wait_counts_down_and_ends() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Set up two-factor");
    for _ in 0..6 {
        harness.type_into("Current password", "not my password at all");
        harness.click_button("Continue");
        harness.clock.advance_seconds(0);
    }
    let before = harness.find_label("Too many attempts. Try again in 0:").expect("the wait is shown");
    harness.type_into("Current password", PASSWORD);
    assert!(harness.is_disabled("Continue"));
    harness.wait_seconds(1);
    let after = harness.find_label("Too many attempts. Try again in 0:");
    assert_ne!(Some(before), after);
    harness.wait_seconds(60);
    assert!(harness.find_label("Too many attempts").is_none());
    harness.click_button("Continue");
    assert!(!harness.has_label("Confirm it is you"));
}

#[test]
fn escape_changes_nothing_and_restores_the_focus() {
    let (mut harness, _) = GateHarness::signed_in_admin_with_2fa();
    harness.focus_button("Turn off two-factor…");
    harness.key(Key::Enter);
    assert_eq!(harness.focused(), "Cancel");
    harness.key(Key::Escape);
    assert_eq!(harness.focused(), "Turn off two-factor…");
    harness.key(Key::Enter);
    harness.key(Key::Enter);
    assert_eq!(harness.focused(), "Turn off two-factor…", "Cancel is the default");
    assert!(harness.has_label("On"));
}

#[test]
fn cancelling_the_step_up_changes_nothing() {
    let (mut harness, _) = GateHarness::signed_in_admin_with_2fa();
    harness.scroll_to_and_click("Turn off two-factor…");
    harness.click_button("Turn off two-factor");
    harness.type_text(PASSWORD);
    harness.click_button("Cancel");
    assert!(!harness.has_label("Cancel"), "the confirmation is not shown again");
    assert!(harness.has_label("On"));
}

#[test]
fn the_step_up_dialog_is_cleared_after_two_minutes_idle() {
    let (mut harness, _) = at_step_up_dialog();
    harness.type_text(PASSWORD);
    harness.wait_seconds(121);
    assert_eq!(harness.field("Current password").value().as_deref(), Some(""));
    harness.key_with(egui::Modifiers::COMMAND, Key::Z);
    assert_eq!(harness.field("Current password").value().as_deref(), Some(""));
}

#[test]
fn locking_closes_the_dialog() {
    let (mut harness, _) = at_step_up_dialog();
    harness.type_text(PASSWORD);
    harness.key_with(egui::Modifiers::COMMAND, Key::L);
    assert_eq!(harness.heading(), "Locked");
    assert!(!harness.has_label("Confirm it is you"));
    assert_eq!(harness.field("Password").value().as_deref(), Some(""));
}
