//! Faults: access is refused, nothing is overwritten, and a charged attempt stays charged.

use crate::auth::testing::{
    ALICE, BOBS_PASSWORD, Corrupt, Fixture, PASSWORD, expect_code_refused, expect_refused, expect_signed_in, secret_of,
    typed,
};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, CounterKind, CounterRow, Factor, FinishResult, Outcome, PasswordRefusal,
    StepUpPurpose, StepUpResult, UnlockResult, code_at,
};

#[test]
fn a_corrupt_account_or_counter_is_answered_like_an_unknown_name() {
    for corrupt in [Corrupt::Account, Corrupt::Counter(CounterKind::Password), Corrupt::WrappedKeys] {
        let (store, fixture) = Fixture::with_faulty_store_and_alice();
        store.corrupt(&[corrupt]);
        for _ in 0..5 {
            let derivations = crate::auth::seal::derivations();
            assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong, "{corrupt:?}");
            assert_eq!(crate::auth::seal::derivations() - derivations, 1);
            assert_eq!(fixture.last_entry(), ("password-refused".into(), "unreadable".into()));
            let _ = expect_refused(fixture.sign_in("nobody", PASSWORD));
        }
        let wait = expect_refused(fixture.sign_in("nobody", PASSWORD));
        assert!(matches!(wait, PasswordRefusal::Waiting { .. }));
        assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), wait);
        assert_eq!(fixture.auth.remaining_wait(ALICE).unwrap(), fixture.auth.remaining_wait("nobody").unwrap());
    }
}

#[test]
fn a_corrupt_counter_refuses_unlock_and_step_up_and_is_not_overwritten() {
    let (store, fixture) = Fixture::with_faulty_store();
    let (session, _) = fixture.create_first();
    store.corrupt(&[Corrupt::Counter(CounterKind::Password)]);
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), None).unwrap();
    assert!(matches!(result, StepUpResult::PasswordRefused(PasswordRefusal::Wrong)));
    let locked = fixture.auth.lock(session);
    let result = fixture.auth.unlock(locked, typed(PASSWORD), None).unwrap();
    let UnlockResult::PasswordRefused(locked, PasswordRefusal::Wrong) = result else { panic!("{result:?}") };
    assert!(!store.heal());
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password), CounterRow::default());
    let _ = fixture.unlock(locked, None);
}

#[test]
fn corrupt_factors_are_refused_and_never_skipped() {
    let cases = [Corrupt::Authenticators, Corrupt::Counter(CounterKind::Code)];
    for corrupt in cases {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.corrupt(&[corrupt]);
        let (refusal, pending) = expect_code_refused(fixture.submit_code(pending, &phone.code(fixture.now())));
        assert_eq!(refusal, CodeRefusal::Corrupt, "{corrupt:?}");
        store.heal();
        let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
    }
    for corrupt in [Corrupt::Recovery, Corrupt::HelpCode, Corrupt::Counter(CounterKind::Recovery)] {
        let (store, fixture, _, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.corrupt(&[corrupt]);
        let (refusal, pending) = expect_code_refused(fixture.submit_recovery_code(pending, &phone.recovery_codes[0]));
        assert_eq!(refusal, CodeRefusal::Corrupt, "{corrupt:?}");
        store.heal();
        let _ = expect_signed_in(fixture.submit_recovery_code(pending, &phone.recovery_codes[0]));
    }
}

#[test]
fn a_corrupt_audit_entry_blocks_no_sign_in() {
    let (store, fixture) = Fixture::with_faulty_store_and_alice();
    store.corrupt(&[Corrupt::Audit]);
    assert_eq!(expect_refused(fixture.sign_in("nobody", PASSWORD)), PasswordRefusal::Wrong);
    assert_eq!(expect_refused(fixture.sign_in("nobody", PASSWORD)), PasswordRefusal::Wrong);
    let _ = fixture.sign_in_without_factor();
}

#[test]
fn a_fault_between_charge_and_check_leaves_the_attempt_charged() {
    let mut faults = 0;
    loop {
        let (store, fixture) = Fixture::with_faulty_store_and_alice();
        // The first call is the charge: if it fails, nothing was checked.
        store.fail_at(2 + faults);
        let result = fixture.auth.sign_in(ALICE, typed("wrong"));
        if !store.heal() {
            break;
        }
        assert!(result.is_err());
        assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password).failures, 1);
        faults += 1;
    }
    assert!(faults >= 2, "reading the wrapped keys and logging the refusal can both fail: {faults}");
}

#[test]
fn a_fault_while_checking_a_code_leaves_it_charged_and_opens_no_session() {
    let mut faults = 0;
    loop {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.fail_at(1 + faults);
        let result = fixture.auth.submit_code(pending, typed(&phone.code(fixture.now())));
        if !store.heal() {
            break;
        }
        assert!(result.is_err(), "fault {faults} is not reported: {result:?}");
        assert_eq!(fixture.read(|rows| rows.sessions(session.account())).len(), 1, "no session is opened");
        let counted = fixture.counter(session.account(), CounterKind::Code).failures;
        assert_eq!(counted, u32::from(faults >= 2), "the attempt is charged in the second call");
        faults += 1;
    }
    assert!(faults >= 4, "{faults}");
}

