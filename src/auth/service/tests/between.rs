//! Something comes between a proof and its act, at every point where it can.

use std::sync::Arc;

use crate::auth::service::tests::setup::codes;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, House, PASSWORD, Phone, code_refused, signed_in, typed,
};
use crate::auth::{
    AccountRow, CodeRefusal, Denied, Factor, Finished, Outcome, Owed, PasswordKind, Pending, Purpose, Role, Session,
    StepUpAnswer, Unlock,
};

/// Alice with her phone, a minute after pairing; her session stays open.
fn house() -> (Arc<FaultyStore>, House, Session, Phone) {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    (store, house, session, phone)
}

/// Runs `scene` with something that comes before its first, its second, … call of the store, until it has no more.
fn at_every_point(scene: impl Fn(usize) -> bool) {
    let last = (1..100).find(|&call| !scene(call));
    assert!(last.is_some_and(|last| last > 2), "{last:?}");
}

/// What somebody else does to Alice's row behind everybody's back, without raising its version.
fn changed(house: &House, change: fn(AccountRow) -> AccountRow) -> impl FnOnce() + Send + 'static {
    let store = Arc::clone(&house.store);
    move || {
        let change = |rows: &mut dyn crate::auth::Writer| {
            let row = rows.account_by_key(ALICE)?.unwrap();
            rows.update_account(&change(row))
        };
        store.write(&mut |rows| change(rows)).unwrap();
    }
}

fn given(house: &House, pending: Pending, code: &str) -> impl FnOnce() + Send + 'static {
    let (auth, code) = (Arc::clone(&house.auth), typed(code));
    move || drop(auth.give_code(pending, code).unwrap())
}

fn sessions(house: &House) -> usize {
    house.read(|rows| rows.sessions(house.row(ALICE).id)).len()
}

#[test]
fn a_code_that_somebody_else_gives_meanwhile_opens_one_session() {
    at_every_point(|call| {
        let (store, house, _, phone) = house();
        let (pending, other) = (house.pending(), house.pending());
        let code = phone.code(house.now());
        store.between(call, given(&house, other, &code));
        let outcome = house.give_code(pending, &code);
        let came = store.came_between();
        if came {
            let (refusal, _) = code_refused(outcome);
            assert!(matches!(refusal, CodeRefusal::AlreadyUsed { next_in: Some(_) }), "{refusal:?}");
        }
        assert_eq!(sessions(&house), 2, "Alice's own and one more");
        came
    });
}

#[test]
fn a_recovery_code_that_somebody_else_gives_meanwhile_opens_one_session() {
    at_every_point(|call| {
        let (store, house, _, phone) = house();
        let (pending, other) = (house.pending(), house.pending());
        let (auth, code) = (Arc::clone(&house.auth), typed(&phone.recovery[0]));
        store.between(call, move || drop(auth.give_recovery_code(other, code).unwrap()));
        let outcome = house.give_recovery_code(pending, &phone.recovery[0]);
        let came = store.came_between();
        if came {
            assert_eq!(code_refused(outcome).0, CodeRefusal::AlreadyUsed { next_in: None });
            assert_eq!(house.last_entry(), ("recovery-refused".into(), "used".into()), "call {call}");
        }
        assert_eq!(sessions(&house), 2);
        came
    });
}

#[test]
fn the_same_code_at_sign_in_and_at_step_up_counts_once() {
    at_every_point(|call| {
        let (store, house, session, phone) = house();
        let code = phone.code(house.now());
        store.between(call, given(&house, house.pending(), &code));
        let factor = Some(Factor::Code(typed(&code)));
        let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), factor).unwrap();
        let came = store.came_between();
        let proven = matches!(answer, StepUpAnswer::Proven(_));
        assert_eq!(usize::from(proven) + sessions(&house), 2, "{answer:?}");
        came
    });
}

#[test]
fn an_account_that_is_disabled_meanwhile_lets_nobody_in() {
    at_every_point(|call| {
        let (store, house, _, phone) = house();
        let pending = house.pending();
        store.between(call, changed(&house, |row| AccountRow { enabled: false, ..row }));
        let outcome = house.give_code(pending, &phone.code(house.now()));
        let came = store.came_between();
        if came {
            assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{outcome:?}");
        }
        came
    });
}

#[test]
fn an_account_that_is_changed_meanwhile_is_not_signed_in_to_with_the_password_alone() {
    at_every_point(|call| {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        house.sign_out(house.first().0);
        let raise = |row: AccountRow| AccountRow { credentials_version: row.credentials_version + 1, ..row };
        store.between(call, changed(&house, raise));
        let outcome = house.sign_in(ALICE, PASSWORD);
        let came = store.came_between();
        // Before the first call nothing was proven yet.
        if came && call > 1 {
            assert!(matches!(outcome, Outcome::Refused(crate::auth::Refusal::Changed)), "{outcome:?}");
        }
        came
    });
}

