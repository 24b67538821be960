//! Tests of the dialogs that an administrator's operation opens.

use egui::Key;
use egui::accesskit::Role as Control;
use egui_kittest::kittest::Queryable;

use crate::gui::testing::admin_fixtures::*;

#[test]
fn a_one_time_secret_is_hidden_after_two_minutes_idle() {
    let mut harness = at_users_screen(add_member);
    choose_from_menu(&mut harness, "bela", "New temporary password for bela…");
    harness.click_button("New temporary password for bela");
    harness.confirm_step_up();
    let passphrase = label_matching(&harness, is_passphrase);
    harness.wait_seconds(121);
    assert!(!harness.has_label(&passphrase));
    harness.click_button("Show password");
    assert!(harness.has_label(&passphrase));
}

#[test]
fn an_entry_chosen_by_key_closes_its_menu_and_returns_the_focus_to_the_row() {
    let mut harness = at_users_screen(add_member);
    harness.kittest.get_by_role(Control::Grid).focus();
    harness.run();
    for key in [Key::ArrowDown, Key::Enter, Key::Enter] {
        harness.key(key);
    }
    assert!(harness.has_label("New temporary password for bela?"), "{:?}", harness.labels());
    assert!(harness.kittest.query_all_by_role(Control::MenuItem).next().is_none(), "the menu is closed");
    harness.key(Key::Escape);
    assert!(harness.focused().starts_with("bela, Member"), "{}", harness.focused());
}

#[test]
fn cancel_is_the_default_when_deleting_a_user() {
    let mut harness = at_users_screen(add_member);
    for key in [Key::Enter, Key::Escape] {
        choose_from_menu(&mut harness, "bela", "Delete bela…");
        harness.key(key);
        assert!(!harness.has_label("Delete bela?"), "{key:?}");
    }
    choose_from_menu(&mut harness, "bela", "Delete bela…");
    harness.click_button("Delete bela");
    harness.assert_label("Confirm it is you");
    harness.confirm_step_up();
    assert!(harness.has_label("bela is deleted") && !harness.has_label("Actions for bela"));
    assert!(harness.has_label("Only you so far"));
}

#[test]
fn cancelling_the_step_up_closes_the_question_and_deletes_nobody() {
    let mut harness = at_users_screen(add_member);
    harness.wait_seconds(301);
    choose_from_menu(&mut harness, "bela", "Delete bela…");
    harness.click_button("Delete bela");
    harness.assert_label("Confirm it is you");
    harness.click_button("Cancel");
    assert!(!harness.has_label("Confirm it is you") && !harness.has_label("Delete bela?"));
    assert!(harness.has_label("Actions for bela"));
}

#[test]
fn a_sign_in_is_enough_for_an_act_within_five_minutes() {
    let mut harness = at_users_screen(add_member);
    harness.click_button("Sign out");
    harness.sign_in("alice");
    harness.select_tab("Users");
    choose_from_menu(&mut harness, "bela", "Delete bela…");
    harness.click_button("Delete bela");
    assert!(harness.has_label("bela is deleted") && !harness.has_label("Confirm it is you"));
}
