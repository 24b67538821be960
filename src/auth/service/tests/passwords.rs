//! Passwords: changed, temporary, retired; and the keys under them.

use std::time::Duration;

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, refused, sent_back, signed_in, typed};
use crate::auth::{
    AccountId, Chosen, CodeRefusal, Denied, KeyId, MustChange, Outcome, PasswordProblem, Purpose, Refusal, Role,
    Session, Unlock, WrapKind,
};

pub(super) const THIRD: &str = "seven brave kites hum softly";

pub(super) fn administer(house: &House, admin: &Session, target: AccountId) -> String {
    let proof = house.prove(admin, Purpose::Administer, None);
    house.auth.temporary_password(admin, proof, target).unwrap().expose_text().to_owned()
}

fn wraps(house: &House, account: AccountId) -> Vec<(WrapKind, u64)> {
    house.read(|rows| rows.wraps(account)).iter().map(|wrap| (wrap.kind, wrap.generation)).collect()
}

pub(super) fn choose(house: &House, state: MustChange, password: &str) -> Outcome {
    match house.auth.choose_password(state, typed(password)).unwrap() {
        Chosen::On(outcome) => outcome,
        Chosen::Refused(_, problem) => panic!("{problem:?}"),
    }
}

fn note(session: &Session) -> (KeyId, [u8; 32]) {
    let (id, key) = session.data_key("notes").unwrap();
    (id, *key.expose_bytes())
}

#[test]
fn a_new_password_opens_the_same_keys_and_the_old_one_nothing() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let before = note(&session);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    house.auth.change_password(&session, proof, typed(THIRD)).unwrap();
    assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong);
    house.steps(1);
    // Two-factor stays as it was, the phone works on.
    let again = signed_in(house.give_code(house.pending_of(ALICE, THIRD), &phone.code(house.now()))).session;
    assert_eq!(note(&again), before);
    assert_eq!(wraps(&house, again.account()), [(WrapKind::Current, 1)]);
}

#[test]
fn a_pending_sign_in_from_before_a_change_of_password_is_refused() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let pending = house.pending();
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    house.auth.change_password(&session, proof, typed(THIRD)).unwrap();
    house.steps(1);
    assert_eq!(sent_back(house.give_code(pending, &phone.code(house.now()))), CodeRefusal::Changed);
}

#[test]
fn a_password_that_breaks_a_rule_is_refused_with_the_reason() {
    let house = House::empty();
    for (password, problem) in [
        ("too short", PasswordProblem::TooShort { characters: 9 }),
        ("grumpy alice otters juggle maps", PasswordProblem::ContainsUsername),
        ("grumpy vestibule otters juggle", PasswordProblem::ContainsProgram),
    ] {
        let denied = house.auth.create_first_account(ALICE, typed(password)).unwrap_err();
        assert!(matches!(denied, Denied::Password(found) if found == problem), "{denied:?}");
    }
    let guessable = house.auth.create_first_account(ALICE, typed("aaaaaaaaaaaaaaaaaaaa"));
    assert!(matches!(guessable, Err(Denied::Password(PasswordProblem::Guessable(_)))));
    let (session, _) = house.first();
    let denied = house.auth.change_password(&session, house.prove(&session, Purpose::Own, None), typed("short"));
    assert!(matches!(denied, Err(Denied::Password(PasswordProblem::TooShort { characters: 5 }))));
}

#[test]
fn a_temporary_password_leads_to_choosing_ones_own_and_to_nothing_else() {
    let house = House::of_alice();
    let admin = house.alone();
    let temporary = house.add(&admin, BOB, Role::Member);
    let outcome = house.sign_in(BOB, &temporary);
    assert_eq!(outcome.status(), crate::auth::Status::OtpRequired);
    let Outcome::PasswordOwed(state) = outcome else { panic!("a password is owed") };
    assert!(!state.pairing_follows());
    assert!(house.read(|rows| rows.sessions(house.row(BOB).id)).is_empty());
    let Chosen::Refused(state, PasswordProblem::TooShort { .. }) =
        house.auth.choose_password(*state, typed("short")).unwrap()
    else {
        panic!("it is too short");
    };
    let signed = signed_in(choose(&house, *state, BOBS_PASSWORD));
    assert_eq!(signed.session.method(), crate::auth::Method::Temporary);
    house.sign_out(signed.session);
    assert_eq!(refused(house.sign_in(BOB, &temporary)), Refusal::Wrong);
    let _ = signed_in(house.sign_in(BOB, BOBS_PASSWORD));
}

