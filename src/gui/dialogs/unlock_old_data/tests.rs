//! Tests of unlocking data from before a reset, from the banner to the old password.

use egui::Key;

use crate::auth::Role;
use crate::auth::testing::{BOB, BOBS_PASSWORD, Fixture, expect_signed_in};
use crate::gui::testing::GateHarness;

const NEW_PASSWORD: &str = "four tall pines murmur";

/// Signs in as bob after his password was reset.
fn member_after_reset() -> GateHarness {
    let (fixture, alice, bob) = Fixture::alice_and_bob(Role::Member);
    let temporary = fixture.temporary_password(&alice, bob.account());
    fixture.sign_out(expect_signed_in(fixture.choose_password(BOB, &temporary, NEW_PASSWORD)).session);
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password(BOB, NEW_PASSWORD);
    harness
}

#[test]
fn the_old_password_unlocks_data_from_before_the_reset() {
    let mut harness = member_after_reset();
    harness.scroll_to_and_click("Open data from before the reset…");
    assert_eq!(harness.focused(), "Password from before the reset");
    harness.type_text(BOBS_PASSWORD);
    harness.key(Key::Enter);
    harness.assert_label("Data from before the reset is open again");
    assert!(!harness.has_label("Open data from before the reset…"));
}

#[test]
fn a_typed_password_is_cleared_after_two_minutes_idle() {
    let mut harness = member_after_reset();
    harness.scroll_to_and_click("Open data from before the reset…");
    harness.type_text(BOBS_PASSWORD);
    harness.wait_seconds(121);
    assert_eq!(harness.field("Password from before the reset").value().as_deref(), Some(""));
}

#[test]
fn wrong_old_passwords_are_reported_and_then_throttled() {
    let mut harness = member_after_reset();
    harness.scroll_to_and_click("Open data from before the reset…");
    harness.type_text(NEW_PASSWORD);
    harness.key(Key::Enter);
    harness.assert_label("Wrong password");
    assert_eq!(harness.field("Password from before the reset").value().as_deref(), Some(""));
    for _ in 0..5 {
        harness.type_text("not that one either");
        harness.key(Key::Enter);
    }
    assert!(harness.find_label("Too many attempts. Try again in 0:").is_some(), "{:?}", harness.labels());
    harness.type_text(BOBS_PASSWORD);
    assert!(harness.is_disabled("Open data"));
    harness.wait_seconds(30);
    harness.click_button("Open data");
    harness.assert_label("Data from before the reset is open again");
}

#[test]
fn members_see_no_user_administration() {
    let harness = member_after_reset();
    assert!(!harness.has_label("Users"));
    assert!(harness.find_label("only administrator").is_none());
    assert!(harness.find_label(" · Member · ").is_some());
}
