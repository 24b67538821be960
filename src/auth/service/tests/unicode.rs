//! Accounts from a program with other Unicode tables. A name or a password that could be chosen then can be used now.

use crate::auth::password::{KdfString, normalize, prepare};
use crate::auth::testing::{ALICE, BOB, House, PASSWORD, signed_in, typed};
use crate::auth::{AccountRow, Cost, Password, PasswordProblem, Purpose, Role, Username, WrapKind, seal};

/// No name of today: chess pieces are neither letters nor digits.
const NAME: (&str, &str) = ("Lab♚", "lab♚");

fn rename(house: &House, from: &str) {
    let (username, key) = (NAME.0.to_owned(), NAME.1.to_owned());
    let row = AccountRow { username, key, ..house.row(from) };
    house.write(|rows| rows.update_account(&row));
}

#[test]
fn an_account_whose_name_is_no_name_today_signs_in_and_changes_its_password() {
    assert!(Username::parse(NAME.0).is_err(), "or this test shows nothing");
    let house = House::of_alice();
    rename(&house, ALICE);
    for spelled in [NAME.0, NAME.1, " LAB♚\r\n", "ｌａｂ♚"] {
        let session = signed_in(house.sign_in(spelled, PASSWORD)).session;
        assert_eq!(session.username(), NAME.0, "{spelled}");
        house.sign_out(session);
    }
    let session = signed_in(house.sign_in(NAME.0, PASSWORD)).session;
    let proof = house.prove(&session, Purpose::Own, None);
    house.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
}

#[test]
fn an_account_whose_name_is_no_name_today_is_given_a_temporary_password() {
    let house = House::empty();
    let (admin, _) = house.first();
    let bob = house.bob(&admin, Role::Member).account();
    rename(&house, BOB);
    let proof = house.prove(&admin, Purpose::Administer, None);
    let temporary = house.auth.temporary_password(&admin, proof, bob).unwrap();
    let _ = signed_in(house.choose(NAME.0, temporary.expose_text(), "fourteen quiet harbours wake"));
}

#[test]
fn a_password_with_a_character_that_no_new_one_may_have_opens_its_account() {
    // A zero-width space: RFC 8264 keeps it out of new passwords.
    const OLD: &str = "grumpy\u{200b}violet otters juggle";
    let old = || Password::new(OLD.to_owned());
    assert!(matches!(prepare(&old()), Err(PasswordProblem::Character)), "or this test shows nothing");
    let house = House::of_alice();
    let row = house.row(ALICE);
    let random = crate::auth::SystemRandom;
    let kdf = KdfString::draw(Cost::for_tests(), &random).unwrap();
    let derived = seal::derive(&normalize(&old()).unwrap(), &kdf).unwrap();
    let key = crate::auth::secret::AccountKey::draw(&random).unwrap();
    let now = house.now();
    let wrap = seal::new_wrap(&derived, &key, row.id, WrapKind::Current, row.generation, &kdf, now, &random).unwrap();
    house.write(|rows| rows.put_wrap(&wrap));
    let session = signed_in(house.sign_in(ALICE, OLD)).session;
    // It may be used, and nobody may choose it.
    let proof = house.prove_with(OLD, &session, Purpose::Own, None);
    let again = house.auth.change_password(&session, proof, old());
    assert!(matches!(again, Err(crate::auth::Denied::Password(PasswordProblem::Character))), "{again:?}");
}