#[test]
fn a_temporary_password_is_over_after_72_hours_and_says_so_only_if_it_was_right() {
    let house = House::of_alice();
    let temporary = house.add(&house.alone(), BOB, Role::Member);
    house.clock.advance(Duration::from_secs(72 * 3600 - 1));
    let state = house.must_change(BOB, &temporary);
    house.clock.advance_seconds(1);
    assert_eq!(refused(house.sign_in(BOB, &temporary)), Refusal::TemporaryExpired);
    assert_eq!(refused(house.sign_in(BOB, "wrong")), Refusal::Wrong);
    // Nor does the screen that was open meanwhile help.
    assert_eq!(refused(choose(&house, state, BOBS_PASSWORD)), Refusal::TemporaryExpired);
    assert_eq!(refused(house.sign_in(BOB, BOBS_PASSWORD)), Refusal::Wrong);
}

#[test]
fn choosing_a_password_takes_ten_minutes_at_most() {
    let house = House::of_alice();
    let temporary = house.add(&house.alone(), BOB, Role::Member);
    let state = house.must_change(BOB, &temporary);
    house.clock.advance_seconds(600);
    assert_eq!(sent_back(choose(&house, state, BOBS_PASSWORD)), CodeRefusal::TookTooLong);
}

#[test]
fn of_two_windows_that_exchange_a_temporary_password_one_does() {
    let house = House::of_alice();
    let temporary = house.add(&house.alone(), BOB, Role::Member);
    let (one, other) = (house.must_change(BOB, &temporary), house.must_change(BOB, &temporary));
    let _ = signed_in(choose(&house, one, BOBS_PASSWORD));
    assert_eq!(refused(choose(&house, other, THIRD)), Refusal::Changed);
}

#[test]
fn after_a_new_temporary_password_unlock_and_step_up_with_it_open_nothing() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let other = signed_in(house.sign_in(BOB, BOBS_PASSWORD)).session;
    let locked = house.auth.lock(bob);
    let temporary = administer(&house, &admin, other.account());
    assert!(matches!(house.auth.unlock(locked, typed(&temporary), None), Ok(Unlock::Ended)));
    let answer = house.auth.step_up(&other, Purpose::Own, typed(&temporary), None);
    assert!(matches!(answer, Err(Denied::Ended)));
}

#[test]
fn a_new_temporary_password_makes_a_fresh_key_and_the_temporary_wrap_goes_with_the_choice() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let before = note(&bob);
    assert_eq!(wraps(&house, bob.account()), [(WrapKind::Current, 2)]);
    let temporary = administer(&house, &admin, bob.account());
    let copied = house.read(|rows| rows.wraps(bob.account()));
    assert_eq!(wraps(&house, bob.account()), [(WrapKind::Retired, 2), (WrapKind::Current, 3)]);
    let session = signed_in(house.choose(BOB, &temporary, THIRD)).session;
    let after = note(&session);
    assert!(after.0 != before.0 && after.1 != before.1);
    assert_eq!(wraps(&house, bob.account()), [(WrapKind::Retired, 2), (WrapKind::Current, 4)]);
    // Who copied the file while the temporary password was valid has a key that nothing was ever sealed under.
    let kdf = crate::auth::password::KdfString::parse(&copied[1].kdf, &crate::auth::Cost::for_tests()).unwrap();
    let derived =
        crate::auth::seal::derive(&crate::auth::password::prepare(&typed(&temporary)).unwrap(), &kdf).unwrap();
    let copied_key = crate::auth::seal::open_wrap(&derived, &copied[1]).unwrap();
    let is_it = session.with_key(|key, _| key.expose_bytes() == copied_key.expose_bytes()).unwrap();
    assert!(!is_it);
}

#[test]
fn the_temporary_password_itself_is_no_password_of_ones_own() {
    let house = House::of_alice();
    let temporary = house.add(&house.alone(), BOB, Role::Member);
    let state = house.must_change(BOB, &temporary);
    let chosen = house.auth.choose_password(state, typed(&temporary)).unwrap();
    let Chosen::Refused(state, PasswordProblem::Guessable(_)) = chosen else { panic!("{chosen:?}") };
    let _ = signed_in(choose(&house, *state, BOBS_PASSWORD));
}

