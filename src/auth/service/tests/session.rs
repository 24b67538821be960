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

fn unlock(fixture: &Fixture, locked: Locked, password: &str, factor: Option<Factor>) -> UnlockResult {
    fixture.auth.unlock(locked, typed(password), factor).unwrap()
}

#[test]
fn a_locked_session_gives_no_keys_and_the_same_ones_after_unlocking() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let (id, before) = session.data_key("notes").unwrap();
    let elsewhere = session.handle();
    let locked = fixture.auth.lock(session);
    assert!(matches!(elsewhere.data_key("notes"), Err(ActionError::SessionEnded)));
    assert!(matches!(fixture.auth.account(&elsewhere), Err(ActionError::SessionEnded)));
    fixture.advance_steps(1);
    let session = fixture.unlock(locked, fixture.code_factor(&phone));
    let (again, after) = session.data_key("notes").unwrap();
    assert_eq!((id, before.expose_bytes()), (again, after.expose_bytes()));
    let events: Vec<_> = fixture.audit_log().into_iter().map(|(event, _)| event).collect();
    assert_eq!(events[events.len() - 2..], ["locked", "unlocked"]);
}

#[test]
fn unlocking_requires_password_and_code_unless_policy_says_otherwise() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let locked = fixture.auth.lock(session);
    assert!(fixture.auth.unlock_needs_code(&locked).unwrap());
    let UnlockResult::CodeRefused(locked, CodeRefusal::Malformed) = unlock(&fixture, locked, PASSWORD, None) else {
        panic!("expected a missing code to be refused");
    };
    let UnlockResult::PasswordRefused(locked, PasswordRefusal::Wrong) =
        unlock(&fixture, locked, "wrong", fixture.code_factor(&phone))
    else {
        panic!("expected the wrong password to be refused");
    };
    let session = fixture.unlock(locked, fixture.code_factor(&phone));
    fixture.advance_steps(1);
    let policy = Policy { unlock_needs_code: false, ..Policy::default() };
    let proof = fixture.step_up(&session, StepUpPurpose::Administration, Some(&phone));
    fixture.auth.set_policy(&session, proof, policy).unwrap();
    let locked = fixture.auth.lock(session);
    assert!(!fixture.auth.unlock_needs_code(&locked).unwrap());
    let _ = fixture.unlock(locked, None);
}

#[test]
fn the_code_of_the_sign_in_does_not_unlock() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let locked = fixture.auth.lock(session);
    let UnlockResult::CodeRefused(_, CodeRefusal::AlreadyUsed { .. }) =
        unlock(&fixture, locked, PASSWORD, fixture.code_factor(&phone))
    else {
        panic!("expected the used code to be refused");
    };
}

#[test]
fn a_session_warns_two_minutes_before_it_locks_and_locks_after_fifteen() {
    let (fixture, session) = Fixture::alice_signed_in();
    fixture.clock.advance(minutes(12));
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::NotDue);
    fixture.clock.advance(minutes(1));
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::LocksIn(minutes(2)));
    fixture.auth.record_activity(&session);
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::NotDue);
    assert_eq!(fixture.auth.deadline(&session, Some(minutes(60))), SessionDeadline::NotDue);
    fixture.clock.advance(minutes(15));
    assert_eq!(fixture.auth.deadline(&session, Some(minutes(60))), SessionDeadline::LockNow, "capped by the policy");
}

#[test]
fn after_eight_hours_of_sleep_the_session_locks_despite_input() {
    let (fixture, session) = Fixture::alice_signed_in();
    fixture.clock.advance(minutes(8 * 60));
    fixture.auth.record_activity(&session);
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::LockNow);
}

#[test]
fn a_forward_clock_jump_counts_as_idle_time_and_a_backward_one_saves_none() {
    let (fixture, session) = Fixture::alice_signed_in();
    let then = fixture.now();
    fixture.clock.set_wall(then.after(minutes(16)));
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::LockNow);
    fixture.clock.set_wall(then);
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::NotDue);
    fixture.clock.advance(minutes(15));
    fixture.clock.set_wall(then);
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::LockNow);
}

