use egui::accesskit::{Role, Toggled};
use egui::{Key, ViewportCommand};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::gui::testing::GateHarness;
use crate::gui::testing::setup_fixtures::renewing_recovery_codes;

fn is_disabled(harness: &GateHarness, button: &str) -> bool {
    harness.kittest.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

fn two_factor(harness: &GateHarness) -> bool {
    let session = harness.kittest.state().session().map(|session| session.handle()).unwrap();
    harness.auth.account(&session).unwrap().two_factor
}

/// Returns the codes on the screen, in reading order.
fn displayed_codes(harness: &GateHarness) -> Vec<String> {
    let texts = harness.kittest.query_all_by_role(Role::Label).filter_map(|node| node.accesskit_node().value());
    texts.filter(|text| text.len() == 19 && text.matches('-').count() == 3).collect()
}

#[test]
fn ten_codes_are_shown_in_the_order_in_which_they_are_copied() {
    let harness = GateHarness::at_recovery_codes_screen();
    assert!(harness.has_label("Step 3 of 3"));
    assert!(harness.has_label("Each one lets you in once if you lose your phone. They are shown only now."));
    assert_eq!(displayed_codes(&harness).len(), 10);
}

#[test]
fn finish_is_disabled_until_the_codes_are_acknowledged() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    assert_eq!(harness.tab_order(), ["Copy codes", "Save codes…", "I have saved my recovery codes"]);
    assert!(is_disabled(&harness, "Finish"));
    let before = harness.button_rect("Finish");
    harness.click_checkbox("I have saved my recovery codes");
    let tick = harness.kittest.get_by_role_and_label(Role::CheckBox, "I have saved my recovery codes");
    assert_eq!(tick.accesskit_node().toggled(), Some(Toggled::True));
    assert!(!is_disabled(&harness, "Finish"));
    assert_eq!(harness.button_rect("Finish"), before);
    assert!(!two_factor(&harness));
    harness.click_button("Finish");
    assert!(two_factor(&harness));
}

#[test]
fn escape_and_enter_do_nothing() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    harness.key(Key::Tab);
    harness.key(Key::Tab);
    harness.key(Key::Escape);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Keep these recovery codes");
}

#[test]
fn closing_the_window_requires_confirmation() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    assert!(harness.close_window().contains(&ViewportCommand::CancelClose));
    assert!(harness.has_label("Two-factor is not on yet"));
    assert_eq!(harness.tab_order(), ["Stay", "Close anyway"]);
    harness.key(Key::Enter);
    assert!(!harness.has_label("Two-factor is not on yet"));
    assert!(harness.close_window().contains(&ViewportCommand::CancelClose));
    harness.key(Key::Escape);
    assert!(!harness.has_label("Two-factor is not on yet"));
    assert!(harness.close_window().contains(&ViewportCommand::CancelClose));
    harness.click_button("Close anyway");
    assert!(!harness.close_window().contains(&ViewportCommand::CancelClose));
}

#[test]
fn two_factor_is_off_until_the_set_up_is_finished() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    harness.sign_out();
    harness.sign_in("alice");
    assert!(harness.kittest.state().session().is_some());
}

#[test]
fn the_recovery_codes_screen_expires_after_ten_minutes() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    for _ in 0..6 {
        harness.wait_seconds(100);
        harness.key(Key::Tab);
    }
    assert!(displayed_codes(&harness).is_empty());
    assert!(!two_factor(&harness));
}

#[test]
fn cancelling_a_new_set_keeps_the_old_codes() {
    let mut harness = renewing_recovery_codes();
    assert!(!harness.has_label_containing("Step 3"));
    assert!(!harness.close_window().contains(&ViewportCommand::CancelClose));
    let shown = displayed_codes(&harness);
    harness.click_button("Cancel");
    assert!(displayed_codes(&harness).is_empty());
    let session = harness.kittest.state().session().map(|session| session.handle()).unwrap();
    assert_eq!(harness.auth.account(&session).unwrap().recovery_left, 10);
    assert_eq!(shown.len(), 10);
}

#[test]
fn a_new_set_takes_effect_at_finish() {
    let mut harness = renewing_recovery_codes();
    harness.finish_setup();
    assert!(displayed_codes(&harness).is_empty());
}

#[test]
fn the_codes_file_is_named_after_the_account() {
    let mut harness = GateHarness::at_recovery_codes_screen();
    harness.click_button("Save codes…");
    assert_eq!(harness.field("File name").value().as_deref(), Some("vestibule-recovery-codes-alice.txt"));
    harness.click_button("Cancel");
    assert_eq!(harness.heading(), "Keep these recovery codes");
}
