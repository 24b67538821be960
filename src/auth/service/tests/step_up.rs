//! Step-up.

use std::time::Duration;

use crate::auth::service::tests::enrolment::fixture_with_tablet;
use crate::auth::testing::{BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_signed_in, expect_step_up, typed};
use crate::auth::{
    ActionError, CodeRefusal, Factor, Outcome, PasswordChoice, Role, Session, SignInMethod, StepUpPurpose,
    StepUpRequirement, StepUpResult, UnlockResult,
};

fn requirement(fixture: &Fixture, session: &Session, purpose: StepUpPurpose) -> StepUpRequirement {
    fixture.auth.step_up_requirement(session, purpose).unwrap()
}

fn step_up(fixture: &Fixture, session: &Session, purpose: StepUpPurpose, factor: Option<Factor>) -> StepUpResult {
    fixture.auth.step_up(session, purpose, typed(PASSWORD), factor).unwrap()
}

#[test]
fn a_sign_in_is_a_step_up_for_administration_alone_and_an_unlock_is_none() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    fixture.clock.advance_seconds(60);
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::Administration), StepUpRequirement::Nothing(_)));
    for purpose in [StepUpPurpose::OwnAccount, StepUpPurpose::HostProof, StepUpPurpose::HostProofCached] {
        assert!(matches!(requirement(&fixture, &session, purpose), StepUpRequirement::PasswordAndCode));
        let refused = step_up(&fixture, &session, purpose, None);
        assert!(matches!(refused, StepUpResult::CodeRefused(CodeRefusal::Malformed)), "{refused:?}");
    }
    let locked = fixture.auth.lock(session);
    let session = fixture.unlock(locked, fixture.code_factor(&phone));
    for purpose in [StepUpPurpose::OwnAccount, StepUpPurpose::Administration, StepUpPurpose::HostProof] {
        assert!(matches!(requirement(&fixture, &session, purpose), StepUpRequirement::PasswordAndCode));
    }
}

#[test]
fn a_sign_in_counts_for_administration_for_five_minutes_until_the_account_changes() {
    let (fixture, session) = Fixture::alice_signed_in();
    fixture.clock.advance_seconds(299);
    let StepUpRequirement::Nothing(proof) = requirement(&fixture, &session, StepUpPurpose::Administration) else {
        panic!("expected the sign-in to count")
    };
    let refused = fixture.auth.turn_off_two_factor(&session, proof);
    assert!(matches!(refused, Err(ActionError::StepUpExpired)), "{refused:?}");
    fixture.clock.advance_seconds(1);
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::Administration), StepUpRequirement::Password));

    let session = fixture.sign_in_without_factor();
    let own = fixture.own_step_up(&session, None);
    fixture.auth.change_password(&session, own, typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
}

#[test]
fn a_sign_in_with_a_temporary_password_is_no_step_up() {
    let (fixture, session) = Fixture::alice_signed_in();
    let proof = fixture.admin_step_up(&session);
    let temporary = fixture.auth.add_user(&session, proof, BOB, Role::Administrator).unwrap();
    let Outcome::PasswordChangeRequired(state) = fixture.auth.sign_in(BOB, temporary).unwrap() else {
        panic!("no password change is required")
    };
    let PasswordChoice::Accepted(outcome) = fixture.auth.choose_password(*state, typed(BOBS_PASSWORD)).unwrap() else {
        panic!("the password is refused")
    };
    let bob = expect_signed_in(outcome).session;
    assert!(matches!(requirement(&fixture, &bob, StepUpPurpose::Administration), StepUpRequirement::Password));
}

#[test]
fn own_account_step_up_needs_the_password_always_and_a_code_every_five_minutes() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let _ = expect_step_up(step_up(&fixture, &session, StepUpPurpose::OwnAccount, fixture.code_factor(&phone)));
    fixture.clock.advance(Duration::from_secs(299));
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::OwnAccount), StepUpRequirement::Password));
    let proof = expect_step_up(step_up(&fixture, &session, StepUpPurpose::OwnAccount, None));
    assert_eq!(proof.method(), SignInMethod::Password);
    fixture.clock.advance_seconds(1);
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::OwnAccount), StepUpRequirement::PasswordAndCode));
}

