//! Session timeouts: when a session locks, when it ends, and the warnings before.

use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::session::Session;

/// Maximum duration of a session.
const MAX_SESSION: Duration = Duration::from_hours(12);
/// How long before the end of [`MAX_SESSION`] a warning is shown.
const END_WARNING: Duration = Duration::from_mins(10);
/// How long before locking a warning is shown.
const LOCK_WARNING: Duration = Duration::from_mins(2);

/// The next timeout of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum SessionDeadline {
    /// Nothing is due.
    NotDue,
    /// Locks after this time unless the user is active.
    LocksIn(Duration),
    /// Must be locked now.
    LockNow,
    /// Ends after this time, regardless of activity.
    EndsIn(Duration),
    /// Must be ended now.
    EndNow,
}

impl Session {
    /// Records user activity and restarts the idle timer.
    pub fn record_activity(&self, now: Now) {
        self.state().last_activity = now;
    }

    /// Returns the timeout that applies at `now` if the session locks after `lock_after` of idle time.
    pub fn deadline(&self, now: Now, lock_after: Duration) -> SessionDeadline {
        let session_left = MAX_SESSION.saturating_sub(now.since(self.inner.info.opened_at));
        if session_left.is_zero() {
            return SessionDeadline::EndNow;
        }
        let state = self.state();
        if state.keys.is_none() {
            return SessionDeadline::NotDue;
        }
        let idle_left = lock_after.saturating_sub(now.since(state.last_activity));
        if idle_left.is_zero() {
            SessionDeadline::LockNow
        } else if idle_left <= LOCK_WARNING.min(lock_after / 2) {
            SessionDeadline::LocksIn(idle_left)
        } else if session_left <= END_WARNING {
            SessionDeadline::EndsIn(session_left)
        } else {
            SessionDeadline::NotDue
        }
    }
}
