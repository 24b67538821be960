//! The same for each step of an enrolment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::auth::service::tests::enrolment::codes;
use crate::auth::service::tests::retries::{
    FaultPoint, fixture_with_2fa, fixture_with_bob, for_every_fault_point, retry_after_fault,
};
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, FixedRandom, Fixture, PASSWORD, expect_signed_in, options, secret_of, typed,
};
use crate::auth::{
    ActionError, Auth, ConfirmResult, EnrolmentRefusal, Error, FinishResult, Interrupted, MustEnrol, Outcome, Random,
    Session, ShowRecoveryCodes, StepUpPurpose, code_at,
};

fn fixture() -> (Arc<FaultyStore>, Fixture) {
    let store = Arc::new(FaultyStore::new());
    (Arc::clone(&store), Fixture::with_store(store))
}

#[test]
fn a_fault_at_the_start_of_a_set_up_returns_a_proof_that_is_still_valid() {
    for_every_fault_point(|at| {
        let (store, house) = fixture();
        let (session, proof) = house.create_first();
        at.inject(&store);
        let (show, failed) = match house.auth.begin_enrolment(&session, proof) {
            Ok(show) => (show, store.heal()),
            Err(Interrupted { state, error }) => {
                assert!(store.heal() && matches!(error, ActionError::Fault(_)), "{error:?}");
                (house.auth.begin_enrolment(&session, *state).unwrap(), true)
            }
        };
        assert!(matches!(house.finish_setup(show).1, FinishResult::TwoFactorOn));
        failed
    });
}

#[test]
fn a_fault_with_a_pairing_code_returns_the_same_secret() {
    for_every_fault_point(|at| {
        let (store, house) = fixture();
        let (session, proof) = house.create_first();
        let show = house.auth.begin_enrolment(&session, proof).unwrap();
        let code = code_at(&secret_of(&show), house.now());
        at.inject(&store);
        let first = house.auth.confirm_pairing(show.next(), typed(&code), "Phone");
        let (confirmed, failed) =
            retry_after_fault(&store, first, |state| house.auth.confirm_pairing(state, typed(&code), "Phone"));
        let ConfirmResult::RecoveryCodes(codes) = confirmed else { panic!("{confirmed:?}") };
        assert!(matches!(house.auth.finish_enrolment(*codes), Ok(FinishResult::TwoFactorOn)));
        failed
    });
}

