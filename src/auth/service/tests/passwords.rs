//! Changed, temporary and retired passwords, and the keys wrapped under them.

use std::time::Duration;

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_ended, expect_refused, expect_signed_in, typed,
};
use crate::auth::{
    AccountId, ActionError, CodeRefusal, KeyId, Outcome, PasswordChoice, PasswordProblem, PasswordRefusal, Role,
    Session, StepUpPurpose, UnlockResult, WrapKind,
};

pub(super) const THIRD: &str = "seven brave kites hum softly";

fn wrapped_keys(fixture: &Fixture, account: AccountId) -> Vec<(WrapKind, u64)> {
    fixture
        .read(|rows| rows.wrapped_keys(account))
        .iter()
        .map(|wrapped_key| (wrapped_key.kind, wrapped_key.key_generation))
        .collect()
}

/// Resets Bob's password; he chooses `own` and is signed in.
fn reset_password(fixture: &Fixture, admin: &Session, bob: AccountId, own: &str) -> Session {
    let temporary = fixture.temporary_password(admin, bob);
    expect_signed_in(fixture.choose_password(BOB, &temporary, own)).session
}

fn data_key(session: &Session) -> (KeyId, [u8; 32]) {
    let (id, key) = session.data_key("notes").unwrap();
    (id, *key.expose_bytes())
}

#[test]
fn a_new_password_opens_the_same_keys_and_the_old_one_nothing() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let before = data_key(&session);
    fixture.advance_steps(1);
    let proof = fixture.own_step_up(&session, Some(&phone));
    fixture.auth.change_password(&session, proof, typed(THIRD)).unwrap();
    assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong);
    fixture.advance_steps(1);
    // Two-factor and its authenticator are kept.
    let again =
        expect_signed_in(fixture.submit_code(fixture.pending_for(ALICE, THIRD), &phone.code(fixture.now()))).session;
    assert_eq!(data_key(&again), before);
    assert_eq!(wrapped_keys(&fixture, again.account()), [(WrapKind::Active, 1)]);
}

#[test]
fn a_pending_sign_in_from_before_a_change_of_password_is_refused() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let pending = fixture.pending();
    let proof = fixture.own_step_up(&session, Some(&phone));
    fixture.auth.change_password(&session, proof, typed(THIRD)).unwrap();
    fixture.advance_steps(1);
    assert_eq!(expect_ended(fixture.submit_code(pending, &phone.code(fixture.now()))), CodeRefusal::Changed);
}

#[test]
fn a_password_that_breaks_a_rule_is_refused_with_the_reason() {
    let fixture = Fixture::empty();
    for (password, problem) in [
        ("too short", PasswordProblem::TooShort { characters: 9 }),
        ("grumpy alice otters juggle maps", PasswordProblem::ContainsUsername),
        ("grumpy vestibule otters juggle", PasswordProblem::ContainsProgram),
    ] {
        let denied = fixture.auth.create_first_account(ALICE, typed(password)).unwrap_err();
        assert!(matches!(denied, ActionError::Password(found) if found == problem), "{denied:?}");
    }
    let guessable = fixture.auth.create_first_account(ALICE, typed("aaaaaaaaaaaaaaaaaaaa"));
    assert!(matches!(guessable, Err(ActionError::Password(PasswordProblem::Guessable(_)))));
    let (session, _) = fixture.create_first();
    let denied = fixture.auth.change_password(&session, fixture.own_step_up(&session, None), typed("short"));
    assert!(matches!(denied, Err(ActionError::Password(PasswordProblem::TooShort { characters: 5 }))));
}

#[test]
fn a_temporary_password_leads_only_to_choosing_a_new_one() {
    let (fixture, _admin, temporary) = Fixture::alice_and_temporary_bob();
    let outcome = fixture.sign_in(BOB, &temporary);
    let Outcome::PasswordChangeRequired(state) = outcome else { panic!("expected a password change to be required") };
    assert!(!state.pairing_follows());
    assert!(fixture.read(|rows| rows.sessions(fixture.account_row(BOB).id)).is_empty());
    let PasswordChoice::Refused(state, PasswordProblem::TooShort { .. }) =
        fixture.auth.choose_password(*state, typed("short")).unwrap()
    else {
        panic!("expected the short password to be refused");
    };
    let signed = expect_signed_in(fixture.finish_password_change(*state, BOBS_PASSWORD));
    assert_eq!(signed.session.method(), crate::auth::SignInMethod::Temporary);
    fixture.sign_out(signed.session);
    assert_eq!(expect_refused(fixture.sign_in(BOB, &temporary)), PasswordRefusal::Wrong);
    let _ = expect_signed_in(fixture.sign_in(BOB, BOBS_PASSWORD));
}

