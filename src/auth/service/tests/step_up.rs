//! Step-up.

use std::time::Duration;

use crate::auth::service::tests::enrolment::fixture_with_tablet;
use crate::auth::testing::{BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_signed_in, expect_step_up, typed};
use crate::auth::{
    ActionError, CodeRefusal, Factor, Outcome, Role, Session, SignInMethod, StepUpPurpose, StepUpRequirement,
    StepUpResult, UnlockResult,
};

fn requirement(house: &Fixture, session: &Session, purpose: StepUpPurpose) -> StepUpRequirement {
    house.auth.step_up_requirement(session, purpose).unwrap()
}

fn answer(house: &Fixture, session: &Session, purpose: StepUpPurpose, factor: Option<Factor>) -> StepUpResult {
    house.auth.step_up(session, purpose, typed(PASSWORD), factor).unwrap()
}

#[test]
fn sign_in_and_unlock_are_not_step_ups() {
    let (house, phone) = Fixture::with_alice_2fa();
    let session = house.sign_in_with_code(&phone);
    house.clock.advance_seconds(60);
    for purpose in [StepUpPurpose::OwnAccount, StepUpPurpose::Administration, StepUpPurpose::HostProof] {
        assert!(matches!(requirement(&house, &session, purpose), StepUpRequirement::PasswordAndCode));
        let refused = answer(&house, &session, purpose, None);
        assert!(matches!(refused, StepUpResult::CodeRefused(CodeRefusal::Malformed)), "{refused:?}");
    }
    let locked = house.auth.lock(session);
    let session = house.unlock(locked, house.code_factor(&phone));
    for purpose in [StepUpPurpose::OwnAccount, StepUpPurpose::Administration, StepUpPurpose::HostProof] {
        assert!(matches!(requirement(&house, &session, purpose), StepUpRequirement::PasswordAndCode));
    }
}

#[test]
fn own_account_step_up_needs_the_password_always_and_a_code_every_five_minutes() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let _ = expect_step_up(answer(&house, &session, StepUpPurpose::OwnAccount, house.code_factor(&phone)));
    house.clock.advance(Duration::from_secs(299));
    assert!(matches!(requirement(&house, &session, StepUpPurpose::OwnAccount), StepUpRequirement::Password));
    let proof = expect_step_up(answer(&house, &session, StepUpPurpose::OwnAccount, None));
    assert_eq!(proof.method(), SignInMethod::Password);
    house.clock.advance_seconds(1);
    assert!(matches!(requirement(&house, &session, StepUpPurpose::OwnAccount), StepUpRequirement::PasswordAndCode));
}

#[test]
fn a_host_proof_needs_both_factors_each_time() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    assert_eq!(
        expect_step_up(answer(&house, &session, StepUpPurpose::HostProof, house.code_factor(&phone))).method(),
        SignInMethod::Code
    );
    assert!(matches!(requirement(&house, &session, StepUpPurpose::HostProof), StepUpRequirement::PasswordAndCode));
    let again = answer(&house, &session, StepUpPurpose::HostProof, house.code_factor(&phone));
    assert!(matches!(again, StepUpResult::CodeRefused(CodeRefusal::AlreadyUsed { .. })));
}

