//! Enrolment: nothing takes effect before it is finished.

use crate::auth::testing::{
    ALICE, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_code_refused, expect_signed_in, secret_of, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, EnrolmentRefusal, FinishResult, Interrupted, SETUP_TIMEOUT, Session,
    ShowRecoveryCodes, ShowSecret, TotpSecret, UnixTime, code_at,
};

pub(super) fn confirm(fixture: &Fixture, show: ShowSecret, code: &str, name: &str) -> ConfirmResult {
    fixture.auth.confirm_pairing(show.next(), typed(code), name).unwrap()
}

/// Proceeds to the recovery codes.
pub(super) fn codes(fixture: &Fixture, show: ShowSecret) -> (TotpSecret, ShowRecoveryCodes) {
    let secret = secret_of(&show);
    let code = code_at(&secret, fixture.now());
    match confirm(fixture, show, &code, "Phone") {
        ConfirmResult::RecoveryCodes(codes) => (secret, *codes),
        other => panic!("{other:?}"),
    }
}

fn expect_refused(confirmed: ConfirmResult) -> (EnrolmentRefusal, ShowSecret) {
    match confirmed {
        ConfirmResult::Refused(refusal, state) => (refusal, state.back()),
        other => panic!("{other:?}"),
    }
}

pub(super) fn expect_over(confirmed: ConfirmResult) -> ActionError {
    match confirmed {
        ConfirmResult::Failed(denied) => denied,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_finish_turns_two_factor_on() {
    let (fixture, session, show) = Fixture::alice_enrolling();
    assert!(show.is_first() && !show.is_required());
    assert_eq!(fixture.audit_log().len(), 3, "the log contains a start, an account and a sign-in");
    let (_, codes) = codes(&fixture, show);
    assert!(!fixture.account_row(ALICE).two_factor);
    assert!(fixture.read(|rows| rows.authenticators(session.account())).is_empty());
    assert!(matches!(fixture.auth.finish_enrolment(codes), Ok(FinishResult::TwoFactorOn)));
    let row = fixture.account_row(ALICE);
    assert!(row.two_factor);
    assert_eq!(fixture.read(|rows| rows.recovery(row.id)).len(), 10);
    assert_eq!(fixture.audit_log().split_off(3), [("paired".into(), "".into()), ("two-factor-on".into(), "".into())]);
    // Her own session is kept.
    assert!(fixture.auth.account(&session).unwrap().two_factor);
}

#[test]
fn a_dropped_set_up_leaves_two_factor_off() {
    let (fixture, session, proof) = Fixture::alice_created();
    drop(codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap()));
    fixture.sign_out(session);
    let _ = fixture.sign_in_without_factor();
}

#[test]
fn a_wrong_code_keeps_the_secret_and_a_code_of_another_secret_is_wrong() {
    let (fixture, _session, show) = Fixture::alice_enrolling();
    let secret = secret_of(&show);
    let (refusal, show) =
        expect_refused(confirm(&fixture, show, &code_at(&TotpSecret::from_bytes(&[9; 20]), fixture.now()), "Phone"));
    assert_eq!(refusal, EnrolmentRefusal::Wrong);
    assert_eq!(secret_of(&show).expose_bytes(), secret.expose_bytes());
    let _ = codes(&fixture, show);
}

#[test]
fn a_code_of_another_time_reports_the_clock_difference_both_ways() {
    for minutes in [-4, 4] {
        let (fixture, _session, show) = Fixture::alice_enrolling();
        let then = UnixTime::from_seconds(fixture.now().seconds() + 60 * minutes);
        let code = code_at(&secret_of(&show), then);
        assert_eq!(
            expect_refused(confirm(&fixture, show, &code, "Phone")).0,
            EnrolmentRefusal::ClockOff { minutes: 4 }
        );
    }
}

#[test]
fn twenty_wrong_set_up_codes_make_a_new_secret_and_do_not_count_at_sign_in() {
    let (fixture, session, mut show) = Fixture::alice_enrolling();
    let secret = secret_of(&show);
    let phone = TestAuthenticator { secret: secret_of(&show), recovery_codes: Vec::new() };
    for number in 1..=20 {
        let (refusal, back) = expect_refused(confirm(&fixture, show, &phone.wrong_code(fixture.now()), "Phone"));
        assert_eq!(refusal, if number < 20 { EnrolmentRefusal::Wrong } else { EnrolmentRefusal::NewSecret });
        show = back;
    }
    assert_ne!(secret_of(&show).expose_bytes(), secret.expose_bytes());
    let code = code_at(&secret, fixture.now());
    let (refusal, show) = expect_refused(confirm(&fixture, show, &code, "Phone"));
    assert_eq!(refusal, EnrolmentRefusal::Wrong, "a code of the old secret is refused");
    assert_eq!(fixture.counter(session.account(), crate::auth::CounterKind::Code).failures, 0);
    let _ = codes(&fixture, show);
}

#[test]
fn malformed_codes_and_names_are_not_counted() {
    let (fixture, _session, mut show) = Fixture::alice_enrolling();
    let secret = secret_of(&show);
    for _ in 0..30 {
        show = expect_refused(confirm(&fixture, show, "12345", "Phone")).1;
        show = expect_refused(confirm(&fixture, show, &code_at(&secret, fixture.now()), "  ")).1;
        show = expect_refused(confirm(&fixture, show, &code_at(&secret, fixture.now()), &"n".repeat(33))).1;
    }
    assert_eq!(secret_of(&show).expose_bytes(), secret.expose_bytes());
}

#[test]
fn a_set_up_expires_after_ten_minutes_at_every_step() {
    let (fixture, session, show) = Fixture::alice_enrolling();
    assert_eq!(show.time_left(fixture.auth.now()), SETUP_TIMEOUT);
    let code = code_at(&secret_of(&show), fixture.now());
    fixture.clock.advance(SETUP_TIMEOUT);
    assert!(matches!(expect_over(confirm(&fixture, show, &code, "Phone")), ActionError::Expired));
    let proof = fixture.own_step_up(&session, None);
    let (_, codes) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
    fixture.clock.advance(SETUP_TIMEOUT);
    assert!(matches!(fixture.auth.finish_enrolment(codes), Ok(FinishResult::Failed(ActionError::Expired))));
    assert!(!fixture.account_row(ALICE).two_factor);
}

#[test]
fn locking_drops_a_half_done_set_up_even_after_unlocking() {
    let (fixture, session, show) = Fixture::alice_enrolling();
    let other = fixture.auth.begin_enrolment(&session, fixture.own_step_up(&session, None)).unwrap();
    let code = code_at(&secret_of(&show), fixture.now());
    let (_, codes) = codes(&fixture, other);
    let locked = fixture.auth.lock(session);
    assert!(matches!(expect_over(confirm(&fixture, show, &code, "Phone")), ActionError::SessionEnded));
    let session = fixture.unlock(locked, None);
    assert!(matches!(fixture.auth.finish_enrolment(codes), Ok(FinishResult::Failed(ActionError::SessionEnded))));
    assert!(!fixture.account_row(ALICE).two_factor);
    let show = fixture.auth.begin_enrolment(&session, fixture.own_step_up(&session, None)).unwrap();
    let code = code_at(&secret_of(&show), fixture.now());
    let _session = fixture.unlock(fixture.auth.lock(session), None);
    assert!(matches!(expect_over(confirm(&fixture, show, &code, "Phone")), ActionError::SessionEnded));
}

#[test]
fn locking_drops_new_recovery_codes_even_after_unlocking() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    let one = fixture.auth.new_recovery_codes(&session, proof).unwrap();
    let other = fixture.auth.new_recovery_codes(&session, fixture.own_step_up(&session, Some(&phone))).unwrap();
    let locked = fixture.auth.lock(session);
    assert!(
        matches!(fixture.auth.finish_enrolment(one), Ok(FinishResult::Failed(ActionError::SessionEnded))),
        "enrolment cannot finish in a locked session"
    );
    fixture.advance_steps(1);
    let factor = fixture.code_factor(&phone);
    let _ = fixture.unlock(locked, factor);
    assert!(
        matches!(fixture.auth.finish_enrolment(other), Ok(FinishResult::Failed(ActionError::SessionEnded))),
        "enrolment cannot finish after unlocking"
    );
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
}

