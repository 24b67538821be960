//! The same for each step of an enrolment.

use crate::auth::service::tests::enrolment::codes;
use crate::auth::service::tests::retries::{FaultPoint, fixture_with_bob, for_every_fault_point};
use crate::auth::testing::{
    BOB, BOBS_PASSWORD, FaultyStore, Fixture, expect_enrolment_required, expect_signed_in, options, secret_of, typed,
};
use crate::auth::{
    ActionError, ConfirmResult, EnrolmentRefusal, Error, FinishResult, Interrupted, MustEnrol, Role, Session,
    ShowRecoveryCodes, code_at,
};

#[test]
fn a_fault_at_the_start_of_a_set_up_returns_a_proof_that_is_still_valid() {
    for_every_fault_point(|at| {
        let (store, fixture) = Fixture::with_faulty_store();
        let (session, proof) = fixture.create_first();
        at.inject(&store);
        let (show, failed) = match fixture.auth.begin_enrolment(&session, proof) {
            Ok(show) => (show, store.heal()),
            Err(Interrupted { state, error }) => {
                assert!(store.heal() && matches!(error, ActionError::Fault(_)), "{error:?}");
                (fixture.auth.begin_enrolment(&session, *state).unwrap(), true)
            }
        };
        assert!(matches!(fixture.finish_setup(show).1, FinishResult::TwoFactorOn));
        failed
    });
}

#[test]
fn a_fault_with_a_pairing_code_returns_the_same_secret() {
    for_every_fault_point(|at| {
        let (store, fixture) = Fixture::with_faulty_store();
        let (session, proof) = fixture.create_first();
        let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
        let code = code_at(&secret_of(&show), fixture.now());
        let (confirmed, failed) =
            at.run_step(&store, show.next(), |state| fixture.auth.confirm_pairing(state, typed(&code), "Phone"));
        let ConfirmResult::RecoveryCodes(codes) = confirmed else { panic!("{confirmed:?}") };
        assert!(matches!(fixture.auth.finish_enrolment(*codes), Ok(FinishResult::TwoFactorOn)));
        failed
    });
}

#[test]
fn a_fault_while_adding_a_phone_adds_it_once() {
    for_every_fault_point(|at| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let show = fixture.auth.begin_enrolment(&session, fixture.own_step_up(&session, Some(&phone))).unwrap();
        let code = code_at(&secret_of(&show), fixture.now());
        let (confirmed, failed) =
            at.run_step(&store, show.next(), |state| fixture.auth.confirm_pairing(state, typed(&code), "Tablet"));
        match confirmed {
            ConfirmResult::Added => {}
            // It was added before the reply was lost.
            ConfirmResult::Refused(EnrolmentRefusal::NameTaken, _) if at.reply_lost => {}
            other => panic!("{at:?}: {other:?}"),
        }
        assert_eq!(fixture.read(|rows| rows.authenticators(session.account())).len(), 2, "{at:?}");
        failed
    });
}

/// Finishes with one fault, and asserts that the result is as expected. Returns whether the finish was retried, and the
/// codes.
fn finish_with_fault(
    fixture: &Fixture,
    store: &FaultyStore,
    at: FaultPoint,
    codes: ShowRecoveryCodes,
    is_expected: fn(&FinishResult) -> bool,
) -> (bool, Vec<String>) {
    let displayed: Vec<String> = codes.codes().iter().map(|code| code.expose_text().to_string()).collect();
    let (finished, failed) = at.run_step(store, codes, |codes| {
        assert!(codes.codes().iter().map(|code| code.expose_text().to_string()).eq(displayed.iter().cloned()));
        fixture.auth.finish_enrolment(codes)
    });
    // It was committed before the reply was lost.
    let was_finished_before = at.reply_lost && matches!(finished, FinishResult::Failed(ActionError::Changed));
    assert!(is_expected(&finished) || was_finished_before, "{at:?}: {finished:?}");
    (failed, displayed)
}

