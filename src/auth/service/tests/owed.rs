//! Pairing that a sign-in owes, after a help code or a temporary password.

use std::time::Duration;

use crate::auth::service::tests::passwords::{THIRD, administer, choose};
use crate::auth::service::tests::setup::{codes, confirm, over};
use crate::auth::testing::{BOB, BOBS_PASSWORD, House, Phone, code_refused, refused, scan, sent_back, signed_in};
use crate::auth::{CodeRefusal, Denied, Finished, Outcome, Purpose, Refusal, Role, SETUP_FOR, Session, code_at};

#[test]
fn a_help_code_leads_to_pairing_and_is_spent_by_finish_alone() {
    let (house, admin, help) = house_of_bob_with_help();
    let owed = |house: &House| match house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) {
        Outcome::PairingOwed(state) => *state,
        other => panic!("{other:?}"),
    };
    drop(owed(&house));
    let show = house.auth.begin_owed_setup(owed(&house)).unwrap();
    assert!(show.is_owed());
    let other = house.auth.begin_owed_setup(owed(&house)).unwrap();
    let (_, late) = codes(&house, other);
    let (phone, finished) = house.finish(show);
    let Finished::SignedIn(signed) = finished else { panic!("{finished:?}") };
    assert_eq!(signed.session.method(), crate::auth::Method::Help);
    assert!(matches!(house.auth.finish_setup(late), Ok(Finished::Over(Denied::Changed))));
    let (refusal, _) = code_refused(house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "{refusal:?}");
    house.steps(1);
    let _ = signed_in(house.give_code(house.pending_of(BOB, BOBS_PASSWORD), &phone.code(house.now())));
    drop(admin);
}

#[test]
fn a_help_code_is_over_after_a_day_even_in_the_middle_of_a_set_up() {
    let (house, _admin, help) = house_of_bob_with_help();
    house.clock.advance(Duration::from_secs(24 * 3600 - 60));
    let Outcome::PairingOwed(state) = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) else {
        panic!("a minute is left");
    };
    let (_, late) = codes(&house, house.auth.begin_owed_setup(*state).unwrap());
    house.clock.advance_seconds(60);
    assert!(matches!(house.auth.finish_setup(late), Ok(Finished::Over(Denied::Changed))));
    let (refusal, _) = code_refused(house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
}

#[test]
fn after_a_reset_the_password_alone_pairs_nothing_and_a_code_says_that_help_is_owed() {
    let (house, _admin, _help) = house_of_bob_with_help();
    let (refusal, _) = code_refused(house.give_code(house.pending_of(BOB, BOBS_PASSWORD), "123456"));
    assert_eq!(refusal, CodeRefusal::HelpCodeOwed);
}

#[test]
fn a_pairing_that_is_owed_lasts_ten_minutes_from_the_help_code() {
    let (house, _admin, help) = house_of_bob_with_help();
    let Outcome::PairingOwed(state) = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) else {
        panic!("it is right");
    };
    house.clock.advance(SETUP_FOR);
    let show = house.auth.begin_owed_setup(*state).unwrap();
    let code = code_at(&scan(&show), house.now());
    assert!(matches!(over(confirm(&house, show, &code, "Phone")), Denied::TookTooLong));
}

#[test]
fn a_help_code_of_one_account_opens_no_other() {
    let (house, admin, help) = house_of_bob_with_help();
    let proof = house.prove(&admin, Purpose::Own, None);
    let _ = house.pair(&admin, proof);
    let (refusal, pending) = code_refused(house.give_recovery_code(house.pending(), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    house.clock.advance_seconds(120);
    assert_eq!(sent_back(house.give_recovery_code(pending, &help)), CodeRefusal::TookTooLong);
    // Nor is it spent by that.
    let outcome = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help);
    assert!(matches!(outcome, Outcome::PairingOwed(_)), "{outcome:?}");
}

/// Alice has reset the two-factor of Bob, who has the help code.
pub(super) fn house_of_bob_with_help() -> (House, Session, String) {
    let house = House::empty();
    let (admin, _) = house.first();
    let bob = house.bob(&admin, Role::Member);
    let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    let proof = house.prove(&admin, Purpose::Administer, None);
    let help = house.auth.reset_two_factor(&admin, proof, bob.account()).unwrap().expose_text().to_string();
    assert!(matches!(house.auth.account(&bob), Err(Denied::Ended)));
    (house, admin, help)
}

/// Bob has two-factor, and a temporary password from Alice.
fn house_of_bob_with_two_factor() -> (House, Session, Phone, String) {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let phone = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    house.steps(2);
    let temporary = administer(&house, &admin, bob.account());
    (house, admin, phone, temporary)
}

#[test]
fn where_two_factor_was_on_a_temporary_password_leads_through_choosing_to_pairing() {
    let (house, _admin, old, temporary) = house_of_bob_with_two_factor();
    assert!(house.row(BOB).two_factor);
    let state = house.must_change(BOB, &temporary);
    assert!(state.pairing_follows());
    let Outcome::PairingOwed(state) = choose(&house, state, THIRD) else { panic!("pairing is owed") };
    // Nobody who leaves here owes a code that nobody can give: the temporary password still counts.
    assert_eq!(refused(house.sign_in(BOB, THIRD)), Refusal::Wrong);
    let _ = house.must_change(BOB, &temporary);
    let (phone, finished) = house.finish(house.auth.begin_owed_setup(*state).unwrap());
    let Finished::SignedIn(_) = finished else { panic!("{finished:?}") };
    assert_eq!(refused(house.sign_in(BOB, &temporary)), Refusal::Wrong);
    house.steps(1);
    let (refusal, pending) = code_refused(house.give_code(house.pending_of(BOB, THIRD), &old.code(house.now())));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "the old phone opens nothing");
    let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
}

#[test]
fn a_help_code_that_was_not_needed_is_worth_nothing_after_pairing() {
    let (house, admin, _, temporary) = house_of_bob_with_two_factor();
    let proof = house.prove(&admin, Purpose::Administer, None);
    let help = house.auth.reset_two_factor(&admin, proof, house.row(BOB).id).unwrap().expose_text().to_string();
    let Outcome::PairingOwed(state) = house.choose(BOB, &temporary, THIRD) else { panic!("pairing is owed") };
    let _ = house.finish(house.auth.begin_owed_setup(*state).unwrap());
    let (refusal, _) = code_refused(house.give_recovery_code(house.pending_of(BOB, THIRD), &help));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }), "{refusal:?}");
}