#[test]
fn a_set_up_begun_before_a_change_in_another_window_is_refused() {
    let (fixture, session, proof) = Fixture::alice_created();
    let (_, codes) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
    let other = fixture.sign_in_without_factor();
    fixture.auth.change_password(&other, fixture.own_step_up(&other, None), typed(BOBS_PASSWORD)).unwrap();
    let finished = fixture.auth.finish_enrolment(codes);
    assert!(matches!(finished, Ok(FinishResult::Failed(ActionError::SessionEnded))), "{finished:?}");
    assert!(!fixture.account_row(ALICE).two_factor);
}

#[test]
fn a_set_up_whose_session_was_signed_out_elsewhere_is_refused() {
    let (fixture, session, proof) = Fixture::alice_created();
    let (_, codes) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
    let other = fixture.sign_in_without_factor();
    fixture.auth.sign_out_others(&other).unwrap();
    assert!(matches!(fixture.auth.finish_enrolment(codes), Ok(FinishResult::Failed(ActionError::SessionEnded))));
}

#[test]
fn only_one_of_two_half_done_set_ups_takes_effect() {
    let (fixture, session, proof) = Fixture::alice_created();
    let (_, one) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
    let proof = fixture.own_step_up(&session, None);
    let (_, other) = codes(&fixture, fixture.auth.begin_enrolment(&session, proof).unwrap());
    assert!(matches!(fixture.auth.finish_enrolment(other), Ok(FinishResult::TwoFactorOn)));
    assert!(matches!(fixture.auth.finish_enrolment(one), Ok(FinishResult::Failed(ActionError::Changed))));
    assert_eq!(fixture.read(|rows| rows.authenticators(session.account())).len(), 1);
}

