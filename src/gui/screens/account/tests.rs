//! The account screen, by role and name, over the real rules.

mod acts;
mod dialogs;
mod looks;
mod notices;

use egui_kittest::kittest::Queryable;

use crate::gui::testing::Stage;

#[test]
fn an_account_without_two_factor_says_so_and_offers_it() {
    let stage = Stage::alice_inside();
    assert_eq!(stage.heading(), "alice");
    assert!(stage.says("Off"));
    assert!(stage.says("Set up two-factor"));
    assert!(stage.says("You are the only administrator. Make a second one"));
    assert!(!stage.says("Turn off two-factor…"));
    assert!(stage.says("You are signed in nowhere else"));
}

#[test]
fn at_200_percent_in_the_smallest_window_the_state_of_two_factor_does_not_lie_over_its_name() {
    let mut stage = Stage::alice_inside();
    stage.resize([200.0, 280.0]);
    let rect = |name: &str| stage.harness.query_all_by_label(name).last().map(|node| node.rect()).unwrap();
    assert!(!rect("Two-factor").intersects(rect("Off")), "{:?} {:?}", rect("Two-factor"), rect("Off"));
}

#[test]
fn an_account_with_two_factor_lists_its_phone_and_its_codes() {
    let (stage, _) = Stage::alice_with_phone();
    for words in ["On", "Phone", "Added today · never used", "10 left", "Actions for Phone", "Add an authenticator…"]
    {
        assert!(stage.says(words), "{words}");
    }
    assert!(stage.says("Changed today"));
}

#[test]
fn failed_attempts_since_the_last_sign_in_are_told_with_their_time() {
    let mut stage = Stage::alice();
    stage.type_into("Username", "alice");
    for _ in 0..3 {
        stage.type_into("Password", "not my password at all");
        stage.press("Sign in");
    }
    stage.type_into("Password", crate::gui::testing::PASSWORD);
    stage.press("Sign in");
    let told = stage.sentence("3 failed attempts since your last sign-in, the last today at ");
    assert!(told.is_some(), "{:?}", stage.sentences());
}

#[test]
fn the_history_opens_in_plain_words_and_folds_again() {
    let mut stage = Stage::alice_inside();
    stage.reach("Show sign-in history");
    assert!(stage.says("Signed in"));
    assert!(stage.says("Account made"));
    let entry = stage.sentence("with the password").expect("how alice came in");
    assert!(entry.starts_with("today "), "{entry}");
    stage.reach("Hide sign-in history");
    assert!(!stage.says("Account made"));
}

#[test]
fn another_session_is_listed_and_can_be_signed_out() {
    let mut stage = Stage::alice_inside();
    let elsewhere = stage.alice_elsewhere(None);
    stage.choose("Account");
    assert!(stage.says("This session"));
    stage.reach("Sign out the other sessions");
    assert!(stage.says("The other sessions are signed out"));
    assert!(stage.says("You are signed in nowhere else"));
    assert_eq!(stage.auth.watch(&elsewhere).unwrap(), crate::auth::Watched::Ended);
}
