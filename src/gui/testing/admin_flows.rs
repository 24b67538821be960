//! Tests of administrator operations, from the table to what the affected users see.

use egui::Key;
use egui::accesskit::Role as Control;
use egui_kittest::kittest::{NodeT, Queryable};

use crate::auth::testing::typed;
use crate::auth::{Auth, Outcome, StepUpPurpose};
use crate::gui::testing::admin_fixtures::*;
use crate::gui::testing::{GateHarness, PASSWORD, WINDOW_SIZES, create_admin};
use crate::gui::{Content, Options};

#[test]
fn a_new_user_signs_in_with_the_passphrase_and_chooses_a_password() {
    let mut harness = at_users_screen(|_| {});
    assert!(harness.has_label("Only you so far"));
    harness.click_button("Add user…");
    assert_eq!(harness.focused(), "New username");
    harness.type_text("bela");
    harness.key(Key::Enter);
    harness.confirm_step_up();
    assert!(harness.has_label("Temporary password for bela"));
    assert_eq!(harness.focused(), "Copy password");
    let passphrase = label_matching(&harness, is_passphrase);
    harness.key(Key::Escape);
    assert!(harness.has_label(&passphrase), "Escape does not close the passphrase");
    harness.close_noted_secret();
    assert!(!harness.has_label(&passphrase) && harness.has_label("Actions for bela") && harness.has_label("temporary"));

    harness.click_button("Sign out");
    harness.sign_in_with_password("bela", &passphrase);
    assert_eq!(harness.heading(), "Choose a new password");
}

#[test]
fn an_unusable_username_is_refused_under_its_field() {
    let mut harness = at_users_screen(add_member);
    harness.click_button("Add user…");
    harness.type_text("be la");
    harness.click_button("Create");
    assert!(harness.has_label("A username has no spaces"));
    harness.key(Key::Escape);
    harness.click_button("Add user…");
    harness.type_text("BELA");
    harness.click_button("Create");
    assert!(harness.has_label("There is one of that name already"), "before the step-up");
    assert!(!harness.has_label("Confirm it is you"));
    assert_eq!(harness.field("New username").accesskit_node().value().as_deref(), Some("BELA"));
}

#[test]
fn the_checkbox_adds_an_administrator() {
    let mut harness = at_users_screen(|_| {});
    harness.click_button("Add user…");
    harness.type_text("bela");
    harness.kittest.get_by_role_and_label(Control::CheckBox, "Administrator").click();
    harness.run();
    harness.click_button("Create");
    harness.confirm_step_up();
    harness.close_noted_secret();
    choose_from_menu(&mut harness, "bela", "Make bela a member");
    assert!(harness.has_label("bela is a member now"));
}

#[test]
fn a_reset_gives_a_help_code_that_leads_to_pairing() {
    let mut harness = at_users_screen(|auth| {
        add_member(auth);
        pair_member(auth);
    });
    choose_from_menu(&mut harness, "bela", "Reset two-factor for bela…");
    assert_eq!(harness.focused(), "Cancel");
    harness.click_button("Reset two-factor for bela");
    harness.confirm_step_up();
    assert!(harness.has_label("Help code for bela"));
    let code = label_matching(&harness, is_help_code);
    harness.close_noted_secret();
    harness.click_button("Sign out");
    harness.sign_in_with_password("bela", MEMBER_PASSWORD);
    assert_eq!(harness.heading(), "Use a help code");
    harness.type_text(&code);
    harness.key(Key::Enter);
    assert_eq!(harness.heading(), "Pair a phone again");
}

