use egui::accesskit::{Role, Toggled};
use egui::{Key, ViewportCommand};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::gui::screens::steps::testing::renewing;
use crate::gui::testing::Stage;

fn is_disabled(stage: &Stage, button: &str) -> bool {
    stage.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

fn two_factor(stage: &Stage) -> bool {
    let session = stage.harness.state().session().map(|session| session.share()).unwrap();
    stage.auth.account(&session).unwrap().two_factor
}

/// The codes on the screen, in reading order.
fn codes(stage: &Stage) -> Vec<String> {
    let words = stage.harness.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
    words.filter(|word| word.len() == 19 && word.matches('-').count() == 3).collect()
}

#[test]
fn ten_codes_are_shown_in_the_order_in_which_they_are_copied() {
    let stage = Stage::at_the_recovery_codes();
    assert!(stage.says("Step 3 of 3"));
    assert!(stage.says("Each one lets you in once if you lose your phone. They are shown only now."));
    assert_eq!(codes(&stage).len(), 10);
}

#[test]
fn finish_waits_for_the_tick() {
    let mut stage = Stage::at_the_recovery_codes();
    assert_eq!(stage.tab_order(), ["Copy codes", "Save codes…", "I have saved my recovery codes"]);
    assert!(is_disabled(&stage, "Finish"));
    let before = stage.button_rect("Finish");
    stage.tick("I have saved my recovery codes");
    let tick = stage.harness.get_by_role_and_label(Role::CheckBox, "I have saved my recovery codes");
    assert_eq!(tick.accesskit_node().toggled(), Some(Toggled::True));
    assert!(!is_disabled(&stage, "Finish"));
    assert_eq!(stage.button_rect("Finish"), before);
    assert!(!two_factor(&stage));
    stage.press("Finish");
    assert!(two_factor(&stage));
}

#[test]
fn escape_and_enter_do_nothing() {
    let mut stage = Stage::at_the_recovery_codes();
    stage.key(Key::Tab);
    stage.key(Key::Tab);
    stage.key(Key::Escape);
    stage.key(Key::Enter);
    assert_eq!(stage.heading(), "Keep these recovery codes");
}

#[test]
fn closing_the_window_asks_first_and_then_closes() {
    let mut stage = Stage::at_the_recovery_codes();
    assert!(stage.close_window().contains(&ViewportCommand::CancelClose));
    assert!(stage.says("Two-factor is not on yet"));
    assert_eq!(stage.tab_order(), ["Stay", "Close anyway"]);
    stage.key(Key::Enter);
    assert!(!stage.says("Two-factor is not on yet"));
    assert!(stage.close_window().contains(&ViewportCommand::CancelClose));
    stage.key(Key::Escape);
    assert!(!stage.says("Two-factor is not on yet"));
    assert!(stage.close_window().contains(&ViewportCommand::CancelClose));
    stage.press("Close anyway");
    assert!(!stage.close_window().contains(&ViewportCommand::CancelClose));
}

#[test]
fn before_finish_nothing_counts() {
    let mut stage = Stage::at_the_recovery_codes();
    stage.harness.state_mut().sign_out();
    stage.run();
    stage.sign_in("alice");
    assert!(stage.harness.state().session().is_some());
}

#[test]
fn ten_minutes_end_it() {
    let mut stage = Stage::at_the_recovery_codes();
    for _ in 0..6 {
        stage.wait_seconds(100);
        stage.key(Key::Tab);
    }
    assert!(codes(&stage).is_empty());
    assert!(!two_factor(&stage));
}

#[test]
fn a_new_set_can_be_given_up_and_the_old_one_stays() {
    let mut stage = renewing();
    assert!(!stage.says_in_part("Step 3"));
    assert!(!stage.close_window().contains(&ViewportCommand::CancelClose));
    let shown = codes(&stage);
    stage.press("Cancel");
    assert!(codes(&stage).is_empty());
    let session = stage.harness.state().session().map(|session| session.share()).unwrap();
    assert_eq!(stage.auth.account(&session).unwrap().recovery_left, 10);
    assert_eq!(shown.len(), 10);
}

#[test]
fn a_new_set_counts_at_finish() {
    let mut stage = renewing();
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    assert!(codes(&stage).is_empty());
}

#[test]
fn they_are_saved_under_a_name_that_says_whose_they_are() {
    let mut stage = Stage::at_the_recovery_codes();
    stage.press("Save codes…");
    assert_eq!(stage.field("File name").value().as_deref(), Some("vestibule-recovery-codes-alice.txt"));
    stage.press("Cancel");
    assert_eq!(stage.heading(), "Keep these recovery codes");
}
