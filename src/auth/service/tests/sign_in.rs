//! The first door, and what a pending sign-in may do.

use std::time::Duration;

use crate::auth::testing::{ALICE, House, PASSWORD, code_refused, refused, sent_back, signed_in, typed};
use crate::auth::{CodeRefusal, Cost, CounterKind, Denied, Method, Purpose, Refusal, Status, UsernameProblem};

#[test]
fn the_right_password_signs_in_where_two_factor_is_off() {
    let house = House::of_alice();
    let outcome = house.sign_in(ALICE, PASSWORD);
    assert_eq!(outcome.status(), Status::Ok);
    let session = signed_in(outcome).session;
    assert_eq!((session.username(), session.method()), (ALICE, Method::Password));
}

#[test]
fn unknown_name_wrong_password_disabled_and_unreadable_accounts_get_one_answer() {
    let house = House::of_alice();
    let answers = |house: &House| refused(house.sign_in(ALICE, PASSWORD));
    assert_eq!(refused(house.sign_in("nobody", PASSWORD)), Refusal::Wrong);
    assert_eq!(refused(house.sign_in(ALICE, "grumpy violet otters juggle mops")), Refusal::Wrong);
    let row = house.row(ALICE);
    let disabled = crate::auth::AccountRow { enabled: false, ..row.clone() };
    house.write(|rows| rows.update_account(&disabled));
    assert_eq!(answers(&house), Refusal::Wrong);
    assert_eq!(house.last_entry(), ("password-refused".to_owned(), "disabled".to_owned()));
    let unreadable = crate::auth::AccountRow { generation: 9, ..row };
    house.write(|rows| rows.update_account(&unreadable));
    assert_eq!(answers(&house), Refusal::Wrong);
    assert_eq!(house.last_entry(), ("password-refused".to_owned(), "unreadable".to_owned()));
}

#[test]
fn a_kdf_string_with_an_absurd_cost_refuses_and_is_not_overwritten() {
    let house = House::of_alice();
    let row = house.row(ALICE);
    let wrap = house.read(|rows| rows.wraps(row.id)).remove(0);
    for cost in ["m=4294967295,t=3,p=4", "m=8,t=1,p=1", "m=64,t=0,p=1", "m=64,t=1000,p=1"] {
        let kdf = wrap.kdf.replace("m=64,t=1,p=1", cost);
        assert_ne!(kdf, wrap.kdf);
        let changed = crate::auth::WrapRow { kdf, ..wrap.clone() };
        house.write(|rows| rows.put_wrap(&changed));
        assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong, "{cost}");
        assert_eq!(house.last_entry().1, "unreadable", "{cost} was tried");
        assert_eq!(house.read(|rows| rows.wraps(row.id)), [changed]);
    }
}

#[test]
fn a_password_is_never_cut() {
    let house = House::of_alice();
    let long = format!("{PASSWORD}{}", " and more".repeat(1000));
    assert_eq!(refused(house.sign_in(ALICE, &long)), Refusal::Wrong);
    assert_eq!(refused(house.sign_in(ALICE, &format!("{PASSWORD} "))), Refusal::Wrong);
    assert_eq!(refused(house.sign_in(ALICE, &format!("{PASSWORD}\u{1680}"))), Refusal::Wrong);
}

#[test]
fn spaces_and_newlines_around_a_username_do_not_count() {
    let house = House::of_alice();
    for name in ["alice ", " alice\n", "ALICE", "ａｌｉｃｅ"] {
        house.sign_out(signed_in(house.sign_in(name, PASSWORD)).session);
    }
}

#[test]
fn other_spellings_of_a_name_are_one_account_and_one_counter() {
    let house = House::empty();
    let first = house.auth.create_first_account("Zoë", typed(PASSWORD)).unwrap();
    house.sign_out(first.session);
    for name in ["zoë", "ZOË", "Zoe\u{308}", "ｚｏë"] {
        assert_eq!(refused(house.sign_in(name, "wrong")), Refusal::Wrong);
    }
    assert_eq!(house.counter(house.row("zoë").id, CounterKind::Password).failures, 4);
}

#[test]
fn names_that_cannot_be_names_are_refused_with_the_reason_and_wait_like_any_other() {
    let house = House::empty();
    for name in ["..", "a/b", "a\0", "henryⅣ", "♚", "ᴮᴵᴳᴮᴵᴿᴰ", ""] {
        let refused = house.auth.create_first_account(name, typed(PASSWORD));
        assert!(matches!(refused, Err(Denied::Username(_))), "{name}");
    }
    let empty = house.auth.create_first_account("", typed(PASSWORD));
    assert!(matches!(empty, Err(Denied::Username(UsernameProblem::Empty))));
    for _ in 0..5 {
        assert_eq!(refused(house.sign_in("a/b", PASSWORD)), Refusal::Wrong);
    }
    assert!(matches!(refused(house.sign_in("A/B", PASSWORD)), Refusal::Waiting { .. }));
}