#[test]
fn a_new_temporary_password_explains_its_effect_and_works() {
    let mut harness = at_users_screen(add_member);
    choose_from_menu(&mut harness, "bela", "New temporary password for bela…");
    assert!(harness.has_label(
        "Their authenticators are removed. What programs sealed for bela stays closed until the old password is given."
    ));
    harness.click_button("New temporary password for bela");
    harness.confirm_step_up();
    let passphrase = label_matching(&harness, is_passphrase);
    let outcome = |password: &str| harness.auth.sign_in("bela", typed(password)).unwrap();
    assert!(matches!(outcome(MEMBER_PASSWORD), Outcome::Refused(_)));
    assert!(matches!(outcome(&passphrase), Outcome::PasswordChangeRequired(_)));
}

#[test]
fn a_disabled_user_cannot_sign_in_until_enabled() {
    let mut harness = at_users_screen(add_member);
    choose_from_menu(&mut harness, "bela", "Disable bela");
    harness.confirm_step_up();
    assert!(harness.has_label("bela is disabled") && harness.has_label("disabled"));
    assert!(matches!(harness.auth.sign_in("bela", typed(MEMBER_PASSWORD)).unwrap(), Outcome::Refused(_)));
    choose_from_menu(&mut harness, "bela", "Enable bela");
    assert!(harness.has_label("bela is enabled"), "the step-up is still valid");
    assert!(matches!(harness.auth.sign_in("bela", typed(MEMBER_PASSWORD)).unwrap(), Outcome::SignedIn(_)));
}

#[test]
fn disabling_can_be_undone_for_ten_seconds() {
    let mut harness = at_users_screen(add_member);
    choose_from_menu(&mut harness, "bela", "Disable bela");
    harness.confirm_step_up();
    harness.click_button("Undo: enable bela");
    assert!(harness.has_label("bela is enabled") && !harness.has_label("disabled"));
    assert!(matches!(harness.auth.sign_in("bela", typed(MEMBER_PASSWORD)).unwrap(), Outcome::SignedIn(_)));
    choose_from_menu(&mut harness, "bela", "Disable bela");
    harness.wait_seconds(9);
    assert!(harness.has_label("Undo: enable bela"));
    harness.wait_seconds(2);
    assert!(harness.has_label("bela is disabled") && !harness.has_label("Undo: enable bela"));
}

#[test]
fn the_last_administrator_cannot_be_disabled() {
    let mut harness = at_users_screen(add_member);
    let disabled_reason = |harness: &mut GateHarness| {
        harness.click_button("Actions for alice");
        let entry = harness.kittest.get_by_role_and_label(Control::MenuItem, "Disable alice");
        let reason = entry.accesskit_node().description();
        harness.key(Key::Escape);
        reason.unwrap_or_default()
    };
    assert_eq!(disabled_reason(&mut harness), "You are the last administrator. Make a second one first");
    choose_from_menu(&mut harness, "bela", "Make bela an administrator…");
    assert_eq!(harness.focused(), "Cancel");
    harness.click_button("Make bela an administrator");
    harness.confirm_step_up();
    assert!(harness.has_label("bela is an administrator now"));
    assert_eq!(disabled_reason(&mut harness), "Nobody does this to themselves");
}

#[test]
fn suspended_codes_can_be_allowed_again() {
    let mut harness = at_users_screen(|auth| {
        add_member(auth);
        pair_member(auth);
    });
    let suspend = |harness: &GateHarness| {
        for _ in 0..20 {
            harness.clock.advance_seconds(3600);
            let Outcome::CodeRequired(pending) = harness.auth.sign_in("bela", typed(MEMBER_PASSWORD)).unwrap() else {
                panic!("no code is required")
            };
            let _ = harness.auth.submit_code(*pending, typed("000000")).unwrap();
        }
    };
    harness.click_button("Sign out");
    suspend(&harness);
    harness.sign_in("alice");
    harness.expire_step_up();
    harness.select_tab("Users");
    assert!(harness.has_label("codes off"));
    choose_from_menu(&mut harness, "bela", "Allow codes again for bela");
    harness.confirm_step_up();
    assert!(harness.has_label("bela can use codes again") && !harness.has_label("codes off"));
}

