//! Counters with impossible flags, and accounts deleted during an attempt.

use std::sync::Arc;

use crate::auth::testing::{ALICE, Corrupt, Fixture, PASSWORD, expect_refused, expect_signed_in, typed};
use crate::auth::{
    ActionError, CodeRefusal, CounterKey, CounterKind, CounterRow, Outcome, PasswordRefusal, StepUpPurpose,
    StepUpResult, UnlockResult,
};

#[test]
fn a_suspended_flag_on_a_password_counter_is_ignored() {
    let (_, fixture, session, phone) = Fixture::with_faulty_store_2fa();
    let account = session.account();
    let key = CounterKey::Account(account, CounterKind::Password);
    let suspend =
        || fixture.write(|rows| rows.put_counter(&key, &CounterRow { suspended: true, ..Default::default() }));
    suspend();
    let derivations = crate::auth::seal::derivations();
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), PasswordRefusal::Wrong);
    assert_eq!(crate::auth::seal::derivations() - derivations, 1, "the refusal costs one derivation");
    assert_eq!(fixture.last_entry(), ("password-refused".into(), "wrong-password".into()));
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 1);
    suspend();
    let locked = fixture.auth.lock(session);
    let code = || fixture.code_factor(&phone);
    let _ = fixture.unlock(locked, code());
    suspend();
    fixture.advance_steps(1);
    let _ = expect_signed_in(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
}

#[test]
fn a_suspended_flag_on_a_recovery_counter_is_ignored() {
    let (_, fixture, session, phone) = Fixture::with_faulty_store_2fa();
    let key = CounterKey::Account(session.account(), CounterKind::Recovery);
    fixture.write(|rows| rows.put_counter(&key, &CounterRow { suspended: true, ..Default::default() }));
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
}

#[test]
fn a_corrupt_counter_costs_as_much_as_a_wrong_password_and_is_logged() {
    let (store, fixture) = Fixture::with_faulty_store();
    let (session, _) = fixture.create_first();
    store.corrupt(&[Corrupt::Counter(CounterKind::Password)]);
    let derivations = crate::auth::seal::derivations();
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), None).unwrap();
    assert!(matches!(result, StepUpResult::PasswordRefused(PasswordRefusal::Wrong)));
    assert_eq!(crate::auth::seal::derivations() - derivations, 1);
    assert_eq!(fixture.last_entry(), ("password-refused".into(), "unreadable".into()));
}

/// Deletes Alice's account directly in the store.
fn delete_hook(fixture: &Fixture) -> impl FnOnce() + Send + 'static {
    let (rows, id) = (Arc::clone(&fixture.store), fixture.account_row(ALICE).id);
    move || rows.write(&mut |rows| rows.delete_account(id)).unwrap()
}

#[test]
fn a_concurrently_deleted_account_is_refused_without_an_error() {
    for call in 1..20 {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.run_before_call(call, delete_hook(&fixture));
        let outcome = fixture.auth.submit_code(pending, typed(&phone.code(fixture.now()))).unwrap();
        if !store.hook_ran() {
            break;
        }
        assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{call}: {outcome:?}");
    }
    for call in 1..20 {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.run_before_call(call, delete_hook(&fixture));
        let outcome = fixture.auth.submit_recovery_code(pending, typed(&phone.recovery_codes[0])).unwrap();
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
        let (store, fixture) = Fixture::with_faulty_store_and_alice();
        store.run_before_call(call, delete_hook(&fixture));
        let derivations = crate::auth::seal::derivations();
        let outcome = fixture.auth.sign_in(ALICE, typed("wrong")).unwrap();
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
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let locked = fixture.auth.lock(session);
        store.run_before_call(call, delete_hook(&fixture));
        let code = fixture.code_factor(&phone);
        let result = fixture.auth.unlock(locked, typed(PASSWORD), code);
        if !store.hook_ran() {
            break;
        }
        let is_refused = matches!(
            result,
            Ok(UnlockResult::SessionEnded
                | UnlockResult::PasswordRefused(_, PasswordRefusal::Wrong)
                | UnlockResult::CodeRefused(..))
        );
        assert!(is_refused, "{call}: {result:?}");
    }
    for call in 1..20 {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        store.run_before_call(call, delete_hook(&fixture));
        let code = fixture.code_factor(&phone);
        let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), code);
        if !store.hook_ran() {
            break;
        }
        let is_refused = matches!(
            result,
            Err(ActionError::SessionEnded | ActionError::Changed)
                | Ok(StepUpResult::PasswordRefused(PasswordRefusal::Wrong) | StepUpResult::CodeRefused(_))
        );
        assert!(is_refused, "{call}: {result:?}");
    }
}
