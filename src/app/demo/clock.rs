//! A clock that is turned back while a demo is filled, and right from then on.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::{Clock, Now, SystemClock, UnixTime};

/// Longer than any demo reaches back: a boot clock that starts here never becomes negative.
const LONGEST: Duration = Duration::from_secs(100 * 24 * 60 * 60);

/// The computer's clocks, some time ago.
#[derive(Default)]
pub(super) struct TurnedClock {
    back: Mutex<Duration>,
}

impl TurnedClock {
    /// From now on it is `back` before now. Only ever less than before, since time does not run backwards.
    pub(super) fn turn_back(&self, back: Duration) {
        *self.back() = back;
    }

    /// Lets time pass, at most until now.
    pub(super) fn pass(&self, time: Duration) {
        let mut back = self.back();
        *back = back.saturating_sub(time);
    }

    fn back(&self) -> MutexGuard<'_, Duration> {
        self.back.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Now {
        let now = SystemClock.now();
        let back = *self.back();
        let millis = i64::try_from(back.as_millis()).unwrap_or(0);
        let boot = (now.boot + LONGEST).saturating_sub(back);
        Now { wall: UnixTime::from_millis(now.wall.millis().saturating_sub(millis)), boot }
    }
}
