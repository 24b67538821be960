//! A fault at any call of the store gives the state back, and the same step leads where it would have led.

mod setup;

use std::cell::Cell;
use std::sync::Arc;

use crate::auth::service::tests::passwords::{THIRD, administer};
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, House, PASSWORD, Phone, code_refused, refused, signed_in, typed,
};
use crate::auth::{
    Chosen, CodeRefusal, CounterKind, Error, Factor, Finished, Interrupted, Outcome, Pending, Purpose, Refusal, Role,
    Session, SignedIn, Unlock,
};

/// Fails or loses the answer, at the first call of a step, at its second, and so on.
#[derive(Clone, Copy, Debug)]
struct At {
    call: usize,
    lost: bool,
}

impl At {
    fn arm(self, store: &FaultyStore) {
        if self.lost { store.lose_answer_at(self.call) } else { store.fail_at(self.call) }
    }
}

/// Plays `scene` with a fault at every call, until it says that none was left to fail; with nothing written at the
/// call that fails, and then with all of it.
fn at_every_call(scene: impl Fn(At) -> bool) {
    for lost in [false, true] {
        let last = (1..100).find(|&call| !scene(At { call, lost }));
        assert!(last.is_some_and(|last| last > 1), "nothing failed: {last:?}");
    }
}

/// The answer, or the one to trying again with the state that came back; and whether it was tried again.
fn tried_again<T, S, R>(store: &FaultyStore, first: Result<T, Interrupted<S>>, again: R) -> (T, bool)
where
    R: FnOnce(S) -> Result<T, Interrupted<S>>,
{
    let failed = store.mend();
    match first {
        Ok(answer) => {
            assert!(!failed, "a fault was not told");
            (answer, false)
        }
        Err(Interrupted { state, error }) => {
            assert!(failed && matches!(error, Error::Store(_)), "{error:?}");
            (again(*state).expect("nothing fails any more"), true)
        }
    }
}

/// Alice with her phone, a minute after pairing; her session stays open.
fn house_with_phone() -> (Arc<FaultyStore>, House, Session, Phone) {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    (store, house, session, phone)
}

fn sessions(house: &House, key: &str) -> usize {
    house.read(|rows| rows.sessions(house.row(key).id)).len()
}

/// Signed in; or, where the answer to the last commit was lost, told that it had counted.
fn in_or_used(at: At, outcome: Outcome, next: impl FnOnce(Pending) -> Outcome) -> SignedIn {
    match outcome {
        Outcome::SignedIn(signed_in) => *signed_in,
        other => {
            assert!(at.lost, "{at:?}: {other:?}");
            let (refusal, pending) = code_refused(other);
            assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
            signed_in(next(pending))
        }
    }
}

#[test]
fn a_fault_at_the_second_door_gives_it_back_and_the_same_code_opens_it() {
    at_every_call(|at| {
        let (store, house, _, phone) = house_with_phone();
        let (pending, code) = (house.pending(), phone.code(house.now()));
        at.arm(&store);
        let first = house.auth.give_code(pending, typed(&code));
        let (outcome, failed) = tried_again(&store, first, |pending| house.auth.give_code(pending, typed(&code)));
        let signed = in_or_used(at, outcome, |pending| {
            house.steps(1);
            house.give_code(pending, &phone.code(house.now()))
        });
        // A code that was charged twice was its owner's own: no stranger is reported. Where the answer to the charge
        // itself was lost, one may be: a try too many is better counted than one too few.
        assert_eq!(signed.notices.wrong_codes, u32::from(at.lost && at.call == 2), "{at:?}");
        assert!(sessions(&house, ALICE) <= 3);
        failed
    });
}