#[test]
fn a_cancelled_further_pairing_leaves_the_old_authenticator() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    drop(fixture.auth.begin_enrolment(&session, proof).unwrap());
    fixture.advance_steps(1);
    let _ = fixture.sign_in_with_code(&phone);
}

/// Alice, signed in, and her two authenticators.
pub(super) fn fixture_with_tablet() -> (Fixture, Session, [TestAuthenticator; 2]) {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.own_step_up(&session, Some(&phone));
    let tablet = fixture.add_authenticator(&session, proof);
    (fixture, session, [phone, tablet])
}

#[test]
fn a_further_authenticator_keeps_the_recovery_codes_and_both_work() {
    let (fixture, session, [phone, tablet]) = fixture_with_tablet();
    let names: Vec<_> =
        fixture.auth.account(&session).unwrap().authenticators.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Phone", "Phone 2"]);
    let (refusal, _) = expect_code_refused(fixture.submit_code(fixture.pending(), &tablet.code(fixture.now())));
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "the pairing code is already used");
    fixture.advance_steps(2);
    let _ = fixture.sign_in_with_code(&tablet);
    fixture.advance_steps(2);
    let _ = fixture.sign_in_with_code(&phone);
    let _ = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]));
}

#[test]
fn a_sixth_authenticator_and_a_duplicate_name_are_refused() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    for _ in 0..4 {
        let proof = fixture.own_step_up(&session, Some(&phone));
        let _ = fixture.add_authenticator(&session, proof);
    }
    let proof = fixture.own_step_up(&session, Some(&phone));
    assert!(matches!(
        fixture.auth.begin_enrolment(&session, proof),
        Err(Interrupted { error: ActionError::TooManyAuthenticators, .. })
    ));
    let id = fixture.auth.account(&session).unwrap().authenticators[0].id;
    assert!(matches!(fixture.auth.rename_authenticator(&session, id, "Phone 3"), Err(ActionError::NameTaken)));
    fixture.auth.rename_authenticator(&session, id, " Old phone ").unwrap();
    assert_eq!(fixture.auth.account(&session).unwrap().authenticators[0].name, "Old phone");
}
