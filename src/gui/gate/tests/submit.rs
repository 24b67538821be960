//! Tests that a form's primary button is disabled until the form is complete, and that Enter follows the same rule.

use egui::{Key, Modifiers};

use crate::gui::testing::{GateHarness, PASSWORD};

/// An empty form, its button, and the input for it: each field alone is not enough.
type Form = (&'static str, GateHarness, &'static str, &'static [(&'static str, &'static str)]);

fn forms() -> Vec<Form> {
    let mut locked = GateHarness::signed_in_admin();
    locked.key_with(Modifiers::COMMAND, Key::L);
    let (mut locked_with_code, _) = GateHarness::signed_in_admin_with_2fa();
    locked_with_code.key_with(Modifiers::COMMAND, Key::L);
    let mut recovery = GateHarness::at_code_screen().0;
    recovery.click_button("Use a recovery code");
    let (mut step_up, _) = GateHarness::signed_in_admin_with_2fa();
    step_up.scroll_to_and_click("Add an authenticator…");
    let mut change = GateHarness::signed_in_admin();
    change.scroll_to_and_click("Change password…");
    let mut confirm = GateHarness::at_qr_code_screen();
    confirm.click_button("Next");
    let mut add_user = GateHarness::signed_in_admin();
    add_user.select_tab("Users");
    add_user.click_button("Add user…");
    vec![
        ("the first account", GateHarness::new(), "Create account", &[("Username", "alice"), ("Password", PASSWORD)]),
        ("sign-in", GateHarness::new_with_admin(), "Sign in", &[("Username", "alice"), ("Password", PASSWORD)]),
        ("the code at sign-in", GateHarness::at_code_screen().0, "Verify", &[("6-digit code", "12345")]),
        ("the recovery code", recovery, "Verify", &[("Recovery code", "2222")]),
        ("the lock", locked, "Unlock", &[("Password", PASSWORD)]),
        ("the lock with a code", locked_with_code, "Unlock", &[("Password", PASSWORD), ("6-digit code", "123456")]),
        ("a step-up", step_up, "Continue", &[("Current password", PASSWORD), ("6-digit code", "123456")]),
        ("the change of password", change, "Save password", &[("Current password", PASSWORD), ("New password", "x")]),
        ("the code of a set-up", confirm, "Confirm", &[("6-digit code", "12345")]),
        ("a new user", add_user, "Create", &[("New username", "bob")]),
    ]
}

#[test]
fn every_primary_button_is_disabled_until_its_form_is_complete() {
    for (what, mut harness, button, fields) in forms() {
        for (field, text) in fields {
            assert!(harness.is_disabled(button), "{what}: {button} is enabled before {field} is filled");
            harness.field(field).focus();
            harness.run();
            harness.key(Key::Enter);
            assert!(harness.is_disabled(button), "{what}: Enter in an empty {field} enables the button");
            harness.type_into(field, text);
        }
        // Five digits are not a complete code; a sixth digit would submit it at once.
        let is_code = matches!(fields, [("6-digit code", "12345")]);
        assert_eq!(harness.is_disabled(button), is_code, "{what}: state of {button} after all fields are filled");
    }
}
