//! The same for each step of a set-up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::auth::service::tests::retries::{At, at_every_call, house_of_two, house_with_phone, tried_again};
use crate::auth::service::tests::setup::codes;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, FixedRandom, House, PASSWORD, options, scan, signed_in, typed,
};
use crate::auth::{
    Auth, ConfirmRefusal, Confirmed, Denied, Error, Finished, Interrupted, MustEnrol, Outcome, Purpose, Random,
    Session, ShowRecoveryCodes, code_at,
};

fn house() -> (Arc<FaultyStore>, House) {
    let store = Arc::new(FaultyStore::new());
    (Arc::clone(&store), House::over(store))
}

#[test]
fn a_fault_at_the_begin_of_a_set_up_gives_the_proof_back_and_it_serves_again() {
    at_every_call(|at| {
        let (store, house) = house();
        let (session, proof) = house.first();
        at.arm(&store);
        let (show, failed) = match house.auth.begin_setup(&session, proof) {
            Ok(show) => (show, store.mend()),
            Err(Interrupted { state, error }) => {
                assert!(store.mend() && matches!(error, Denied::Fault(_)), "{error:?}");
                (house.auth.begin_setup(&session, *state).unwrap(), true)
            }
        };
        assert!(matches!(house.finish(show).1, Finished::On));
        failed
    });
}

#[test]
fn a_fault_over_a_code_of_the_new_phone_gives_the_same_secret_back() {
    at_every_call(|at| {
        let (store, house) = house();
        let (session, proof) = house.first();
        let show = house.auth.begin_setup(&session, proof).unwrap();
        let code = code_at(&scan(&show), house.now());
        at.arm(&store);
        let first = house.auth.confirm(show.next(), typed(&code), "Phone");
        let (confirmed, failed) = tried_again(&store, first, |state| house.auth.confirm(state, typed(&code), "Phone"));
        let Confirmed::Codes(codes) = confirmed else { panic!("{confirmed:?}") };
        assert!(matches!(house.auth.finish_setup(*codes), Ok(Finished::On)));
        failed
    });
}