#[test]
fn a_fault_while_adding_a_phone_adds_it_once() {
    for_every_fault_point(|at| {
        let (store, house, session, phone) = fixture_with_2fa();
        let show = house
            .auth
            .begin_enrolment(&session, house.step_up(&session, StepUpPurpose::OwnAccount, Some(&phone)))
            .unwrap();
        let code = code_at(&secret_of(&show), house.now());
        at.inject(&store);
        let first = house.auth.confirm_pairing(show.next(), typed(&code), "Tablet");
        let (confirmed, failed) =
            retry_after_fault(&store, first, |state| house.auth.confirm_pairing(state, typed(&code), "Tablet"));
        match confirmed {
            ConfirmResult::Added => {}
            // It was added before the reply was lost.
            ConfirmResult::Refused(EnrolmentRefusal::NameTaken, _) if at.answer_lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        assert_eq!(house.read(|rows| rows.authenticators(session.account())).len(), 2, "{at:?}");
        failed
    });
}

/// Finishes with one fault; returns the result, whether it was retried, and the codes.
fn finish_with_fault(
    house: &Fixture,
    store: &FaultyStore,
    at: FaultPoint,
    codes: ShowRecoveryCodes,
) -> (FinishResult, bool, Vec<String>) {
    let shown: Vec<String> = codes.codes().iter().map(|code| code.expose_text().to_string()).collect();
    at.inject(store);
    let first = house.auth.finish_enrolment(codes);
    if let Err(Interrupted { state, .. }) = &first {
        assert!(state.codes().iter().map(|code| code.expose_text().to_string()).eq(shown.iter().cloned()));
    }
    let (finished, failed) = retry_after_fault(store, first, |state| house.auth.finish_enrolment(state));
    (finished, failed, shown)
}

#[test]
fn a_fault_at_finish_keeps_the_recovery_codes_valid() {
    for_every_fault_point(|at| {
        let (store, house) = fixture();
        let (session, proof) = house.create_first();
        let (_, codes) = codes(&house, house.auth.begin_enrolment(&session, proof).unwrap());
        let (finished, failed, shown) = finish_with_fault(&house, &store, at, codes);
        match finished {
            FinishResult::TwoFactorOn => {}
            // It was committed before the reply was lost.
            FinishResult::Failed(ActionError::Changed) if at.answer_lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        let _ = expect_signed_in(house.submit_recovery_code(house.pending_for(ALICE, PASSWORD), &shown[3]));
        failed
    });
}

#[test]
fn a_fault_at_finish_of_new_recovery_codes_keeps_them_valid() {
    for_every_fault_point(|at| {
        let (store, house, session, phone) = fixture_with_2fa();
        let proof = house.step_up(&session, StepUpPurpose::OwnAccount, Some(&phone));
        let codes = house.auth.new_recovery_codes(&session, proof).unwrap();
        let (finished, failed, shown) = finish_with_fault(&house, &store, at, codes);
        match finished {
            FinishResult::RecoveryCodesRenewed => {}
            FinishResult::Failed(ActionError::Changed) if at.answer_lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        let _ = expect_signed_in(house.submit_recovery_code(house.pending_for(ALICE, PASSWORD), &shown[3]));
        failed
    });
}

/// Bob's sign-in, which requires enrolment after a help code.
fn required_enrolment(house: &Fixture, admin: &Session, bob: &Session) -> MustEnrol {
    let _ = house.pair(bob, house.step_up_with_password(BOBS_PASSWORD, bob, StepUpPurpose::OwnAccount, None));
    let proof = house.step_up(admin, StepUpPurpose::Administration, None);
    let help = house.auth.reset_two_factor(admin, proof, bob.account()).unwrap().expose_text().to_string();
    match house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help) {
        Outcome::EnrolmentRequired(owed) => *owed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_at_finish_of_a_required_pairing_signs_in_or_keeps_the_codes_valid() {
    for_every_fault_point(|at| {
        let (store, house, admin, bob) = fixture_with_bob();
        let show = house.auth.begin_required_enrolment(required_enrolment(&house, &admin, &bob)).unwrap();
        let (_, codes) = codes(&house, show);
        let (finished, failed, shown) = finish_with_fault(&house, &store, at, codes);
        match finished {
            FinishResult::SignedIn(signed) => assert_eq!(signed.session.username(), BOB),
            FinishResult::Failed(ActionError::Changed) if at.answer_lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        let _ = expect_signed_in(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &shown[3]));
        failed
    });
}

/// A random source that can be exhausted.
struct ExhaustedRandom(FixedRandom, AtomicBool);

impl Random for ExhaustedRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(Error::RandomSource) } else { self.0.fill(bytes) }
    }
}

/// Returns the same fixture with a random source that can be exhausted.
fn with_exhausted_random(house: &Fixture) -> (Fixture, Arc<ExhaustedRandom>) {
    let random = Arc::new(ExhaustedRandom(FixedRandom::new(77), AtomicBool::new(false)));
    let (store, clock) = (Arc::clone(&house.store), Arc::clone(&house.clock));
    let auth = Auth::with(Arc::clone(&store), Arc::clone(&clock) as _, Arc::clone(&random) as _, options()).unwrap();
    (Fixture { auth: Arc::new(auth), clock, store }, random)
}

#[test]
fn a_failing_random_source_returns_the_required_pairing() {
    let (_, house, admin, bob) = fixture_with_bob();
    let (house, random) = with_exhausted_random(&house);
    let owed = required_enrolment(&house, &admin, &bob);
    random.1.store(true, Ordering::SeqCst);
    let Err(Interrupted { state, error: Error::RandomSource }) = house.auth.begin_required_enrolment(owed) else {
        panic!("there was no secret to draw");
    };
    random.1.store(false, Ordering::SeqCst);
    let (_, finished) = house.finish_setup(house.auth.begin_required_enrolment(*state).unwrap());
    assert!(matches!(finished, FinishResult::SignedIn(_)));
}

#[test]
fn after_the_last_attempt_no_code_is_checked_before_a_new_secret() {
    let (_, house) = fixture();
    let (house, random) = with_exhausted_random(&house);
    let (session, proof) = house.create_first();
    let show = house.auth.begin_enrolment(&session, proof).unwrap();
    let (secret, mut state) = (secret_of(&show), show.next());
    let right = code_at(&secret, house.now()).to_string();
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 1..options().limits.setup_attempts {
        let Ok(ConfirmResult::Refused(EnrolmentRefusal::Wrong, same)) =
            house.auth.confirm_pairing(state, typed(wrong), "Phone")
        else {
            panic!("it is wrong");
        };
        state = same;
    }
    random.1.store(true, Ordering::SeqCst);
    for code in [wrong, &*right] {
        let Err(Interrupted { state: same, error: Error::RandomSource }) =
            house.auth.confirm_pairing(state, typed(code), "Phone")
        else {
            panic!("{code}: there was no secret to draw");
        };
        state = *same;
    }
    random.1.store(false, Ordering::SeqCst);
    let Ok(ConfirmResult::Refused(EnrolmentRefusal::NewSecret, state)) =
        house.auth.confirm_pairing(state, typed(&right), "Phone")
    else {
        panic!("the tries are used up");
    };
    assert_ne!(secret_of(&state.back()).expose_bytes(), secret.expose_bytes());
}
