//! Recovery codes replace the code, once each.

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, TestAuthenticator, expect_code_refused, expect_refused,
    expect_signed_in, typed,
};
use crate::auth::{
    AuthenticatorRow, CodeRefusal, CounterKind, Factor, FinishResult, PasswordRefusal, RECOVERY_CODES, RecoveryRow,
    Role, Session, StepUpPurpose, StepUpResult, UnlockResult, WrappedKeyRow,
};

const USED: CodeRefusal = CodeRefusal::AlreadyUsed { next_in: None };

#[test]
fn every_recovery_code_works_once_in_any_order() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    assert_eq!(phone.recovery_codes.len(), RECOVERY_CODES);
    for (used, code) in phone.recovery_codes.iter().rev().enumerate() {
        let signed_in = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), code));
        assert_eq!(signed_in.notices.recovery_left, Some(9 - used as u32));
        fixture.sign_out(signed_in.session);
    }
    for code in &phone.recovery_codes[..4] {
        assert_eq!(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), code)).0, USED);
    }
}

#[test]
fn a_used_recovery_code_stays_used_after_a_restart_and_in_any_spelling() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let code = &phone.recovery_codes[3];
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), code));
    let fixture = fixture.restarted(2);
    for spelling in [code.clone(), code.to_lowercase(), code.replace('-', " \n"), code.replace('-', "")] {
        assert_eq!(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), &spelling)).0, USED);
    }
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Recovery).failures, 4);
}

#[test]
fn a_recovery_code_spends_no_step() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let last_step = || fixture.read(|rows| rows.authenticators(fixture.account_row(ALICE).id)).remove(0).last_step;
    let before = last_step();
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
    assert_eq!(last_step(), before);
    let _ = expect_signed_in(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
}

#[test]
fn a_recovery_code_replaces_the_code_once_at_unlock_and_step_up() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let recovery = |index: usize| Some(Factor::Recovery(typed(&phone.recovery_codes[index])));
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), recovery(0)).unwrap();
    assert!(matches!(result, StepUpResult::Proven(_)), "{result:?}");
    let locked = fixture.auth.lock(session);
    let Ok(UnlockResult::CodeRefused(locked, USED)) = fixture.auth.unlock(locked, typed(PASSWORD), recovery(0)) else {
        panic!("expected the recovery code of the step-up to be refused");
    };
    let _ = fixture.unlock(locked, recovery(1));
}

#[test]
fn a_recovery_code_never_replaces_the_password() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    assert_eq!(expect_refused(fixture.sign_in(ALICE, &phone.recovery_codes[0])), PasswordRefusal::Wrong);
}

#[test]
fn a_new_set_invalidates_the_old_one_only_when_finished() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    let show = fixture.auth.new_recovery_codes(&session, proof).unwrap();
    assert!(!show.enables_two_factor());
    let new: Vec<String> = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
    let wrong = CodeRefusal::Wrong { wrong: 1, clock_behind: false };
    assert_eq!(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), &new[0])).0, wrong);
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
    assert!(matches!(fixture.auth.finish_enrolment(show), Ok(FinishResult::RecoveryCodesRenewed)));
    for old in &phone.recovery_codes[..3] {
        assert_eq!(expect_code_refused(fixture.submit_recovery_code(fixture.pending(), old)).0, wrong);
    }
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &new[0]));
}

#[test]
fn a_new_set_that_is_never_finished_changes_nothing() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    drop(fixture.auth.new_recovery_codes(&session, proof).unwrap());
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[9]));
}

/// Alice and Bob, signed in, and their authenticators.
fn two_accounts_with_2fa() -> (Fixture, [Session; 2], [TestAuthenticator; 2]) {
    let (fixture, alice, proof) = Fixture::alice_created();
    let bob = fixture.add_bob(&alice, Role::Member);
    let phones = [fixture.pair(&alice, proof), fixture.pair_bob(&bob)];
    fixture.advance_steps(2);
    (fixture, [alice, bob], phones)
}

#[test]
fn codes_of_another_account_are_refused_and_not_spent() {
    let (fixture, [_alice, bob], [_hers, his]) = two_accounts_with_2fa();
    let wrong = |wrong| CodeRefusal::Wrong { wrong, clock_behind: false };
    let (refusal, pending) = expect_code_refused(fixture.submit_code(fixture.pending(), &his.code(fixture.now())));
    assert_eq!(refusal, wrong(1));
    let (refusal, _) = expect_code_refused(fixture.submit_recovery_code(pending, &his.recovery_codes[0]));
    assert_eq!(refusal, wrong(2));
    assert_eq!(fixture.counter(bob.account(), CounterKind::Code).failures, 0);
    let pending = || fixture.pending_for(BOB, BOBS_PASSWORD);
    let _ = expect_signed_in(fixture.submit_code(pending(), &his.code(fixture.now())));
    let _ = expect_signed_in(fixture.submit_recovery_code(pending(), &his.recovery_codes[0]));
}

#[test]
fn rows_swapped_between_accounts_open_nothing() {
    let (fixture, [alice, bob], [hers, _his]) = two_accounts_with_2fa();
    let rows = [alice.account(), bob.account()].map(|id| {
        fixture.read(|rows| {
            Ok((rows.authenticators(id)?.remove(0), rows.wrapped_keys(id)?.remove(0), rows.recovery(id)?.remove(0)))
        })
    });
    let [(phone, wrapped_key, code), (other_phone, other_wrapped_key, other_code)] = rows;
    let pending = fixture.pending();
    fixture.write(|rows| {
        rows.put_authenticator(&AuthenticatorRow {
            sealed_secret: other_phone.sealed_secret.clone(),
            ..phone.clone()
        })?;
        let swapped = RecoveryRow { tag: other_code.tag, ..code.clone() };
        rows.replace_recovery(alice.account(), &[swapped])
    });
    let (refusal, pending) = expect_code_refused(fixture.submit_code(pending, &hers.code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::Corrupt);
    assert!(matches!(
        expect_code_refused(fixture.submit_recovery_code(pending, &hers.recovery_codes[0])).0,
        CodeRefusal::Wrong { .. }
    ));
    let (kdf, tag, sealed) =
        (other_wrapped_key.kdf_params, other_wrapped_key.password_tag, other_wrapped_key.sealed_key);
    let swapped = WrappedKeyRow { kdf_params: kdf, password_tag: tag, sealed_key: sealed, ..wrapped_key };
    fixture.write(|rows| rows.put_wrapped_key(&swapped));
    for password in [PASSWORD, BOBS_PASSWORD] {
        assert_eq!(expect_refused(fixture.sign_in(ALICE, password)), PasswordRefusal::Wrong);
    }
}