#[test]
fn a_temporary_password_expires_after_72_hours_and_only_a_right_one_reports_it() {
    let (fixture, _alice, temporary) = Fixture::alice_and_temporary_bob();
    fixture.clock.advance(Duration::from_secs(72 * 3600 - 1));
    let state = fixture.must_change(BOB, &temporary);
    fixture.clock.advance_seconds(1);
    assert_eq!(expect_refused(fixture.sign_in(BOB, &temporary)), PasswordRefusal::TemporaryExpired);
    assert_eq!(expect_refused(fixture.sign_in(BOB, "wrong")), PasswordRefusal::Wrong);
    // The sign-in that was pending meanwhile is refused too.
    assert_eq!(expect_refused(fixture.finish_password_change(state, BOBS_PASSWORD)), PasswordRefusal::TemporaryExpired);
    assert_eq!(expect_refused(fixture.sign_in(BOB, BOBS_PASSWORD)), PasswordRefusal::Wrong);
}

#[test]
fn choosing_a_password_takes_ten_minutes_at_most() {
    let (fixture, _alice, temporary) = Fixture::alice_and_temporary_bob();
    let state = fixture.must_change(BOB, &temporary);
    fixture.clock.advance_seconds(600);
    assert_eq!(expect_ended(fixture.finish_password_change(state, BOBS_PASSWORD)), CodeRefusal::Expired);
}

#[test]
fn a_temporary_password_is_replaced_in_one_of_two_windows() {
    let (fixture, _alice, temporary) = Fixture::alice_and_temporary_bob();
    let (one, other) = (fixture.must_change(BOB, &temporary), fixture.must_change(BOB, &temporary));
    let _ = expect_signed_in(fixture.finish_password_change(one, BOBS_PASSWORD));
    assert_eq!(expect_refused(fixture.finish_password_change(other, THIRD)), PasswordRefusal::Changed);
}

#[test]
fn a_new_temporary_password_neither_unlocks_nor_steps_up() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let other = expect_signed_in(fixture.sign_in(BOB, BOBS_PASSWORD)).session;
    let locked = fixture.auth.lock(bob);
    let temporary = fixture.temporary_password(&admin, other.account());
    assert!(matches!(fixture.auth.unlock(locked, typed(&temporary), None), Ok(UnlockResult::SessionEnded)));
    let result = fixture.auth.step_up(&other, StepUpPurpose::OwnAccount, typed(&temporary), None);
    assert!(matches!(result, Err(ActionError::SessionEnded)));
}

#[test]
fn a_temporary_password_has_a_new_key_whose_wrap_is_deleted_by_the_choice() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let before = data_key(&bob);
    assert_eq!(wrapped_keys(&fixture, bob.account()), [(WrapKind::Active, 2)]);
    let temporary = fixture.temporary_password(&admin, bob.account());
    let copied = fixture.read(|rows| rows.wrapped_keys(bob.account()));
    assert_eq!(wrapped_keys(&fixture, bob.account()), [(WrapKind::Retired, 2), (WrapKind::Active, 3)]);
    let session = expect_signed_in(fixture.choose_password(BOB, &temporary, THIRD)).session;
    let after = data_key(&session);
    assert!(after.0 != before.0 && after.1 != before.1);
    assert_eq!(wrapped_keys(&fixture, bob.account()), [(WrapKind::Retired, 2), (WrapKind::Active, 4)]);
    // An attacker who copied the file with the temporary password has a key that never sealed anything.
    let kdf = crate::auth::password::KdfParams::parse(&copied[1].kdf_params, &crate::auth::Cost::for_tests()).unwrap();
    let derived =
        crate::auth::seal::derive(&crate::auth::password::normalize_new(&typed(&temporary)).unwrap(), &kdf).unwrap();
    let copied_key = crate::auth::seal::open_wrapped_key(&derived, &copied[1]).unwrap();
    let is_it = session.with_key(|key, _| key.expose_bytes() == copied_key.expose_bytes()).unwrap();
    assert!(!is_it);
}

