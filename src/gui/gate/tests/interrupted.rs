//! After a fault, the screen that sent a state stays and shows the error, and the step can be retried.

use std::sync::Arc;

use egui::{Key, Modifiers};

use crate::auth::testing::{BOB, BOBS_PASSWORD, FaultyStore, Fixture};
use crate::auth::{Role, TotpSecret};
use crate::gui::testing::{GateHarness, PASSWORD};

/// The message for a full disk.
const DISK_FULL: &str = "There is no room left for accounts.db. Make room on the disk, then try again";

/// Creates a gate without accounts on a store that can fail.
fn failing_gate() -> (GateHarness, Arc<FaultyStore>) {
    let (store, fixture) = Fixture::with_faulty_store();
    (GateHarness::with_fixture(&fixture), store)
}

/// Creates the first account, and stops at the code that confirms the pairing.
fn at_confirm_pairing_screen() -> (GateHarness, Arc<FaultyStore>, TotpSecret) {
    let (mut harness, store) = failing_gate();
    harness.create_first_account();
    harness.click_button("Set up two-factor");
    let (secret, _) = harness.code_for_displayed_key();
    harness.click_button("Next");
    (harness, store, secret)
}

/// Signs alice out and stops at her code screen; returns her secret and recovery codes too.
fn at_code_screen() -> (GateHarness, Arc<FaultyStore>, TotpSecret, Vec<String>) {
    let (mut harness, store, secret) = at_confirm_pairing_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    let codes = harness.displayed_recovery_codes();
    harness.finish_setup();
    harness.kittest.state_mut().sign_out();
    harness.wait_seconds(60);
    harness.sign_in("alice");
    (harness, store, secret, codes)
}

/// Runs a step with a failing store, and asserts that the screen stays and shows the error.
fn assert_step_fails(harness: &mut GateHarness, store: &FaultyStore, step: impl FnOnce(&mut GateHarness)) {
    let heading = harness.heading();
    store.fail_always();
    step(harness);
    assert_eq!(harness.heading(), heading, "{:?}", harness.labels());
    harness.assert_label_containing(DISK_FULL);
    store.heal();
}

#[test]
fn a_store_error_keeps_the_two_factor_offer_and_its_proof() {
    let (mut harness, store) = failing_gate();
    harness.create_first_account();
    assert_eq!(harness.heading(), "Add two-factor sign-in");
    assert_step_fails(&mut harness, &store, |harness| harness.click_button("Set up two-factor"));
    harness.click_button("Set up two-factor");
    harness.assert_label("Step 1 of 3");
}

#[test]
fn a_store_error_keeps_the_secret_while_pairing() {
    let (mut harness, store, secret) = at_confirm_pairing_screen();
    let code = harness.code(&secret);
    assert_step_fails(&mut harness, &store, |harness| harness.type_text(&code));
    assert_eq!(harness.focused(), "6-digit code");
    harness.type_text(&code);
    assert_eq!(harness.heading(), "Keep these recovery codes");
}

#[test]
fn a_store_error_keeps_the_recovery_codes_for_a_retry() {
    let (mut harness, store, secret) = at_confirm_pairing_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    let shown = harness.displayed_recovery_codes();
    harness.click_checkbox("I have saved my recovery codes");
    assert_step_fails(&mut harness, &store, |harness| harness.click_button("Finish"));
    assert_eq!(harness.displayed_recovery_codes(), shown);
    harness.click_button("Finish");
    assert!(!harness.has_label_containing("no room left"));
    harness.sign_out();
    harness.sign_in("alice");
    harness.click_button("Use a recovery code");
    harness.type_text(&shown[4]);
    harness.key(Key::Enter);
    assert!(harness.kittest.state().session().is_some(), "{:?}", harness.labels());
}

#[test]
fn a_store_error_keeps_the_code_screen() {
    let (mut harness, store, secret, _) = at_code_screen();
    let code = harness.code(&secret);
    assert_step_fails(&mut harness, &store, |harness| harness.type_text(&code));
    assert_eq!(harness.focused(), "6-digit code");
    harness.type_text(&code);
    assert!(harness.kittest.state().session().is_some(), "{:?}", harness.labels());
}

#[test]
fn a_store_error_keeps_the_recovery_code_screen() {
    let (mut harness, store, _, codes) = at_code_screen();
    harness.click_button("Use a recovery code");
    assert_step_fails(&mut harness, &store, |harness| {
        harness.type_text(&codes[2]);
        harness.key(Key::Enter);
    });
    assert_eq!(harness.focused(), "Recovery code");
    harness.type_text(&codes[2]);
    harness.key(Key::Enter);
    assert!(harness.kittest.state().session().is_some(), "{:?}", harness.labels());
}

#[test]
fn a_store_error_keeps_a_typed_new_password() {
    let (store, fixture) = Fixture::with_faulty_store();
    let (alice, _) = fixture.create_first();
    let temporary = fixture.add_user(&alice, BOB, Role::Member);
    fixture.sign_out(alice);
    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password(BOB, &temporary);
    assert_eq!(harness.heading(), "Choose a new password");
    harness.type_text("eleven brown otters nap");
    assert_step_fails(&mut harness, &store, |harness| harness.click_button("Save password"));
    harness.click_button("Save password");
    assert!(harness.kittest.state().session().is_some(), "{:?}", harness.labels());
}

#[test]
fn a_store_error_keeps_a_locked_session() {
    let (mut harness, store, secret, _) = at_code_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    harness.wait_seconds(30);
    harness.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(harness.heading(), "Locked");
    let code = harness.code(&secret);
    let unlock = |harness: &mut GateHarness| {
        harness.type_into("Password", PASSWORD);
        harness.type_into("6-digit code", &code);
        harness.click_button("Unlock");
    };
    assert_step_fails(&mut harness, &store, unlock);
    unlock(&mut harness);
    assert!(harness.kittest.state().session().is_some(), "{:?}", harness.labels());
}

#[test]
fn a_store_error_keeps_the_step_up_dialog_and_its_operation() {
    let (mut harness, store) = failing_gate();
    harness.create_first_account();
    harness.click_button("Not now");
    harness.scroll_to_and_click("Set up two-factor");
    harness.assert_label("Confirm it is you");
    store.fail_always();
    harness.confirm_step_up();
    assert!(
        harness.has_label("Confirm it is you") && harness.has_label_containing(DISK_FULL),
        "{:?}",
        harness.labels()
    );
    store.heal();
    harness.confirm_step_up();
    harness.assert_label("Step 1 of 3");
}

#[test]
fn a_random_source_error_keeps_the_required_setup() {
    let (fixture, random) = Fixture::with_exhaustible_random();
    let (alice, _) = fixture.create_first();
    let bob = fixture.add_bob(&alice, Role::Member);
    let _ = fixture.pair_bob(&bob);
    let help = fixture.reset_two_factor(&alice, bob.account());

    let mut harness = GateHarness::with_fixture(&fixture);
    harness.sign_in_with_password("bob", BOBS_PASSWORD);
    harness.type_text(&help);
    random.set_exhausted(true);
    harness.key(Key::Enter);
    harness.assert_label("To finish signing in, set up your authenticator app.");
    harness.assert_label_containing("random source");
    harness.click_button("Try again");
    harness.assert_label_containing("random source");
    random.set_exhausted(false);
    harness.click_button("Try again");
    harness.assert_label("Step 1 of 3");
}