#[test]
fn an_admin_step_up_lasts_five_minutes_and_does_not_survive_an_account_change() {
    let (house, session) = Fixture::alice_signed_in();
    let _ = expect_step_up(answer(&house, &session, StepUpPurpose::Administration, None));
    house.clock.advance_seconds(299);
    let StepUpRequirement::Nothing(proof) = requirement(&house, &session, StepUpPurpose::Administration) else {
        panic!("a second is left")
    };
    let _ = house.auth.add_user(&session, proof, BOB, Role::Member).unwrap();
    house.clock.advance_seconds(1);
    assert!(matches!(requirement(&house, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
    let _ = expect_step_up(answer(&house, &session, StepUpPurpose::Administration, None));
    let own = expect_step_up(answer(&house, &session, StepUpPurpose::OwnAccount, None));
    house.auth.change_password(&session, own, typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(requirement(&house, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
}

#[test]
fn a_proof_that_is_expired_or_for_another_purpose_is_refused() {
    let (house, session) = Fixture::alice_signed_in();
    let proof = house.own_step_up(&session, None);
    house.clock.advance_seconds(300);
    assert!(matches!(house.auth.turn_off_two_factor(&session, proof), Err(ActionError::StepUpExpired)));
    for purpose in [StepUpPurpose::Administration, StepUpPurpose::HostProof] {
        let proof = expect_step_up(answer(&house, &session, purpose, None));
        assert!(matches!(house.auth.turn_off_two_factor(&session, proof), Err(ActionError::StepUpExpired)));
    }
    let proof = house.own_step_up(&session, None);
    assert!(matches!(house.auth.add_user(&session, proof, BOB, Role::Member), Err(ActionError::StepUpExpired)));
}

#[test]
fn a_proof_is_invalid_in_another_session_and_for_another_account() {
    let house = Fixture::with_alice();
    let (one, other) = (house.sign_in_without_factor(), house.sign_in_without_factor());
    let bob = house.add_bob(&one, Role::Member);
    let proof = house.own_step_up(&one, None);
    let refused = house.auth.change_password(&other, proof, typed(BOBS_PASSWORD));
    assert!(matches!(refused, Err(ActionError::StepUpExpired)));
    let proof = house.own_step_up(&one, None);
    let refused = house.auth.change_password(&bob, proof, typed("seven brave kites hum softly"));
    assert!(matches!(refused, Err(ActionError::StepUpExpired)));
}

#[test]
fn locking_cancels_a_step_up_even_after_unlocking() {
    let (house, session) = Fixture::alice_signed_in();
    let own = house.own_step_up(&session, None);
    let others = house.admin_step_up(&session);
    let locked = house.auth.lock(session);
    let session = house.unlock(locked, None);
    let refused = house.auth.change_password(&session, own, typed(BOBS_PASSWORD));
    assert!(matches!(refused, Err(ActionError::StepUpExpired)));
    assert!(matches!(house.auth.add_user(&session, others, BOB, Role::Member), Err(ActionError::StepUpExpired)));
    assert!(matches!(requirement(&house, &session, StepUpPurpose::Administration), StepUpRequirement::Password));
}

#[test]
fn a_code_from_before_a_lock_does_not_count_after_it() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let _ = expect_step_up(answer(&house, &session, StepUpPurpose::OwnAccount, house.code_factor(&phone)));
    let locked = house.auth.lock(session);
    house.advance_steps(1);
    let session = house.unlock(locked, house.code_factor(&phone));
    assert!(matches!(requirement(&house, &session, StepUpPurpose::OwnAccount), StepUpRequirement::PasswordAndCode));
}

#[test]
fn a_proof_made_before_a_change_is_refused() {
    let (house, session) = Fixture::alice_signed_in();
    let (early, late) = (house.own_step_up(&session, None), house.own_step_up(&session, None));
    house.auth.change_password(&session, late, typed(BOBS_PASSWORD)).unwrap();
    let refused = house.auth.change_password(&session, early, typed(PASSWORD));
    assert!(matches!(refused, Err(ActionError::Changed)));
    let _ = expect_signed_in(house.sign_in("alice", BOBS_PASSWORD));
}

#[test]
fn turning_off_needs_an_unused_code() {
    let (house, phone) = Fixture::with_alice_2fa();
    let session = house.sign_in_with_code(&phone);
    assert!(matches!(answer(&house, &session, StepUpPurpose::OwnAccount, None), StepUpResult::CodeRefused(_)));
    let used = answer(&house, &session, StepUpPurpose::OwnAccount, house.code_factor(&phone));
    assert!(matches!(used, StepUpResult::CodeRefused(CodeRefusal::AlreadyUsed { .. })), "{used:?}");
    house.advance_steps(1);
    let proof = expect_step_up(answer(&house, &session, StepUpPurpose::OwnAccount, house.code_factor(&phone)));
    house.auth.turn_off_two_factor(&session, proof).unwrap();
    let view = house.auth.account(&session).unwrap();
    assert!(!view.two_factor && view.authenticators.is_empty() && view.recovery_left == 0);
    let _ = house.sign_in_without_factor();
}

#[test]
fn removing_the_last_authenticator_turns_two_factor_off() {
    let (house, session, [phone, tablet]) = fixture_with_tablet();
    let ids: Vec<_> = house.auth.account(&session).unwrap().authenticators.iter().map(|row| row.id).collect();
    let prove = || house.own_step_up(&session, None);
    house.auth.remove_authenticator(&session, prove(), ids[0]).unwrap();
    assert!(matches!(house.auth.remove_authenticator(&session, prove(), ids[0]), Err(ActionError::NotFound)));
    let last = house.auth.remove_authenticator(&session, prove(), ids[1]);
    assert!(matches!(last, Err(ActionError::LastAuthenticator)));
    house.advance_steps(2);
    assert!(house.account_row("alice").two_factor);
    let wrong = house.submit_code(house.pending(), &phone.code(house.now()));
    assert!(matches!(wrong, Outcome::CodeRefused(..)), "the removed one opens nothing");
    let _ = house.sign_in_with_code(&tablet);
}

#[test]
fn a_help_code_is_not_a_factor_within_a_session() {
    let (house, session, phone) = Fixture::alice_created_2fa();
    let (key, now) = (house.read(|rows| rows.meta()).store_key, house.now());
    let help = crate::auth::RecoveryCode::parse(&typed("2345-6789-ABCD-EFGH")).unwrap();
    let tag = crate::auth::seal::help_tag(&key, session.account(), &help);
    let until = now.after(Duration::from_secs(3600));
    house.write(|rows| rows.put_help_code(session.account(), Some(&crate::auth::HelpCodeRow { tag, until })));
    let factor = || Some(Factor::Recovery(typed("2345-6789-ABCD-EFGH")));
    let refused = answer(&house, &session, StepUpPurpose::OwnAccount, factor());
    assert!(matches!(refused, StepUpResult::CodeRefused(CodeRefusal::Wrong { .. })), "{refused:?}");
    assert_eq!(house.last_entry(), ("recovery-refused".into(), "help".into()));
    let locked = house.auth.lock(session);
    let refused = house.auth.unlock(locked, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(refused, UnlockResult::CodeRefused(_, CodeRefusal::Wrong { .. })), "{refused:?}");
    drop(phone);
}
