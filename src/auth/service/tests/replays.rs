//! What was used already, or belongs to another set, secret or account, and is typed again.

use crate::auth::service::tests::owed::house_of_bob_with_help;
use crate::auth::service::tests::setup::{codes, confirm};
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, code_refused, proven, scan, signed_in, typed};
use crate::auth::{
    CodeRefusal, ConfirmRefusal, Confirmed, CounterKind, Denied, Factor, Finished, Outcome, Purpose, ShowRecoveryCodes,
    StepUpAnswer, Unlock,
};

const USED: CodeRefusal = CodeRefusal::AlreadyUsed { next_in: None };

fn texts(shown: &ShowRecoveryCodes) -> Vec<String> {
    shown.codes().iter().map(|code| code.expose_text().to_string()).collect()
}

fn wrong(refusal: CodeRefusal) -> bool {
    matches!(refusal, CodeRefusal::Wrong { .. })
}

#[test]
fn a_used_recovery_code_is_refused_at_every_door_and_logged_each_time() {
    let (house, phone) = House::of_alice_with_phone();
    let factor = || Some(Factor::Recovery(typed(&phone.recovery[0])));
    let session = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0])).session;
    let logged =
        || house.log().into_iter().filter(|entry| *entry == ("recovery-refused".into(), "used".into())).count();
    assert_eq!(code_refused(house.give_recovery_code(house.pending(), &phone.recovery[0])).0, USED);
    assert_eq!(logged(), 1);
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(answer, StepUpAnswer::CodeRefused(USED)), "{answer:?}");
    assert_eq!(logged(), 2);
    let locked = house.auth.lock(session);
    let answer = house.auth.unlock(locked, typed(PASSWORD), factor()).unwrap();
    assert!(matches!(answer, Unlock::CodeRefused(_, USED)), "{answer:?}");
    assert_eq!(logged(), 3);
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Recovery).failures, 3);
}

#[test]
fn the_code_that_confirmed_a_pairing_that_was_owed_is_refused_at_sign_in() {
    let (house, _admin, help) = house_of_bob_with_help();
    let Outcome::PairingOwed(state) = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) else {
        panic!("it is right");
    };
    let (phone, finished) = house.finish(house.auth.begin_owed_setup(*state).unwrap());
    assert!(matches!(finished, Finished::SignedIn(_)));
    let (refusal, _) = code_refused(house.give_code(house.pending_of(BOB, BOBS_PASSWORD), &phone.code(house.now())));
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
}

#[test]
fn recovery_codes_are_made_with_a_pairing_and_not_before() {
    let house = House::of_alice();
    let session = house.alone();
    let answer = house.auth.new_recovery_codes(&session, house.prove(&session, Purpose::Own, None));
    assert!(matches!(answer, Err(Denied::Gone)), "{answer:?}");
    assert!(house.read(|rows| rows.recovery(session.account())).is_empty());
}

#[test]
fn recovery_codes_of_a_set_up_that_was_dropped_open_nothing() {
    let house = House::empty();
    let (session, proof) = house.first();
    let (_, dropped) = codes(&house, house.auth.begin_setup(&session, proof).unwrap());
    let old = texts(&dropped);
    drop(dropped);
    let phone = house.pair(&session, house.prove(&session, Purpose::Own, None));
    for code in &old[..3] {
        assert!(wrong(code_refused(house.give_recovery_code(house.pending(), code)).0));
    }
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
}

#[test]
fn recovery_codes_from_before_turning_off_stay_dead_when_two_factor_is_on_again() {
    let (house, old) = House::of_alice_with_phone();
    let session = house.with(&old);
    house.steps(1);
    house.auth.turn_off(&session, house.prove(&session, Purpose::Own, Some(&old))).unwrap();
    let new = house.pair(&session, house.prove(&session, Purpose::Own, None));
    for code in &old.recovery[..3] {
        assert!(wrong(code_refused(house.give_recovery_code(house.pending(), code)).0));
    }
    house.steps(1);
    let (refusal, pending) = code_refused(house.give_code(house.pending(), &old.code(house.now())));
    assert!(wrong(refusal), "{refusal:?}");
    let _ = signed_in(house.give_recovery_code(pending, &new.recovery[0]));
}