#[test]
fn a_fault_at_finish_keeps_the_recovery_codes_valid() {
    for_every_fault_point(|at| {
        let (store, fixture) = Fixture::with_faulty_store();
        let (session, proof) = fixture.create_first();
        let (_, codes) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
        let (failed, displayed) =
            finish_with_fault(&fixture, &store, at, codes, |finished| matches!(finished, FinishResult::TwoFactorOn));
        let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &displayed[3]));
        failed
    });
}

#[test]
fn a_fault_at_finish_of_new_recovery_codes_keeps_them_valid() {
    for_every_fault_point(|at| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let proof = fixture.own_step_up(&session, Some(&phone));
        let codes = fixture.auth.new_recovery_codes(&session, proof).unwrap();
        let (failed, displayed) = finish_with_fault(&fixture, &store, at, codes, |finished| {
            matches!(finished, FinishResult::RecoveryCodesRenewed)
        });
        let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &displayed[3]));
        failed
    });
}

/// Bob's sign-in, which requires enrolment after a help code.
fn required_enrolment(fixture: &Fixture, admin: &Session, bob: &Session) -> MustEnrol {
    let _ = fixture.pair_bob(bob);
    let help = fixture.reset_two_factor(admin, bob.account());
    expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help))
}

#[test]
fn a_fault_at_finish_of_a_required_pairing_signs_in_or_keeps_the_codes_valid() {
    for_every_fault_point(|at| {
        let (store, fixture, admin, bob) = fixture_with_bob();
        let show = fixture.auth.begin_required_enrolment(required_enrolment(&fixture, &admin, &bob)).unwrap();
        let (_, codes) = codes(&fixture, show);
        let (failed, displayed) = finish_with_fault(
            &fixture,
            &store,
            at,
            codes,
            |finished| matches!(finished, FinishResult::SignedIn(signed) if signed.session.username() == BOB),
        );
        let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &displayed[3]));
        failed
    });
}

#[test]
fn a_failing_random_source_returns_the_required_pairing() {
    let (fixture, random) = Fixture::with_exhaustible_random();
    let (admin, _) = fixture.create_first();
    let bob = fixture.add_bob(&admin, Role::Member);
    let required = required_enrolment(&fixture, &admin, &bob);
    random.set_exhausted(true);
    let Err(Interrupted { state, error: Error::RandomSource }) = fixture.auth.begin_required_enrolment(required) else {
        panic!("expected the random source to fail");
    };
    random.set_exhausted(false);
    let (_, finished) = fixture.finish_setup(fixture.auth.begin_required_enrolment(*state).unwrap());
    assert!(matches!(finished, FinishResult::SignedIn(_)));
}

#[test]
fn after_the_last_attempt_no_code_is_checked_before_a_new_secret() {
    let (fixture, random) = Fixture::with_exhaustible_random();
    let (session, proof) = fixture.create_first();
    let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
    let (secret, mut state) = (secret_of(&show), show.next());
    let right = code_at(&secret, fixture.now()).to_string();
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 1..options().limits.setup_attempts {
        let Ok(ConfirmResult::Refused(EnrolmentRefusal::Wrong, same)) =
            fixture.auth.confirm_pairing(state, typed(wrong), "Phone")
        else {
            panic!("expected the wrong code to be refused");
        };
        state = same;
    }
    random.set_exhausted(true);
    for code in [wrong, &*right] {
        let Err(Interrupted { state: same, error: Error::RandomSource }) =
            fixture.auth.confirm_pairing(state, typed(code), "Phone")
        else {
            panic!("{code}: expected the random source to fail");
        };
        state = *same;
    }
    random.set_exhausted(false);
    let Ok(ConfirmResult::Refused(EnrolmentRefusal::NewSecret, state)) =
        fixture.auth.confirm_pairing(state, typed(&right), "Phone")
    else {
        panic!("expected a new secret after the last attempt");
    };
    assert_ne!(secret_of(&state.back()).expose_bytes(), secret.expose_bytes());
}