#[test]
fn a_pending_sign_in_ends_after_120_seconds() {
    let (house, phone) = House::of_alice_with_phone();
    let pending = house.pending();
    assert_eq!(pending.left(house.auth.now()), Duration::from_secs(120));
    house.clock.advance_seconds(119);
    let (_, pending) = code_refused(house.give_code(pending, "1"));
    house.clock.advance_seconds(1);
    assert_eq!(sent_back(house.give_code(pending, &phone.code(house.now()))), CodeRefusal::TookTooLong);
}

#[test]
fn a_clock_turned_back_does_not_lengthen_a_pending_sign_in() {
    let (house, phone) = House::of_alice_with_phone();
    let pending = house.pending();
    let then = house.now();
    house.clock.advance_seconds(121);
    house.clock.set_wall(then);
    assert_eq!(sent_back(house.give_code(pending, &phone.code(house.now()))), CodeRefusal::TookTooLong);
}

#[test]
fn a_pending_sign_in_dies_with_any_change_of_the_account() {
    let (house, phone) = House::of_alice_with_phone();
    let (one, other) = (house.pending(), house.pending());
    let row = house.row(ALICE);
    let raised = crate::auth::AccountRow { credentials_version: row.credentials_version + 1, ..row };
    house.write(|rows| rows.update_account(&raised));
    let code = phone.code(house.now());
    assert_eq!(sent_back(house.give_code(one, &code)), CodeRefusal::Changed);
    assert_eq!(sent_back(house.give_recovery_code(other, &phone.recovery[0])), CodeRefusal::Changed);
    // Neither was spent.
    let _ = signed_in(house.give_code(house.pending(), &code));
}

#[test]
fn a_pending_sign_in_prints_nothing_of_its_keys() {
    let (house, _) = House::of_alice_with_phone();
    let printed = format!("{:?}", house.pending());
    assert!(printed.contains("AccountKey([redacted])"), "{printed}");
    assert!(!printed.contains("otters"), "{printed}");
}

#[test]
fn a_weaker_cost_is_renewed_by_the_completed_sign_in_alone() {
    // The weakest that a store may ask for, and a little more.
    let (cheap, dear) = (Cost::new(19 * 1024, 2, 1), Cost::new(20 * 1024, 2, 1));
    let house = House::empty().at_cost(cheap, 2);
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    let house = house.at_cost(dear, 3);
    house.steps(1);
    let wrap = |house: &House| house.read(|rows| rows.wraps(house.row(ALICE).id)).remove(0);
    let before = wrap(&house);
    let pending = house.pending();
    assert_eq!(wrap(&house), before, "a right password alone writes nothing");
    let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
    assert!(wrap(&house).kdf.contains("m=20480,"));
    house.steps(1);
    let _ = house.with(&phone);
}

#[test]
fn accounts_made_with_more_memory_and_fewer_passes_open_under_a_raised_cost_and_are_renewed() {
    let house = House::empty().at_cost(Cost::new(46 * 1024, 1, 1), 2);
    house.sign_out(house.first().0);
    // Dearer in both ways than what was stored, so that a comparison part by part would refuse it.
    let raised = house.at_cost(Cost::new(48 * 1024, 2, 1), 3);
    let _ = signed_in(raised.sign_in(ALICE, PASSWORD));
    let wrap = house.read(|rows| rows.wraps(house.row(ALICE).id)).remove(0);
    assert!(wrap.kdf.contains("m=49152,t=2,"), "{}", wrap.kdf);
    // A program that was not raised yet goes on as well.
    let _ = signed_in(house.sign_in(ALICE, PASSWORD));
}

#[test]
fn a_renewed_wrap_made_before_a_change_of_the_password_does_not_bring_the_old_one_back() {
    let (cheap, dear) = (Cost::new(19 * 1024, 2, 1), Cost::new(20 * 1024, 2, 1));
    let house = House::empty().at_cost(cheap, 2);
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(1);
    let pending = house.at_cost(dear, 3).pending();
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    house.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
    house.steps(1);
    assert_eq!(sent_back(house.give_code(pending, &phone.code(house.now()))), CodeRefusal::Changed);
    assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong);
}

#[test]
fn the_wait_shown_before_trying_is_the_same_for_known_and_unknown_names() {
    let house = House::of_alice();
    for round in 0..8 {
        let (known, unknown) = (house.auth.waiting(ALICE).unwrap(), house.auth.waiting("nobody").unwrap());
        assert_eq!(known, unknown, "after {round}");
        assert_eq!(house.sign_in(ALICE, "wrong").status(), house.sign_in("nobody", "wrong").status());
        if round > 5 {
            house.clock.advance(known.unwrap_or_default());
        }
    }
}
