//! Proving oneself again.

use std::time::Duration;

use crate::auth::testing::{BOB, BOBS_PASSWORD, House, PASSWORD, Phone, proven, signed_in, typed};
use crate::auth::{CodeRefusal, Denied, Factor, Method, Owed, Purpose, Role, Session, StepUpAnswer, Unlock};

fn owed(house: &House, session: &Session, purpose: Purpose) -> Owed {
    house.auth.step_up_owed(session, purpose).unwrap()
}

fn code(house: &House, phone: &Phone) -> Option<Factor> {
    Some(Factor::Code(typed(&phone.code(house.now()))))
}

fn answer(house: &House, session: &Session, purpose: Purpose, factor: Option<Factor>) -> StepUpAnswer {
    house.auth.step_up(session, purpose, typed(PASSWORD), factor).unwrap()
}

#[test]
fn the_sign_in_and_the_unlock_are_no_step_up() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.clock.advance_seconds(60);
    for purpose in [Purpose::Own, Purpose::Administer, Purpose::Prove] {
        assert!(matches!(owed(&house, &session, purpose), Owed::PasswordAndCode));
        let refused = answer(&house, &session, purpose, None);
        assert!(matches!(refused, StepUpAnswer::CodeRefused(CodeRefusal::Malformed)), "{refused:?}");
    }
    let locked = house.auth.lock(session);
    let Ok(Unlock::Open(session)) = house.auth.unlock(locked, typed(PASSWORD), code(&house, &phone)) else {
        panic!("both are right");
    };
    for purpose in [Purpose::Own, Purpose::Administer, Purpose::Prove] {
        assert!(matches!(owed(&house, &session, purpose), Owed::PasswordAndCode));
    }
}

#[test]
fn an_act_on_the_own_account_asks_for_the_password_each_time_and_for_the_code_once_in_five_minutes() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let _ = proven(answer(&house, &session, Purpose::Own, code(&house, &phone)));
    house.clock.advance(Duration::from_secs(299));
    assert!(matches!(owed(&house, &session, Purpose::Own), Owed::Password));
    let proof = proven(answer(&house, &session, Purpose::Own, None));
    assert_eq!(proof.method(), Method::Password);
    house.clock.advance_seconds(1);
    assert!(matches!(owed(&house, &session, Purpose::Own), Owed::PasswordAndCode));
}

#[test]
fn a_hosts_question_asks_for_both_each_time() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    assert_eq!(proven(answer(&house, &session, Purpose::Prove, code(&house, &phone))).method(), Method::Code);
    assert!(matches!(owed(&house, &session, Purpose::Prove), Owed::PasswordAndCode));
    let again = answer(&house, &session, Purpose::Prove, code(&house, &phone));
    assert!(matches!(again, StepUpAnswer::CodeRefused(CodeRefusal::AlreadyUsed { .. })));
}

#[test]
fn an_administrators_step_up_covers_five_minutes_and_no_change_of_the_account() {
    let house = House::of_alice();
    let session = house.alone();
    let _ = proven(answer(&house, &session, Purpose::Administer, None));
    house.clock.advance_seconds(299);
    let Owed::Nothing(proof) = owed(&house, &session, Purpose::Administer) else { panic!("a second is left") };
    let _ = house.auth.add_user(&session, proof, BOB, Role::Member).unwrap();
    house.clock.advance_seconds(1);
    assert!(matches!(owed(&house, &session, Purpose::Administer), Owed::Password));
    let _ = proven(answer(&house, &session, Purpose::Administer, None));
    let own = proven(answer(&house, &session, Purpose::Own, None));
    house.auth.change_password(&session, own, typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(owed(&house, &session, Purpose::Administer), Owed::Password));
}

#[test]
fn a_proof_older_than_five_minutes_or_for_something_else_is_refused() {
    let house = House::of_alice();
    let session = house.alone();
    let proof = house.prove(&session, Purpose::Own, None);
    house.clock.advance_seconds(300);
    assert!(matches!(house.auth.turn_off(&session, proof), Err(Denied::StepUpOver)));
    for purpose in [Purpose::Administer, Purpose::Prove] {
        let proof = proven(answer(&house, &session, purpose, None));
        assert!(matches!(house.auth.turn_off(&session, proof), Err(Denied::StepUpOver)));
    }
    let proof = house.prove(&session, Purpose::Own, None);
    assert!(matches!(house.auth.add_user(&session, proof, BOB, Role::Member), Err(Denied::StepUpOver)));
}

#[test]
fn a_proof_serves_no_other_session_of_its_account_and_no_other_account() {
    let house = House::of_alice();
    let (one, other) = (house.alone(), house.alone());
    let bob = house.bob(&one, Role::Member);
    let proof = house.prove(&one, Purpose::Own, None);
    let refused = house.auth.change_password(&other, proof, typed(BOBS_PASSWORD));
    assert!(matches!(refused, Err(Denied::StepUpOver)));
    let proof = house.prove(&one, Purpose::Own, None);
    let refused = house.auth.change_password(&bob, proof, typed("seven brave kites hum softly"));
    assert!(matches!(refused, Err(Denied::StepUpOver)));
}