#[test]
fn a_fault_over_a_wrong_code_leaves_it_charged_and_the_next_right_one_opens() {
    at_every_call(|at| {
        let (store, house, session, phone) = house_with_phone();
        let pending = house.pending();
        let wrong = phone.wrong_code(house.now());
        at.arm(&store);
        let first = house.auth.give_code(pending, typed(&wrong));
        let failed = store.mend();
        let charged = house.counter(session.account(), CounterKind::Code).failures;
        let pending = match first {
            Ok(outcome) => code_refused(outcome).1,
            Err(interrupted) => *interrupted.state,
        };
        // The second call is the charge.
        assert_eq!(charged, u32::from(at.call > 2 || (at.lost && at.call == 2)), "{at:?}");
        let signed = signed_in(house.give_code(pending, &phone.code(house.now())));
        assert_eq!(signed.notices.wrong_codes, u32::from(at.lost && at.call == 2), "{at:?}");
        failed
    });
}

#[test]
fn a_fault_over_a_recovery_code_gives_the_state_back_and_the_same_one_opens() {
    at_every_call(|at| {
        let (store, house, _, phone) = house_with_phone();
        let pending = house.pending();
        at.arm(&store);
        let first = house.auth.give_recovery_code(pending, typed(&phone.recovery[0]));
        let (outcome, failed) =
            tried_again(&store, first, |pending| house.auth.give_recovery_code(pending, typed(&phone.recovery[0])));
        let _ = in_or_used(at, outcome, |pending| house.give_recovery_code(pending, &phone.recovery[1]));
        let used =
            house.read(|rows| rows.recovery(house.row(ALICE).id)).iter().filter(|row| row.used.is_some()).count();
        assert_eq!(used, if at.lost && used == 2 { 2 } else { 1 });
        failed
    });
}

#[test]
fn a_fault_over_a_help_code_gives_the_state_back_and_pairing_follows() {
    at_every_call(|at| {
        let (store, house, admin, bob) = house_of_two();
        let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
        let proof = house.prove(&admin, Purpose::Administer, None);
        let help = house.auth.reset_two_factor(&admin, proof, bob.account()).unwrap().expose_text().to_string();
        let pending = house.pending_of(BOB, BOBS_PASSWORD);
        at.arm(&store);
        let first = house.auth.give_recovery_code(pending, typed(&help));
        let (outcome, failed) =
            tried_again(&store, first, |pending| house.auth.give_recovery_code(pending, typed(&help)));
        let Outcome::PairingOwed(owed) = outcome else { panic!("{outcome:?}") };
        let (_, finished) = house.finish(house.auth.begin_owed_setup(*owed).unwrap());
        assert!(matches!(finished, Finished::SignedIn(_)), "{finished:?}");
        failed
    });
}

/// Alice, an administrator, and Bob, both signed in with a password alone.
fn house_of_two() -> (Arc<FaultyStore>, House, Session, Session) {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    let (admin, _) = house.first();
    let bob = house.bob(&admin, Role::Member);
    (store, house, admin, bob)
}

#[test]
fn a_fault_over_a_new_password_gives_the_state_back_and_the_same_one_is_taken() {
    for with_phone in [false, true] {
        at_every_call(|at| {
            let (store, house, admin, bob) = house_of_two();
            if with_phone {
                let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
            }
            let temporary = administer(&house, &admin, bob.account());
            let state = house.must_change(BOB, &temporary);
            at.arm(&store);
            let first = house.auth.choose_password(state, typed(THIRD));
            let (chosen, failed) = tried_again(&store, first, |state| house.auth.choose_password(state, typed(THIRD)));
            match chosen {
                Chosen::On(Outcome::SignedIn(_)) => assert!(!with_phone),
                Chosen::On(Outcome::PairingOwed(owed)) => {
                    let (_, finished) = house.finish(house.auth.begin_owed_setup(*owed).unwrap());
                    assert!(matches!(finished, Finished::SignedIn(_)), "{finished:?}");
                }
                // It had counted already; the new password is in force.
                Chosen::On(Outcome::Refused(Refusal::Changed)) if at.lost => {}
                other => panic!("{at:?}: {other:?}"),
            }
            assert_eq!(refused(house.sign_in(BOB, &temporary)), Refusal::Wrong);
            match house.sign_in(BOB, THIRD) {
                Outcome::SignedIn(_) => assert!(!with_phone),
                Outcome::CodeOwed(_) => assert!(with_phone),
                other => panic!("{other:?}"),
            }
            failed
        });
    }
}

