//! Enrolment required by a sign-in, after a help code or a temporary password.

use std::time::Duration;

use crate::auth::service::tests::enrolment::{codes, confirm, expect_over};
use crate::auth::service::tests::passwords::THIRD;
use crate::auth::testing::{
    BOB, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_code_refused, expect_ended, expect_enrolment_required,
    expect_refused, expect_signed_in, secret_of,
};
use crate::auth::{
    ActionError, CodeRefusal, FinishResult, Outcome, PasswordRefusal, RequiredFactor, Role, SETUP_TIMEOUT, Session,
    code_at,
};

#[test]
fn a_help_code_leads_to_pairing_and_is_spent_only_by_finish() {
    let (fixture, admin, help) = fixture_with_help_code();
    let required =
        |fixture: &Fixture| match fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help) {
            Outcome::EnrolmentRequired(state) => *state,
            other => panic!("{other:?}"),
        };
    drop(required(&fixture));
    let show = fixture.auth.begin_required_enrolment(required(&fixture)).unwrap();
    assert!(show.is_required());
    let other = fixture.auth.begin_required_enrolment(required(&fixture)).unwrap();
    let (_, late) = codes(&fixture, other);
    let (phone, finished) = fixture.finish_setup(show);
    let FinishResult::SignedIn(signed) = finished else { panic!("{finished:?}") };
    assert_eq!(signed.session.method(), crate::auth::SignInMethod::Help);
    assert!(matches!(fixture.auth.finish_enrolment(late), Ok(FinishResult::Failed(ActionError::Changed))));
    let (refusal, _) =
        expect_code_refused(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "{refusal:?}");
    fixture.advance_steps(1);
    let _ = expect_signed_in(fixture.submit_code(fixture.pending_for(BOB, BOBS_PASSWORD), &phone.code(fixture.now())));
    drop(admin);
}

