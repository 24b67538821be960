//! What the clock says about a session: when it locks, when it ends, and what is announced before.

use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::login::elapsed;
use crate::auth::session::Session;

/// The longest time from sign-in to sign-in.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// How long before the end of [`LONGEST`] it is announced.
const LONGEST_WARNING: Duration = Duration::from_secs(10 * 60);
/// How long before locking it is announced.
const LOCK_WARNING: Duration = Duration::from_secs(2 * 60);

/// What the clock says about a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Standing {
    /// Nothing is due.
    Open,
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
    pub fn touch(&self, now: Now) {
        self.state().active = now;
    }

    /// What is due at `now` if it locks after `lock_after` of idle time.
    pub fn standing(&self, now: Now, lock_after: Duration) -> Standing {
        let left = LONGEST.saturating_sub(elapsed(self.inner.opened, now));
        if left.is_zero() {
            return Standing::EndNow;
        }
        let state = self.state();
        if state.keys.is_none() {
            return Standing::Open;
        }
        let idle = lock_after.saturating_sub(elapsed(state.active, now));
        if idle.is_zero() {
            Standing::LockNow
        } else if idle <= LOCK_WARNING.min(lock_after / 2) {
            Standing::LocksIn(idle)
        } else if left <= LONGEST_WARNING {
            Standing::EndsIn(left)
        } else {
            Standing::Open
        }
    }
}
