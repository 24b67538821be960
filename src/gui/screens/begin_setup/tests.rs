use egui::Key;

use crate::gui::testing::GateHarness;

/// Creates the first account.
fn at_two_factor_offer() -> GateHarness {
    let mut harness = GateHarness::new();
    harness.create_first_account();
    harness
}

#[test]
fn the_two_factor_offer_has_set_up_and_not_now() {
    let mut harness = at_two_factor_offer();
    assert_eq!(harness.heading(), "Add two-factor sign-in");
    assert_eq!(harness.tab_order(), ["Set up two-factor", "Not now"]);
}

#[test]
fn set_up_after_the_first_account_needs_no_step_up() {
    let mut harness = at_two_factor_offer();
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Set up two-factor");
    assert!(harness.has_label("Step 1 of 3"));
}

#[test]
fn not_now_signs_in_without_two_factor() {
    let mut harness = at_two_factor_offer();
    harness.click_button("Not now");
    assert_ne!(harness.heading(), "Add two-factor sign-in");
    let gate = harness.kittest.state();
    let session = gate.session().unwrap();
    assert!(!harness.auth.account(session).unwrap().two_factor);
}
