//! Concurrent changes between a proof and its operation, at every possible point.

use std::sync::Arc;

use crate::auth::service::tests::enrolment::codes;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_code_refused, expect_signed_in, typed,
};
use crate::auth::{
    AccountRow, ActionError, CodeRefusal, Factor, FinishResult, Outcome, PasswordKind, Pending, Role, Session,
    StepUpPurpose, StepUpRequirement, StepUpResult, UnlockResult,
};

/// Runs `scenario` with the hook before the first, second, … call of the store, until no call is left.
fn for_every_call(scenario: impl Fn(usize) -> bool) {
    let last = (1..100).find(|&call| !scenario(call));
    assert!(last.is_some_and(|last| last > 2), "{last:?}");
}

/// Changes Alice's row directly in the store, without bumping its version.
fn change_hook(fixture: &Fixture, change: fn(AccountRow) -> AccountRow) -> impl FnOnce() + Send + 'static {
    let store = Arc::clone(&fixture.store);
    move || {
        let change = |rows: &mut dyn crate::auth::Writer| {
            let row = rows.account_by_canonical_name(ALICE)?.unwrap();
            rows.update_account(&change(row))
        };
        store.write(&mut |rows| change(rows)).unwrap();
    }
}

fn submit_code_hook(fixture: &Fixture, pending: Pending, code: &str) -> impl FnOnce() + Send + 'static {
    let (auth, code) = (Arc::clone(&fixture.auth), typed(code));
    move || drop(auth.submit_code(pending, code).unwrap())
}

fn sessions(fixture: &Fixture) -> usize {
    fixture.read(|rows| rows.sessions(fixture.account_row(ALICE).id)).len()
}

#[test]
fn a_concurrently_submitted_code_opens_one_session() {
    for_every_call(|call| {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let (pending, other) = (fixture.pending(), fixture.pending());
        let code = phone.code(fixture.now());
        store.run_before_call(call, submit_code_hook(&fixture, other, &code));
        let outcome = fixture.submit_code(pending, &code);
        let ran = store.hook_ran();
        if ran {
            let (refusal, _) = expect_code_refused(outcome);
            assert!(matches!(refusal, CodeRefusal::AlreadyUsed { next_in: Some(_) }), "{refusal:?}");
        }
        assert_eq!(sessions(&fixture), 2, "the existing session and one new one");
        ran
    });
}

#[test]
fn a_concurrently_submitted_recovery_code_opens_one_session() {
    for_every_call(|call| {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let (pending, other) = (fixture.pending(), fixture.pending());
        let (auth, code) = (Arc::clone(&fixture.auth), typed(&phone.recovery_codes[0]));
        store.run_before_call(call, move || drop(auth.submit_recovery_code(other, code).unwrap()));
        let outcome = fixture.submit_recovery_code(pending, &phone.recovery_codes[0]);
        let ran = store.hook_ran();
        if ran {
            assert_eq!(expect_code_refused(outcome).0, CodeRefusal::AlreadyUsed { next_in: None });
            assert_eq!(fixture.last_entry(), ("recovery-refused".into(), "used".into()), "call {call}");
        }
        assert_eq!(sessions(&fixture), 2);
        ran
    });
}

#[test]
fn the_same_code_at_sign_in_and_at_step_up_counts_once() {
    for_every_call(|call| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let code = phone.code(fixture.now());
        store.run_before_call(call, submit_code_hook(&fixture, fixture.pending(), &code));
        let factor = Some(Factor::Code(typed(&code)));
        let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), factor).unwrap();
        let ran = store.hook_ran();
        let proven = matches!(result, StepUpResult::Proven(_));
        assert_eq!(usize::from(proven) + sessions(&fixture), 2, "{result:?}");
        ran
    });
}

#[test]
fn a_concurrently_disabled_account_cannot_sign_in() {
    for_every_call(|call| {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.run_before_call(call, change_hook(&fixture, |row| AccountRow { enabled: false, ..row }));
        let outcome = fixture.submit_code(pending, &phone.code(fixture.now()));
        let ran = store.hook_ran();
        if ran {
            assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{outcome:?}");
        }
        ran
    });
}

#[test]
fn a_concurrently_changed_account_does_not_open_with_the_password_alone() {
    for_every_call(|call| {
        let (store, fixture) = Fixture::with_faulty_store_and_alice();
        let raise = |row: AccountRow| AccountRow { credentials_version: row.credentials_version + 1, ..row };
        store.run_before_call(call, change_hook(&fixture, raise));
        let outcome = fixture.sign_in(ALICE, PASSWORD);
        let ran = store.hook_ran();
        // Before the first call nothing is proven yet.
        if ran && call > 1 {
            assert!(matches!(outcome, Outcome::Refused(crate::auth::PasswordRefusal::Changed)), "{outcome:?}");
        }
        ran
    });
}