#[test]
fn a_temporary_password_is_never_retired_and_waits_for_no_wrong_tries_of_before() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    for _ in 0..6 {
        let _ = refused(house.sign_in(BOB, "wrong"));
    }
    let _ = administer(&house, &admin, bob.account());
    let temporary = administer(&house, &admin, bob.account());
    assert_eq!(wraps(&house, bob.account()), [(WrapKind::Retired, 2), (WrapKind::Current, 4)]);
    let _ = house.must_change(BOB, &temporary);
}

#[test]
fn the_old_password_brings_the_old_keys_back_for_good() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let before = note(&bob);
    let temporary = administer(&house, &admin, bob.account());
    let session = signed_in(house.choose(BOB, &temporary, THIRD)).session;
    assert!(house.auth.account(&session).unwrap().old_data);
    assert!(matches!(session.data_key_of(before.0, "notes"), Err(Denied::Gone)));
    assert!(matches!(house.auth.open_old_data(&session, typed("wrong")), Err(Denied::WrongPassword)));
    house.auth.open_old_data(&session, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(session.data_key_of(before.0, "notes").unwrap().expose_bytes(), &before.1);
    assert!(!house.auth.account(&session).unwrap().old_data);
    house.sign_out(session);
    let session = signed_in(house.sign_in(BOB, THIRD)).session;
    assert_eq!(session.data_key_of(before.0, "notes").unwrap().expose_bytes(), &before.1);
    assert!(matches!(admin.data_key_of(before.0, "notes"), Err(Denied::Gone)), "another account's");
}

#[test]
fn several_resets_open_one_after_the_other_in_any_order() {
    for order in [[0, 1], [1, 0]] {
        let house = House::of_alice();
        let admin = house.alone();
        let bob = house.bob(&admin, Role::Member);
        let mut notes = vec![note(&bob)];
        let passwords = [BOBS_PASSWORD, THIRD];
        let mut session = bob;
        for own in [THIRD, "nine copper owls guard bridges"] {
            let temporary = administer(&house, &admin, session.account());
            session = signed_in(house.choose(BOB, &temporary, own)).session;
            notes.push(note(&session));
        }
        for index in order {
            house.auth.open_old_data(&session, typed(passwords[index])).unwrap();
            assert_eq!(session.data_key_of(notes[index].0, "notes").unwrap().expose_bytes(), &notes[index].1);
        }
        let again = signed_in(house.sign_in(BOB, "nine copper owls guard bridges")).session;
        for (id, key) in &notes {
            assert_eq!(again.data_key_of(*id, "notes").unwrap().expose_bytes(), key);
        }
    }
}

#[test]
fn keys_that_were_carried_once_come_back_through_a_second_reset() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let oldest = note(&bob);
    let temporary = administer(&house, &admin, bob.account());
    let session = signed_in(house.choose(BOB, &temporary, THIRD)).session;
    house.auth.open_old_data(&session, typed(BOBS_PASSWORD)).unwrap();
    let temporary = administer(&house, &admin, bob.account());
    let session = signed_in(house.choose(BOB, &temporary, "nine copper owls guard bridges")).session;
    assert!(matches!(session.data_key_of(oldest.0, "notes"), Err(Denied::Gone)));
    house.auth.open_old_data(&session, typed(THIRD)).unwrap();
    assert_eq!(session.data_key_of(oldest.0, "notes").unwrap().expose_bytes(), &oldest.1);
}

#[test]
fn old_passwords_are_tried_like_any_password() {
    let house = House::of_alice();
    let session = house.alone();
    for _ in 0..5 {
        assert!(matches!(house.auth.open_old_data(&session, typed("wrong")), Err(Denied::WrongPassword)));
    }
    assert!(matches!(house.auth.open_old_data(&session, typed("wrong")), Err(Denied::Waiting(_))));
    assert!(matches!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Waiting { .. }));
}

#[test]
fn whoever_had_failed_attempts_hears_of_them_after_a_temporary_password_too() {
    let house = House::of_alice();
    let temporary = house.add(&house.alone(), BOB, Role::Member);
    for _ in 0..3 {
        let _ = refused(house.sign_in(BOB, "wrong"));
    }
    let signed = signed_in(house.choose(BOB, &temporary, BOBS_PASSWORD));
    assert_eq!(signed.notices.failed, 3);
}
