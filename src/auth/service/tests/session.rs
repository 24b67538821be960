//! Locking, unlocking and ending sessions.

use std::time::Duration;

use crate::auth::testing::{ALICE, BOBS_PASSWORD, Fixture, PASSWORD, typed};
use crate::auth::{
    ActionError, CodeRefusal, Factor, Locked, PasswordRefusal, Policy, SessionDeadline, SessionStatus, StepUpPurpose,
    UnlockResult,
};

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

fn unlock(house: &Fixture, locked: Locked, password: &str, factor: Option<Factor>) -> UnlockResult {
    house.auth.unlock(locked, typed(password), factor).unwrap()
}

#[test]
fn a_locked_session_gives_no_keys_and_the_same_ones_after_unlocking() {
    let (house, phone) = Fixture::with_alice_2fa();
    let session = house.sign_in_with_code(&phone);
    let (id, before) = session.data_key("notes").unwrap();
    let elsewhere = session.handle();
    let locked = house.auth.lock(session);
    assert!(matches!(elsewhere.data_key("notes"), Err(ActionError::SessionEnded)));
    assert!(matches!(house.auth.account(&elsewhere), Err(ActionError::SessionEnded)));
    house.advance_steps(1);
    let session = house.unlock(locked, house.code_factor(&phone));
    let (again, after) = session.data_key("notes").unwrap();
    assert_eq!((id, before.expose_bytes()), (again, after.expose_bytes()));
    let words: Vec<_> = house.audit_log().into_iter().map(|(event, _)| event).collect();
    assert_eq!(words[words.len() - 2..], ["locked", "unlocked"]);
}

#[test]
fn unlocking_requires_password_and_code_unless_policy_says_otherwise() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let locked = house.auth.lock(session);
    assert!(house.auth.unlock_needs_code(&locked).unwrap());
    let UnlockResult::CodeRefused(locked, CodeRefusal::Malformed) = unlock(&house, locked, PASSWORD, None) else {
        panic!("a code is required");
    };
    let UnlockResult::PasswordRefused(locked, PasswordRefusal::Wrong) =
        unlock(&house, locked, "wrong", house.code_factor(&phone))
    else {
        panic!("the password is wrong");
    };
    let session = house.unlock(locked, house.code_factor(&phone));
    house.advance_steps(1);
    let policy = Policy { unlock_needs_code: false, ..Policy::default() };
    let proof = house.step_up(&session, StepUpPurpose::Administration, Some(&phone));
    house.auth.set_policy(&session, proof, policy).unwrap();
    let locked = house.auth.lock(session);
    assert!(!house.auth.unlock_needs_code(&locked).unwrap());
    let _ = house.unlock(locked, None);
}

#[test]
fn the_code_of_the_sign_in_does_not_unlock() {
    let (house, phone) = Fixture::with_alice_2fa();
    let session = house.sign_in_with_code(&phone);
    let locked = house.auth.lock(session);
    let UnlockResult::CodeRefused(_, CodeRefusal::AlreadyUsed { .. }) =
        unlock(&house, locked, PASSWORD, house.code_factor(&phone))
    else {
        panic!("it was used");
    };
}

#[test]
fn a_session_warns_two_minutes_before_it_locks_and_locks_after_fifteen() {
    let (house, session) = Fixture::alice_signed_in();
    house.clock.advance(minutes(12));
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::NotDue);
    house.clock.advance(minutes(1));
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::LocksIn(minutes(2)));
    house.auth.record_activity(&session);
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::NotDue);
    assert_eq!(house.auth.deadline(&session, Some(minutes(60))), SessionDeadline::NotDue);
    house.clock.advance(minutes(15));
    assert_eq!(house.auth.deadline(&session, Some(minutes(60))), SessionDeadline::LockNow, "members only shorter");
}

