//! Tests of unlocking data from before a reset, from the banner to the old password.

use egui::Key;

use crate::auth::{Outcome, PasswordChoice, Role, SecretInput, StepUpPurpose, StepUpResult};
use crate::gui::testing::{GateHarness, PASSWORD};

const OLD_PASSWORD: &str = "nine grey geese travel";
const NEW_PASSWORD: &str = "four tall pines murmur";

fn typed(text: &str) -> SecretInput {
    SecretInput::new(text.to_owned())
}

/// Replaces bob's temporary password with his own.
fn choose_password(harness: &GateHarness, temporary: SecretInput, own: &str) {
    let Outcome::PasswordChangeRequired(state) = harness.auth.sign_in("bob", temporary).unwrap() else {
        panic!("not temporary")
    };
    let Ok(PasswordChoice::Accepted(Outcome::SignedIn(signed_in))) = harness.auth.choose_password(*state, typed(own))
    else {
        panic!("not chosen")
    };
    harness.auth.sign_out(signed_in.session).unwrap();
}

/// Signs in as bob after his password was reset.
fn member_after_reset() -> GateHarness {
    let mut harness = GateHarness::new_with_admin();
    let alice = harness.second_session(None);
    let proof = || match harness.auth.step_up(&alice, StepUpPurpose::Administration, typed(PASSWORD), None) {
        Ok(StepUpResult::Proven(proof)) => proof,
        other => panic!("{other:?}"),
    };
    let temporary = harness.auth.add_user(&alice, proof(), "bob", Role::Member).unwrap();
    choose_password(&harness, temporary, OLD_PASSWORD);
    let bob = harness.auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap();
    let temporary = harness.auth.temporary_password(&alice, proof(), bob.id).unwrap();
    choose_password(&harness, temporary, NEW_PASSWORD);
    harness.type_into("Username", "bob");
    harness.type_into("Password", NEW_PASSWORD);
    harness.click_button("Sign in");
    harness
}

#[test]
fn the_old_password_unlocks_data_from_before_the_reset() {
    let mut harness = member_after_reset();
    harness.scroll_to_and_click("Open data from before the reset…");
    assert_eq!(harness.focused(), "Password from before the reset");
    harness.type_text(OLD_PASSWORD);
    harness.key(Key::Enter);
    assert!(harness.has_label("Data from before the reset is open again"), "{:?}", harness.labels());
    assert!(!harness.has_label("Open data from before the reset…"));
}

#[test]
fn a_typed_password_is_cleared_after_two_minutes_idle() {
    let mut harness = member_after_reset();
    harness.scroll_to_and_click("Open data from before the reset…");
    harness.type_text(OLD_PASSWORD);
    harness.wait_seconds(121);
    assert_eq!(harness.field("Password from before the reset").value().as_deref(), Some(""));
}

#[test]
fn wrong_old_passwords_are_reported_and_then_throttled() {
    let mut harness = member_after_reset();
    harness.scroll_to_and_click("Open data from before the reset…");
    harness.type_text(NEW_PASSWORD);
    harness.key(Key::Enter);
    assert!(harness.has_label("Wrong password"), "{:?}", harness.labels());
    assert_eq!(harness.field("Password from before the reset").value().as_deref(), Some(""));
    for _ in 0..5 {
        harness.type_text("not that one either");
        harness.key(Key::Enter);
    }
    assert!(harness.find_label("Too many attempts. Try again in 0:").is_some(), "{:?}", harness.labels());
    harness.type_text(OLD_PASSWORD);
    assert!(harness.is_disabled("Open data"));
    harness.wait_seconds(30);
    harness.click_button("Open data");
    assert!(harness.has_label("Data from before the reset is open again"), "{:?}", harness.labels());
}

#[test]
fn members_see_no_user_administration() {
    let harness = member_after_reset();
    assert!(!harness.has_label("Users"));
    assert!(harness.find_label("only administrator").is_none());
    assert!(harness.find_label(" · Member · ").is_some());
}
