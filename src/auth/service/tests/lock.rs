//! Locking, unlocking, and the ends of a session.

use std::time::Duration;

use crate::auth::testing::{ALICE, BOBS_PASSWORD, House, PASSWORD, Phone, typed};
use crate::auth::{CodeRefusal, Denied, Factor, Locked, Policy, Purpose, Refusal, Session, Standing, Unlock, Watched};

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

fn code(house: &House, phone: &Phone) -> Option<Factor> {
    Some(Factor::Code(typed(&phone.code(house.now()))))
}

fn unlock(house: &House, locked: Locked, password: &str, factor: Option<Factor>) -> Unlock {
    house.auth.unlock(locked, typed(password), factor).unwrap()
}

fn open(unlock: Unlock) -> Session {
    match unlock {
        Unlock::Open(session) => session,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_locked_session_gives_no_keys_and_the_same_ones_after_unlocking() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let (id, before) = session.data_key("notes").unwrap();
    let elsewhere = session.share();
    let locked = house.auth.lock(session);
    assert!(matches!(elsewhere.data_key("notes"), Err(Denied::Ended)));
    assert!(matches!(house.auth.account(&elsewhere), Err(Denied::Ended)));
    house.steps(1);
    let session = open(unlock(&house, locked, PASSWORD, code(&house, &phone)));
    let (again, after) = session.data_key("notes").unwrap();
    assert_eq!((id, before.expose_bytes()), (again, after.expose_bytes()));
    let words: Vec<_> = house.log().into_iter().map(|(event, _)| event).collect();
    assert_eq!(words[words.len() - 2..], ["locked", "unlocked"]);
}

#[test]
fn unlocking_asks_for_both_doors_unless_policy_says_otherwise() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let locked = house.auth.lock(session);
    assert!(house.auth.unlock_needs_code(&locked).unwrap());
    let Unlock::CodeRefused(locked, CodeRefusal::Malformed) = unlock(&house, locked, PASSWORD, None) else {
        panic!("a code is owed");
    };
    let Unlock::PasswordRefused(locked, Refusal::Wrong) = unlock(&house, locked, "wrong", code(&house, &phone)) else {
        panic!("the password is wrong");
    };
    let session = open(unlock(&house, locked, PASSWORD, code(&house, &phone)));
    house.steps(1);
    let policy = Policy { unlock_needs_code: false, ..Policy::default() };
    let proof = house.prove(&session, Purpose::Administer, Some(&phone));
    house.auth.set_policy(&session, proof, policy).unwrap();
    let locked = house.auth.lock(session);
    assert!(!house.auth.unlock_needs_code(&locked).unwrap());
    let _ = open(unlock(&house, locked, PASSWORD, None));
}

#[test]
fn the_code_of_the_sign_in_does_not_unlock() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let locked = house.auth.lock(session);
    let Unlock::CodeRefused(_, CodeRefusal::AlreadyUsed { .. }) =
        unlock(&house, locked, PASSWORD, code(&house, &phone))
    else {
        panic!("it was used");
    };
}

#[test]
fn a_session_warns_two_minutes_before_it_locks_and_locks_after_fifteen() {
    let house = House::of_alice();
    let session = house.alone();
    house.clock.advance(minutes(12));
    assert_eq!(house.auth.standing(&session, None), Standing::Open);
    house.clock.advance(minutes(1));
    assert_eq!(house.auth.standing(&session, None), Standing::LocksIn(minutes(2)));
    house.auth.touch(&session);
    assert_eq!(house.auth.standing(&session, None), Standing::Open);
    assert_eq!(house.auth.standing(&session, Some(minutes(60))), Standing::Open);
    house.clock.advance(minutes(15));
    assert_eq!(house.auth.standing(&session, Some(minutes(60))), Standing::LockNow, "members only shorter");
}

