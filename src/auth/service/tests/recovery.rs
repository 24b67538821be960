//! Recovery codes stand in for the code, once each.

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, code_refused, refused, signed_in, typed};
use crate::auth::{
    AuthenticatorRow, CodeRefusal, CounterKind, Factor, Finished, Purpose, RECOVERY_CODES, RecoveryRow, Refusal, Role,
    StepUpAnswer, Unlock, WrapRow,
};

const USED: CodeRefusal = CodeRefusal::AlreadyUsed { next_in: None };

#[test]
fn every_recovery_code_works_once_in_any_order() {
    let (house, phone) = House::of_alice_with_phone();
    assert_eq!(phone.recovery.len(), RECOVERY_CODES);
    for (used, code) in phone.recovery.iter().rev().enumerate() {
        let signed_in = signed_in(house.give_recovery_code(house.pending(), code));
        assert_eq!(signed_in.notices.recovery_left, Some(9 - used as u32));
        house.sign_out(signed_in.session);
    }
    for code in &phone.recovery[..4] {
        assert_eq!(code_refused(house.give_recovery_code(house.pending(), code)).0, USED);
    }
}

#[test]
fn a_used_recovery_code_stays_used_after_a_restart_and_in_any_spelling() {
    let (house, phone) = House::of_alice_with_phone();
    let code = &phone.recovery[3];
    let _ = signed_in(house.give_recovery_code(house.pending(), code));
    let house = house.restarted(2);
    for spelling in [code.clone(), code.to_lowercase(), code.replace('-', " \n"), code.replace('-', "")] {
        assert_eq!(code_refused(house.give_recovery_code(house.pending(), &spelling)).0, USED);
    }
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Recovery).failures, 4);
}

#[test]
fn a_recovery_code_spends_no_step() {
    let (house, phone) = House::of_alice_with_phone();
    let last_step = || house.read(|rows| rows.authenticators(house.row(ALICE).id)).remove(0).last_step;
    let before = last_step();
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
    assert_eq!(last_step(), before);
    let _ = signed_in(house.give_code(house.pending(), &phone.code(house.now())));
}

#[test]
fn a_recovery_code_stands_in_for_the_code_at_unlock_and_step_up_once() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let recovery = |index: usize| Some(Factor::Recovery(typed(&phone.recovery[index])));
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), recovery(0)).unwrap();
    assert!(matches!(answer, StepUpAnswer::Proven(_)), "{answer:?}");
    let locked = house.auth.lock(session);
    let Ok(Unlock::CodeRefused(locked, USED)) = house.auth.unlock(locked, typed(PASSWORD), recovery(0)) else {
        panic!("it was used for the step-up");
    };
    let Ok(Unlock::Open(_)) = house.auth.unlock(locked, typed(PASSWORD), recovery(1)) else { panic!("it is fresh") };
}

#[test]
fn a_recovery_code_never_stands_in_for_the_password() {
    let (house, phone) = House::of_alice_with_phone();
    assert_eq!(refused(house.sign_in(ALICE, &phone.recovery[0])), Refusal::Wrong);
}

#[test]
fn a_new_set_kills_the_old_one_when_it_is_finished_and_not_before() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    let show = house.auth.new_recovery_codes(&session, proof).unwrap();
    assert!(!show.turns_on());
    let new: Vec<String> = show.codes().iter().map(|code| code.expose_text().to_string()).collect();
    let wrong = CodeRefusal::Wrong { wrong: 1, clock_behind: false };
    assert_eq!(code_refused(house.give_recovery_code(house.pending(), &new[0])).0, wrong);
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0]));
    assert!(matches!(house.auth.finish_setup(show), Ok(Finished::Renewed)));
    for old in &phone.recovery[..3] {
        assert_eq!(code_refused(house.give_recovery_code(house.pending(), old)).0, wrong);
    }
    let _ = signed_in(house.give_recovery_code(house.pending(), &new[0]));
}

#[test]
fn a_new_set_that_is_never_finished_changes_nothing() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    drop(house.auth.new_recovery_codes(&session, proof).unwrap());
    let _ = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[9]));
}

#[test]
fn codes_of_another_account_are_refused_and_not_spent() {
    let house = House::empty();
    let (alice, proof) = house.first();
    let bob = house.bob(&alice, Role::Member);
    let _hers = house.pair(&alice, proof);
    let his = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    house.steps(2);
    let wrong = |wrong| CodeRefusal::Wrong { wrong, clock_behind: false };
    let (refusal, pending) = code_refused(house.give_code(house.pending(), &his.code(house.now())));
    assert_eq!(refusal, wrong(1));
    let (refusal, _) = code_refused(house.give_recovery_code(pending, &his.recovery[0]));
    assert_eq!(refusal, wrong(2));
    assert_eq!(house.counter(bob.account(), CounterKind::Code).failures, 0);
    let pending = || house.pending_of(BOB, BOBS_PASSWORD);
    let _ = signed_in(house.give_code(pending(), &his.code(house.now())));
    let _ = signed_in(house.give_recovery_code(pending(), &his.recovery[0]));
}

#[test]
fn rows_swapped_between_accounts_open_nothing() {
    let house = House::empty();
    let (alice, proof) = house.first();
    let bob = house.bob(&alice, Role::Member);
    let hers = house.pair(&alice, proof);
    let _his = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    house.steps(2);
    let rows = [alice.account(), bob.account()].map(|id| {
        house.read(|rows| {
            Ok((rows.authenticators(id)?.remove(0), rows.wraps(id)?.remove(0), rows.recovery(id)?.remove(0)))
        })
    });
    let [(phone, wrap, code), (other_phone, other_wrap, other_code)] = rows;
    let pending = house.pending();
    house.write(|rows| {
        rows.put_authenticator(&AuthenticatorRow { sealed: other_phone.sealed.clone(), ..phone.clone() })?;
        let swapped = RecoveryRow { tag: other_code.tag, ..code.clone() };
        rows.replace_recovery(alice.account(), &[swapped])
    });
    let (refusal, pending) = code_refused(house.give_code(pending, &hers.code(house.now())));
    assert_eq!(refusal, CodeRefusal::Unreadable);
    assert!(matches!(code_refused(house.give_recovery_code(pending, &hers.recovery[0])).0, CodeRefusal::Wrong { .. }));
    let (kdf, tag, sealed) = (other_wrap.kdf, other_wrap.tag, other_wrap.sealed);
    let swapped = WrapRow { kdf, tag, sealed, ..wrap };
    house.write(|rows| rows.put_wrap(&swapped));
    for password in [PASSWORD, BOBS_PASSWORD] {
        assert_eq!(refused(house.sign_in(ALICE, password)), Refusal::Wrong);
    }
}