#[test]
fn a_fault_over_a_further_phone_adds_it_once() {
    at_every_call(|at| {
        let (store, house, session, phone) = house_with_phone();
        let show = house.auth.begin_setup(&session, house.prove(&session, Purpose::Own, Some(&phone))).unwrap();
        let code = code_at(&scan(&show), house.now());
        at.arm(&store);
        let first = house.auth.confirm(show.next(), typed(&code), "Tablet");
        let (confirmed, failed) = tried_again(&store, first, |state| house.auth.confirm(state, typed(&code), "Tablet"));
        match confirmed {
            Confirmed::Added => {}
            // It was added before the answer was lost.
            Confirmed::Refused(ConfirmRefusal::NameTaken, _) if at.lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        assert_eq!(house.read(|rows| rows.authenticators(session.account())).len(), 2, "{at:?}");
        failed
    });
}

/// Finishes, with a fault on the way; gives what came of it, whether it had to be tried again, and the codes.
fn finished(house: &House, store: &FaultyStore, at: At, codes: ShowRecoveryCodes) -> (Finished, bool, Vec<String>) {
    let shown: Vec<String> = codes.codes().iter().map(|code| code.expose_text().to_string()).collect();
    at.arm(store);
    let first = house.auth.finish_setup(codes);
    if let Err(Interrupted { state, .. }) = &first {
        assert!(state.codes().iter().map(|code| code.expose_text().to_string()).eq(shown.iter().cloned()));
    }
    let (finished, failed) = tried_again(store, first, |state| house.auth.finish_setup(state));
    (finished, failed, shown)
}

#[test]
fn a_fault_over_finish_leaves_the_recovery_codes_good() {
    at_every_call(|at| {
        let (store, house) = house();
        let (session, proof) = house.first();
        let (_, codes) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
        let (finished, failed, shown) = finished(&house, &store, at, codes);
        match finished {
            Finished::On => {}
            // It counted before the answer was lost.
            Finished::Over(Denied::Changed) if at.lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        let _ = signed_in(house.give_recovery_code(house.pending_of(ALICE, PASSWORD), &shown[3]));
        failed
    });
}

#[test]
fn a_fault_over_the_finish_of_new_recovery_codes_leaves_them_good() {
    at_every_call(|at| {
        let (store, house, session, phone) = house_with_phone();
        let proof = house.prove(&session, Purpose::Own, Some(&phone));
        let codes = house.auth.new_recovery_codes(&session, proof).unwrap();
        let (finished, failed, shown) = finished(&house, &store, at, codes);
        match finished {
            Finished::Renewed => {}
            Finished::Over(Denied::Changed) if at.lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        let _ = signed_in(house.give_recovery_code(house.pending_of(ALICE, PASSWORD), &shown[3]));
        failed
    });
}

/// Bob's sign-in, which owes a pairing after a help code.
fn owed(house: &House, admin: &Session, bob: &Session) -> MustEnrol {
    let _ = house.pair(bob, house.prove_with(BOBS_PASSWORD, bob, Purpose::Own, None));
    let proof = house.prove(admin, Purpose::Administer, None);
    let help = house.auth.reset_two_factor(admin, proof, bob.account()).unwrap().expose_text().to_string();
    match house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) {
        Outcome::PairingOwed(owed) => *owed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_over_the_finish_of_a_pairing_that_was_owed_leads_in_or_to_a_door_that_the_codes_open() {
    at_every_call(|at| {
        let (store, house, admin, bob) = house_of_two();
        let show = house.auth.begin_owed_setup(owed(&house, &admin, &bob)).unwrap();
        let (_, codes) = codes(&house, show);
        let (finished, failed, shown) = finished(&house, &store, at, codes);
        match finished {
            Finished::SignedIn(signed) => assert_eq!(signed.session.username(), BOB),
            Finished::Over(Denied::Changed) if at.lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        let _ = signed_in(house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &shown[3]));
        failed
    });
}

/// Random bytes that can run dry.
struct Dry(FixedRandom, AtomicBool);

impl Random for Dry {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(Error::Random) } else { self.0.fill(bytes) }
    }
}

/// The same house with a random source that can run dry.
fn over_dry(house: &House) -> (House, Arc<Dry>) {
    let random = Arc::new(Dry(FixedRandom::new(77), AtomicBool::new(false)));
    let (store, clock) = (Arc::clone(&house.store), Arc::clone(&house.clock));
    let auth = Auth::with(Arc::clone(&store), Arc::clone(&clock) as _, Arc::clone(&random) as _, options()).unwrap();
    (House { auth: Arc::new(auth), clock, store }, random)
}

#[test]
fn a_random_source_that_fails_gives_back_the_pairing_that_is_owed() {
    let (_, house, admin, bob) = house_of_two();
    let (house, random) = over_dry(&house);
    let owed = owed(&house, &admin, &bob);
    random.1.store(true, Ordering::SeqCst);
    let Err(Interrupted { state, error: Error::Random }) = house.auth.begin_owed_setup(owed) else {
        panic!("there was no secret to draw");
    };
    random.1.store(false, Ordering::SeqCst);
    let (_, finished) = house.finish(house.auth.begin_owed_setup(*state).unwrap());
    assert!(matches!(finished, Finished::SignedIn(_)));
}

#[test]
fn after_the_last_try_no_code_is_looked_at_before_there_is_a_new_secret() {
    let (_, house) = house();
    let (house, random) = over_dry(&house);
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let (secret, mut state) = (scan(&show), show.next());
    let right = code_at(&secret, house.now()).to_string();
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 1..options().limits.setup_tries {
        let Ok(Confirmed::Refused(ConfirmRefusal::Wrong, same)) = house.auth.confirm(state, typed(wrong), "Phone")
        else {
            panic!("it is wrong");
        };
        state = same;
    }
    random.1.store(true, Ordering::SeqCst);
    for code in [wrong, &*right] {
        let Err(Interrupted { state: same, error: Error::Random }) = house.auth.confirm(state, typed(code), "Phone")
        else {
            panic!("{code}: there was no secret to draw");
        };
        state = *same;
    }
    random.1.store(false, Ordering::SeqCst);
    let Ok(Confirmed::Refused(ConfirmRefusal::NewSecret, state)) = house.auth.confirm(state, typed(&right), "Phone")
    else {
        panic!("the tries are used up");
    };
    assert_ne!(scan(&state.back()).expose_bytes(), secret.expose_bytes());
}