#[test]
fn an_operation_on_a_deleted_user_is_refused_with_a_reason() {
    let mut harness = at_users_screen(add_member);
    let id = member_id(&harness.auth);
    let alice = sign_in(&harness.auth, "alice", PASSWORD);
    let proof = step_up(&harness.auth, &alice, StepUpPurpose::Administration, PASSWORD);
    harness.auth.delete_account(&alice, proof, id).unwrap();
    choose_from_menu(&mut harness, "bela", "Disable bela");
    assert!(harness.has_label("It does not exist any more"), "before the step-up");
}

fn assert_at_all_sizes(harness: &mut GateHarness) {
    harness.assert_all_reachable_at_all_sizes();
    harness.resize(WINDOW_SIZES[0]);
}

#[test]
fn the_users_screen_and_its_dialogs_are_reachable_at_all_sizes() {
    let mut harness = at_users_screen(add_member);
    assert_at_all_sizes(&mut harness);
    harness.click_button("Add user…");
    assert_at_all_sizes(&mut harness);
    harness.key(Key::Escape);
    choose_from_menu(&mut harness, "bela", "New temporary password for bela…");
    assert_at_all_sizes(&mut harness);
    harness.click_button("New temporary password for bela");
    harness.confirm_step_up();
    assert_at_all_sizes(&mut harness);
    harness.close_noted_secret();
    harness.select_tab("Settings");
    assert_at_all_sizes(&mut harness);
}

#[test]
fn changing_the_policy_requires_step_up() {
    let mut harness = at_users_screen(|_| {});
    harness.select_tab("Settings");
    let stepper = |harness: &GateHarness| {
        harness.kittest.get_by_role_and_label(Control::SpinButton, "Lock everybody after").focus();
    };
    stepper(&harness);
    harness.run();
    harness.key(Key::ArrowDown);
    harness.scroll_to_and_click("Set for everybody");
    harness.confirm_step_up();
    assert!(harness.has_label("This is set for everybody now"));
    assert_eq!(harness.auth.policy().unwrap().lock_after_minutes, 14);
    assert!(harness.has_label("At most 14 min on these accounts"));
}

#[test]
fn save_screenshots() {
    let mut harness = at_users_screen(add_member);
    harness.click_button("Add user…");
    harness.type_text("be la");
    harness.click_button("Create");
    harness.save_screenshots("add-user");
    harness.key(Key::Escape);
    choose_from_menu(&mut harness, "bela", "New temporary password for bela…");
    harness.save_screenshots("temporary-password");
    harness.click_button("New temporary password for bela");
    harness.confirm_step_up();
    harness.save_screenshots("shown-once");
    harness.close_noted_secret();
    choose_from_menu(&mut harness, "bela", "Delete bela…");
    harness.save_screenshots("delete");
    harness.click_button("Delete bela");
    harness.save_screenshots("users-alone");
    harness.select_tab("Settings");
    harness.scroll_to_and_click("Licence of Inter");
    harness.save_screenshots("licence");
}

#[test]
fn a_demo_hint_is_shown_after_sign_in_and_at_the_code_screen() {
    let hint =
        |username: Option<&str>, _| Some(username.map_or("Demo: nothing is saved\nalice: …".to_owned(), str::to_owned));
    let options = Options { demo_hint: Some(Box::new(hint)), ..Options::for_window(Content::AccountOnly) };
    let prepare = |auth: &Auth| {
        create_admin(auth);
        add_member(auth);
        pair_member(auth);
    };
    let mut harness = GateHarness::with_setup(prepare, options);
    assert!(harness.has_label("Demo: nothing is saved\nalice: …"));
    harness.sign_in("alice");
    assert!(harness.has_label("Demo: nothing is saved"));
    harness.click_button("Sign out");
    harness.sign_in_with_password("bela", MEMBER_PASSWORD);
    assert!(harness.has_label("bela"));
}
