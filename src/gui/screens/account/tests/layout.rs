//! Layout tests, and pictures for comparison with the mockup.

use crate::gui::ThemeChoice;
use crate::gui::testing::{GateHarness, PASSWORD};

/// alice as in the mockup: two authenticators, and failed attempts by a stranger.
fn as_in_the_mockup() -> GateHarness {
    let mut harness = GateHarness::new_with_admin();
    harness.type_into("Username", "alice");
    for _ in 0..3 {
        harness.type_into("Password", "not my password at all");
        harness.click_button("Sign in");
    }
    harness.clock.advance_seconds(60 * 60 * 24 * 2);
    harness.run();
    harness.type_into("Password", PASSWORD);
    harness.click_button("Sign in");
    let phone = harness.pair_authenticator("Pixel 9");
    harness.pair_another(&phone, "Old phone");
    harness.select_tab("Account");
    harness
}

#[test]
fn the_account_screen_is_reachable_in_every_window() {
    let mut harness = as_in_the_mockup();
    harness.scroll_to_and_click("Show sign-in history");
    harness.assert_all_reachable_at_all_sizes();
}

#[test]
fn every_dialog_fits_every_window() {
    for open in ["Add an authenticator…", "Turn off two-factor…", "New recovery codes…", "Change password…"] {
        let mut harness = as_in_the_mockup();
        harness.scroll_to_and_click(open);
        harness.assert_all_reachable_at_all_sizes();
    }
}

#[test]
fn save_screenshots() {
    as_in_the_mockup().save_screenshots("account");
    let mut harness = as_in_the_mockup();
    harness.scroll_to_and_click("Show sign-in history");
    harness.save_screenshots("account-history");
    for (open, name) in [
        ("Add an authenticator…", "step-up"),
        ("Turn off two-factor…", "turn-off"),
        ("Change password…", "change-password"),
    ] {
        let mut harness = as_in_the_mockup();
        harness.scroll_to_and_click(open);
        harness.save_screenshots(name);
    }
    GateHarness::signed_in_admin().save_screenshots("account-off");
    let mut harness = as_in_the_mockup();
    harness.resize([400.0, 560.0]);
    harness.save_screenshots("account-narrow");
    harness.resize([200.0, 280.0]);
    harness.save_screenshots("account-narrowest");
}

#[test]
fn the_readme_account_screenshot_is_current() {
    as_in_the_mockup().assert_readme_snapshot("account-dark", ThemeChoice::Dark);
}

#[test]
fn the_readme_sign_in_screenshot_is_current() {
    let mut harness = GateHarness::new_with_admin();
    harness.type_into("Username", "alice");
    harness.type_into("Password", PASSWORD);
    harness.assert_readme_snapshot("sign-in-light", ThemeChoice::Light);
}
