//! Tests of the account screen by role and name, on the real rules.

mod dialogs;
mod layout;
mod notices;
mod operations;

use egui_kittest::kittest::Queryable;

use crate::gui::testing::GateHarness;

#[test]
fn an_account_without_two_factor_offers_set_up() {
    let harness = GateHarness::signed_in_admin();
    assert_eq!(harness.heading(), "alice");
    assert!(harness.has_label("Off"));
    assert!(harness.has_label("Set up two-factor"));
    assert!(harness.has_label("You are the only administrator. Make a second one"));
    assert!(!harness.has_label("Turn off two-factor…"));
    assert!(harness.has_label("You are signed in nowhere else"));
}

#[test]
fn the_two_factor_badge_does_not_overlap_its_title_in_the_smallest_window() {
    let mut harness = GateHarness::signed_in_admin();
    harness.resize([200.0, 280.0]);
    let rect = |name: &str| harness.kittest.query_all_by_label(name).last().map(|node| node.rect()).unwrap();
    assert!(!rect("Two-factor").intersects(rect("Off")), "{:?} {:?}", rect("Two-factor"), rect("Off"));
}

#[test]
fn an_account_with_two_factor_lists_its_phone_and_its_codes() {
    let (harness, _) = GateHarness::signed_in_admin_with_2fa();
    for label in ["On", "Phone", "Added today · never used", "10 left", "Actions for Phone", "Add an authenticator…"]
    {
        assert!(harness.has_label(label), "{label}");
    }
    assert!(harness.has_label("Changed today"));
}

#[test]
fn failed_attempts_are_shown_with_their_time() {
    let mut harness = GateHarness::new_with_admin();
    harness.type_into("Username", "alice");
    for _ in 0..3 {
        harness.type_into("Password", "not my password at all");
        harness.click_button("Sign in");
    }
    harness.type_into("Password", crate::gui::testing::PASSWORD);
    harness.click_button("Sign in");
    let notice = harness.find_label("3 failed attempts since your last sign-in, the last today at ");
    assert!(notice.is_some(), "{:?}", harness.labels());
}

#[test]
fn the_history_can_be_shown_and_hidden() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Show sign-in history");
    assert!(harness.has_label("Signed in"));
    assert!(harness.has_label("Account made"));
    let entry = harness.find_label("with the password").expect("the sign-in of alice");
    assert!(entry.starts_with("today "), "{entry}");
    harness.scroll_to_and_click("Hide sign-in history");
    assert!(!harness.has_label("Account made"));
}

#[test]
fn the_history_can_be_searched() {
    let mut harness = GateHarness::signed_in_admin();
    harness.scroll_to_and_click("Show sign-in history");
    harness.type_into("Search the history", "MADE");
    assert!(harness.has_label("Account made") && !harness.has_label("Signed in"));
    harness.type_into("Search the history", "zzz");
    assert!(harness.has_label("No entry matches"));
}

#[test]
fn another_session_is_listed_and_can_be_signed_out() {
    let mut harness = GateHarness::signed_in_admin();
    let elsewhere = harness.second_session(None);
    harness.select_tab("Account");
    assert!(harness.has_label("This session"));
    harness.scroll_to_and_click("Sign out the other sessions");
    assert!(harness.has_label("The other sessions are signed out"));
    assert!(harness.has_label("You are signed in nowhere else"));
    assert_eq!(harness.auth.refresh_session(&elsewhere).unwrap(), crate::auth::SessionStatus::Ended);
}
