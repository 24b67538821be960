//! After a fault, the screen that sent a state stays and shows the error, and the step can be retried.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::{Key, Modifiers, accesskit};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::auth::testing::{BOBS_PASSWORD, FaultyStore, FixedRandom, Fixture, ManualClock, auth_with_store, options};
use crate::auth::{Auth, Error, Random, Role, SecretInput, StepUpPurpose, StepUpResult, TotpSecret};
use crate::gui::options::{Content, Options};
use crate::gui::testing::{GateHarness, PASSWORD};

/// The message for a full disk.
const DISK_FULL: &str = "There is no room left for accounts.db. Make room on the disk, then try again";

/// Creates a gate without accounts on a store that can fail.
fn failing_gate() -> (GateHarness, Arc<FaultyStore>) {
    let (store, clock) = (Arc::new(FaultyStore::new()), Arc::new(ManualClock::new()));
    let auth = Arc::new(auth_with_store(Arc::clone(&store) as _, Arc::clone(&clock), 1));
    (GateHarness::with_auth(auth, clock, Options::for_window(Content::AccountOnly), [480.0, 640.0]), store)
}

fn create_first_account(harness: &mut GateHarness) {
    harness.type_into("Username", "alice");
    harness.type_into("Password", PASSWORD);
    harness.click_button("Create account");
}

/// Creates the first account, and stops at the code that confirms the pairing.
fn at_confirm_pairing_screen() -> (GateHarness, Arc<FaultyStore>, TotpSecret) {
    let (mut harness, store) = failing_gate();
    create_first_account(&mut harness);
    harness.click_button("Set up two-factor");
    let (secret, _) = harness.code_for_displayed_key();
    harness.click_button("Next");
    (harness, store, secret)
}

fn displayed_codes(harness: &GateHarness) -> Vec<String> {
    let texts =
        harness.kittest.query_all_by_role(accesskit::Role::Label).filter_map(|node| node.accesskit_node().value());
    texts.filter(|text| text.len() == 19 && text.matches('-').count() == 3).collect()
}

/// Signs alice out and stops at her code screen; returns her secret and recovery codes too.
fn at_code_screen() -> (GateHarness, Arc<FaultyStore>, TotpSecret, Vec<String>) {
    let (mut harness, store, secret) = at_confirm_pairing_screen();
    let code = harness.code(&secret);
    harness.type_text(&code);
    let codes = displayed_codes(&harness);
    harness.click_checkbox("I have saved my recovery codes");
    harness.click_button("Finish");
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
    assert!(harness.has_label_containing(DISK_FULL), "{:?}", harness.labels());
    store.heal();
}

#[test]
fn a_store_error_keeps_the_two_factor_offer_and_its_proof() {
    let (mut harness, store) = failing_gate();
    create_first_account(&mut harness);
    assert_eq!(harness.heading(), "Add a second door");
    assert_step_fails(&mut harness, &store, |harness| harness.click_button("Set up two-factor"));
    harness.click_button("Set up two-factor");
    assert!(harness.has_label("Step 1 of 3"), "{:?}", harness.labels());
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
    let shown = displayed_codes(&harness);
    harness.click_checkbox("I have saved my recovery codes");
    assert_step_fails(&mut harness, &store, |harness| harness.click_button("Finish"));
    assert_eq!(displayed_codes(&harness), shown);
    harness.click_button("Finish");
    assert!(!harness.has_label_containing("no room left"));
    harness.kittest.state_mut().sign_out();
    harness.run();
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
    let (harness, store) = failing_gate();
    let alice = harness.auth.create_first_account("alice", SecretInput::new(PASSWORD.into())).unwrap().session;
    let proof =
        harness.auth.step_up(&alice, StepUpPurpose::Administration, SecretInput::new(PASSWORD.into()), None).unwrap();
    let StepUpResult::Proven(proof) = proof else { panic!("the password is right") };
    let temporary = harness.auth.add_user(&alice, proof, "bob", Role::Member).unwrap();
    harness.auth.sign_out(alice).unwrap();
    let auth = Arc::clone(&harness.auth);
    let mut harness = GateHarness::with_auth(
        auth,
        Arc::clone(&harness.clock),
        Options::for_window(Content::AccountOnly),
        [480.0, 640.0],
    );
    harness.type_into("Username", "bob");
    harness.type_into("Password", temporary.expose_text());
    harness.click_button("Sign in");
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
    create_first_account(&mut harness);
    harness.click_button("Not now");
    harness.scroll_to_and_click("Set up two-factor");
    assert!(harness.has_label("Confirm it is you"), "{:?}", harness.labels());
    store.fail_always();
    harness.type_into("Current password", PASSWORD);
    harness.click_button("Continue");
    assert!(
        harness.has_label("Confirm it is you") && harness.has_label_containing(DISK_FULL),
        "{:?}",
        harness.labels()
    );
    store.heal();
    harness.type_into("Current password", PASSWORD);
    harness.click_button("Continue");
    assert!(harness.has_label("Step 1 of 3"), "{:?}", harness.labels());
}

/// A random source that can fail.
struct ExhaustibleRandom(FixedRandom, AtomicBool);

impl Random for ExhaustibleRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(Error::RandomSource) } else { self.0.fill(bytes) }
    }
}

#[test]
fn a_random_source_error_keeps_the_required_setup() {
    let (store, clock) = (Arc::new(FaultyStore::new()), Arc::new(ManualClock::new()));
    let random = Arc::new(ExhaustibleRandom(FixedRandom::new(5), AtomicBool::new(false)));
    let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, Arc::clone(&random) as _, options());
    let fixture = Fixture { auth: Arc::new(auth.unwrap()), clock, store };
    let (alice, _) = fixture.create_first();
    let bob = fixture.add_bob(&alice, Role::Member);
    let _ = fixture.pair(&bob, fixture.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::OwnAccount, None));
    let proof = fixture.step_up(&alice, StepUpPurpose::Administration, None);
    let help = fixture.auth.reset_two_factor(&alice, proof, bob.account()).unwrap();

    let (auth, clock) = (Arc::clone(&fixture.auth), Arc::clone(&fixture.clock));
    let mut harness = GateHarness::with_auth(auth, clock, Options::for_window(Content::AccountOnly), [480.0, 640.0]);
    harness.type_into("Username", "bob");
    harness.type_into("Password", BOBS_PASSWORD);
    harness.click_button("Sign in");
    harness.click_button("Use a recovery code");
    harness.type_text(&help.expose_text());
    random.1.store(true, Ordering::SeqCst);
    harness.key(Key::Enter);
    assert!(harness.has_label("To finish signing in, set up your authenticator app."), "{:?}", harness.labels());
    assert!(harness.has_label_containing("random source"), "{:?}", harness.labels());
    harness.click_button("Try again");
    assert!(harness.has_label_containing("random source"), "{:?}", harness.labels());
    random.1.store(false, Ordering::SeqCst);
    harness.click_button("Try again");
    assert!(harness.has_label("Step 1 of 3"), "{:?}", harness.labels());
}