#[test]
fn a_help_code_expires_after_a_day_even_during_a_set_up() {
    let (fixture, _admin, help) = fixture_with_help_code();
    fixture.clock.advance(Duration::from_hours(24) - Duration::from_mins(1));
    let state = expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    let (_, late) = codes(&fixture, fixture.auth.begin_required_enrolment(state).unwrap());
    fixture.clock.advance_seconds(60);
    assert!(matches!(fixture.auth.finish_enrolment(late), Ok(FinishResult::Failed(ActionError::Changed))));
    let (refusal, _) =
        expect_code_refused(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
}

#[test]
fn after_a_reset_the_password_cannot_pair_and_a_help_code_is_required() {
    let (fixture, _admin, _help) = fixture_with_help_code();
    let (refusal, _) = expect_code_refused(fixture.submit_code(fixture.pending_for(BOB, BOBS_PASSWORD), "123456"));
    assert_eq!(refusal, CodeRefusal::HelpCodeRequired);
}

#[test]
fn a_required_pairing_lasts_ten_minutes_from_the_help_code() {
    let (fixture, _admin, help) = fixture_with_help_code();
    let state = expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    fixture.clock.advance(SETUP_TIMEOUT);
    let show = fixture.auth.begin_required_enrolment(state).unwrap();
    let code = code_at(&secret_of(&show), fixture.now());
    assert!(matches!(expect_over(confirm(&fixture, show, &code, "Phone")), ActionError::Expired));
}

#[test]
fn a_help_code_of_one_account_opens_no_other() {
    let (fixture, admin, help) = fixture_with_help_code();
    let proof = fixture.own_step_up(&admin, None);
    let _ = fixture.pair(&admin, proof);
    let (refusal, pending) = expect_code_refused(fixture.submit_recovery_code(fixture.pending(), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    fixture.clock.advance_seconds(120);
    assert_eq!(expect_ended(fixture.submit_recovery_code(pending, &help)), CodeRefusal::Expired);
    // Refusing it does not spend it.
    let outcome = fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help);
    assert!(matches!(outcome, Outcome::EnrolmentRequired(_)), "{outcome:?}");
}

/// Alice has reset Bob's two-factor, and Bob has the help code.
pub(super) fn fixture_with_help_code() -> (Fixture, Session, String) {
    let (fixture, admin, _) = Fixture::alice_created();
    let bob = fixture.add_bob(&admin, Role::Member);
    let _ = fixture.pair_bob(&bob);
    let help = fixture.reset_two_factor(&admin, bob.account());
    assert!(matches!(fixture.auth.account(&bob), Err(ActionError::SessionEnded)));
    (fixture, admin, help)
}

/// Bob has two-factor, and a temporary password from Alice.
fn fixture_with_bob_2fa() -> (Fixture, Session, TestAuthenticator, String) {
    let (fixture, admin, bob, phone) = Fixture::alice_and_bob_2fa();
    let temporary = fixture.temporary_password(&admin, bob.account());
    (fixture, admin, phone, temporary)
}

#[test]
fn with_two_factor_on_a_temporary_password_leads_to_pairing() {
    let (fixture, _admin, old, temporary) = fixture_with_bob_2fa();
    assert!(fixture.account_row(BOB).two_factor);
    let state = fixture.must_change(BOB, &temporary);
    assert!(state.pairing_follows());
    let state = expect_enrolment_required(fixture.finish_password_change(state, THIRD));
    // An aborted enrolment does not leave an account without a valid code: the temporary password is still valid.
    assert_eq!(expect_refused(fixture.sign_in(BOB, THIRD)), PasswordRefusal::Wrong);
    let _ = fixture.must_change(BOB, &temporary);
    let (phone, finished) = fixture.finish_setup(fixture.auth.begin_required_enrolment(state).unwrap());
    let FinishResult::SignedIn(_) = finished else { panic!("{finished:?}") };
    assert_eq!(expect_refused(fixture.sign_in(BOB, &temporary)), PasswordRefusal::Wrong);
    fixture.advance_steps(1);
    let (refusal, pending) =
        expect_code_refused(fixture.submit_code(fixture.pending_for(BOB, THIRD), &old.code(fixture.now())));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "a code of the old authenticator is refused");
    let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
}

#[test]
fn an_unneeded_help_code_is_invalid_after_pairing() {
    let (fixture, admin, _, temporary) = fixture_with_bob_2fa();
    let help = fixture.reset_two_factor(&admin, fixture.account_row(BOB).id);
    let state = expect_enrolment_required(fixture.choose_password(BOB, &temporary, THIRD));
    let _ = fixture.finish_setup(fixture.auth.begin_required_enrolment(state).unwrap());
    let (refusal, _) = expect_code_refused(fixture.submit_recovery_code(fixture.pending_for(BOB, THIRD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "{refusal:?}");
}

#[test]
fn the_state_after_the_password_says_which_second_factor_is_required() {
    let (fixture, admin, _help) = fixture_with_help_code();
    let required = || fixture.pending_for(BOB, BOBS_PASSWORD).required_factor();
    assert_eq!(required(), RequiredFactor::HelpCode);
    fixture.clock.advance(Duration::from_hours(24));
    assert_eq!(required(), RequiredFactor::NewHelpCode);
    let help = fixture.reset_two_factor(&fixture.sign_in_without_factor(), fixture.account_row(BOB).id);
    assert_eq!(required(), RequiredFactor::HelpCode);
    let state = expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    let (phone, _) = fixture.finish_setup(fixture.auth.begin_required_enrolment(state).unwrap());
    assert_eq!(required(), RequiredFactor::Code);
    let mut pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    for wrong in 1..=20 {
        let (_, next) = expect_code_refused(fixture.submit_code(pending, &phone.wrong_code(fixture.now())));
        let expected = if wrong < 20 { RequiredFactor::Code } else { RequiredFactor::RecoveryCode };
        assert_eq!(next.required_factor(), expected, "after {wrong} wrong codes");
        fixture.clock.advance_seconds(3600);
        pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    }
    assert_eq!(pending.required_factor(), RequiredFactor::RecoveryCode);
    drop(admin);
}