#[test]
fn a_host_proof_needs_both_factors_each_time() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    assert_eq!(
        expect_step_up(step_up(&fixture, &session, StepUpPurpose::HostProof, fixture.code_factor(&phone))).method(),
        SignInMethod::Code
    );
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::HostProof), StepUpRequirement::PasswordAndCode));
    let again = step_up(&fixture, &session, StepUpPurpose::HostProof, fixture.code_factor(&phone));
    assert!(matches!(again, StepUpResult::CodeRefused(CodeRefusal::AlreadyUsed { .. })));
}

#[test]
fn an_admin_step_up_lasts_five_minutes_and_does_not_survive_an_account_change() {
    let (fixture, session) = Fixture::alice_signed_in();
    let _ = expect_step_up(step_up(&fixture, &session, StepUpPurpose::Administration, None));
    fixture.clock.advance_seconds(299);
    let StepUpRequirement::Nothing(proof) = requirement(&fixture, &session, StepUpPurpose::Administration) else {
        panic!("expected the step-up to still be valid")
    };
    let _ = fixture.auth.add_user(&session, proof, BOB, Role::Member).unwrap();
    fixture.clock.advance_seconds(1);
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
    let _ = expect_step_up(step_up(&fixture, &session, StepUpPurpose::Administration, None));
    let own = expect_step_up(step_up(&fixture, &session, StepUpPurpose::OwnAccount, None));
    fixture.auth.change_password(&session, own, typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
}

#[test]
fn a_proof_that_is_expired_or_for_another_purpose_is_refused() {
    let (fixture, session) = Fixture::alice_signed_in();
    let proof = fixture.own_step_up(&session, None);
    fixture.clock.advance_seconds(300);
    assert!(matches!(fixture.auth.turn_off_two_factor(&session, proof), Err(ActionError::StepUpExpired)));
    for purpose in [StepUpPurpose::Administration, StepUpPurpose::HostProof] {
        let proof = expect_step_up(step_up(&fixture, &session, purpose, None));
        assert!(matches!(fixture.auth.turn_off_two_factor(&session, proof), Err(ActionError::StepUpExpired)));
    }
    let proof = fixture.own_step_up(&session, None);
    assert!(matches!(fixture.auth.add_user(&session, proof, BOB, Role::Member), Err(ActionError::StepUpExpired)));
}

#[test]
fn a_proof_is_invalid_in_another_session_and_for_another_account() {
    let fixture = Fixture::with_alice();
    let (one, other) = (fixture.sign_in_without_factor(), fixture.sign_in_without_factor());
    let bob = fixture.add_bob(&one, Role::Member);
    let proof = fixture.own_step_up(&one, None);
    let refused = fixture.auth.change_password(&other, proof, typed(BOBS_PASSWORD));
    assert!(matches!(refused, Err(ActionError::StepUpExpired)));
    let proof = fixture.own_step_up(&one, None);
    let refused = fixture.auth.change_password(&bob, proof, typed("seven brave kites hum softly"));
    assert!(matches!(refused, Err(ActionError::StepUpExpired)));
}

#[test]
fn locking_cancels_a_step_up_even_after_unlocking() {
    let (fixture, session) = Fixture::alice_signed_in();
    let own = fixture.own_step_up(&session, None);
    let others = fixture.admin_step_up(&session);
    let locked = fixture.auth.lock(session);
    let session = fixture.unlock(locked, None);
    let refused = fixture.auth.change_password(&session, own, typed(BOBS_PASSWORD));
    assert!(matches!(refused, Err(ActionError::StepUpExpired)));
    assert!(matches!(fixture.auth.add_user(&session, others, BOB, Role::Member), Err(ActionError::StepUpExpired)));
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
}

#[test]
fn a_code_from_before_a_lock_does_not_count_after_it() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let _ = expect_step_up(step_up(&fixture, &session, StepUpPurpose::OwnAccount, fixture.code_factor(&phone)));
    let locked = fixture.auth.lock(session);
    fixture.advance_steps(1);
    let session = fixture.unlock(locked, fixture.code_factor(&phone));
    assert!(matches!(requirement(&fixture, &session, StepUpPurpose::OwnAccount), StepUpRequirement::PasswordAndCode));
}