#[test]
fn a_concurrently_ended_session_neither_unlocks_nor_steps_up() {
    let end = |fixture: &Fixture, session: &Session| {
        let (store, token) = (Arc::clone(&fixture.store), *session.token_hash());
        move || store.write(&mut |rows| rows.delete_session(&token)).unwrap()
    };
    for_every_call(|call| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let end = end(&fixture, &session);
        let elsewhere = session.handle();
        let locked = fixture.auth.lock(session);
        store.run_before_call(call, end);
        let factor = fixture.code_factor(&phone);
        let unlocked = fixture.auth.unlock(locked, typed(PASSWORD), factor).unwrap();
        let ran = store.hook_ran();
        assert_eq!(ran, matches!(unlocked, UnlockResult::SessionEnded), "{unlocked:?}");
        assert_eq!(ran, elsewhere.data_key("notes").is_err());
        assert_eq!(ran, fixture.last_entry().0 != "unlocked");
        ran
    });
    for_every_call(|call| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        store.run_before_call(call, end(&fixture, &session));
        let factor = fixture.code_factor(&phone);
        let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), factor);
        let ran = store.hook_ran();
        assert_eq!(ran, matches!(result, Err(ActionError::SessionEnded)), "{result:?}");
        ran
    });
}

#[test]
fn a_concurrently_locked_session_does_not_step_up_even_after_unlocking() {
    for_every_call(|call| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let locked = session.handle();
        store.run_before_call(call, move || locked.clear_keys());
        let factor = || fixture.code_factor(&phone);
        let result = fixture.auth.step_up(&session, StepUpPurpose::Administration, typed(PASSWORD), factor());
        let ran = store.hook_ran();
        if !ran {
            assert!(matches!(result, Ok(StepUpResult::Proven(_))), "{result:?}");
            return false;
        }
        assert!(matches!(result, Err(ActionError::SessionEnded)), "call {call}: {result:?}");
        fixture.advance_steps(2);
        let locked = fixture.auth.lock(session);
        let session = fixture.unlock(locked, factor());
        for purpose in [StepUpPurpose::Administration, StepUpPurpose::OwnAccount] {
            let required = fixture.auth.step_up_requirement(&session, purpose).unwrap();
            assert!(matches!(required, StepUpRequirement::PasswordAndCode), "call {call}: {required:?}");
        }
        true
    });
}

#[test]
fn a_temporary_password_neither_unlocks_nor_steps_up_in_an_open_session() {
    let until = |row: AccountRow| AccountRow {
        password_kind: PasswordKind::Temporary { until: crate::auth::UnixTime::from_seconds(4_000_000_000) },
        ..row
    };
    // Without second factors, as an administrator's reset leaves the account.
    let (fixture, session, _) = Fixture::alice_created();
    change_hook(&fixture, until)();
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), None);
    assert!(matches!(result, Err(ActionError::SessionEnded)), "{result:?}");
    let locked = fixture.auth.lock(session);
    assert!(matches!(fixture.auth.unlock(locked, typed(PASSWORD), None), Ok(UnlockResult::SessionEnded)));
}

#[test]
fn a_set_up_with_a_concurrently_ended_session_enables_nothing() {
    for_every_call(|call| {
        let (store, fixture) = Fixture::with_faulty_store();
        let (session, proof) = fixture.create_first();
        let (_, codes) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
        let (rows, token) = (Arc::clone(&fixture.store), *session.token_hash());
        store.run_before_call(call, move || rows.write(&mut |rows| rows.delete_session(&token)).unwrap());
        let finished = fixture.auth.finish_enrolment(codes);
        let ran = store.hook_ran();
        assert_eq!(ran, matches!(finished, Ok(FinishResult::Failed(ActionError::SessionEnded))), "{finished:?}");
        assert_eq!(ran, !fixture.account_row(ALICE).two_factor);
        ran
    });
}

#[test]
fn a_concurrently_demoted_administrator_is_refused() {
    for_every_call(|call| {
        let (store, fixture) = Fixture::with_faulty_store();
        let (alice, _) = fixture.create_first();
        let bob = fixture.add_bob(&alice, Role::Administrator);
        let hers = fixture.admin_step_up(&alice);
        let his = fixture.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::Administration, None);
        let (auth, target, by) = (Arc::clone(&fixture.auth), alice.account(), bob.handle());
        store.run_before_call(call, move || auth.set_role(&by, his, target, Role::Member).unwrap());
        let result = fixture.auth.temporary_password(&alice, hers, bob.account());
        let ran = store.hook_ran();
        assert_eq!(ran, matches!(result, Err(ActionError::SessionEnded)), "{result:?}");
        assert_eq!(ran, fixture.account_row(BOB).password_kind == PasswordKind::Own);
        assert_eq!(fixture.read(|rows| rows.active_administrators(9)).len(), 1);
        ran
    });
}

#[test]
fn a_password_change_survives_a_concurrent_sign_in_with_the_old_one() {
    for_every_call(|call| {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let proof = fixture.own_step_up(&session, Some(&phone));
        fixture.advance_steps(1);
        let pending = fixture.pending();
        let (auth, by) = (Arc::clone(&fixture.auth), session.handle());
        store.run_before_call(call, move || auth.change_password(&by, proof, typed(BOBS_PASSWORD)).unwrap());
        let outcome = fixture.submit_code(pending, &phone.code(fixture.now()));
        let ran = store.hook_ran();
        if ran {
            assert!(matches!(outcome, Outcome::CodeRefused(CodeRefusal::Changed, None)), "{outcome:?}");
            fixture.advance_steps(1);
            let pending = fixture.pending_for(ALICE, BOBS_PASSWORD);
            let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
        }
        ran
    });
}
