//! A fault at any call of the store returns the state, and repeating the step has the original result.

mod enrolment;

use std::cell::Cell;
use std::sync::Arc;

use crate::auth::service::tests::passwords::THIRD;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, Fixture, PASSWORD, expect_code_refused, expect_enrolment_required,
    expect_refused, expect_signed_in, typed,
};
use crate::auth::{
    CodeRefusal, CounterKind, Error, Factor, FinishResult, Interrupted, Outcome, PasswordChoice, PasswordRefusal,
    Pending, Role, Session, SignedIn, UnlockResult,
};

/// Fails, or loses the reply, at one call of a step.
#[derive(Clone, Copy, Debug)]
struct FaultPoint {
    call: usize,
    reply_lost: bool,
}

impl FaultPoint {
    fn inject(self, store: &FaultyStore) {
        if self.reply_lost { store.lose_reply_at(self.call) } else { store.fail_at(self.call) }
    }

    /// Runs a step with the fault, and again with the returned state if it fails. Returns the result, and whether the
    /// step was retried.
    fn run_step<T, S>(self, store: &FaultyStore, state: S, step: impl Fn(S) -> Result<T, Interrupted<S>>) -> (T, bool) {
        self.inject(store);
        let first = step(state);
        let failed = store.heal();
        match first {
            Ok(result) => {
                assert!(!failed, "a fault is not reported");
                (result, false)
            }
            Err(Interrupted { state, error }) => {
                assert!(failed && matches!(error, Error::Store(_)), "{error:?}");
                (step(*state).expect("the store no longer fails"), true)
            }
        }
    }
}

/// Runs `scenario` with a fault at every call until no call is left: first with nothing written at the failing call,
/// then with everything written.
fn for_every_fault_point(scenario: impl Fn(FaultPoint) -> bool) {
    for lost in [false, true] {
        let last = (1..100).find(|&call| !scenario(FaultPoint { call, reply_lost: lost }));
        assert!(last.is_some_and(|last| last > 1), "no call failed: {last:?}");
    }
}

fn sessions(fixture: &Fixture, key: &str) -> usize {
    fixture.read(|rows| rows.sessions(fixture.account_row(key).id)).len()
}

/// Expects a session or, where the reply to the last commit was lost, a refusal of the spent code.
fn expect_session_or_used(at: FaultPoint, outcome: Outcome, next: impl FnOnce(Pending) -> Outcome) -> SignedIn {
    match outcome {
        Outcome::SignedIn(signed_in) => *signed_in,
        other => {
            assert!(at.reply_lost, "{at:?}: {other:?}");
            let (refusal, pending) = expect_code_refused(other);
            assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
            expect_signed_in(next(pending))
        }
    }
}

#[test]
fn a_fault_while_submitting_a_code_returns_the_state_and_the_same_code_works() {
    for_every_fault_point(|at| {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let (pending, code) = (fixture.pending(), phone.code(fixture.now()));
        let (outcome, failed) = at.run_step(&store, pending, |pending| fixture.auth.submit_code(pending, typed(&code)));
        let signed = expect_session_or_used(at, outcome, |pending| {
            fixture.advance_steps(1);
            fixture.submit_code(pending, &phone.code(fixture.now()))
        });
        // A code charged twice counts as the user's own. If the reply to the charge itself was lost, one wrong code may
        // be reported: counting one attempt too many is better than one too few.
        assert_eq!(signed.notices.wrong_codes, u32::from(at.reply_lost && at.call == 2), "{at:?}");
        assert!(sessions(&fixture, ALICE) <= 3);
        failed
    });
}

