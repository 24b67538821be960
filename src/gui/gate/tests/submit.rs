//! The primary button of a form is pale until it can be pressed, and Enter goes by the same rule.

use egui::{Key, Modifiers};

use crate::gui::testing::{PASSWORD, Stage};

/// A form that is still empty, its button, and what is typed into it: each field alone is not enough.
type Form = (&'static str, Stage, &'static str, &'static [(&'static str, &'static str)]);

fn forms() -> Vec<Form> {
    let mut locked = Stage::alice_inside();
    locked.key_with(Modifiers::COMMAND, Key::L);
    let (mut locked_with_code, _) = Stage::alice_with_phone();
    locked_with_code.key_with(Modifiers::COMMAND, Key::L);
    let mut recovery = Stage::at_the_second_door().0;
    recovery.press("Use a recovery code");
    let (mut step_up, _) = Stage::alice_with_phone();
    step_up.reach("Add an authenticator…");
    let mut change = Stage::alice_inside();
    change.reach("Change password…");
    let mut confirm = Stage::at_the_qr_code();
    confirm.press("Next");
    let mut add_user = Stage::alice_inside();
    add_user.choose("Users");
    add_user.press("Add user…");
    vec![
        ("the first account", Stage::new(), "Create account", &[("Username", "alice"), ("Password", PASSWORD)]),
        ("sign-in", Stage::alice(), "Sign in", &[("Username", "alice"), ("Password", PASSWORD)]),
        ("the code at sign-in", Stage::at_the_second_door().0, "Verify", &[("6-digit code", "12345")]),
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
fn the_primary_button_of_every_form_is_off_until_the_form_can_be_submitted() {
    for (what, mut stage, button, fields) in forms() {
        for (field, text) in fields {
            assert!(stage.is_off(button), "{what}: {button} before {field} is filled");
            stage.field(field).focus();
            stage.run();
            stage.key(Key::Enter);
            assert!(stage.is_off(button), "{what}: Enter in an empty {field} leads nowhere");
            stage.type_into(field, text);
        }
        // Five digits of a code are none; the sixth would submit it at once.
        let is_code = matches!(fields, [("6-digit code", "12345")]);
        assert_eq!(stage.is_off(button), is_code, "{what}: {button} once everything is filled");
    }
}
