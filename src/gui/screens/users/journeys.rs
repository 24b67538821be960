//! What administrators do to others, from the table to what those others then see.

mod hands;

use egui::Key;
use egui::accesskit::Role as Control;
use egui_kittest::kittest::{NodeT, Queryable};

use self::hands::*;
use crate::auth::{Auth, Outcome, Purpose};
use crate::gui::testing::{PASSWORD, Stage, make_alice};
use crate::gui::{Inside, Options};

#[test]
fn who_is_added_signs_in_once_with_the_passphrase_and_chooses_a_password() {
    let mut stage = at_users(|_| {});
    assert!(stage.says("Only you so far"));
    stage.press("Add user…");
    assert_eq!(stage.focused(), "New username");
    stage.type_text("bela");
    stage.key(Key::Enter);
    confirm(&mut stage);
    assert!(stage.says("Temporary password for bela"));
    assert_eq!(stage.focused(), "Done");
    let passphrase = shown(&stage, is_passphrase);
    stage.key(Key::Escape);
    assert!(stage.says(&passphrase), "Escape does not lose it");
    stage.press("Done");
    assert!(!stage.says(&passphrase) && stage.says("Actions for bela") && stage.says("temporary"));

    stage.press("Sign out");
    sign_in(&mut stage, "bela", &passphrase);
    assert_eq!(stage.heading(), "Choose a new password");
}

#[test]
fn a_name_that_cannot_be_used_is_refused_under_its_field() {
    let mut stage = at_users(add_bela);
    stage.press("Add user…");
    stage.type_text("be la");
    stage.press("Create");
    assert!(stage.says("A username has no spaces"));
    stage.key(Key::Escape);
    stage.press("Add user…");
    stage.type_text("BELA");
    stage.press("Create");
    confirm(&mut stage);
    assert!(stage.says("There is one of that name already"));
    assert_eq!(stage.field("New username").accesskit_node().value().as_deref(), Some("BELA"));
}

#[test]
fn an_administrator_is_added_by_the_tick() {
    let mut stage = at_users(|_| {});
    stage.press("Add user…");
    stage.type_text("bela");
    stage.harness.get_by_role_and_label(Control::CheckBox, "Administrator").click();
    stage.run();
    stage.press("Create");
    confirm(&mut stage);
    stage.press("Done");
    choose(&mut stage, "bela", "Make bela a member");
    assert!(stage.says("bela is a member now"));
}

#[test]
fn a_reset_gives_a_help_code_that_leads_to_pairing() {
    let mut stage = at_users(|auth| {
        add_bela(auth);
        pair_bela(auth);
    });
    choose(&mut stage, "bela", "Reset two-factor for bela…");
    assert_eq!(stage.focused(), "Cancel");
    stage.press("Reset two-factor for bela");
    confirm(&mut stage);
    assert!(stage.says("Help code for bela"));
    let code = shown(&stage, is_help_code);
    stage.press("Done");
    stage.press("Sign out");
    sign_in(&mut stage, "bela", OTHER);
    stage.press("Use a recovery code");
    stage.type_into("Recovery code", &code);
    stage.press("Verify");
    assert_eq!(stage.heading(), "Set up two-factor");
}

#[test]
fn a_new_temporary_password_says_what_it_costs_and_works() {
    let mut stage = at_users(add_bela);
    choose(&mut stage, "bela", "New temporary password for bela…");
    assert!(stage.says(
        "Their authenticators are removed. What programs sealed for bela stays closed until the old password is given."
    ));
    stage.press("New temporary password for bela");
    confirm(&mut stage);
    let passphrase = shown(&stage, is_passphrase);
    let outcome = |password: &str| stage.auth.sign_in("bela", typed(password)).unwrap();
    assert!(matches!(outcome(OTHER), Outcome::Refused(_)));
    assert!(matches!(outcome(&passphrase), Outcome::PasswordOwed(_)));
}

#[test]
fn what_is_shown_once_is_hidden_from_who_comes_by() {
    let mut stage = at_users(add_bela);
    choose(&mut stage, "bela", "New temporary password for bela…");
    stage.press("New temporary password for bela");
    confirm(&mut stage);
    let passphrase = shown(&stage, is_passphrase);
    stage.wait_seconds(121);
    assert!(!stage.says(&passphrase));
    stage.press("Show password");
    assert!(stage.says(&passphrase));
}

#[test]
fn cancel_is_the_default_and_nothing_is_deleted_by_it() {
    let mut stage = at_users(add_bela);
    for key in [Key::Enter, Key::Escape] {
        choose(&mut stage, "bela", "Delete bela…");
        stage.key(key);
        assert!(!stage.says("Delete bela?"), "{key:?}");
    }
    choose(&mut stage, "bela", "Delete bela…");
    stage.press("Delete bela");
    assert!(stage.says("Actions for bela") || stage.says("Confirm it is you"));
    confirm(&mut stage);
    assert!(stage.says("bela is deleted") && !stage.says("Actions for bela"));
    assert!(stage.says("Only you so far"));
}

