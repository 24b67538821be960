//! The bar, and what the clock says above the screens.

use egui::{Key, Modifiers};

use crate::gui::testing::Stage;

#[test]
fn the_bar_is_read_from_left_to_right() {
    let mut stage = Stage::alice_inside();
    let order = stage.tab_order();
    let bar = ["Account", "Users", "Settings", "Lock", "Sign out", "Set up two-factor"];
    let start = order.iter().position(|name| name == "Account").expect("the bar");
    assert_eq!(order[start..start + bar.len()], bar);
}

#[test]
fn a_narrow_bar_has_icons_of_the_same_names() {
    let mut stage = Stage::alice_inside();
    let wide = stage.button_rect("Sign out");
    stage.resize([400.0, 560.0]);
    assert!(stage.button_rect("Sign out").width() < wide.width() / 2.0);
    assert!(stage.says("Users"));
    stage.resize([440.0, 560.0]);
    assert!(stage.button_rect("Sign out").right() <= 440.0);
}

#[test]
fn locking_is_announced_two_minutes_before_and_any_key_prevents_it() {
    let mut stage = Stage::alice_inside();
    stage.wait_seconds(13 * 60 + 2);
    assert!(stage.says("Locking in 1:58"), "{:?}", stage.sentences());
    stage.key(Key::F5);
    assert!(stage.sentence("Locking in").is_none());
    stage.wait_seconds(15 * 60);
    assert_eq!(stage.heading(), "Locked");
}

#[test]
fn the_twelve_hours_are_announced_ten_minutes_before() {
    let mut stage = Stage::alice_inside();
    for _ in 0..71 {
        stage.wait_seconds(10 * 60);
        stage.key(Key::F5);
    }
    assert!(stage.sentence("Signing out in ").is_some(), "{:?}", stage.sentences());
    stage.wait_seconds(10 * 60);
    assert_eq!(stage.heading(), "Sign in");
    assert!(stage.says("Signed in for 12 hours. Sign in again"));
}

#[test]
fn signing_out_leads_to_the_first_door() {
    let mut stage = Stage::alice_inside();
    stage.press("Sign out");
    assert_eq!(stage.heading(), "Sign in");
}

#[test]
fn ctrl_l_locks() {
    let mut stage = Stage::alice_inside();
    stage.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(stage.heading(), "Locked");
}