#[test]
fn a_fault_over_an_unlock_gives_the_locked_session_back_and_the_same_code_unlocks_it() {
    at_every_call(|at| {
        let (store, house, session, phone) = house_with_phone();
        house.write(|rows| {
            let meta = rows.meta()?;
            let policy = crate::auth::Policy { unlock_needs_code: true, ..meta.policy };
            rows.put_meta(&crate::auth::Meta { policy, ..meta })
        });
        let (id, keys) = (session.id(), session.data_key("notes").unwrap().1.expose_bytes().to_vec());
        let locked = house.auth.lock(session);
        let code = phone.code(house.now());
        let unlock = |locked, code: &str| house.auth.unlock(locked, typed(PASSWORD), Some(Factor::Code(typed(code))));
        at.arm(&store);
        let first = unlock(locked, &code);
        let (answer, failed) = tried_again(&store, first, |locked| unlock(locked, &code));
        let session = match answer {
            Unlock::Open(session) => session,
            Unlock::CodeRefused(locked, CodeRefusal::AlreadyUsed { .. }) if at.lost => {
                house.steps(1);
                match unlock(locked, &phone.code(house.now())) {
                    Ok(Unlock::Open(session)) => session,
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
fn a_fault_over_a_wrong_password_at_an_unlock_stays_charged_and_keeps_the_session_locked() {
    let charged = Cell::new(0);
    at_every_call(|at| {
        let (store, house, session, phone) = house_with_phone();
        let account = session.account();
        let locked = house.auth.lock(session);
        at.arm(&store);
        let answer = house.auth.unlock(locked, typed(BOBS_PASSWORD), None);
        let failed = store.mend();
        let locked = match answer {
            Ok(Unlock::PasswordRefused(locked, Refusal::Wrong)) => locked,
            Err(Interrupted { state, .. }) => *state,
            other => panic!("{other:?}"),
        };
        // Looking at the session comes before the charge; from there on it stays charged.
        let failures = house.counter(account, CounterKind::Password).failures;
        assert!(failures >= charged.get() || at.call == 1, "{at:?}: {failures}");
        assert!(failures == 1 || failed && at.call <= 3, "{at:?}: {failures}");
        charged.set(failures);
        let code = Some(Factor::Code(typed(&phone.code(house.now()))));
        assert!(matches!(house.auth.unlock(locked, typed(PASSWORD), code), Ok(Unlock::Open(_))));
        failed
    });
}

#[test]
fn a_locked_session_that_is_over_ends_even_if_that_cannot_be_written() {
    let (store, house, session, _) = house_with_phone();
    let locked = house.auth.lock(session);
    house.clock.advance_seconds(12 * 3600);
    store.fail_at(1);
    assert!(matches!(house.auth.unlock(locked, typed(PASSWORD), None), Ok(Unlock::Ended)));
    assert!(store.mend());
}

#[test]
fn whatever_error_the_last_commit_reports_nobody_is_in_and_the_code_stays_good() {
    let errors: [fn() -> Error; 5] = [
        || Error::RolledBack,
        || Error::Unreadable,
        || Error::Memory,
        || crate::auth::StoreError::Busy("accounts.db".into()).into(),
        || crate::auth::StoreError::Conflict("a unique key".to_owned()).into(),
    ];
    let last = {
        let (store, house, _, phone) = house_with_phone();
        let (pending, before) = (house.pending(), store.calls());
        let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
        store.calls() - before
    };
    for error in errors {
        let (store, house, _, phone) = house_with_phone();
        let (pending, code) = (house.pending(), phone.code(house.now()));
        store.fail_at_with(last, error);
        let Err(Interrupted { state, error: told }) = house.auth.give_code(pending, typed(&code)) else {
            panic!("in, with nothing written: {:?}", error());
        };
        assert_eq!(format!("{told:?}"), format!("{:?}", error()));
        assert!(store.mend());
        assert_eq!(sessions(&house, ALICE), 1, "nobody new");
        let _ = signed_in(house.give_code(*state, &code));
    }
}
