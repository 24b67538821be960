//! A fault keeps every screen that a state went from, says what happened, and the step can be tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::accesskit;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::auth::testing::{BOBS_PASSWORD, FakeClock, FaultyStore, FixedRandom, House, auth_over, options};
use crate::auth::{Auth, Error, Purpose, Random, Role, StepUpAnswer, TotpSecret, TypedText};
use crate::gui::gate::{Inside, Options};
use crate::gui::testing::{PASSWORD, Stage};

/// What a full disk is told as.
const FULL: &str = "There is no room left for accounts.db. Make room on the disk, then try again";

/// In front of a store that can fail, where nobody has an account.
fn stage() -> (Stage, Arc<FaultyStore>) {
    let (store, clock) = (Arc::new(FaultyStore::new()), Arc::new(FakeClock::new()));
    let auth = Arc::new(auth_over(Arc::clone(&store) as _, Arc::clone(&clock), 1));
    (Stage::over(auth, clock, Options::window(Inside::Account), [480.0, 640.0]), store)
}

fn create_alice(stage: &mut Stage) {
    stage.type_into("Username", "alice");
    stage.type_into("Password", PASSWORD);
    stage.press("Create account");
}

/// Right after the first account, at the code of the new phone.
fn confirming() -> (Stage, Arc<FaultyStore>, TotpSecret) {
    let (mut stage, store) = stage();
    create_alice(&mut stage);
    stage.press("Set up two-factor");
    let (secret, _) = stage.code_of_shown_key();
    stage.press("Next");
    (stage, store, secret)
}

fn codes(stage: &Stage) -> Vec<String> {
    let words =
        stage.harness.query_all_by_role(accesskit::Role::Label).filter_map(|node| node.accesskit_node().value());
    words.filter(|word| word.len() == 19 && word.matches('-').count() == 3).collect()
}

/// alice with her phone, signed out, at the second door; and her recovery codes.
fn at_the_second_door() -> (Stage, Arc<FaultyStore>, TotpSecret, Vec<String>) {
    let (mut stage, store, secret) = confirming();
    let code = stage.code(&secret);
    stage.type_text(&code);
    let codes = codes(&stage);
    stage.tick("I have saved my recovery codes");
    stage.press("Finish");
    stage.harness.state_mut().sign_out();
    stage.wait_seconds(60);
    stage.sign_in("alice");
    (stage, store, secret, codes)
}

/// Tries with a store that fails: the screen stays and says so.
fn fails(stage: &mut Stage, store: &FaultyStore, step: impl FnOnce(&mut Stage)) {
    let heading = stage.heading();
    store.fail_always();
    step(stage);
    assert_eq!(stage.heading(), heading, "{:?}", stage.sentences());
    assert!(stage.says_in_part(FULL), "{:?}", stage.sentences());
    store.mend();
}

#[test]
fn a_fault_keeps_the_offer_of_a_second_door_and_its_proof() {
    let (mut stage, store) = stage();
    create_alice(&mut stage);
    assert_eq!(stage.heading(), "Add a second door");
    fails(&mut stage, &store, |stage| stage.press("Set up two-factor"));
    stage.press("Set up two-factor");
    assert!(stage.says("Step 1 of 3"), "{:?}", stage.sentences());
}

#[test]
fn a_fault_keeps_the_secret_at_the_code_of_the_new_phone() {
    let (mut stage, store, secret) = confirming();
    let code = stage.code(&secret);
    fails(&mut stage, &store, |stage| stage.type_text(&code));
    assert_eq!(stage.focused(), "6-digit code");
    stage.type_text(&code);
    assert_eq!(stage.heading(), "Keep these recovery codes");
}

#[test]
fn a_fault_keeps_the_recovery_codes_and_finish_takes_the_same_ones() {
    let (mut stage, store, secret) = confirming();
    let code = stage.code(&secret);
    stage.type_text(&code);
    let shown = codes(&stage);
    stage.tick("I have saved my recovery codes");
    fails(&mut stage, &store, |stage| stage.press("Finish"));
    assert_eq!(codes(&stage), shown);
    stage.press("Finish");
    assert!(!stage.says_in_part("no room left"));
    stage.harness.state_mut().sign_out();
    stage.run();
    stage.sign_in("alice");
    stage.press("Use a recovery code");
    stage.type_text(&shown[4]);
    stage.key(Key::Enter);
    assert!(stage.harness.state().session().is_some(), "{:?}", stage.sentences());
}

#[test]
fn a_fault_keeps_the_second_door() {
    let (mut stage, store, secret, _) = at_the_second_door();
    let code = stage.code(&secret);
    fails(&mut stage, &store, |stage| stage.type_text(&code));
    assert_eq!(stage.focused(), "6-digit code");
    stage.type_text(&code);
    assert!(stage.harness.state().session().is_some(), "{:?}", stage.sentences());
}