#[test]
fn a_panic_between_charge_and_check_leaves_the_attempt_charged() {
    let (_, fixture) = Fixture::with_faulty_store_and_alice();
    let account = fixture.account_row(ALICE).id;
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let transactions = fixture.auth.transactions();
        let _tried = transactions.charge_password(crate::auth::transactions::Target::Account(account));
        panic!("panic after the charge");
    }));
    assert!(panicked.is_err());
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 1);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), PasswordRefusal::Wrong);
}

#[test]
fn a_fault_at_any_point_of_a_set_up_leaves_the_old_or_the_new_state() {
    for owner_waits_at in 1.. {
        let (store, fixture) = Fixture::with_faulty_store();
        let (session, proof) = fixture.create_first();
        store.fail_at(owner_waits_at);
        let finished = set_up(&fixture, &session, proof);
        let failed = store.heal();
        let row = fixture.account_row(ALICE);
        let (phones, codes) =
            fixture.read(|rows| Ok((rows.authenticators(row.id)?.len(), rows.recovery(row.id)?.len())));
        let intact = [(false, 0, 0), (true, 1, 10)];
        assert!(intact.contains(&(row.two_factor, phones, codes)), "{:?}", (row.two_factor, phones, codes));
        assert_eq!(finished.is_ok(), row.two_factor, "the result agrees with the store");
        if !failed {
            assert!(row.two_factor && owner_waits_at > 4);
            break;
        }
    }
}

fn set_up(fixture: &Fixture, session: &crate::auth::Session, proof: crate::auth::StepUp) -> Result<(), ActionError> {
    let show = fixture.auth.begin_enrolment(session, proof)?;
    let code = code_at(&secret_of(&show), fixture.now());
    match fixture.auth.confirm_pairing(show.next(), typed(&code), "Phone")? {
        ConfirmResult::RecoveryCodes(codes) => {
            assert!(matches!(fixture.auth.finish_enrolment(*codes)?, FinishResult::TwoFactorOn));
            Ok(())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_during_a_password_change_leaves_exactly_one_working_password() {
    for call in 1.. {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let proof = fixture.own_step_up(&session, Some(&phone));
        let (_, before) = session.data_key("notes").unwrap();
        fixture.advance_steps(1);
        store.fail_at(call);
        let changed = fixture.auth.change_password(&session, proof, typed(BOBS_PASSWORD));
        let failed = store.heal();
        let (opens, closed) = if changed.is_ok() { (BOBS_PASSWORD, PASSWORD) } else { (PASSWORD, BOBS_PASSWORD) };
        assert_eq!(expect_refused(fixture.sign_in(ALICE, closed)), PasswordRefusal::Wrong);
        let signed =
            expect_signed_in(fixture.submit_code(fixture.pending_for(ALICE, opens), &phone.code(fixture.now())));
        assert_eq!(signed.session.data_key("notes").unwrap().1.expose_bytes(), before.expose_bytes());
        if !failed {
            break;
        }
    }
}

#[test]
fn a_fault_while_spending_a_recovery_code_leaves_it_unused_or_a_session() {
    for call in 1.. {
        let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.fail_at(call);
        let result = fixture.auth.submit_recovery_code(pending, typed(&phone.recovery_codes[0]));
        let failed = store.heal();
        let used =
            fixture.read(|rows| rows.recovery(session.account())).iter().filter(|row| row.used_at.is_some()).count();
        assert_eq!(used == 1, matches!(result, Ok(Outcome::SignedIn(_))));
        if !failed {
            break;
        }
    }
}

#[test]
fn refreshing_a_session_costs_nothing_without_writes() {
    let (store, fixture, session, _) = Fixture::with_faulty_store_2fa();
    let _ = fixture.auth.refresh_session(&session).unwrap();
    let _ = fixture.auth.refresh_session(&session).unwrap();
    let before = store.calls();
    for _ in 0..100 {
        let _ = fixture.auth.refresh_session(&session).unwrap();
        let _ = fixture.auth.deadline(&session, None);
    }
    assert_eq!(store.calls(), before);
    let _ = expect_refused(fixture.sign_in("nobody", "wrong"));
    let before = store.calls();
    let _ = fixture.auth.refresh_session(&session).unwrap();
    assert!(store.calls() > before, "the refresh writes to the store");
}

#[test]
fn locking_wipes_the_keys_even_if_the_audit_write_fails() {
    let (store, fixture, session, _) = Fixture::with_faulty_store_2fa();
    let elsewhere = session.handle();
    store.fail_at(1);
    let _locked = fixture.auth.lock(session);
    assert!(store.heal());
    assert!(matches!(elsewhere.data_key("notes"), Err(ActionError::SessionEnded)));
}

#[test]
fn a_factor_of_the_wrong_kind_is_refused_uncounted() {
    let (_, fixture, session, phone) = Fixture::with_faulty_store_2fa();
    let crossed = Some(Factor::Code(typed(&phone.recovery_codes[0])));
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), crossed).unwrap();
    assert!(matches!(result, StepUpResult::CodeRefused(CodeRefusal::Malformed)));
    let crossed = Some(Factor::Recovery(typed(&phone.code(fixture.now()))));
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), crossed).unwrap();
    assert!(matches!(result, StepUpResult::CodeRefused(CodeRefusal::Malformed)));
    assert_eq!(fixture.counter(session.account(), CounterKind::Code).failures, 0);
}
