//! Counters that say more than they can, and accounts that go while somebody tries.

use std::sync::Arc;

use crate::auth::service::tests::faults::{house, house_with_phone};
use crate::auth::testing::{ALICE, House, PASSWORD, Spoilt, refused, signed_in, typed};
use crate::auth::{
    CodeRefusal, CounterKey, CounterKind, CounterRow, Denied, Factor, Outcome, Purpose, Refusal, StepUpAnswer, Unlock,
};

#[test]
fn a_password_counter_that_is_said_to_be_suspended_refuses_nobody_and_keeps_counting() {
    let (_, house, session, phone) = house_with_phone();
    let account = session.account();
    let key = CounterKey::Account(account, CounterKind::Password);
    let suspend = || house.write(|rows| rows.put_counter(&key, &CounterRow { suspended: true, ..Default::default() }));
    suspend();
    let derivations = crate::auth::seal::derivations();
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), Refusal::Wrong);
    assert_eq!(crate::auth::seal::derivations() - derivations, 1, "it takes as long as any other");
    assert_eq!(house.last_entry(), ("password-refused".into(), "wrong-password".into()));
    assert_eq!(house.counter(account, CounterKind::Password).failures, 1);
    suspend();
    let locked = house.auth.lock(session);
    let code = || Some(Factor::Code(typed(&phone.code(house.now()))));
    assert!(matches!(house.auth.unlock(locked, typed(PASSWORD), code()), Ok(Unlock::Open(_))));
    suspend();
    house.steps(1);
    let _ = signed_in(house.give_code(house.pending(), &phone.code(house.now())));
}

#[test]
fn a_recovery_counter_that_is_said_to_be_suspended_refuses_nobody() {
    let (_, house, session, phone) = house_with_phone();
    let key = CounterKey::Account(session.account(), CounterKind::Recovery);
    house.write(|rows| rows.put_counter(&key, &CounterRow { suspended: true, ..Default::default() }));
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
}

#[test]
fn an_unreadable_counter_takes_as_long_as_a_wrong_password_and_is_written_down() {
    let (store, house) = house();
    let (session, _) = house.first();
    store.spoil(&[Spoilt::Counter(CounterKind::Password)]);
    let derivations = crate::auth::seal::derivations();
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), None).unwrap();
    assert!(matches!(answer, StepUpAnswer::PasswordRefused(Refusal::Wrong)));
    assert_eq!(crate::auth::seal::derivations() - derivations, 1);
    assert_eq!(house.last_entry(), ("password-refused".into(), "unreadable".into()));
}

/// Deletes Alice's account behind everybody's back.
fn deleted(house: &House) -> impl FnOnce() + Send + 'static {
    let (rows, id) = (Arc::clone(&house.store), house.row(ALICE).id);
    move || rows.write(&mut |rows| rows.delete_account(id)).unwrap()
}

#[test]
fn an_account_that_is_deleted_meanwhile_is_refused_and_is_no_fault() {
    for call in 1..20 {
        let (store, house, _, phone) = house_with_phone();
        let pending = house.pending();
        store.between(call, deleted(&house));
        let outcome = house.auth.give_code(pending, typed(&phone.code(house.now()))).unwrap();
        if !store.came_between() {
            break;
        }
        assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{call}: {outcome:?}");
    }
    for call in 1..20 {
        let (store, house, _, phone) = house_with_phone();
        let pending = house.pending();
        store.between(call, deleted(&house));
        let outcome = house.auth.give_recovery_code(pending, typed(&phone.recovery[0])).unwrap();
        if !store.came_between() {
            break;
        }
        let is_over = matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None));
        assert!(
            is_over || matches!(outcome, Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _)),
            "{call}: {outcome:?}"
        );
    }
}

#[test]
fn an_account_that_is_deleted_meanwhile_costs_what_an_unknown_name_costs() {
    for call in 1..20 {
        let (store, house) = house();
        house.sign_out(house.first().0);
        store.between(call, deleted(&house));
        let derivations = crate::auth::seal::derivations();
        let outcome = house.auth.sign_in(ALICE, typed("wrong")).unwrap();
        if !store.came_between() {
            break;
        }
        assert_eq!(refused(outcome), Refusal::Wrong, "{call}");
        assert_eq!(crate::auth::seal::derivations() - derivations, 1, "{call}");
    }
}

#[test]
fn a_session_whose_account_is_deleted_meanwhile_neither_unlocks_nor_proves_and_is_no_fault() {
    for call in 1..20 {
        let (store, house, session, phone) = house_with_phone();
        let locked = house.auth.lock(session);
        store.between(call, deleted(&house));
        let code = Some(Factor::Code(typed(&phone.code(house.now()))));
        let answer = house.auth.unlock(locked, typed(PASSWORD), code);
        if !store.came_between() {
            break;
        }
        let is_refused =
            matches!(answer, Ok(Unlock::Ended | Unlock::PasswordRefused(_, Refusal::Wrong) | Unlock::CodeRefused(..)));
        assert!(is_refused, "{call}: {answer:?}");
    }
    for call in 1..20 {
        let (store, house, session, phone) = house_with_phone();
        store.between(call, deleted(&house));
        let code = Some(Factor::Code(typed(&phone.code(house.now()))));
        let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), code);
        if !store.came_between() {
            break;
        }
        let is_refused = matches!(
            answer,
            Err(Denied::Ended | Denied::Changed)
                | Ok(StepUpAnswer::PasswordRefused(Refusal::Wrong) | StepUpAnswer::CodeRefused(_))
        );
        assert!(is_refused, "{call}: {answer:?}");
    }
}