#[test]
fn after_eight_hours_of_sleep_the_session_locks_despite_input() {
    let (house, session) = Fixture::alice_signed_in();
    house.clock.advance(minutes(8 * 60));
    house.auth.record_activity(&session);
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::LockNow);
}

#[test]
fn a_forward_clock_jump_counts_as_idle_time_and_a_backward_one_saves_none() {
    let (house, session) = Fixture::alice_signed_in();
    let then = house.now();
    house.clock.set_wall(then.after(minutes(16)));
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::LockNow);
    house.clock.set_wall(then);
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::NotDue);
    house.clock.advance(minutes(15));
    house.clock.set_wall(then);
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::LockNow);
}

#[test]
fn a_session_warns_ten_minutes_before_it_ends_after_twelve_hours() {
    let (house, session) = Fixture::alice_signed_in();
    let other = house.sign_in_without_factor();
    for _ in 0..71 {
        house.clock.advance(minutes(10));
        house.auth.record_activity(&session);
    }
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::EndsIn(minutes(10)));
    let locked = house.auth.lock(other);
    house.clock.advance(minutes(10));
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::EndNow);
    assert!(matches!(house.auth.account(&session), Err(ActionError::SessionEnded)), "even if not ended");
    assert_eq!(locked.deadline(house.auth.now()), SessionDeadline::EndNow);
    assert!(matches!(unlock(&house, locked, PASSWORD, None), UnlockResult::SessionEnded));
    assert_eq!(house.last_entry().0, "expired");
}

