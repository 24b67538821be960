//! Guessing: how many tries there are, and what clears them.

use std::time::Duration;

use crate::auth::testing::{ALICE, House, PASSWORD, Phone, code_refused, refused, sent_back, signed_in, typed};
use crate::auth::{
    CodeRefusal, CounterKind, CounterRow, Factor, Outcome, Pending, Purpose, Refusal, StepUpAnswer, Unlock,
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn wait(house: &House, username: &str) -> Duration {
    match house.sign_in(username, "wrong") {
        Outcome::Refused(Refusal::Waiting { left }) => left,
        _ => Duration::ZERO,
    }
}

fn wrong_code(house: &House, phone: &Phone, pending: Pending) -> (CodeRefusal, Option<Pending>) {
    match house.give_code(pending, &phone.wrong_code(house.now())) {
        Outcome::CodeRefused(refusal, pending) => (refusal, pending.map(|pending| *pending)),
        other => panic!("a wrong code opened the door: {other:?}"),
    }
}

/// Types so many wrong codes, waiting as long as it takes, beginning anew where the sign-in ends.
fn type_wrong_codes(house: &House, phone: &Phone, times: u32) {
    let mut typed = 0;
    while typed < times {
        match wrong_code(house, phone, house.pending()).0 {
            CodeRefusal::Wrong { .. } => typed += 1,
            CodeRefusal::Waiting { left } => house.clock.advance(left),
            other => panic!("after {typed}: {other:?}"),
        }
    }
}

#[test]
fn five_passwords_are_free_then_waits_double_from_one_second_to_five_minutes() {
    for name in [ALICE, "nobody"] {
        let house = House::of_alice();
        for _ in 0..5 {
            assert_eq!(refused(house.sign_in(name, "wrong")), Refusal::Wrong);
        }
        let mut waits = Vec::new();
        for _ in 0..12 {
            let left = wait(&house, name);
            waits.push(left.as_secs());
            house.clock.advance(left);
            assert_eq!(refused(house.sign_in(name, "wrong")), Refusal::Wrong, "never a permanent lock");
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300], "{name}");
    }
}

#[test]
fn a_right_password_during_a_wait_is_refused_no_differently() {
    let house = House::of_alice();
    for _ in 0..5 {
        let _ = house.sign_in(ALICE, "wrong");
    }
    let before = house.counter(house.row(ALICE).id, CounterKind::Password);
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), refused(house.sign_in(ALICE, PASSWORD)));
    let after = house.counter(house.row(ALICE).id, CounterKind::Password);
    assert_eq!(after, CounterRow { refused_unread: 2, ..before }, "nothing is charged");
    house.clock.advance_seconds(1);
    let _ = signed_in(house.sign_in(ALICE, PASSWORD));
}

#[test]
fn a_wait_over_gives_back_one_try_and_no_more() {
    let house = House::of_alice();
    for _ in 0..5 {
        let _ = house.sign_in(ALICE, "wrong");
    }
    house.clock.advance_seconds(3600);
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), Refusal::Wrong);
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), Refusal::Waiting { left: seconds(2) });
}

#[test]
fn five_codes_are_free_then_waits_double_from_thirty_seconds() {
    let (house, phone) = House::of_alice_with_phone();
    let mut pending = house.pending();
    for _ in 0..5 {
        pending = wrong_code(&house, &phone, pending).1.unwrap();
    }
    let (refusal, pending) = code_refused(house.give_code(pending, &phone.code(house.now())));
    assert_eq!(refusal, CodeRefusal::Waiting { left: seconds(30) }, "a right one no differently");
    house.clock.advance_seconds(30);
    let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
}

#[test]
fn a_wait_longer_than_what_is_left_ends_the_pending_sign_in() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 7);
    let refusal = sent_back(house.give_code(house.pending(), &phone.code(house.now())));
    assert_eq!(refusal, CodeRefusal::Waiting { left: seconds(120) });
}

#[test]
fn a_sign_in_begun_anew_after_each_wrong_code_counts_on() {
    let (house, phone) = House::of_alice_with_phone();
    for _ in 0..5 {
        let (refusal, _) = wrong_code(&house, &phone, house.pending());
        assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    }
    let (refusal, _) = wrong_code(&house, &phone, house.pending());
    assert_eq!(refusal, CodeRefusal::Waiting { left: seconds(30) });
}

