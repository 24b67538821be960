//! What fits, and pictures beside the mockup.

use crate::gui::ThemeChoice;
use crate::gui::testing::{PASSWORD, Stage, WINDOWS};

/// alice as on the mockup: two phones, an unlucky stranger.
fn as_drawn() -> Stage {
    let mut stage = Stage::alice();
    stage.type_into("Username", "alice");
    for _ in 0..3 {
        stage.type_into("Password", "not my password at all");
        stage.press("Sign in");
    }
    stage.clock.advance_seconds(60 * 60 * 24 * 2);
    stage.run();
    stage.type_into("Password", PASSWORD);
    stage.press("Sign in");
    let phone = stage.pair("Pixel 9");
    stage.pair_further(&phone, "Old phone");
    stage.choose("Account");
    stage
}

#[test]
fn everything_on_the_account_screen_can_be_reached_in_every_window() {
    let mut stage = as_drawn();
    stage.reach("Show sign-in history");
    for window in WINDOWS {
        stage.resize(window);
        stage.assert_all_in_reach();
    }
}

#[test]
fn every_dialog_fits_every_window() {
    for open in ["Add an authenticator…", "Turn off two-factor…", "New recovery codes…", "Change password…"] {
        let mut stage = as_drawn();
        stage.reach(open);
        for window in WINDOWS {
            stage.resize(window);
            stage.assert_all_in_reach();
        }
    }
}

#[test]
fn pictures() {
    as_drawn().pictures("account");
    let mut stage = as_drawn();
    stage.reach("Show sign-in history");
    stage.pictures("account-history");
    for (open, name) in [
        ("Add an authenticator…", "step-up"),
        ("Turn off two-factor…", "turn-off"),
        ("Change password…", "change-password"),
    ] {
        let mut stage = as_drawn();
        stage.reach(open);
        stage.pictures(name);
    }
    Stage::alice_inside().pictures("account-off");
    let mut stage = as_drawn();
    stage.resize([400.0, 560.0]);
    stage.pictures("account-narrow");
    stage.resize([200.0, 280.0]);
    stage.pictures("account-narrowest");
}

#[test]
fn readme_shows_the_account_as_it_is() {
    as_drawn().front_page("account-dark", ThemeChoice::Dark);
}

#[test]
fn readme_shows_the_first_door_as_it_is() {
    let mut stage = Stage::alice();
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.front_page("sign-in-light", ThemeChoice::Light);
}
