//! A clock for tests, which advances only when set.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::account::BootId;
use crate::auth::clock::{Clock, Now, UnixTime};

/// A clock that advances only when set, for tests of time-dependent behaviour.
///
/// It begins at [`START`](Self::START), on a machine that has been running for 1000 seconds.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use vestibule::auth::{Auth, Cost, MemoryStore, Options, Password, SessionDeadline, SystemRandom};
/// use vestibule::testing::ManualClock;
///
/// let clock = Arc::new(ManualClock::new());
/// let store = Arc::new(MemoryStore::new(&SystemRandom)?);
/// // The lowest cost, for a fast test.
/// let options = Options { cost: Cost::for_tests().into(), ..Options::new("Notebook") };
/// let auth = Auth::with(store, Arc::clone(&clock) as _, Arc::new(SystemRandom), options)?;
///
/// let password = Password::new("grumpy violet otters juggle maps".to_owned());
/// let session = auth.create_first_account("alice", password)?.session;
/// let lock_after = Duration::from_secs(15 * 60);
/// clock.advance(lock_after);
/// assert_eq!(session.deadline(auth.now(), lock_after), SessionDeadline::LockNow);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ManualClock(Mutex<State>);

#[derive(Debug)]
struct State {
    now: Now,
    boot_id: Option<BootId>,
    boots: u64,
}

impl ManualClock {
    /// Sunday 22 November 2026, 14:03:20 UTC: ten seconds before the next one-time code.
    pub const START: UnixTime = UnixTime::from_seconds(1_795_356_200);

    /// Creates a clock at [`START`](Self::START).
    pub fn new() -> Self {
        let now = Now { wall: Self::START, boot: Duration::from_secs(1000) };
        Self(Mutex::new(State { now, boot_id: Some(boot_id(1)), boots: 1 }))
    }

    /// Advances both clocks.
    pub fn advance(&self, span: Duration) {
        self.change(|State { now, .. }| {
            now.wall = now.wall.after(span);
            now.boot = now.boot.saturating_add(span);
        });
    }

    /// Sets the wall clock, forward or back; the boot clock is unchanged.
    pub fn set_wall(&self, wall: UnixTime) {
        self.change(|state| state.now.wall = wall);
    }

    /// Restarts the machine: the boot clock becomes zero, and the boot id changes, if there is one.
    pub fn reboot(&self) {
        self.change(|state| {
            state.now.boot = Duration::ZERO;
            state.boots = state.boots.saturating_add(1);
            state.boot_id = state.boot_id.map(|_| boot_id(state.boots));
        });
    }

    /// Sets the boot id, or none. An [`Auth`](crate::auth::Auth) reads it once, when created.
    pub fn set_boot_id(&self, boot_id: Option<BootId>) {
        self.change(|state| state.boot_id = boot_id);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn boot_id(number: u64) -> BootId {
    BootId::from_bytes(u128::from(number).to_be_bytes())
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Now {
        self.state().now
    }

    fn boot_id(&self) -> Option<BootId> {
        self.state().boot_id
    }
}