#[test]
fn a_password_change_ends_other_windows_and_keeps_its_own() {
    let house = Fixture::with_alice();
    let (one, other) = (house.sign_in_without_factor(), house.sign_in_without_factor());
    assert_eq!(house.auth.refresh_session(&other).unwrap(), SessionStatus::Active);
    let proof = house.own_step_up(&one, None);
    house.auth.change_password(&one, proof, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(house.auth.refresh_session(&other).unwrap(), SessionStatus::Ended);
    assert!(matches!(other.data_key("notes"), Err(ActionError::SessionEnded)));
    assert_eq!(house.auth.refresh_session(&one).unwrap(), SessionStatus::Active);
    assert!(house.auth.account(&one).is_ok() && one.data_key("notes").is_ok());
}

#[test]
fn a_locked_window_ends_after_a_password_change_and_does_not_unlock() {
    let house = Fixture::with_alice();
    let (one, other) = (house.sign_in_without_factor(), house.sign_in_without_factor());
    let locked = house.auth.lock(other);
    let proof = house.own_step_up(&one, None);
    house.auth.change_password(&one, proof, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(house.auth.refresh_locked(&locked).unwrap(), SessionStatus::Ended);
    assert!(matches!(unlock(&house, locked, BOBS_PASSWORD, None), UnlockResult::SessionEnded));
}

#[test]
fn a_changed_idle_limit_reaches_other_windows_at_their_next_refresh() {
    let (house, session) = Fixture::alice_signed_in();
    let elsewhere = house.restarted(2);
    let theirs = elsewhere.sign_in_without_factor();
    assert_eq!(elsewhere.auth.deadline(&theirs, None), SessionDeadline::NotDue);
    let policy = Policy { lock_after_minutes: 5, ..Policy::default() };
    house.auth.set_policy(&session, house.admin_step_up(&session), policy).unwrap();
    let _ = elsewhere.auth.refresh_session(&theirs).unwrap();
    house.clock.advance(minutes(5));
    assert_eq!(elsewhere.auth.deadline(&theirs, None), SessionDeadline::LockNow);
    assert_eq!(house.auth.deadline(&session, None), SessionDeadline::LockNow);
}

#[test]
fn a_session_not_refreshed_for_a_minute_is_stale() {
    let house = Fixture::with_alice();
    let (one, other) = (house.sign_in_without_factor(), house.sign_in_without_factor());
    assert_eq!(house.auth.account(&one).unwrap().sessions.len(), 2);
    for _ in 0..7 {
        house.clock.advance_seconds(10);
        assert_eq!(house.auth.refresh_session(&one).unwrap(), SessionStatus::Active);
    }
    let sessions = house.auth.account(&one).unwrap().sessions;
    assert!(sessions.len() == 1 && sessions[0].is_current);
    let _ = house.sign_in_without_factor();
    assert_eq!(house.auth.refresh_session(&other).unwrap(), SessionStatus::Ended, "the next sign-in deletes it");
}

/// Shifts the wall clock.
fn turn_wall(house: &Fixture, seconds: i64) {
    house.clock.set_wall(crate::auth::UnixTime::from_seconds(house.now().seconds() + seconds));
}

#[test]
fn within_one_boot_a_wall_clock_change_ends_no_session_of_another_window() {
    for seconds in [61, 3600, -61, -24 * 3600] {
        let (house, other) = Fixture::alice_signed_in();
        let window = house.restarted(2);
        turn_wall(&house, seconds);
        let session = window.sign_in_without_factor();
        assert_eq!(window.auth.account(&session).unwrap().sessions.len(), 2, "{seconds}");
        assert_eq!(house.auth.refresh_session(&other).unwrap(), SessionStatus::Active, "{seconds}");
        house.clock.advance_seconds(61);
        let _ = window.sign_in_without_factor();
        assert_eq!(
            house.auth.refresh_session(&other).unwrap(),
            SessionStatus::Ended,
            "{seconds}: a minute of the boot clock"
        );
    }
}

#[test]
fn across_boots_session_staleness_uses_the_wall_clock_both_ways() {
    for (seconds, left) in [(61, 1), (60, 2), (-60, 2), (-61, 1), (-24 * 3600, 1)] {
        let (house, _lost) = Fixture::alice_signed_in();
        house.clock.reboot();
        turn_wall(&house, seconds);
        let house = house.restarted(2);
        let session = house.sign_in_without_factor();
        assert_eq!(house.auth.account(&session).unwrap().sessions.len(), left, "{seconds}");
    }
}

#[test]
fn signing_out_ends_every_handle_of_the_session_once() {
    let (house, session) = Fixture::alice_signed_in();
    let elsewhere = session.handle();
    house.sign_out(session);
    assert_eq!(house.last_entry().0, "signed-out");
    let before = house.audit_log().len();
    assert!(matches!(house.auth.account(&elsewhere), Err(ActionError::SessionEnded)));
    let locked = house.auth.lock(elsewhere);
    house.auth.sign_out_locked(locked).unwrap();
    assert_eq!(house.audit_log().len(), before, "an ended session is not locked, and ends once");
}

#[test]
fn locking_is_logged_once_for_all_handles_of_a_session() {
    let (house, session) = Fixture::alice_signed_in();
    let elsewhere = session.handle();
    let _one = house.auth.lock(session);
    let _other = house.auth.lock(elsewhere);
    assert_eq!(house.audit_log().iter().filter(|(event, _)| event == "locked").count(), 1);
}

#[test]
fn wrong_codes_at_the_locked_screen_are_attributed_to_the_owner() {
    let (house, session, phone) = Fixture::alice_signed_in_2fa();
    let mut locked = house.auth.lock(session);
    for wrong in 1..=2 {
        let factor = Some(Factor::Code(typed(&phone.wrong_code(house.now()))));
        let UnlockResult::CodeRefused(back, refusal) = unlock(&house, locked, PASSWORD, factor) else {
            panic!("wrong")
        };
        assert_eq!(refusal, CodeRefusal::Wrong { wrong, clock_behind: false }, "counted for the hint");
        locked = back;
    }
    let session = house.unlock(locked, house.code_factor(&phone));
    assert_eq!(house.auth.account(&session).unwrap().wrong_codes, 0);
    let failures = house.counter(house.account_row(ALICE).id, crate::auth::CounterKind::Code).failures;
    assert_eq!(failures, 2, "cleared by a completed sign-in alone");
}