#[test]
fn a_proof_made_before_a_change_is_refused() {
    let (fixture, session) = Fixture::alice_signed_in();
    let (early, late) = (fixture.own_step_up(&session, None), fixture.own_step_up(&session, None));
    fixture.auth.change_password(&session, late, typed(BOBS_PASSWORD)).unwrap();
    let refused = fixture.auth.change_password(&session, early, typed(PASSWORD));
    assert!(matches!(refused, Err(ActionError::Changed)));
    let _ = expect_signed_in(fixture.sign_in("alice", BOBS_PASSWORD));
}

#[test]
fn turning_off_needs_an_unused_code() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    assert!(matches!(step_up(&fixture, &session, StepUpPurpose::OwnAccount, None), StepUpResult::CodeRefused(_)));
    let used = step_up(&fixture, &session, StepUpPurpose::OwnAccount, fixture.code_factor(&phone));
    assert!(matches!(used, StepUpResult::CodeRefused(CodeRefusal::AlreadyUsed { .. })), "{used:?}");
    fixture.advance_steps(1);
    let proof = expect_step_up(step_up(&fixture, &session, StepUpPurpose::OwnAccount, fixture.code_factor(&phone)));
    fixture.auth.turn_off_two_factor(&session, proof).unwrap();
    let view = fixture.auth.account(&session).unwrap();
    assert!(!view.two_factor && view.authenticators.is_empty() && view.recovery_left == 0);
    let _ = fixture.sign_in_without_factor();
}

#[test]
fn removing_the_last_authenticator_turns_two_factor_off() {
    let (fixture, session, [phone, tablet]) = fixture_with_tablet();
    let ids: Vec<_> = fixture.auth.account(&session).unwrap().authenticators.iter().map(|row| row.id).collect();
    let prove = || fixture.own_step_up(&session, None);
    fixture.auth.remove_authenticator(&session, prove(), ids[0]).unwrap();
    assert!(matches!(fixture.auth.remove_authenticator(&session, prove(), ids[0]), Err(ActionError::NotFound)));
    let last = fixture.auth.remove_authenticator(&session, prove(), ids[1]);
    assert!(matches!(last, Err(ActionError::LastAuthenticator)));
    fixture.advance_steps(2);
    assert!(fixture.account_row("alice").two_factor);
    let wrong = fixture.submit_code(fixture.pending(), &phone.code(fixture.now()));
    assert!(matches!(wrong, Outcome::CodeRefused(..)), "a code of the removed authenticator is refused");
    let _ = fixture.sign_in_with_code(&tablet);
}

#[test]
fn a_help_code_is_not_a_factor_within_a_session() {
    let (fixture, session, phone) = Fixture::alice_created_2fa();
    let (key, now) = (fixture.read(|rows| rows.meta()).store_key, fixture.now());
    let help = crate::auth::RecoveryCode::parse(&typed("2345-6789-ABCD-EFGH")).unwrap();
    let tag = crate::auth::seal::help_tag(&key, session.account(), &help);
    let until = now.after(Duration::from_hours(1));
    fixture.write(|rows| rows.put_help_code(session.account(), Some(&crate::auth::HelpCodeRow { tag, until })));
    let factor = || Some(Factor::Recovery(typed("2345-6789-ABCD-EFGH")));
    let refused = step_up(&fixture, &session, StepUpPurpose::OwnAccount, factor());
    assert!(matches!(refused, StepUpResult::CodeRefused(CodeRefusal::Wrong { .. })), "{refused:?}");
    assert_eq!(fixture.last_entry(), ("recovery-refused".into(), "help".into()));
    let locked = fixture.auth.lock(session);
    let refused = fixture.auth.unlock(locked, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(refused, UnlockResult::CodeRefused(_, CodeRefusal::Wrong { .. })), "{refused:?}");
    drop(phone);
}
