//! Counters with impossible flags, and accounts deleted during an attempt.

use std::sync::Arc;

use crate::auth::testing::{ALICE, Corrupt, Fixture, PASSWORD, expect_refused, expect_signed_in, typed};
use crate::auth::{
    ActionError, CodeRefusal, CounterKey, CounterKind, CounterRow, Outcome, PasswordRefusal, StepUpPurpose,
    StepUpResult, UnlockResult,
};

#[test]
fn a_suspended_flag_on_a_password_counter_is_ignored() {
    let (_, house, session, phone) = Fixture::with_faulty_store_2fa();
    let account = session.account();
    let key = CounterKey::Account(account, CounterKind::Password);
    let suspend = || house.write(|rows| rows.put_counter(&key, &CounterRow { suspended: true, ..Default::default() }));
    suspend();
    let derivations = crate::auth::seal::derivations();
    assert_eq!(expect_refused(house.sign_in(ALICE, "wrong")), PasswordRefusal::Wrong);
    assert_eq!(crate::auth::seal::derivations() - derivations, 1, "it takes as long as any other");
    assert_eq!(house.last_entry(), ("password-refused".into(), "wrong-password".into()));
    assert_eq!(house.counter(account, CounterKind::Password).failures, 1);
    suspend();
    let locked = house.auth.lock(session);
    let code = || house.code_factor(&phone);
    let _ = house.unlock(locked, code());
    suspend();
    house.advance_steps(1);
    let _ = expect_signed_in(house.submit_code(house.pending(), &phone.code(house.now())));
}

#[test]
fn a_suspended_flag_on_a_recovery_counter_is_ignored() {
    let (_, house, session, phone) = Fixture::with_faulty_store_2fa();
    let key = CounterKey::Account(session.account(), CounterKind::Recovery);
    house.write(|rows| rows.put_counter(&key, &CounterRow { suspended: true, ..Default::default() }));
    let _ = expect_signed_in(house.submit_recovery_code(house.pending(), &phone.recovery_codes[0]));
}

#[test]
fn a_corrupt_counter_costs_as_much_as_a_wrong_password_and_is_logged() {
    let (store, house) = Fixture::with_faulty_store();
    let (session, _) = house.create_first();
    store.corrupt(&[Corrupt::Counter(CounterKind::Password)]);
    let derivations = crate::auth::seal::derivations();
    let answer = house.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), None).unwrap();
    assert!(matches!(answer, StepUpResult::PasswordRefused(PasswordRefusal::Wrong)));
    assert_eq!(crate::auth::seal::derivations() - derivations, 1);
    assert_eq!(house.last_entry(), ("password-refused".into(), "unreadable".into()));
}

/// Deletes Alice's account directly in the store.
fn delete_hook(house: &Fixture) -> impl FnOnce() + Send + 'static {
    let (rows, id) = (Arc::clone(&house.store), house.account_row(ALICE).id);
    move || rows.write(&mut |rows| rows.delete_account(id)).unwrap()
}

#[test]
fn a_concurrently_deleted_account_is_refused_without_an_error() {
    for call in 1..20 {
        let (store, house, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = house.pending();
        store.run_before_call(call, delete_hook(&house));
        let outcome = house.auth.submit_code(pending, typed(&phone.code(house.now()))).unwrap();
        if !store.hook_ran() {
            break;
        }
        assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{call}: {outcome:?}");
    }
    for call in 1..20 {
        let (store, house, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = house.pending();
        store.run_before_call(call, delete_hook(&house));
        let outcome = house.auth.submit_recovery_code(pending, typed(&phone.recovery_codes[0])).unwrap();
        if !store.hook_ran() {
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
fn a_concurrently_deleted_account_costs_the_same_as_an_unknown_name() {
    for call in 1..20 {
        let (store, house) = Fixture::with_faulty_store_and_alice();
        store.run_before_call(call, delete_hook(&house));
        let derivations = crate::auth::seal::derivations();
        let outcome = house.auth.sign_in(ALICE, typed("wrong")).unwrap();
        if !store.hook_ran() {
            break;
        }
        assert_eq!(expect_refused(outcome), PasswordRefusal::Wrong, "{call}");
        assert_eq!(crate::auth::seal::derivations() - derivations, 1, "{call}");
    }
}

#[test]
fn a_session_of_a_concurrently_deleted_account_is_refused_without_an_error() {
    for call in 1..20 {
        let (store, house, session, phone) = Fixture::with_faulty_store_2fa();
        let locked = house.auth.lock(session);
        store.run_before_call(call, delete_hook(&house));
        let code = house.code_factor(&phone);
        let answer = house.auth.unlock(locked, typed(PASSWORD), code);
        if !store.hook_ran() {
            break;
        }
        let is_refused = matches!(
            answer,
            Ok(UnlockResult::SessionEnded
                | UnlockResult::PasswordRefused(_, PasswordRefusal::Wrong)
                | UnlockResult::CodeRefused(..))
        );
        assert!(is_refused, "{call}: {answer:?}");
    }
    for call in 1..20 {
        let (store, house, session, phone) = Fixture::with_faulty_store_2fa();
        store.run_before_call(call, delete_hook(&house));
        let code = house.code_factor(&phone);
        let answer = house.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), code);
        if !store.hook_ran() {
            break;
        }
        let is_refused = matches!(
            answer,
            Err(ActionError::SessionEnded | ActionError::Changed)
                | Ok(StepUpResult::PasswordRefused(PasswordRefusal::Wrong) | StepUpResult::CodeRefused(_))
        );
        assert!(is_refused, "{call}: {answer:?}");
    }
}
