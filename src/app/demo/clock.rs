//! A clock that is turned back while a demo is filled, and right from then on.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::{Clock, Now, SystemClock, UnixTime};

/// Longer than any demo reaches back: a boot clock that starts here never becomes negative.
const MAX_OFFSET: Duration = Duration::from_secs(100 * 24 * 60 * 60);

/// The computer's clocks, some time ago.
#[derive(Default)]
pub(super) struct OffsetClock {
    offset: Mutex<Duration>,
}

impl OffsetClock {
    /// From now on it is `back` before now. Only ever less than before, since time does not run backwards.
    pub(super) fn set_offset(&self, offset: Duration) {
        *self.offset() = offset;
    }

    /// Lets time pass, at most until now.
    pub(super) fn advance(&self, time: Duration) {
        let mut offset = self.offset();
        *offset = offset.saturating_sub(time);
    }

    fn offset(&self) -> MutexGuard<'_, Duration> {
        self.offset.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> Now {
        let now = SystemClock.now();
        let offset = *self.offset();
        let millis = i64::try_from(offset.as_millis()).unwrap_or(0);
        let boot = (now.boot + MAX_OFFSET).saturating_sub(offset);
        Now { wall: UnixTime::from_millis(now.wall.millis().saturating_sub(millis)), boot }
    }
}
