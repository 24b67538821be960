//! Accounts from a program with other Unicode tables: existing names and passwords can still be used.

use crate::auth::password::{KdfParams, normalize, normalize_new};
use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, expect_signed_in, typed};
use crate::auth::{AccountRow, Cost, Password, PasswordProblem, Role, StepUpPurpose, Username, WrapKind, seal};

/// Not a valid name today: chess pieces are neither letters nor digits.
const NAME: (&str, &str) = ("Lab♚", "lab♚");

fn rename(fixture: &Fixture, from: &str) {
    let (username, key) = (NAME.0.to_owned(), NAME.1.to_owned());
    let row = AccountRow { username, canonical_name: key, ..fixture.account_row(from) };
    fixture.write(|rows| rows.update_account(&row));
}

#[test]
fn an_account_with_a_now_invalid_name_signs_in_and_changes_its_password() {
    assert!(Username::parse(NAME.0).is_err(), "the input is no longer valid");
    let fixture = Fixture::with_alice();
    rename(&fixture, ALICE);
    for spelled in [NAME.0, NAME.1, " LAB♚\r\n", "ｌａｂ♚"] {
        let session = expect_signed_in(fixture.sign_in(spelled, PASSWORD)).session;
        assert_eq!(session.username(), NAME.0, "{spelled}");
        fixture.sign_out(session);
    }
    let session = expect_signed_in(fixture.sign_in(NAME.0, PASSWORD)).session;
    let proof = fixture.own_step_up(&session, None);
    fixture.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
}

#[test]
fn an_account_with_a_now_invalid_name_can_get_a_temporary_password() {
    let (fixture, admin, _) = Fixture::alice_created();
    let bob = fixture.add_bob(&admin, Role::Member).account();
    rename(&fixture, BOB);
    let proof = fixture.admin_step_up(&admin);
    let temporary = fixture.auth.temporary_password(&admin, proof, bob).unwrap();
    let _ = expect_signed_in(fixture.choose_password(NAME.0, temporary.expose_text(), "fourteen quiet harbours wake"));
}

#[test]
fn a_password_with_a_now_forbidden_character_still_signs_in() {
    // A zero-width space: RFC 8264 excludes it from new passwords.
    const OLD: &str = "grumpy\u{200b}violet otters juggle";
    let old = || Password::new(OLD.to_owned());
    assert!(matches!(normalize_new(&old()), Err(PasswordProblem::Character)), "the input is no longer valid");
    let fixture = Fixture::with_alice();
    let row = fixture.account_row(ALICE);
    let random = crate::auth::SystemRandom;
    let kdf = KdfParams::draw(Cost::for_tests(), &random).unwrap();
    let derived = seal::derive(&normalize(&old()).unwrap(), &kdf).unwrap();
    let key = crate::auth::secret::AccountKey::draw(&random).unwrap();
    let now = fixture.now();
    let wrapped_key =
        seal::wrap_account_key(&derived, &key, row.id, WrapKind::Active, row.key_generation, &kdf, now, &random)
            .unwrap();
    fixture.write(|rows| rows.put_wrapped_key(&wrapped_key));
    let session = expect_signed_in(fixture.sign_in(ALICE, OLD)).session;
    // It can be used, but not chosen.
    let proof = fixture.step_up_with_password(OLD, &session, StepUpPurpose::OwnAccount, None);
    let again = fixture.auth.change_password(&session, proof, old());
    assert!(matches!(again, Err(crate::auth::ActionError::Password(PasswordProblem::Character))), "{again:?}");
}

/// Stores the name of an account as a version without case folding did.
fn store_unfolded(fixture: &Fixture, from: &str, name: &str) {
    let canonical_name = name.to_lowercase();
    let row = AccountRow { username: name.to_owned(), canonical_name, ..fixture.account_row(from) };
    fixture.write(|rows| rows.update_account(&row));
}

#[test]
fn two_names_that_differed_before_case_folding_are_found_by_their_own_spelling() {
    let (fixture, admin, _) = Fixture::alice_created();
    let bob = fixture.add_bob(&admin, Role::Member);
    store_unfolded(&fixture, ALICE, "Νίκος");
    store_unfolded(&fixture, BOB, "νίκοσ");
    fixture.sign_out(bob);
    let session = expect_signed_in(fixture.sign_in("ΝΊΚος", PASSWORD)).session;
    assert_eq!(session.account(), admin.account());
    let session = expect_signed_in(fixture.sign_in("ΝΊΚΟΣ", BOBS_PASSWORD)).session;
    assert_eq!(session.username(), "νίκοσ");
}
