//! Limits on attempts, and what resets them.

use std::time::Duration;

use crate::auth::testing::{
    ALICE, Fixture, PASSWORD, TestAuthenticator, expect_code_refused, expect_ended, expect_refused, expect_signed_in,
    typed,
};
use crate::auth::{
    CodeRefusal, CounterKind, CounterRow, Factor, Outcome, PasswordRefusal, Pending, StepUpPurpose, StepUpResult,
    UnlockResult,
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn wait(fixture: &Fixture, username: &str) -> Duration {
    match fixture.sign_in(username, "wrong") {
        Outcome::Refused(PasswordRefusal::Waiting { left }) => left,
        _ => Duration::ZERO,
    }
}

fn wrong_code(fixture: &Fixture, phone: &TestAuthenticator, pending: Pending) -> (CodeRefusal, Option<Pending>) {
    match fixture.submit_code(pending, &phone.wrong_code(fixture.now())) {
        Outcome::CodeRefused(refusal, pending) => (refusal, pending.map(|pending| *pending)),
        other => panic!("a wrong code is accepted: {other:?}"),
    }
}

/// Submits wrong codes, waiting as required and starting a new sign-in where one ends.
pub(super) fn type_wrong_codes(fixture: &Fixture, phone: &TestAuthenticator, times: u32) {
    let mut typed = 0;
    while typed < times {
        match wrong_code(fixture, phone, fixture.pending()).0 {
            CodeRefusal::Wrong { .. } => typed += 1,
            CodeRefusal::Waiting { left } => fixture.clock.advance(left),
            other => panic!("after {typed}: {other:?}"),
        }
    }
}

#[test]
fn password_waits_begin_after_five_attempts_and_double_up_to_five_minutes() {
    for name in [ALICE, "nobody"] {
        let fixture = Fixture::with_alice();
        for _ in 0..5 {
            assert_eq!(expect_refused(fixture.sign_in(name, "wrong")), PasswordRefusal::Wrong);
        }
        let mut waits = Vec::new();
        for _ in 0..12 {
            let left = wait(&fixture, name);
            waits.push(left.as_secs());
            fixture.clock.advance(left);
            assert_eq!(
                expect_refused(fixture.sign_in(name, "wrong")),
                PasswordRefusal::Wrong,
                "never a permanent lock"
            );
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300], "{name}");
    }
}

#[test]
fn a_right_password_during_a_wait_is_refused_like_a_wrong_one() {
    let fixture = Fixture::with_alice();
    fixture.fail_sign_ins(ALICE, 5);
    let before = fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), expect_refused(fixture.sign_in(ALICE, PASSWORD)));
    let after = fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password);
    assert_eq!(after, CounterRow { refused_unread: 2, ..before }, "throttled attempts are not charged");
    fixture.clock.advance_seconds(1);
    let _ = expect_signed_in(fixture.sign_in(ALICE, PASSWORD));
}

#[test]
fn an_expired_wait_allows_exactly_one_attempt() {
    let fixture = Fixture::with_alice();
    fixture.fail_sign_ins(ALICE, 5);
    fixture.clock.advance_seconds(3600);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), PasswordRefusal::Wrong);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), PasswordRefusal::Waiting { left: seconds(2) });
}

#[test]
fn code_waits_begin_after_five_attempts_and_double_from_thirty_seconds() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let mut pending = fixture.pending();
    for _ in 0..5 {
        pending = wrong_code(&fixture, &phone, pending).1.unwrap();
    }
    let (refusal, pending) = expect_code_refused(fixture.submit_code(pending, &phone.code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::Waiting { left: seconds(30) }, "a correct code is throttled too");
    fixture.clock.advance_seconds(30);
    let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
}

#[test]
fn a_wait_beyond_the_pending_timeout_ends_the_pending_sign_in() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 7);
    let refusal = expect_ended(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::Waiting { left: seconds(120) });
}

#[test]
fn restarting_the_sign_in_keeps_the_wrong_code_count() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    for _ in 0..5 {
        let (refusal, _) = wrong_code(&fixture, &phone, fixture.pending());
        assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    }
    let (refusal, _) = wrong_code(&fixture, &phone, fixture.pending());
    assert_eq!(refusal, CodeRefusal::Waiting { left: seconds(30) });
}

#[test]
fn a_right_password_with_wrong_codes_resets_neither_counter() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let account = fixture.account_row(ALICE).id;
    fixture.fail_sign_ins(ALICE, 3);
    for _ in 0..3 {
        let _ = wrong_code(&fixture, &phone, fixture.pending());
    }
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 3);
    assert_eq!(fixture.counter(account, CounterKind::Code).failures, 3);
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 0);
    assert_eq!(fixture.counter(account, CounterKind::Code).failures, 0);
}