#[test]
fn a_fault_with_a_wrong_code_leaves_it_charged_and_the_next_right_one_works() {
    for_every_fault_point(|at| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        let wrong = phone.wrong_code(fixture.now());
        at.inject(&store);
        let first = fixture.auth.submit_code(pending, typed(&wrong));
        let failed = store.heal();
        let charged = fixture.counter(session.account(), CounterKind::Code).failures;
        let pending = match first {
            Ok(outcome) => expect_code_refused(outcome).1,
            Err(interrupted) => *interrupted.state,
        };
        // The second call is the charge.
        assert_eq!(charged, u32::from(at.call > 2 || (at.reply_lost && at.call == 2)), "{at:?}");
        let signed = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
        assert_eq!(signed.notices.wrong_codes, u32::from(at.reply_lost && at.call == 2), "{at:?}");
        failed
    });
}

#[test]
fn a_fault_with_a_recovery_code_returns_the_state_and_the_same_one_works() {
    for_every_fault_point(|at| {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        let (outcome, failed) = at.run_step(&store, pending, |pending| {
            fixture.auth.submit_recovery_code(pending, typed(&phone.recovery_codes[0]))
        });
        let _ = expect_session_or_used(at, outcome, |pending| {
            fixture.submit_recovery_code(pending, &phone.recovery_codes[1])
        });
        let used = fixture
            .read(|rows| rows.recovery(fixture.account_row(ALICE).id))
            .iter()
            .filter(|row| row.used_at.is_some())
            .count();
        assert_eq!(used, if at.reply_lost && used == 2 { 2 } else { 1 });
        failed
    });
}

#[test]
fn a_fault_with_a_help_code_returns_the_state_and_pairing_follows() {
    for_every_fault_point(|at| {
        let (store, fixture, admin, bob) = fixture_with_bob();
        let _ = fixture.pair_bob(&bob);
        let help = fixture.reset_two_factor(&admin, bob.account());
        let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
        let (outcome, failed) =
            at.run_step(&store, pending, |pending| fixture.auth.submit_recovery_code(pending, typed(&help)));
        let required = expect_enrolment_required(outcome);
        let (_, finished) = fixture.finish_setup(fixture.auth.begin_required_enrolment(required).unwrap());
        assert!(matches!(finished, FinishResult::SignedIn(_)), "{finished:?}");
        failed
    });
}

/// Alice, an administrator, and Bob, both signed in with a password alone.
fn fixture_with_bob() -> (Arc<FaultyStore>, Fixture, Session, Session) {
    let (store, fixture) = Fixture::with_faulty_store();
    let (admin, _) = fixture.create_first();
    let bob = fixture.add_bob(&admin, Role::Member);
    (store, fixture, admin, bob)
}

#[test]
fn a_fault_with_a_new_password_returns_the_state_and_the_same_one_works() {
    for with_phone in [false, true] {
        for_every_fault_point(|at| {
            let (store, fixture, admin, bob) = fixture_with_bob();
            if with_phone {
                let _ = fixture.pair_bob(&bob);
            }
            let temporary = fixture.temporary_password(&admin, bob.account());
            let state = fixture.must_change(BOB, &temporary);
            let (chosen, failed) =
                at.run_step(&store, state, |state| fixture.auth.choose_password(state, typed(THIRD)));
            match chosen {
                PasswordChoice::Accepted(Outcome::SignedIn(_)) => assert!(!with_phone),
                PasswordChoice::Accepted(Outcome::EnrolmentRequired(required)) => {
                    let (_, finished) = fixture.finish_setup(fixture.auth.begin_required_enrolment(*required).unwrap());
                    assert!(matches!(finished, FinishResult::SignedIn(_)), "{finished:?}");
                }
                // It was committed before the fault; the new password is in force.
                PasswordChoice::Accepted(Outcome::Refused(PasswordRefusal::Changed)) if at.reply_lost => {}
                other => panic!("{at:?}: {other:?}"),
            }
            assert_eq!(expect_refused(fixture.sign_in(BOB, &temporary)), PasswordRefusal::Wrong);
            match fixture.sign_in(BOB, THIRD) {
                Outcome::SignedIn(_) => assert!(!with_phone),
                Outcome::CodeRequired(_) => assert!(with_phone),
                other => panic!("{other:?}"),
            }
            failed
        });
    }
}

