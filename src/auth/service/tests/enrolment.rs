//! Enrolment: nothing takes effect before it is finished.

use crate::auth::testing::{
    ALICE, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_code_refused, expect_signed_in, secret_of, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, EnrolmentRefusal, FinishResult, Interrupted, SETUP_TIMEOUT, Session,
    ShowRecoveryCodes, ShowSecret, TotpSecret, UnixTime, code_at,
};

pub(super) fn confirm(house: &Fixture, show: ShowSecret, code: &str, name: &str) -> ConfirmResult {
    house.auth.confirm_pairing(show.next(), typed(code), name).unwrap()
}

/// Proceeds to the recovery codes.
pub(super) fn codes(house: &Fixture, show: ShowSecret) -> (TotpSecret, ShowRecoveryCodes) {
    let secret = secret_of(&show);
    let code = code_at(&secret, house.now());
    match confirm(house, show, &code, "Phone") {
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
    let (house, session, show) = Fixture::alice_enrolling();
    assert!(show.is_first() && !show.is_required());
    assert_eq!(house.audit_log().len(), 3, "the start, an account and a sign-in");
    let (_, codes) = codes(&house, show);
    assert!(!house.account_row(ALICE).two_factor);
    assert!(house.read(|rows| rows.authenticators(session.account())).is_empty());
    assert!(matches!(house.auth.finish_enrolment(codes), Ok(FinishResult::TwoFactorOn)));
    let row = house.account_row(ALICE);
    assert!(row.two_factor);
    assert_eq!(house.read(|rows| rows.recovery(row.id)).len(), 10);
    assert_eq!(house.audit_log().split_off(3), [("paired".into(), "".into()), ("two-factor-on".into(), "".into())]);
    // Her own session is kept.
    assert!(house.auth.account(&session).unwrap().two_factor);
}

#[test]
fn a_dropped_set_up_leaves_two_factor_off() {
    let (house, session, proof) = Fixture::alice_created();
    drop(codes(&house, house.auth.begin_enrolment(&session, proof).unwrap()));
    house.sign_out(session);
    let _ = house.sign_in_without_factor();
}

#[test]
fn a_wrong_code_keeps_the_secret_and_a_code_of_another_secret_is_wrong() {
    let (house, _session, show) = Fixture::alice_enrolling();
    let secret = secret_of(&show);
    let (refusal, show) =
        expect_refused(confirm(&house, show, &code_at(&TotpSecret::from_bytes(&[9; 20]), house.now()), "Phone"));
    assert_eq!(refusal, EnrolmentRefusal::Wrong);
    assert_eq!(secret_of(&show).expose_bytes(), secret.expose_bytes());
    let _ = codes(&house, show);
}

#[test]
fn a_code_of_another_time_reports_the_clock_difference_both_ways() {
    for minutes in [-4, 4] {
        let (house, _session, show) = Fixture::alice_enrolling();
        let then = UnixTime::from_seconds(house.now().seconds() + 60 * minutes);
        let code = code_at(&secret_of(&show), then);
        assert_eq!(expect_refused(confirm(&house, show, &code, "Phone")).0, EnrolmentRefusal::ClockOff { minutes: 4 });
    }
}

#[test]
fn twenty_wrong_set_up_codes_make_a_new_secret_and_do_not_count_at_sign_in() {
    let (house, session, mut show) = Fixture::alice_enrolling();
    let secret = secret_of(&show);
    let phone = TestAuthenticator { secret: secret_of(&show), recovery_codes: Vec::new() };
    for number in 1..=20 {
        let (refusal, back) = expect_refused(confirm(&house, show, &phone.wrong_code(house.now()), "Phone"));
        assert_eq!(refusal, if number < 20 { EnrolmentRefusal::Wrong } else { EnrolmentRefusal::NewSecret });
        show = back;
    }
    assert_ne!(secret_of(&show).expose_bytes(), secret.expose_bytes());
    let code = code_at(&secret, house.now());
    let (refusal, show) = expect_refused(confirm(&house, show, &code, "Phone"));
    assert_eq!(refusal, EnrolmentRefusal::Wrong, "the old secret is worth nothing");
    assert_eq!(house.counter(session.account(), crate::auth::CounterKind::Code).failures, 0);
    let _ = codes(&house, show);
}

#[test]
fn malformed_codes_and_names_are_not_counted() {
    let (house, _session, mut show) = Fixture::alice_enrolling();
    let secret = secret_of(&show);
    for _ in 0..30 {
        show = expect_refused(confirm(&house, show, "12345", "Phone")).1;
        show = expect_refused(confirm(&house, show, &code_at(&secret, house.now()), "  ")).1;
        show = expect_refused(confirm(&house, show, &code_at(&secret, house.now()), &"n".repeat(33))).1;
    }
    assert_eq!(secret_of(&show).expose_bytes(), secret.expose_bytes());
}

#[test]
fn a_set_up_expires_after_ten_minutes_at_every_step() {
    let (house, session, show) = Fixture::alice_enrolling();
    assert_eq!(show.time_left(house.auth.now()), SETUP_TIMEOUT);
    let code = code_at(&secret_of(&show), house.now());
    house.clock.advance(SETUP_TIMEOUT);
    assert!(matches!(expect_over(confirm(&house, show, &code, "Phone")), ActionError::Expired));
    let proof = house.own_step_up(&session, None);
    let (_, codes) = codes(&house, house.auth.begin_enrolment(&session, proof).unwrap());
    house.clock.advance(SETUP_TIMEOUT);
    assert!(matches!(house.auth.finish_enrolment(codes), Ok(FinishResult::Failed(ActionError::Expired))));
    assert!(!house.account_row(ALICE).two_factor);
}

#[test]
fn locking_drops_a_half_done_set_up_even_after_unlocking() {
    let (house, session, show) = Fixture::alice_enrolling();
    let other = house.auth.begin_enrolment(&session, house.own_step_up(&session, None)).unwrap();
    let code = code_at(&secret_of(&show), house.now());
    let (_, codes) = codes(&house, other);
    let locked = house.auth.lock(session);
    assert!(matches!(expect_over(confirm(&house, show, &code, "Phone")), ActionError::SessionEnded));
    let session = house.unlock(locked, None);
    assert!(matches!(house.auth.finish_enrolment(codes), Ok(FinishResult::Failed(ActionError::SessionEnded))));
    assert!(!house.account_row(ALICE).two_factor);
    let show = house.auth.begin_enrolment(&session, house.own_step_up(&session, None)).unwrap();
    let code = code_at(&secret_of(&show), house.now());
    let _session = house.unlock(house.auth.lock(session), None);
    assert!(matches!(expect_over(confirm(&house, show, &code, "Phone")), ActionError::SessionEnded));
}

#[test]
fn locking_drops_new_recovery_codes_even_after_unlocking() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = house.own_step_up(&session, Some(&phone));
    let one = house.auth.new_recovery_codes(&session, proof).unwrap();
    let other = house.auth.new_recovery_codes(&session, house.own_step_up(&session, Some(&phone))).unwrap();
    let locked = house.auth.lock(session);
    assert!(
        matches!(house.auth.finish_enrolment(one), Ok(FinishResult::Failed(ActionError::SessionEnded))),
        "while it is locked"
    );
    house.advance_steps(1);
    let factor = house.code_factor(&phone);
    let _ = house.unlock(locked, factor);
    assert!(
        matches!(house.auth.finish_enrolment(other), Ok(FinishResult::Failed(ActionError::SessionEnded))),
        "nor later"
    );
    let _ = expect_signed_in(house.submit_recovery_code(house.pending(), &phone.recovery_codes[0]));
}