#[test]
fn the_temporary_password_cannot_be_chosen_as_new_password() {
    let (fixture, _alice, temporary) = Fixture::alice_and_temporary_bob();
    let state = fixture.must_change(BOB, &temporary);
    let chosen = fixture.auth.choose_password(state, typed(&temporary)).unwrap();
    let PasswordChoice::Refused(state, PasswordProblem::Temporary) = chosen else { panic!("{chosen:?}") };
    let _ = expect_signed_in(fixture.finish_password_change(*state, BOBS_PASSWORD));
}

#[test]
fn a_temporary_password_is_never_retired_and_ignores_earlier_failures() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    fixture.fail_sign_ins(BOB, 6);
    let _ = fixture.temporary_password(&admin, bob.account());
    let temporary = fixture.temporary_password(&admin, bob.account());
    assert_eq!(wrapped_keys(&fixture, bob.account()), [(WrapKind::Retired, 2), (WrapKind::Active, 4)]);
    let _ = fixture.must_change(BOB, &temporary);
}

#[test]
fn the_old_password_restores_the_old_keys_permanently() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let before = data_key(&bob);
    let session = reset_password(&fixture, &admin, bob.account(), THIRD);
    assert!(fixture.auth.account(&session).unwrap().old_data);
    assert!(matches!(session.data_key_of(before.0, "notes"), Err(ActionError::NotFound)));
    assert!(matches!(fixture.auth.open_old_data(&session, typed("wrong")), Err(ActionError::WrongPassword)));
    fixture.auth.open_old_data(&session, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(session.data_key_of(before.0, "notes").unwrap().expose_bytes(), &before.1);
    assert!(!fixture.auth.account(&session).unwrap().old_data);
    fixture.sign_out(session);
    let session = expect_signed_in(fixture.sign_in(BOB, THIRD)).session;
    assert_eq!(session.data_key_of(before.0, "notes").unwrap().expose_bytes(), &before.1);
    assert!(matches!(admin.data_key_of(before.0, "notes"), Err(ActionError::NotFound)), "another account's key id");
}

#[test]
fn several_resets_open_one_after_the_other_in_any_order() {
    for order in [[0, 1], [1, 0]] {
        let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
        let mut notes = vec![data_key(&bob)];
        let passwords = [BOBS_PASSWORD, THIRD];
        let mut session = bob;
        for own in [THIRD, "nine copper owls guard bridges"] {
            session = reset_password(&fixture, &admin, session.account(), own);
            notes.push(data_key(&session));
        }
        for index in order {
            fixture.auth.open_old_data(&session, typed(passwords[index])).unwrap();
            assert_eq!(session.data_key_of(notes[index].0, "notes").unwrap().expose_bytes(), &notes[index].1);
        }
        let again = expect_signed_in(fixture.sign_in(BOB, "nine copper owls guard bridges")).session;
        for (id, key) in &notes {
            assert_eq!(again.data_key_of(*id, "notes").unwrap().expose_bytes(), key);
        }
    }
}

#[test]
fn rewrapped_keys_are_restored_after_a_second_reset() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let oldest = data_key(&bob);
    let session = reset_password(&fixture, &admin, bob.account(), THIRD);
    fixture.auth.open_old_data(&session, typed(BOBS_PASSWORD)).unwrap();
    let session = reset_password(&fixture, &admin, bob.account(), "nine copper owls guard bridges");
    assert!(matches!(session.data_key_of(oldest.0, "notes"), Err(ActionError::NotFound)));
    fixture.auth.open_old_data(&session, typed(THIRD)).unwrap();
    assert_eq!(session.data_key_of(oldest.0, "notes").unwrap().expose_bytes(), &oldest.1);
}

#[test]
fn old_passwords_are_throttled_like_any_password() {
    let (fixture, session) = Fixture::alice_signed_in();
    for _ in 0..5 {
        assert!(matches!(fixture.auth.open_old_data(&session, typed("wrong")), Err(ActionError::WrongPassword)));
    }
    assert!(matches!(fixture.auth.open_old_data(&session, typed("wrong")), Err(ActionError::Waiting(_))));
    assert!(matches!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Waiting { .. }));
}

#[test]
fn failed_attempts_are_reported_after_a_temporary_password_too() {
    let (fixture, _alice, temporary) = Fixture::alice_and_temporary_bob();
    fixture.fail_sign_ins(BOB, 3);
    let signed = expect_signed_in(fixture.choose_password(BOB, &temporary, BOBS_PASSWORD));
    assert_eq!(signed.notices.failed, 3);
}