#[test]
fn woken_after_eight_hours_it_is_to_be_locked_and_a_key_pressed_then_changes_nothing() {
    let house = House::of_alice();
    let session = house.alone();
    house.clock.advance(minutes(8 * 60));
    house.auth.touch(&session);
    assert_eq!(house.auth.standing(&session, None), Standing::LockNow);
}

#[test]
fn a_forward_jump_of_the_wall_clock_counts_as_idle_time_and_a_turn_back_spares_none() {
    let house = House::of_alice();
    let session = house.alone();
    let then = house.now();
    house.clock.set_wall(then.after(minutes(16)));
    assert_eq!(house.auth.standing(&session, None), Standing::LockNow);
    house.clock.set_wall(then);
    assert_eq!(house.auth.standing(&session, None), Standing::Open);
    house.clock.advance(minutes(15));
    house.clock.set_wall(then);
    assert_eq!(house.auth.standing(&session, None), Standing::LockNow);
}

#[test]
fn twelve_hours_are_announced_ten_minutes_before_and_end_a_session_locked_or_not() {
    let house = House::of_alice();
    let session = house.alone();
    let other = house.alone();
    for _ in 0..71 {
        house.clock.advance(minutes(10));
        house.auth.touch(&session);
    }
    assert_eq!(house.auth.standing(&session, None), Standing::EndsIn(minutes(10)));
    let locked = house.auth.lock(other);
    house.clock.advance(minutes(10));
    assert_eq!(house.auth.standing(&session, None), Standing::EndNow);
    assert!(matches!(house.auth.account(&session), Err(Denied::Ended)), "even if nobody ends it");
    assert_eq!(locked.standing(house.auth.now()), Standing::EndNow);
    assert!(matches!(unlock(&house, locked, PASSWORD, None), Unlock::Ended));
    assert_eq!(house.last_entry().0, "expired");
}