#[test]
fn a_session_warns_ten_minutes_before_it_ends_after_twelve_hours() {
    let (fixture, session) = Fixture::alice_signed_in();
    let other = fixture.sign_in_without_factor();
    for _ in 0..71 {
        fixture.clock.advance(minutes(10));
        fixture.auth.record_activity(&session);
    }
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::EndsIn(minutes(10)));
    let locked = fixture.auth.lock(other);
    fixture.clock.advance(minutes(10));
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::EndNow);
    assert!(matches!(fixture.auth.account(&session), Err(ActionError::SessionEnded)), "an overdue session is refused");
    assert_eq!(locked.deadline(fixture.auth.now()), SessionDeadline::EndNow);
    assert!(matches!(unlock(&fixture, locked, PASSWORD, None), UnlockResult::SessionEnded));
    assert_eq!(fixture.last_entry().0, "expired");
}

#[test]
fn a_password_change_ends_other_windows_and_keeps_its_own() {
    let fixture = Fixture::with_alice();
    let (one, other) = (fixture.sign_in_without_factor(), fixture.sign_in_without_factor());
    assert_eq!(fixture.auth.refresh_session(&other).unwrap(), SessionStatus::Active);
    let proof = fixture.own_step_up(&one, None);
    fixture.auth.change_password(&one, proof, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(fixture.auth.refresh_session(&other).unwrap(), SessionStatus::Ended);
    assert!(matches!(other.data_key("notes"), Err(ActionError::SessionEnded)));
    assert_eq!(fixture.auth.refresh_session(&one).unwrap(), SessionStatus::Active);
    assert!(fixture.auth.account(&one).is_ok() && one.data_key("notes").is_ok());
}

#[test]
fn a_locked_window_ends_after_a_password_change_and_does_not_unlock() {
    let fixture = Fixture::with_alice();
    let (one, other) = (fixture.sign_in_without_factor(), fixture.sign_in_without_factor());
    let locked = fixture.auth.lock(other);
    let proof = fixture.own_step_up(&one, None);
    fixture.auth.change_password(&one, proof, typed(BOBS_PASSWORD)).unwrap();
    assert_eq!(fixture.auth.refresh_locked(&locked).unwrap(), SessionStatus::Ended);
    assert!(matches!(unlock(&fixture, locked, BOBS_PASSWORD, None), UnlockResult::SessionEnded));
}

#[test]
fn a_changed_idle_limit_reaches_other_windows_at_their_next_refresh() {
    let (fixture, session) = Fixture::alice_signed_in();
    let elsewhere = fixture.restarted(2);
    let theirs = elsewhere.sign_in_without_factor();
    assert_eq!(elsewhere.auth.deadline(&theirs, None), SessionDeadline::NotDue);
    let policy = Policy { lock_after_minutes: 5, ..Policy::default() };
    fixture.auth.set_policy(&session, fixture.admin_step_up(&session), policy).unwrap();
    let _ = elsewhere.auth.refresh_session(&theirs).unwrap();
    fixture.clock.advance(minutes(5));
    assert_eq!(elsewhere.auth.deadline(&theirs, None), SessionDeadline::LockNow);
    assert_eq!(fixture.auth.deadline(&session, None), SessionDeadline::LockNow);
}

#[test]
fn a_session_not_refreshed_for_a_minute_is_stale() {
    let fixture = Fixture::with_alice();
    let (one, other) = (fixture.sign_in_without_factor(), fixture.sign_in_without_factor());
    assert_eq!(fixture.auth.account(&one).unwrap().sessions.len(), 2);
    for _ in 0..7 {
        fixture.clock.advance_seconds(10);
        assert_eq!(fixture.auth.refresh_session(&one).unwrap(), SessionStatus::Active);
    }
    let sessions = fixture.auth.account(&one).unwrap().sessions;
    assert!(sessions.len() == 1 && sessions[0].is_current);
    let _ = fixture.sign_in_without_factor();
    assert_eq!(fixture.auth.refresh_session(&other).unwrap(), SessionStatus::Ended, "the next sign-in deletes it");
}

/// Shifts the wall clock.
fn turn_wall(fixture: &Fixture, seconds: i64) {
    fixture.clock.set_wall(crate::auth::UnixTime::from_seconds(fixture.now().seconds() + seconds));
}

#[test]
fn within_one_boot_a_wall_clock_change_ends_no_session_of_another_window() {
    for seconds in [61, 3600, -61, -24 * 3600] {
        let (fixture, other) = Fixture::alice_signed_in();
        let window = fixture.restarted(2);
        turn_wall(&fixture, seconds);
        let session = window.sign_in_without_factor();
        assert_eq!(window.auth.account(&session).unwrap().sessions.len(), 2, "{seconds}");
        assert_eq!(fixture.auth.refresh_session(&other).unwrap(), SessionStatus::Active, "{seconds}");
        fixture.clock.advance_seconds(61);
        let _ = window.sign_in_without_factor();
        assert_eq!(
            fixture.auth.refresh_session(&other).unwrap(),
            SessionStatus::Ended,
            "{seconds}: stale after a minute of the boot clock"
        );
    }
}

#[test]
fn across_boots_session_staleness_uses_the_wall_clock_both_ways() {
    for (seconds, left) in [(61, 1), (60, 2), (-60, 2), (-61, 1), (-24 * 3600, 1)] {
        let (fixture, _lost) = Fixture::alice_signed_in();
        fixture.clock.reboot();
        turn_wall(&fixture, seconds);
        let fixture = fixture.restarted(2);
        let session = fixture.sign_in_without_factor();
        assert_eq!(fixture.auth.account(&session).unwrap().sessions.len(), left, "{seconds}");
    }
}

#[test]
fn signing_out_ends_every_handle_of_the_session_once() {
    let (fixture, session) = Fixture::alice_signed_in();
    let elsewhere = session.handle();
    fixture.sign_out(session);
    assert_eq!(fixture.last_entry().0, "signed-out");
    let before = fixture.audit_log().len();
    assert!(matches!(fixture.auth.account(&elsewhere), Err(ActionError::SessionEnded)));
    let locked = fixture.auth.lock(elsewhere);
    fixture.auth.sign_out_locked(locked).unwrap();
    assert_eq!(fixture.audit_log().len(), before, "ending an ended session adds no entry");
}

#[test]
fn locking_is_logged_once_for_all_handles_of_a_session() {
    let (fixture, session) = Fixture::alice_signed_in();
    let elsewhere = session.handle();
    let _one = fixture.auth.lock(session);
    let _other = fixture.auth.lock(elsewhere);
    assert_eq!(fixture.audit_log().iter().filter(|(event, _)| event == "locked").count(), 1);
}

#[test]
fn wrong_codes_at_the_locked_screen_are_attributed_to_the_owner() {
    let (fixture, session, phone) = Fixture::alice_signed_in_2fa();
    let mut locked = fixture.auth.lock(session);
    for wrong in 1..=2 {
        let factor = Some(Factor::Code(typed(&phone.wrong_code(fixture.now()))));
        let UnlockResult::CodeRefused(back, refusal) = unlock(&fixture, locked, PASSWORD, factor) else {
            panic!("wrong")
        };
        assert_eq!(refusal, CodeRefusal::Wrong { wrong, clock_behind: false }, "the refusal counts the wrong codes");
        locked = back;
    }
    let session = fixture.unlock(locked, fixture.code_factor(&phone));
    assert_eq!(fixture.auth.account(&session).unwrap().wrong_codes, 0);
    let failures = fixture.counter(fixture.account_row(ALICE).id, crate::auth::CounterKind::Code).failures;
    assert_eq!(failures, 2, "only a completed sign-in clears the counter");
}