#[test]
fn a_fault_keeps_the_door_for_a_recovery_code() {
    let (mut stage, store, _, codes) = at_the_second_door();
    stage.press("Use a recovery code");
    fails(&mut stage, &store, |stage| {
        stage.type_text(&codes[2]);
        stage.key(Key::Enter);
    });
    assert_eq!(stage.focused(), "Recovery code");
    stage.type_text(&codes[2]);
    stage.key(Key::Enter);
    assert!(stage.harness.state().session().is_some(), "{:?}", stage.sentences());
}

#[test]
fn a_fault_keeps_a_new_password_that_was_typed() {
    let (stage, store) = stage();
    let alice = stage.auth.create_first_account("alice", TypedText::new(PASSWORD.into())).unwrap().session;
    let proof = stage.auth.step_up(&alice, Purpose::Administer, TypedText::new(PASSWORD.into()), None).unwrap();
    let StepUpAnswer::Proven(proof) = proof else { panic!("the password is right") };
    let temporary = stage.auth.add_user(&alice, proof, "bob", Role::Member).unwrap();
    stage.auth.sign_out(alice).unwrap();
    let auth = Arc::clone(&stage.auth);
    let mut stage = Stage::over(auth, Arc::clone(&stage.clock), Options::window(Inside::Account), [480.0, 640.0]);
    stage.type_into("Username", "bob");
    stage.type_into("Password", temporary.expose_text());
    stage.press("Sign in");
    assert_eq!(stage.heading(), "Choose a new password");
    stage.type_text("eleven brown otters nap");
    fails(&mut stage, &store, |stage| stage.press("Save password"));
    stage.press("Save password");
    assert!(stage.harness.state().session().is_some(), "{:?}", stage.sentences());
}

#[test]
fn a_fault_keeps_a_locked_session() {
    let (mut stage, store, secret, _) = at_the_second_door();
    let code = stage.code(&secret);
    stage.type_text(&code);
    stage.wait_seconds(30);
    stage.key_with(Modifiers::COMMAND, Key::L);
    assert_eq!(stage.heading(), "Locked");
    let code = stage.code(&secret);
    let unlock = |stage: &mut Stage| {
        stage.type_into("Password", PASSWORD);
        stage.type_into("6-digit code", &code);
        stage.press("Unlock");
    };
    fails(&mut stage, &store, unlock);
    unlock(&mut stage);
    assert!(stage.harness.state().session().is_some(), "{:?}", stage.sentences());
}

#[test]
fn a_fault_keeps_a_proof_that_is_asked_for_and_the_act_that_waits_for_it() {
    let (mut stage, store) = stage();
    create_alice(&mut stage);
    stage.press("Not now");
    stage.reach("Set up two-factor");
    assert!(stage.says("Confirm it is you"), "{:?}", stage.sentences());
    store.fail_always();
    stage.type_into("Current password", PASSWORD);
    stage.press("Continue");
    assert!(stage.says("Confirm it is you") && stage.says_in_part(FULL), "{:?}", stage.sentences());
    store.mend();
    stage.type_into("Current password", PASSWORD);
    stage.press("Continue");
    assert!(stage.says("Step 1 of 3"), "{:?}", stage.sentences());
}

/// Random bytes that can run dry.
struct Dry(FixedRandom, AtomicBool);

impl Random for Dry {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(Error::Random) } else { self.0.fill(bytes) }
    }
}

#[test]
fn a_fault_keeps_a_pairing_that_is_owed() {
    let (store, clock) = (Arc::new(FaultyStore::new()), Arc::new(FakeClock::new()));
    let random = Arc::new(Dry(FixedRandom::new(5), AtomicBool::new(false)));
    let auth = Auth::with(Arc::clone(&store) as _, Arc::clone(&clock) as _, Arc::clone(&random) as _, options());
    let house = House { auth: Arc::new(auth.unwrap()), clock, store };
    let (alice, _) = house.first();
    let bob = house.bob(&alice, Role::Member);
    let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    let proof = house.prove(&alice, Purpose::Administer, None);
    let help = house.auth.reset_two_factor(&alice, proof, bob.account()).unwrap();

    let (auth, clock) = (Arc::clone(&house.auth), Arc::clone(&house.clock));
    let mut stage = Stage::over(auth, clock, Options::window(Inside::Account), [480.0, 640.0]);
    stage.type_into("Username", "bob");
    stage.type_into("Password", BOBS_PASSWORD);
    stage.press("Sign in");
    stage.press("Use a recovery code");
    stage.type_text(&help.expose_text());
    random.1.store(true, Ordering::SeqCst);
    stage.key(Key::Enter);
    assert!(stage.says("To finish signing in, set up your authenticator app."), "{:?}", stage.sentences());
    assert!(stage.says_in_part("random source"), "{:?}", stage.sentences());
    stage.press("Try again");
    assert!(stage.says_in_part("random source"), "{:?}", stage.sentences());
    random.1.store(false, Ordering::SeqCst);
    stage.press("Try again");
    assert!(stage.says("Step 1 of 3"), "{:?}", stage.sentences());
}