#[test]
fn another_window_notices_a_change_of_the_password_and_the_window_that_made_it_stays() {
    let house = House::of_alice();
    let (one, other) = (house.alone(), house.alone());
    assert_eq!(house.auth.watch(&other).unwrap(), Watched::Open);
    let proof = house.prove(&one, Purpose::Own, None);
    house.auth.change_password(&one, proof, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(house.auth.watch(&other).unwrap(), Watched::Ended);
    assert!(matches!(other.data_key("notes"), Err(Denied::Ended)));
    assert_eq!(house.auth.watch(&one).unwrap(), Watched::Open);
    assert!(house.auth.account(&one).is_ok() && one.data_key("notes").is_ok());
}

#[test]
fn a_locked_window_notices_too_and_the_new_password_does_not_unlock_it() {
    let house = House::of_alice();
    let (one, other) = (house.alone(), house.alone());
    let locked = house.auth.lock(other);
    let proof = house.prove(&one, Purpose::Own, None);
    house.auth.change_password(&one, proof, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(house.auth.watch_locked(&locked).unwrap(), Watched::Ended);
    assert!(matches!(unlock(&house, locked, BOBS_PASSWORD, None), Unlock::Ended));
}

#[test]
fn the_administrators_bound_reaches_other_windows_by_their_next_look() {
    let house = House::of_alice();
    let session = house.alone();
    let elsewhere = house.restarted(2);
    let theirs = elsewhere.alone();
    assert_eq!(elsewhere.auth.standing(&theirs, None), Standing::Open);
    let policy = Policy { lock_after_minutes: 5, ..Policy::default() };
    house.auth.set_policy(&session, house.prove(&session, Purpose::Administer, None), policy).unwrap();
    let _ = elsewhere.auth.watch(&theirs).unwrap();
    house.clock.advance(minutes(5));
    assert_eq!(elsewhere.auth.standing(&theirs, None), Standing::LockNow);
    assert_eq!(house.auth.standing(&session, None), Standing::LockNow);
}

#[test]
fn a_session_that_nobody_looked_after_for_a_minute_counts_as_gone() {
    let house = House::of_alice();
    let (one, other) = (house.alone(), house.alone());
    assert_eq!(house.auth.account(&one).unwrap().sessions.len(), 2);
    for _ in 0..7 {
        house.clock.advance_seconds(10);
        assert_eq!(house.auth.watch(&one).unwrap(), Watched::Open);
    }
    let sessions = house.auth.account(&one).unwrap().sessions;
    assert!(sessions.len() == 1 && sessions[0].this);
    let _ = house.alone();
    assert_eq!(house.auth.watch(&other).unwrap(), Watched::Ended, "the next sign-in sweeps it away");
}

/// Turns the wall clock by so many seconds.
fn turn_wall(house: &House, seconds: i64) {
    house.clock.set_wall(crate::auth::UnixTime::from_seconds(house.now().seconds() + seconds));
}

#[test]
fn within_one_boot_a_turned_wall_clock_ends_no_session_of_another_window() {
    for seconds in [61, 3600, -61, -24 * 3600] {
        let house = House::of_alice();
        let other = house.alone();
        let window = house.restarted(2);
        turn_wall(&house, seconds);
        let session = window.alone();
        assert_eq!(window.auth.account(&session).unwrap().sessions.len(), 2, "{seconds}");
        assert_eq!(house.auth.watch(&other).unwrap(), Watched::Open, "{seconds}");
        house.clock.advance_seconds(61);
        let _ = window.alone();
        assert_eq!(house.auth.watch(&other).unwrap(), Watched::Ended, "{seconds}: a minute of the boot clock");
    }
}

#[test]
fn across_boots_a_session_goes_by_the_wall_clock_whichever_way_it_was_turned() {
    for (seconds, left) in [(61, 1), (60, 2), (-60, 2), (-61, 1), (-24 * 3600, 1)] {
        let house = House::of_alice();
        let _lost = house.alone();
        house.clock.reboot();
        turn_wall(&house, seconds);
        let house = house.restarted(2);
        let session = house.alone();
        assert_eq!(house.auth.account(&session).unwrap().sessions.len(), left, "{seconds}");
    }
}

#[test]
fn signing_out_ends_the_session_once_and_wherever_it_is_held() {
    let house = House::of_alice();
    let session = house.alone();
    let elsewhere = session.share();
    house.sign_out(session);
    assert_eq!(house.last_entry().0, "signed-out");
    let before = house.log().len();
    assert!(matches!(house.auth.account(&elsewhere), Err(Denied::Ended)));
    let locked = house.auth.lock(elsewhere);
    house.auth.sign_out_locked(locked).unwrap();
    assert_eq!(house.log().len(), before, "what is over is not locked, and ends once");
}

#[test]
fn locking_writes_once_however_many_hold_the_session() {
    let house = House::of_alice();
    let session = house.alone();
    let elsewhere = session.share();
    let _one = house.auth.lock(session);
    let _other = house.auth.lock(elsewhere);
    assert_eq!(house.log().iter().filter(|(event, _)| event == "locked").count(), 1);
}

#[test]
fn typing_errors_at_the_locked_screen_are_the_owners_own() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    house.steps(1);
    let mut locked = house.auth.lock(session);
    for wrong in 1..=2 {
        let factor = Some(Factor::Code(typed(&phone.wrong_code(house.now()))));
        let Unlock::CodeRefused(back, refusal) = unlock(&house, locked, PASSWORD, factor) else { panic!("wrong") };
        assert_eq!(refusal, CodeRefusal::Wrong { wrong, clock_behind: false }, "counted for the hint");
        locked = back;
    }
    let session = open(unlock(&house, locked, PASSWORD, code(&house, &phone)));
    assert_eq!(house.auth.account(&session).unwrap().wrong_codes, 0);
    let failures = house.counter(house.row(ALICE).id, crate::auth::CounterKind::Code).failures;
    assert_eq!(failures, 2, "cleared by a completed sign-in alone");
}