#[test]
fn a_further_pairing_takes_no_code_of_the_phone_that_is_there() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let show = house.auth.begin_setup(&session, proof).unwrap();
    house.steps(1);
    let confirmed = confirm(&house, show, &phone.code(house.now()), "Tablet");
    assert!(matches!(confirmed, Confirmed::Refused(ConfirmRefusal::Wrong, _)), "{confirmed:?}");
    drop(confirmed);
    assert_eq!(house.read(|rows| rows.authenticators(session.account())).len(), 1);
    // It was not spent either.
    let _ = house.with(&phone);
}

#[test]
fn after_pairing_the_secret_is_told_nowhere_and_the_next_set_up_has_another() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let (grouped, uri) = (show.setup_key().to_string(), show.uri().expose_text().to_owned());
    let (phone, _) = house.finish(show);
    let told = format!(
        "{:?} {:?} {:?}",
        house.auth.account(&session).unwrap(),
        house.auth.history(&session).unwrap(),
        house.read(|rows| Ok((rows.authenticators(session.account())?, rows.audit_from(1, 99)?))),
    );
    for secret in [grouped.as_str(), &grouped.replace(' ', ""), &uri, &format!("{:?}", phone.secret.expose_bytes())] {
        assert!(!told.contains(secret.trim_matches(['[', ']'])), "{secret}");
    }
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let again = house.auth.begin_setup(&session, proof).unwrap();
    assert_ne!(scan(&again).expose_bytes(), phone.secret.expose_bytes());
}

#[test]
fn a_proof_by_the_password_alone_from_before_pairing_turns_nothing_off_and_adds_nothing() {
    let house = House::empty();
    let (session, first) = house.first();
    let early = || house.prove(&session, Purpose::Own, None);
    let (off, remove, renew, add) = (early(), early(), early(), early());
    let phone = house.pair(&session, first);
    let id = house.read(|rows| rows.authenticators(session.account())).remove(0).id;
    assert!(matches!(house.auth.turn_off(&session, off), Err(Denied::Changed)));
    assert!(matches!(house.auth.remove_authenticator(&session, remove, id), Err(Denied::Changed)));
    let shown = house.auth.new_recovery_codes(&session, renew).unwrap();
    assert!(matches!(house.auth.finish_setup(shown), Ok(Finished::Over(Denied::Changed))));
    let show = house.auth.begin_setup(&session, add).unwrap();
    let code = crate::auth::code_at(&scan(&show), house.now());
    let confirmed = confirm(&house, show, &code, "Tablet");
    assert!(matches!(confirmed, Confirmed::Over(Denied::Changed)), "{confirmed:?}");
    assert!(house.row(ALICE).two_factor);
    assert_eq!(house.read(|rows| rows.authenticators(session.account())).len(), 1);
    house.steps(1);
    let answer = house.auth.step_up(
        &session,
        Purpose::Own,
        typed(PASSWORD),
        Some(Factor::Code(typed(&phone.code(house.now())))),
    );
    let _ = proven(answer.unwrap());
}

#[test]
fn two_factor_that_cannot_be_given_neither_unlocks_nor_proves_and_is_never_skipped() {
    for is_missing in [true, false] {
        let (house, phone) = House::of_alice_with_phone();
        let session = house.with(&phone);
        let mut row = house.read(|rows| rows.authenticators(session.account())).remove(0);
        row.sealed[30] ^= 1;
        house.write(|rows| if is_missing { rows.delete_authenticator(row.id) } else { rows.put_authenticator(&row) });
        house.steps(1);
        let factor = || Some(Factor::Code(typed(&phone.code(house.now()))));
        for purpose in [Purpose::Own, Purpose::Administer, Purpose::Prove] {
            let answer = house.auth.step_up(&session, purpose, typed(PASSWORD), factor()).unwrap();
            assert!(matches!(answer, StepUpAnswer::CodeRefused(CodeRefusal::Unreadable)), "{answer:?}");
            let answer = house.auth.step_up(&session, purpose, typed(PASSWORD), None).unwrap();
            assert!(matches!(answer, StepUpAnswer::CodeRefused(CodeRefusal::Malformed)), "{answer:?}");
        }
        let locked = house.auth.lock(session);
        let Ok(Unlock::CodeRefused(locked, CodeRefusal::Unreadable)) =
            house.auth.unlock(locked, typed(PASSWORD), factor())
        else {
            panic!("nothing is there that could be right");
        };
        let answer = house.auth.unlock(locked, typed(PASSWORD), None).unwrap();
        assert!(matches!(answer, Unlock::CodeRefused(_, CodeRefusal::Malformed)), "{answer:?}");
    }
}