#[test]
fn a_fault_at_unlock_returns_the_locked_session_and_the_same_code_works() {
    for_every_fault_point(|at| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        fixture.write(|rows| {
            let meta = rows.meta()?;
            let policy = crate::auth::Policy { unlock_needs_code: true, ..meta.policy };
            rows.put_meta(&crate::auth::Meta { policy, ..meta })
        });
        let (id, keys) = (session.id(), session.data_key("notes").unwrap().1.expose_bytes().to_vec());
        let locked = fixture.auth.lock(session);
        let code = phone.code(fixture.now());
        let unlock = |locked, code: &str| fixture.auth.unlock(locked, typed(PASSWORD), Some(Factor::Code(typed(code))));
        let (result, failed) = at.run_step(&store, locked, |locked| unlock(locked, &code));
        let session = match result {
            UnlockResult::Unlocked(session) => session,
            UnlockResult::CodeRefused(locked, CodeRefusal::AlreadyUsed { .. }) if at.reply_lost => {
                fixture.advance_steps(1);
                match unlock(locked, &phone.code(fixture.now())) {
                    Ok(UnlockResult::Unlocked(session)) => session,
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{at:?}: {other:?}"),
        };
        assert_eq!(session.id(), id);
        assert_eq!(session.data_key("notes").unwrap().1.expose_bytes().to_vec(), keys);
        failed
    });
}

#[test]
fn a_fault_with_a_wrong_password_at_unlock_stays_charged_and_locked() {
    let charged = Cell::new(0);
    for_every_fault_point(|at| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let account = session.account();
        let locked = fixture.auth.lock(session);
        at.inject(&store);
        let result = fixture.auth.unlock(locked, typed(BOBS_PASSWORD), None);
        let failed = store.heal();
        let locked = match result {
            Ok(UnlockResult::PasswordRefused(locked, PasswordRefusal::Wrong)) => locked,
            Err(Interrupted { state, .. }) => *state,
            other => panic!("{other:?}"),
        };
        // The session is read before the charge; from then on the attempt stays charged.
        let failures = fixture.counter(account, CounterKind::Password).failures;
        assert!(failures >= charged.get() || at.call == 1, "{at:?}: {failures}");
        assert!(failures == 1 || failed && at.call <= 3, "{at:?}: {failures}");
        charged.set(failures);
        let code = fixture.code_factor(&phone);
        let _ = fixture.unlock(locked, code);
        failed
    });
}

#[test]
fn an_expired_locked_session_ends_even_if_the_write_fails() {
    let (store, fixture, session, _) = Fixture::with_faulty_store_2fa();
    let locked = fixture.auth.lock(session);
    fixture.clock.advance_seconds(12 * 3600);
    store.fail_at(1);
    assert!(matches!(fixture.auth.unlock(locked, typed(PASSWORD), None), Ok(UnlockResult::SessionEnded)));
    assert!(store.heal());
}

#[test]
fn any_error_of_the_last_commit_opens_no_session_and_spends_no_code() {
    let errors: [fn() -> Error; 5] = [
        || Error::RolledBack,
        || Error::Corrupt,
        || Error::OutOfMemory,
        || crate::auth::StoreError::Busy("accounts.db".into()).into(),
        || crate::auth::StoreError::Conflict("a unique key".to_owned()).into(),
    ];
    let last = {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let (pending, before) = (fixture.pending(), store.calls());
        let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
        store.calls() - before
    };
    for error in errors {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let (pending, code) = (fixture.pending(), phone.code(fixture.now()));
        store.fail_at_with(last, error);
        let Err(Interrupted { state, error: reported }) = fixture.auth.submit_code(pending, typed(&code)) else {
            panic!("signed in, with nothing written: {:?}", error());
        };
        assert_eq!(format!("{reported:?}"), format!("{:?}", error()));
        assert!(store.heal());
        assert_eq!(sessions(&fixture, ALICE), 1, "no session is opened");
        let _ = expect_signed_in(fixture.submit_code(*state, &code));
    }
}
