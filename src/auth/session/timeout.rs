//! What the clock says about a session: when it locks, when it ends, and what is announced before.

use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::session::Session;

/// The longest time from sign-in to sign-in.
const MAX_SESSION: Duration = Duration::from_secs(12 * 60 * 60);
/// How long before the end of [`LONGEST`] it is announced.
const END_WARNING: Duration = Duration::from_secs(10 * 60);
/// How long before locking it is announced.
const LOCK_WARNING: Duration = Duration::from_secs(2 * 60);

/// What the clock says about a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum SessionDeadline {
    /// Nothing is due.
    NotDue,
    /// It locks soon unless somebody is there.
    LocksIn(Duration),
    /// It is to be locked now.
    LockNow,
    /// It ends soon, whoever is there.
    EndsIn(Duration),
    /// It is to be ended now.
    EndNow,
}

impl Session {
    /// Somebody is there: the idle time begins anew.
    pub fn record_activity(&self, now: Now) {
        self.state().last_activity = now;
    }

    /// What is due at `now` if it locks after `lock_after` of idle time.
    pub fn deadline(&self, now: Now, lock_after: Duration) -> SessionDeadline {
        let session_left = MAX_SESSION.saturating_sub(now.since(self.inner.opened_at));
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
