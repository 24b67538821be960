use egui::Key;

use crate::gui::testing::{PASSWORD, Stage};

/// Right after the first account was made.
fn at_the_second_door() -> Stage {
    let mut stage = Stage::new();
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Create account");
    stage
}

#[test]
fn it_says_why_and_offers_two_ways_on() {
    let mut stage = at_the_second_door();
    assert_eq!(stage.heading(), "Add a second door");
    assert_eq!(stage.tab_order(), ["Set up two-factor", "Not now"]);
}

#[test]
fn the_password_just_chosen_counts_as_given() {
    let mut stage = at_the_second_door();
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "Set up two-factor");
    assert!(stage.says("Step 1 of 3"));
}

#[test]
fn not_now_goes_in_without_a_second_door() {
    let mut stage = at_the_second_door();
    stage.press("Not now");
    assert_ne!(stage.heading(), "Add a second door");
    let gate = stage.harness.state();
    let session = gate.session().unwrap();
    assert!(!stage.auth.account(session).unwrap().two_factor);
}
