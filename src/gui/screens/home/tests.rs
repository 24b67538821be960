//! Tests of the tab bar and the timeout banner.

use egui::{Key, Modifiers};

use crate::gui::testing::GateHarness;

#[test]
fn the_bar_is_read_from_left_to_right() {
    let mut harness = GateHarness::signed_in_admin();
    let order = harness.tab_order();
    let bar = ["Account", "Users", "Settings", "Lock", "Sign out", "Set up two-factor"];
    let start = order.iter().position(|name| name == "Account").expect("the bar has an account tab");
    assert_eq!(order[start..start + bar.len()], bar);
}

#[test]
fn a_narrow_bar_has_icons_of_the_same_names() {
    let mut harness = GateHarness::signed_in_admin();
    let wide = harness.button_rect("Sign out");
    harness.resize([400.0, 560.0]);
    assert!(harness.button_rect("Sign out").width() < wide.width() / 2.0);
    assert!(harness.has_label("Users"));
    harness.resize([440.0, 560.0]);
    assert!(harness.button_rect("Sign out").right() <= 440.0);
}

#[test]
fn a_lock_warning_is_shown_two_minutes_before_and_a_key_prevents_it() {
    let mut harness = GateHarness::signed_in_admin();
    harness.wait_seconds(13 * 60 + 2);
    harness.assert_label("Locking in 1:58");
    harness.key(Key::F5);
    assert!(harness.find_label("Locking in").is_none());
    harness.wait_seconds(15 * 60);
    assert_eq!(harness.heading(), "Locked");
}

#[test]
fn a_session_end_warning_is_shown_ten_minutes_before() {
    let mut harness = GateHarness::signed_in_admin();
    for _ in 0..71 {
        harness.wait_seconds(10 * 60);
        harness.key(Key::F5);
    }
    assert!(harness.find_label("Signing out in ").is_some(), "{:?}", harness.labels());
    harness.wait_seconds(10 * 60);
    assert_eq!(harness.heading(), "Sign in");
    assert!(harness.has_label("Signed in for 12 hours. Sign in again"));
}

#[test]
fn signing_out_shows_the_sign_in_screen() {
    let mut harness = GateHarness::signed_in_admin();
    harness.click_button("Sign out");
    assert_eq!(harness.heading(), "Sign in");
}

#[test]
fn ctrl_l_locks() {
    let mut harness = GateHarness::signed_in_admin();
    harness.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(harness.heading(), "Locked");
}
