//! Enrolment required by a sign-in, after a help code or a temporary password.

use std::time::Duration;

use crate::auth::service::tests::enrolment::{codes, confirm, expect_over};
use crate::auth::service::tests::passwords::THIRD;
use crate::auth::testing::{
    BOB, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_code_refused, expect_ended, expect_enrolment_required,
    expect_refused, expect_signed_in, secret_of,
};
use crate::auth::{
    ActionError, CodeRefusal, FinishResult, Outcome, PasswordRefusal, Role, SETUP_TIMEOUT, Session, code_at,
};

#[test]
fn a_help_code_leads_to_pairing_and_is_spent_only_by_finish() {
    let (house, admin, help) = fixture_with_help_code();
    let required = |house: &Fixture| match house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help) {
        Outcome::EnrolmentRequired(state) => *state,
        other => panic!("{other:?}"),
    };
    drop(required(&house));
    let show = house.auth.begin_required_enrolment(required(&house)).unwrap();
    assert!(show.is_required());
    let other = house.auth.begin_required_enrolment(required(&house)).unwrap();
    let (_, late) = codes(&house, other);
    let (phone, finished) = house.finish_setup(show);
    let FinishResult::SignedIn(signed) = finished else { panic!("{finished:?}") };
    assert_eq!(signed.session.method(), crate::auth::SignInMethod::Help);
    assert!(matches!(house.auth.finish_enrolment(late), Ok(FinishResult::Failed(ActionError::Changed))));
    let (refusal, _) = expect_code_refused(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "{refusal:?}");
    house.advance_steps(1);
    let _ = expect_signed_in(house.submit_code(house.pending_for(BOB, BOBS_PASSWORD), &phone.code(house.now())));
    drop(admin);
}

#[test]
fn a_help_code_expires_after_a_day_even_during_a_set_up() {
    let (house, _admin, help) = fixture_with_help_code();
    house.clock.advance(Duration::from_secs(24 * 3600 - 60));
    let state = expect_enrolment_required(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help));
    let (_, late) = codes(&house, house.auth.begin_required_enrolment(state).unwrap());
    house.clock.advance_seconds(60);
    assert!(matches!(house.auth.finish_enrolment(late), Ok(FinishResult::Failed(ActionError::Changed))));
    let (refusal, _) = expect_code_refused(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
}

#[test]
fn after_a_reset_the_password_cannot_pair_and_a_help_code_is_required() {
    let (house, _admin, _help) = fixture_with_help_code();
    let (refusal, _) = expect_code_refused(house.submit_code(house.pending_for(BOB, BOBS_PASSWORD), "123456"));
    assert_eq!(refusal, CodeRefusal::HelpCodeRequired);
}

#[test]
fn a_required_pairing_lasts_ten_minutes_from_the_help_code() {
    let (house, _admin, help) = fixture_with_help_code();
    let state = expect_enrolment_required(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help));
    house.clock.advance(SETUP_TIMEOUT);
    let show = house.auth.begin_required_enrolment(state).unwrap();
    let code = code_at(&secret_of(&show), house.now());
    assert!(matches!(expect_over(confirm(&house, show, &code, "Phone")), ActionError::Expired));
}

#[test]
fn a_help_code_of_one_account_opens_no_other() {
    let (house, admin, help) = fixture_with_help_code();
    let proof = house.own_step_up(&admin, None);
    let _ = house.pair(&admin, proof);
    let (refusal, pending) = expect_code_refused(house.submit_recovery_code(house.pending(), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    house.clock.advance_seconds(120);
    assert_eq!(expect_ended(house.submit_recovery_code(pending, &help)), CodeRefusal::Expired);
    // Refusing it does not spend it.
    let outcome = house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help);
    assert!(matches!(outcome, Outcome::EnrolmentRequired(_)), "{outcome:?}");
}

/// Alice has reset Bob's two-factor, and Bob has the help code.
pub(super) fn fixture_with_help_code() -> (Fixture, Session, String) {
    let (house, admin, _) = Fixture::alice_created();
    let bob = house.add_bob(&admin, Role::Member);
    let _ = house.pair_bob(&bob);
    let help = house.reset_two_factor(&admin, bob.account());
    assert!(matches!(house.auth.account(&bob), Err(ActionError::SessionEnded)));
    (house, admin, help)
}

/// Bob has two-factor, and a temporary password from Alice.
fn fixture_with_bob_2fa() -> (Fixture, Session, TestAuthenticator, String) {
    let (house, admin, bob, phone) = Fixture::alice_and_bob_2fa();
    let temporary = house.temporary_password(&admin, bob.account());
    (house, admin, phone, temporary)
}

#[test]
fn with_two_factor_on_a_temporary_password_leads_to_pairing() {
    let (house, _admin, old, temporary) = fixture_with_bob_2fa();
    assert!(house.account_row(BOB).two_factor);
    let state = house.must_change(BOB, &temporary);
    assert!(state.pairing_follows());
    let state = expect_enrolment_required(house.finish_password_change(state, THIRD));
    // An aborted enrolment does not leave an account without a valid code: the temporary password is still valid.
    assert_eq!(expect_refused(house.sign_in(BOB, THIRD)), PasswordRefusal::Wrong);
    let _ = house.must_change(BOB, &temporary);
    let (phone, finished) = house.finish_setup(house.auth.begin_required_enrolment(state).unwrap());
    let FinishResult::SignedIn(_) = finished else { panic!("{finished:?}") };
    assert_eq!(expect_refused(house.sign_in(BOB, &temporary)), PasswordRefusal::Wrong);
    house.advance_steps(1);
    let (refusal, pending) =
        expect_code_refused(house.submit_code(house.pending_for(BOB, THIRD), &old.code(house.now())));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "the old phone opens nothing");
    let _ = expect_signed_in(house.submit_code(pending, &phone.code(house.now())));
}

#[test]
fn an_unneeded_help_code_is_invalid_after_pairing() {
    let (house, admin, _, temporary) = fixture_with_bob_2fa();
    let help = house.reset_two_factor(&admin, house.account_row(BOB).id);
    let state = expect_enrolment_required(house.choose_password(BOB, &temporary, THIRD));
    let _ = house.finish_setup(house.auth.begin_required_enrolment(state).unwrap());
    let (refusal, _) = expect_code_refused(house.submit_recovery_code(house.pending_for(BOB, THIRD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "{refusal:?}");
}