#[test]
fn a_set_up_begun_before_a_change_in_another_window_is_refused() {
    let (house, session, proof) = Fixture::alice_created();
    let (_, codes) = codes(&house, house.auth.begin_enrolment(&session, proof).unwrap());
    let other = house.sign_in_without_factor();
    house.auth.change_password(&other, house.own_step_up(&other, None), typed(BOBS_PASSWORD)).unwrap();
    let finished = house.auth.finish_enrolment(codes);
    assert!(matches!(finished, Ok(FinishResult::Failed(ActionError::SessionEnded))), "{finished:?}");
    assert!(!house.account_row(ALICE).two_factor);
}

#[test]
fn a_set_up_whose_session_was_signed_out_elsewhere_is_refused() {
    let (house, session, proof) = Fixture::alice_created();
    let (_, codes) = codes(&house, house.auth.begin_enrolment(&session, proof).unwrap());
    let other = house.sign_in_without_factor();
    house.auth.sign_out_others(&other).unwrap();
    assert!(matches!(house.auth.finish_enrolment(codes), Ok(FinishResult::Failed(ActionError::SessionEnded))));
}

#[test]
fn only_one_of_two_half_done_set_ups_takes_effect() {
    let (house, session, proof) = Fixture::alice_created();
    let (_, one) = codes(&house, house.auth.begin_enrolment(&session, proof).unwrap());
    let proof = house.own_step_up(&session, None);
    let (_, other) = codes(&house, house.auth.begin_enrolment(&session, proof).unwrap());
    assert!(matches!(house.auth.finish_enrolment(other), Ok(FinishResult::TwoFactorOn)));
    assert!(matches!(house.auth.finish_enrolment(one), Ok(FinishResult::Failed(ActionError::Changed))));
    assert_eq!(house.read(|rows| rows.authenticators(session.account())).len(), 1);
}