#[test]
fn a_session_that_is_ended_meanwhile_is_not_unlocked_and_proves_nothing() {
    let end = |house: &House, session: &Session| {
        let (store, token) = (Arc::clone(&house.store), *session.token_hash());
        move || store.write(&mut |rows| rows.delete_session(&token)).unwrap()
    };
    at_every_point(|call| {
        let (store, house, session, phone) = house();
        let end = end(&house, &session);
        let elsewhere = session.share();
        let locked = house.auth.lock(session);
        store.between(call, end);
        let factor = Some(Factor::Code(typed(&phone.code(house.now()))));
        let unlocked = house.auth.unlock(locked, typed(PASSWORD), factor).unwrap();
        let came = store.came_between();
        assert_eq!(came, matches!(unlocked, Unlock::Ended), "{unlocked:?}");
        assert_eq!(came, elsewhere.data_key("notes").is_err());
        assert_eq!(came, house.last_entry().0 != "unlocked");
        came
    });
    at_every_point(|call| {
        let (store, house, session, phone) = house();
        store.between(call, end(&house, &session));
        let factor = Some(Factor::Code(typed(&phone.code(house.now()))));
        let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), factor);
        let came = store.came_between();
        assert_eq!(came, matches!(answer, Err(Denied::Ended)), "{answer:?}");
        came
    });
}

#[test]
fn a_session_that_is_locked_meanwhile_proves_nothing_not_even_once_it_is_unlocked() {
    at_every_point(|call| {
        let (store, house, session, phone) = house();
        let locked = session.share();
        store.between(call, move || assert!(locked.empty()));
        let factor = || Some(Factor::Code(typed(&phone.code(house.now()))));
        let answer = house.auth.step_up(&session, Purpose::Administer, typed(PASSWORD), factor());
        let came = store.came_between();
        if !came {
            assert!(matches!(answer, Ok(StepUpAnswer::Proven(_))), "{answer:?}");
            return false;
        }
        assert!(matches!(answer, Err(Denied::Ended)), "call {call}: {answer:?}");
        house.steps(2);
        let locked = house.auth.lock(session);
        let Ok(Unlock::Open(session)) = house.auth.unlock(locked, typed(PASSWORD), factor()) else {
            panic!("both are right")
        };
        for purpose in [Purpose::Administer, Purpose::Own] {
            let owed = house.auth.step_up_owed(&session, purpose).unwrap();
            assert!(matches!(owed, Owed::PasswordAndCode), "call {call}: {owed:?}");
        }
        true
    });
}

#[test]
fn a_temporary_password_neither_unlocks_nor_proves_even_where_the_session_was_left() {
    let until = |row: AccountRow| AccountRow {
        password: PasswordKind::Temporary { until: crate::auth::UnixTime::from_seconds(4_000_000_000) },
        ..row
    };
    // Without factors, as an administrator's reset leaves the account.
    let house = House::empty();
    let (session, _) = house.first();
    changed(&house, until)();
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), None);
    assert!(matches!(answer, Err(Denied::Ended)), "{answer:?}");
    let locked = house.auth.lock(session);
    assert!(matches!(house.auth.unlock(locked, typed(PASSWORD), None), Ok(Unlock::Ended)));
}

#[test]
fn a_set_up_whose_session_is_ended_meanwhile_turns_nothing_on() {
    at_every_point(|call| {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        let (session, proof) = house.first();
        let (_, codes) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
        let (rows, token) = (Arc::clone(&house.store), *session.token_hash());
        store.between(call, move || rows.write(&mut |rows| rows.delete_session(&token)).unwrap());
        let finished = house.auth.finish_setup(codes);
        let came = store.came_between();
        assert_eq!(came, matches!(finished, Ok(Finished::Over(Denied::Ended))), "{finished:?}");
        assert_eq!(came, !house.row(ALICE).two_factor);
        came
    });
}

#[test]
fn an_administrator_who_is_demoted_meanwhile_does_nothing_more() {
    at_every_point(|call| {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        let (alice, _) = house.first();
        let bob = house.bob(&alice, Role::Administrator);
        let hers = house.prove(&alice, Purpose::Administer, None);
        let his = house.prove_with(BOBS_PASSWORD, &bob, Purpose::Administer, None);
        let (auth, target, by) = (Arc::clone(&house.auth), alice.account(), bob.share());
        store.between(call, move || auth.set_role(&by, his, target, Role::Member).unwrap());
        let answer = house.auth.temporary_password(&alice, hers, bob.account());
        let came = store.came_between();
        assert_eq!(came, matches!(answer, Err(Denied::Ended)), "{answer:?}");
        assert_eq!(came, house.row(BOB).password == PasswordKind::Own);
        assert_eq!(house.read(|rows| rows.able_administrators(9)).len(), 1);
        came
    });
}

#[test]
fn a_change_of_password_and_a_sign_in_with_the_old_one_leave_the_new_one() {
    at_every_point(|call| {
        let (store, house, session, phone) = house();
        let proof = house.prove(&session, Purpose::Own, Some(&phone));
        house.steps(1);
        let pending = house.pending();
        let (auth, by) = (Arc::clone(&house.auth), session.share());
        store.between(call, move || auth.change_password(&by, proof, typed(BOBS_PASSWORD)).unwrap());
        let outcome = house.give_code(pending, &phone.code(house.now()));
        let came = store.came_between();
        if came {
            assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{outcome:?}");
            house.steps(1);
            let pending = house.pending_of(ALICE, BOBS_PASSWORD);
            let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
        }
        came
    });
}