#[test]
fn exhausted_password_attempts_do_not_affect_codes() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let pending = fixture.pending();
    fixture.fail_sign_ins(ALICE, 9);
    let account = fixture.account_row(ALICE).id;
    assert_eq!(fixture.counter(account, CounterKind::Code), CounterRow::default());
    assert_eq!(fixture.counter(account, CounterKind::Recovery), CounterRow::default());
    let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
}

#[test]
fn twenty_wrong_codes_suspend_codes_until_a_recovery_code() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 20);
    fixture.clock.advance_seconds(24 * 3600);
    let (refusal, pending) = expect_code_refused(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::Suspended);
    fixture.sign_out(expect_signed_in(fixture.submit_recovery_code(pending, &phone.recovery_codes[0])).session);
    fixture.advance_steps(1);
    let _ = fixture.sign_in_with_code(&phone);
}

#[test]
fn a_right_twentieth_code_does_not_suspend() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 19);
    fixture.clock.advance_seconds(3600);
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    fixture.advance_steps(1);
    let _ = fixture.sign_in_with_code(&phone);
}

#[test]
fn a_hundred_wrong_codes_in_incomplete_sign_ins_suspend_codes() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    for round in 0..10 {
        type_wrong_codes(&fixture, &phone, 10);
        fixture.clock.advance_seconds(3600);
        let outcome = fixture.submit_code(fixture.pending(), &phone.code(fixture.now()));
        match round {
            0..9 => fixture.sign_out(expect_signed_in(outcome).session),
            _ => assert_eq!(expect_code_refused(outcome).0, CodeRefusal::Suspended),
        }
    }
}

#[test]
fn wrong_codes_of_a_completed_sign_in_do_not_count_towards_the_hundred() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    for _ in 0..60 {
        fixture.clock.advance_seconds(3600);
        let (_, pending) = wrong_code(&fixture, &phone, fixture.pending());
        let (_, pending) = wrong_code(&fixture, &phone, pending.unwrap());
        let signed_in = expect_signed_in(fixture.submit_code(pending.unwrap(), &phone.code(fixture.now())));
        assert_eq!(signed_in.notices.wrong_codes, 0);
        fixture.sign_out(signed_in.session);
    }
}

#[test]
fn own_wrong_recovery_codes_do_not_reduce_the_wrong_code_count() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 3);
    let (_, pending) = expect_code_refused(fixture.submit_recovery_code(fixture.pending(), "0000-0000-0000-0000"));
    let (_, pending) = expect_code_refused(fixture.submit_recovery_code(pending, "0000-0000-0000-0001"));
    let signed = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
    assert_eq!(signed.notices.wrong_codes, 3);
}

#[test]
fn wrong_codes_after_the_right_password_are_reported_until_a_password_change() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 4);
    let signed = expect_signed_in(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
    assert_eq!((signed.notices.wrong_codes, signed.notices.failed), (4, 4));
    assert_eq!(fixture.auth.account(&signed.session).unwrap().wrong_codes, 4);
    fixture.advance_steps(1);
    let proof = fixture.step_up(&signed.session, StepUpPurpose::OwnAccount, Some(&phone));
    fixture.auth.change_password(&signed.session, proof, typed("seven brave kites hum softly")).unwrap();
    assert_eq!(fixture.auth.account(&signed.session).unwrap().wrong_codes, 0);
}

#[test]
fn recovery_codes_wait_like_codes_and_are_never_suspended() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let mut attempts = 0;
    while attempts < 30 {
        match fixture.submit_recovery_code(fixture.pending(), "2222-2222-2222-2222") {
            Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _) => attempts += 1,
            Outcome::CodeRefused(CodeRefusal::Waiting { left }, _) => fixture.clock.advance(left),
            other => panic!("{other:?}"),
        }
    }
    fixture.clock.advance_seconds(15 * 60);
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
}

#[test]
fn sign_in_unlock_and_step_up_share_counters() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let account = session.account();
    let wrong = || Some(Factor::Code(typed(&phone.wrong_code(fixture.now()))));
    let _ = expect_refused(fixture.sign_in(ALICE, "wrong"));
    let _ = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed("wrong"), None).unwrap();
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 2);
    let _ = wrong_code(&fixture, &phone, fixture.pending());
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), wrong()).unwrap();
    assert!(matches!(result, StepUpResult::CodeRefused(CodeRefusal::Wrong { .. })));
    let locked = fixture.auth.lock(session);
    let Ok(UnlockResult::PasswordRefused(locked, PasswordRefusal::Wrong)) =
        fixture.auth.unlock(locked, typed("wrong"), None)
    else {
        panic!("expected the wrong credential to be refused");
    };
    let Ok(UnlockResult::CodeRefused(..)) = fixture.auth.unlock(locked, typed(PASSWORD), wrong()) else {
        panic!("expected the wrong credential to be refused");
    };
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 3);
    assert_eq!(fixture.counter(account, CounterKind::Code).failures, 3);
}
