//! Time passes, clocks are set, programs refresh their sessions, machines restart.

use std::time::Duration;

use crate::auth::service::tests::model_test::harness::Harness;
use crate::auth::service::tests::model_test::session_model::SessionState;
use crate::auth::{SessionDeadline, SessionStatus, UnixTime};

/// The clock stays between 1969 and 2160.
const CLOCK_RANGE: std::ops::RangeInclusive<i64> = -30_000_000..=6_000_000_000;

impl Harness<'_> {
    /// Time passes. Running programs refresh their sessions before the next action, and record activity unless it takes
    /// too long.
    pub(super) fn advance_time(&mut self, span: Duration, awake: bool) {
        self.clock.advance(span);
        self.model.latest_seen_time = self.model.latest_seen_time.max(self.wall());
        if awake {
            let touch = span < Duration::from_mins(10);
            self.refresh_sessions(0, touch);
            self.refresh_sessions(1, touch);
        }
    }

    /// Shifts the wall clock.
    pub(super) fn shift_clock(&mut self, seconds: i64) {
        let target = (self.wall().seconds() + seconds).clamp(*CLOCK_RANGE.start(), *CLOCK_RANGE.end());
        self.clock_offset += target - self.wall().seconds();
        self.clock.set_wall(UnixTime::from_seconds(target));
        self.model.latest_seen_time = self.model.latest_seen_time.max(self.wall());
        self.coverage.count(if seconds < 0 { "clock turned back" } else { "clock turned forward" });
    }

    pub(super) fn reboot(&mut self) {
        self.clock.reboot();
        self.boot = self.boot.map(|boot| boot + 1);
        self.restart(0);
        self.restart(1);
    }

    /// What the program does every ten seconds for each session: locks or ends it if that is due, and checks whether it
    /// is still valid.
    pub(super) fn refresh_sessions(&mut self, window: usize, touch: bool) {
        for index in (0..self.sessions.len()).rev() {
            if self.sessions[index].window != window {
                continue;
            }
            match self.deadline(index) {
                SessionDeadline::EndNow => {
                    self.expire(index);
                    continue;
                }
                SessionDeadline::LockNow => {
                    self.lock(index);
                    self.coverage.count("locked after idle time");
                }
                _ => {}
            }
            if self.refresh_session(index) == SessionStatus::Ended {
                self.remove_session(index);
                self.coverage.count("session ended elsewhere");
            } else if touch && let Some(session) = self.sessions[index].session() {
                self.auth(window).record_activity(session);
                self.sessions[index].last_activity = self.now();
            }
        }
    }

    fn deadline(&self, index: usize) -> SessionDeadline {
        let (entry, now) = (&self.sessions[index], self.now());
        let deadline = match entry.state.as_ref() {
            Some(SessionState::Unlocked(session)) => self.auth(entry.window).deadline(session, None),
            Some(SessionState::Locked(locked)) => locked.deadline(now),
            None => panic!("no session state"),
        };
        assert_eq!(deadline == SessionDeadline::EndNow, entry.is_over(now), "{deadline:?}");
        assert_eq!(deadline == SessionDeadline::LockNow, entry.is_idle(now) && !entry.is_over(now), "{deadline:?}");
        deadline
    }

    fn expire(&mut self, index: usize) {
        let entry = &mut self.sessions[index];
        let (window, serial) = (entry.window, entry.serial);
        match entry.state.take() {
            Some(SessionState::Unlocked(session)) => self.auth(window).expire(session).unwrap(),
            Some(SessionState::Locked(locked)) => self.auth(window).sign_out_locked(locked).unwrap(),
            None => panic!("no session state"),
        }
        self.model.sessions.remove(&serial);
        self.remove_session(index);
        self.coverage.count("session over after twelve hours");
    }

    fn refresh_session(&mut self, index: usize) -> SessionStatus {
        self.run_maintenance(self.sessions[index].window);
        let (serial, at) = (self.sessions[index].serial, self.stamp(self.sessions[index].window));
        let is_valid = self.model.refresh_session(serial, at);
        let entry = &self.sessions[index];
        let watched = match entry.state.as_ref() {
            Some(SessionState::Unlocked(session)) => self.auth(entry.window).refresh_session(session).unwrap(),
            Some(SessionState::Locked(locked)) => self.auth(entry.window).refresh_locked(locked).unwrap(),
            None => panic!("no session state"),
        };
        assert_eq!(watched == SessionStatus::Active, is_valid, "validity of the session");
        watched
    }
}