#[test]
fn a_right_password_with_wrong_codes_clears_neither_counter() {
    let (house, phone) = House::of_alice_with_phone();
    let account = house.row(ALICE).id;
    for _ in 0..3 {
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    for _ in 0..3 {
        let _ = wrong_code(&house, &phone, house.pending());
    }
    assert_eq!(house.counter(account, CounterKind::Password).failures, 3);
    assert_eq!(house.counter(account, CounterKind::Code).failures, 3);
    house.sign_out(house.with(&phone));
    assert_eq!(house.counter(account, CounterKind::Password).failures, 0);
    assert_eq!(house.counter(account, CounterKind::Code).failures, 0);
}

#[test]
fn passwords_used_up_by_somebody_leave_the_codes_alone() {
    let (house, phone) = House::of_alice_with_phone();
    let pending = house.pending();
    for _ in 0..9 {
        let _ = house.sign_in(ALICE, "wrong");
    }
    let account = house.row(ALICE).id;
    assert_eq!(house.counter(account, CounterKind::Code), Default::default());
    assert_eq!(house.counter(account, CounterKind::Recovery), Default::default());
    let _ = signed_in(house.give_code(pending, &phone.code(house.now())));
}

#[test]
fn twenty_wrong_codes_suspend_codes_until_a_recovery_code() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 20);
    house.clock.advance_seconds(24 * 3600);
    let (refusal, pending) = code_refused(house.give_code(house.pending(), &phone.code(house.now())));
    assert_eq!(refusal, CodeRefusal::Suspended);
    house.sign_out(signed_in(house.give_recovery_code(pending, &phone.recovery[0])).session);
    house.steps(1);
    let _ = house.with(&phone);
}

#[test]
fn a_right_code_as_the_twentieth_suspends_nothing() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 19);
    house.clock.advance_seconds(3600);
    house.sign_out(house.with(&phone));
    house.steps(1);
    let _ = house.with(&phone);
}

#[test]
fn a_hundred_wrong_codes_in_sign_ins_never_completed_suspend_codes_while_the_owner_comes_and_goes() {
    let (house, phone) = House::of_alice_with_phone();
    for round in 0..10 {
        type_wrong_codes(&house, &phone, 10);
        house.clock.advance_seconds(3600);
        let outcome = house.give_code(house.pending(), &phone.code(house.now()));
        match round {
            0..9 => house.sign_out(signed_in(outcome).session),
            _ => assert_eq!(code_refused(outcome).0, CodeRefusal::Suspended),
        }
    }
}

#[test]
fn the_owners_own_typing_errors_do_not_count_towards_the_hundred() {
    let (house, phone) = House::of_alice_with_phone();
    for _ in 0..60 {
        house.clock.advance_seconds(3600);
        let (_, pending) = wrong_code(&house, &phone, house.pending());
        let (_, pending) = wrong_code(&house, &phone, pending.unwrap());
        let signed_in = signed_in(house.give_code(pending.unwrap(), &phone.code(house.now())));
        assert_eq!(signed_in.notices.wrong_codes, 0);
        house.sign_out(signed_in.session);
    }
}

#[test]
fn the_owners_wrong_recovery_codes_hide_no_code_that_somebody_else_typed() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 3);
    let (_, pending) = code_refused(house.give_recovery_code(house.pending(), "0000-0000-0000-0000"));
    let (_, pending) = code_refused(house.give_recovery_code(pending, "0000-0000-0000-0001"));
    let signed = signed_in(house.give_code(pending, &phone.code(house.now())));
    assert_eq!(signed.notices.wrong_codes, 3);
}

#[test]
fn wrong_codes_of_somebody_who_knows_the_password_are_told_and_a_new_password_forgets_them() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 4);
    let signed = signed_in(house.give_code(house.pending(), &phone.code(house.now())));
    assert_eq!((signed.notices.wrong_codes, signed.notices.failed), (4, 4));
    assert_eq!(house.auth.account(&signed.session).unwrap().wrong_codes, 4);
    house.steps(1);
    let proof = house.prove(&signed.session, Purpose::Own, Some(&phone));
    house.auth.change_password(&signed.session, proof, typed("seven brave kites hum softly")).unwrap();
    assert_eq!(house.auth.account(&signed.session).unwrap().wrong_codes, 0);
}

#[test]
fn recovery_codes_wait_like_codes_and_are_never_suspended() {
    let (house, phone) = House::of_alice_with_phone();
    let mut tries = 0;
    while tries < 30 {
        match house.give_recovery_code(house.pending(), "2222-2222-2222-2222") {
            Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _) => tries += 1,
            Outcome::CodeRefused(CodeRefusal::Waiting { left }, _) => house.clock.advance(left),
            other => panic!("{other:?}"),
        }
    }
    house.clock.advance_seconds(15 * 60);
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
}

#[test]
fn sign_in_unlock_and_step_up_share_the_counters() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let account = session.account();
    let wrong = || Some(Factor::Code(typed(&phone.wrong_code(house.now()))));
    let _ = refused(house.sign_in(ALICE, "wrong"));
    let _ = house.auth.step_up(&session, Purpose::Own, typed("wrong"), None).unwrap();
    assert_eq!(house.counter(account, CounterKind::Password).failures, 2);
    let _ = wrong_code(&house, &phone, house.pending());
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), wrong()).unwrap();
    assert!(matches!(answer, StepUpAnswer::CodeRefused(CodeRefusal::Wrong { .. })));
    let locked = house.auth.lock(session);
    let Ok(Unlock::PasswordRefused(locked, Refusal::Wrong)) = house.auth.unlock(locked, typed("wrong"), None) else {
        panic!("it is wrong");
    };
    let Ok(Unlock::CodeRefused(..)) = house.auth.unlock(locked, typed(PASSWORD), wrong()) else {
        panic!("it is wrong");
    };
    assert_eq!(house.counter(account, CounterKind::Password).failures, 3);
    assert_eq!(house.counter(account, CounterKind::Code).failures, 3);
}