#[test]
fn a_cancelled_further_pairing_leaves_the_old_authenticator() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = house.own_step_up(&session, Some(&phone));
    drop(house.auth.begin_enrolment(&session, proof).unwrap());
    house.advance_steps(1);
    let _ = house.sign_in_with_code(&phone);
}

/// Alice, signed in, and her two authenticators.
pub(super) fn fixture_with_tablet() -> (Fixture, Session, [TestAuthenticator; 2]) {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let proof = house.own_step_up(&session, Some(&phone));
    let tablet = house.add_authenticator(&session, proof);
    (house, session, [phone, tablet])
}

#[test]
fn a_further_authenticator_keeps_the_recovery_codes_and_both_work() {
    let (house, session, [phone, tablet]) = fixture_with_tablet();
    let names: Vec<_> = house.auth.account(&session).unwrap().authenticators.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Phone", "Phone 2"]);
    let (refusal, _) = expect_code_refused(house.submit_code(house.pending(), &tablet.code(house.now())));
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "it confirmed the pairing");
    house.advance_steps(2);
    let _ = house.sign_in_with_code(&tablet);
    house.advance_steps(2);
    let _ = house.sign_in_with_code(&phone);
    let _ = expect_signed_in(house.submit_recovery_code(house.pending(), &phone.recovery_codes[0]));
}

#[test]
fn a_sixth_authenticator_and_a_duplicate_name_are_refused() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    for _ in 0..4 {
        let proof = house.own_step_up(&session, Some(&phone));
        let _ = house.add_authenticator(&session, proof);
    }
    let proof = house.own_step_up(&session, Some(&phone));
    assert!(matches!(
        house.auth.begin_enrolment(&session, proof),
        Err(Interrupted { error: ActionError::TooManyAuthenticators, .. })
    ));
    let id = house.auth.account(&session).unwrap().authenticators[0].id;
    assert!(matches!(house.auth.rename_authenticator(&session, id, "Phone 3"), Err(ActionError::NameTaken)));
    house.auth.rename_authenticator(&session, id, " Old phone ").unwrap();
    assert_eq!(house.auth.account(&session).unwrap().authenticators[0].name, "Old phone");
}