#[test]
fn who_is_disabled_cannot_sign_in_until_enabled_again() {
    let mut stage = at_users(add_bela);
    choose(&mut stage, "bela", "Disable bela");
    confirm(&mut stage);
    assert!(stage.says("bela is disabled") && stage.says("disabled"));
    assert!(matches!(stage.auth.sign_in("bela", typed(OTHER)).unwrap(), Outcome::Refused(_)));
    choose(&mut stage, "bela", "Enable bela");
    assert!(stage.says("bela is enabled"), "the proof still counts");
    assert!(matches!(stage.auth.sign_in("bela", typed(OTHER)).unwrap(), Outcome::SignedIn(_)));
}

#[test]
fn the_last_administrator_is_kept_until_there_is_a_second_one() {
    let mut stage = at_users(add_bela);
    let why = |stage: &mut Stage| {
        stage.press("Actions for alice");
        let entry = stage.harness.get_by_role_and_label(Control::MenuItem, "Disable alice");
        let why = entry.accesskit_node().description();
        stage.key(Key::Escape);
        why.unwrap_or_default()
    };
    assert_eq!(why(&mut stage), "You are the last administrator. Make a second one first");
    choose(&mut stage, "bela", "Make bela an administrator");
    confirm(&mut stage);
    assert!(stage.says("bela is an administrator now"));
    assert_eq!(why(&mut stage), "Nobody does this to themselves");
}

#[test]
fn codes_that_were_suspended_are_allowed_again() {
    let mut stage = at_users(|auth| {
        add_bela(auth);
        pair_bela(auth);
    });
    let suspend = |stage: &Stage| {
        for _ in 0..20 {
            stage.clock.advance_seconds(3600);
            let Outcome::CodeOwed(pending) = stage.auth.sign_in("bela", typed(OTHER)).unwrap() else {
                panic!("no code owed")
            };
            let _ = stage.auth.give_code(*pending, typed("000000")).unwrap();
        }
    };
    stage.press("Sign out");
    suspend(&stage);
    sign_in(&mut stage, "alice", PASSWORD);
    stage.choose("Users");
    assert!(stage.says("codes off"));
    choose(&mut stage, "bela", "Allow codes again for bela");
    confirm(&mut stage);
    assert!(stage.says("bela can use codes again") && !stage.says("codes off"));
}

#[test]
fn somebody_deleted_in_the_meantime_is_told_of() {
    let mut stage = at_users(add_bela);
    let id = id_of_bela(&stage.auth);
    let alice = enter(&stage.auth, "alice", PASSWORD);
    let proof = prove(&stage.auth, &alice, Purpose::Administer, PASSWORD);
    stage.auth.delete_account(&alice, proof, id).unwrap();
    choose(&mut stage, "bela", "Disable bela");
    confirm(&mut stage);
    assert!(stage.says("It does not exist any more"));
}

#[test]
fn nothing_is_cut_and_everything_is_in_reach_at_any_size() {
    let mut stage = at_users(add_bela);
    at_all_sizes(&mut stage);
    stage.press("Add user…");
    at_all_sizes(&mut stage);
    stage.key(Key::Escape);
    choose(&mut stage, "bela", "New temporary password for bela…");
    at_all_sizes(&mut stage);
    stage.press("New temporary password for bela");
    confirm(&mut stage);
    at_all_sizes(&mut stage);
    stage.press("Done");
    stage.choose("Settings");
    at_all_sizes(&mut stage);
}

#[test]
fn bounds_are_set_for_everybody_after_a_step_up() {
    let mut stage = at_users(|_| {});
    stage.choose("Settings");
    let stepper = |stage: &Stage| {
        stage.harness.get_by_role_and_label(Control::SpinButton, "Lock everybody after").focus();
    };
    stepper(&stage);
    stage.run();
    stage.key(Key::ArrowDown);
    stage.reach("Set for everybody");
    confirm(&mut stage);
    assert!(stage.says("This is set for everybody now"));
    assert_eq!(stage.auth.policy().unwrap().lock_after_minutes, 14);
    assert!(stage.says("At most 14 min on these accounts"));
}

#[test]
fn pictures() {
    let mut stage = at_users(add_bela);
    stage.press("Add user…");
    stage.type_text("be la");
    stage.press("Create");
    stage.pictures("add-user");
    stage.key(Key::Escape);
    choose(&mut stage, "bela", "New temporary password for bela…");
    stage.pictures("temporary-password");
    stage.press("New temporary password for bela");
    confirm(&mut stage);
    stage.pictures("shown-once");
    stage.press("Done");
    choose(&mut stage, "bela", "Delete bela…");
    stage.pictures("delete");
    stage.press("Delete bela");
    stage.pictures("users-alone");
    stage.choose("Settings");
    stage.reach("Licence of Inter");
    stage.pictures("licence");
}

#[test]
fn a_demo_says_so_behind_the_doors_too_and_tells_the_code_where_one_is_asked_for() {
    let hint = |who: Option<&str>, _| Some(who.map_or("Demo: nothing is saved\nalice: …".to_owned(), str::to_owned));
    let options = Options { hint: Some(Box::new(hint)), ..Options::window(Inside::Account) };
    let made = |auth: &Auth| {
        make_alice(auth);
        add_bela(auth);
        pair_bela(auth);
    };
    let mut stage = Stage::with(made, options);
    assert!(stage.says("Demo: nothing is saved\nalice: …"));
    sign_in(&mut stage, "alice", PASSWORD);
    assert!(stage.says("Demo: nothing is saved"));
    stage.press("Sign out");
    sign_in(&mut stage, "bela", OTHER);
    assert!(stage.says("bela"));
}