#[test]
fn locking_cancels_a_step_up_even_after_unlocking() {
    let house = House::of_alice();
    let session = house.alone();
    let own = house.prove(&session, Purpose::Own, None);
    let others = house.prove(&session, Purpose::Administer, None);
    let locked = house.auth.lock(session);
    let Ok(Unlock::Open(session)) = house.auth.unlock(locked, typed(PASSWORD), None) else { panic!("it is right") };
    let refused = house.auth.change_password(&session, own, typed(BOBS_PASSWORD));
    assert!(matches!(refused, Err(Denied::StepUpOver)));
    assert!(matches!(house.auth.add_user(&session, others, BOB, Role::Member), Err(Denied::StepUpOver)));
    assert!(matches!(owed(&house, &session, Purpose::Administer), Owed::Password));
}

#[test]
fn a_code_given_before_a_lock_spares_none_after_it() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let _ = proven(answer(&house, &session, Purpose::Own, code(&house, &phone)));
    let locked = house.auth.lock(session);
    house.steps(1);
    let Ok(Unlock::Open(session)) = house.auth.unlock(locked, typed(PASSWORD), code(&house, &phone)) else {
        panic!("both are right");
    };
    assert!(matches!(owed(&house, &session, Purpose::Own), Owed::PasswordAndCode));
}

#[test]
fn a_proof_made_before_a_change_is_refused() {
    let house = House::of_alice();
    let session = house.alone();
    let (early, late) = (house.prove(&session, Purpose::Own, None), house.prove(&session, Purpose::Own, None));
    house.auth.change_password(&session, late, typed(BOBS_PASSWORD)).unwrap();
    let refused = house.auth.change_password(&session, early, typed(PASSWORD));
    assert!(matches!(refused, Err(Denied::Changed)));
    let _ = signed_in(house.sign_in("alice", BOBS_PASSWORD));
}

#[test]
fn turning_off_needs_a_code_that_was_not_used_before() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    assert!(matches!(answer(&house, &session, Purpose::Own, None), StepUpAnswer::CodeRefused(_)));
    let used = answer(&house, &session, Purpose::Own, code(&house, &phone));
    assert!(matches!(used, StepUpAnswer::CodeRefused(CodeRefusal::AlreadyUsed { .. })), "{used:?}");
    house.steps(1);
    let proof = proven(answer(&house, &session, Purpose::Own, code(&house, &phone)));
    house.auth.turn_off(&session, proof).unwrap();
    let view = house.auth.account(&session).unwrap();
    assert!(!view.two_factor && view.authenticators.is_empty() && view.recovery_left == 0);
    let _ = house.alone();
}

#[test]
fn removing_the_last_authenticator_is_turning_off() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let tablet = house.add_phone(&session, proof);
    let ids: Vec<_> = house.auth.account(&session).unwrap().authenticators.iter().map(|row| row.id).collect();
    let prove = || house.prove(&session, Purpose::Own, None);
    house.auth.remove_authenticator(&session, prove(), ids[0]).unwrap();
    assert!(matches!(house.auth.remove_authenticator(&session, prove(), ids[0]), Err(Denied::Gone)));
    let last = house.auth.remove_authenticator(&session, prove(), ids[1]);
    assert!(matches!(last, Err(Denied::LastAuthenticator)));
    house.steps(2);
    assert!(house.row("alice").two_factor);
    let wrong = house.give_code(house.pending(), &phone.code(house.now()));
    assert_eq!(wrong.status(), crate::auth::Status::WrongOtp, "the removed one opens nothing");
    let _ = house.with(&tablet);
}

#[test]
fn a_help_code_is_no_factor_for_those_who_are_signed_in() {
    let house = House::empty();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    let (key, now) = (house.read(|rows| rows.meta()).key, house.now());
    let help = crate::auth::RecoveryCode::parse(&typed("2345-6789-ABCD-EFGH")).unwrap();
    let tag = crate::auth::seal::help_tag(&key, session.account(), &help);
    let until = now.after(Duration::from_secs(3600));
    house.write(|rows| rows.put_help_code(session.account(), Some(&crate::auth::HelpCodeRow { tag, until })));
    let factor = || Some(Factor::Recovery(typed("2345-6789-ABCD-EFGH")));
    let refused = answer(&house, &session, Purpose::Own, factor());
    assert!(matches!(refused, StepUpAnswer::CodeRefused(CodeRefusal::Wrong { .. })), "{refused:?}");
    assert_eq!(house.last_entry(), ("recovery-refused".into(), "help".into()));
    let locked = house.auth.lock(session);
    let refused = house.auth.unlock(locked, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(refused, Unlock::CodeRefused(_, CodeRefusal::Wrong { .. })), "{refused:?}");
    drop(phone);
}
