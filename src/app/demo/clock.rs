//! A clock that is set back while a demo is filled, and correct afterwards.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::{Clock, Now, SystemClock, UnixTime};

/// Longer than the history of any demo: a boot clock that starts here never becomes negative.
const MAX_OFFSET: Duration = Duration::from_hours(100 * 24);

/// The computer's clocks, minus an offset.
#[derive(Default)]
pub(super) struct OffsetClock {
    offset: Mutex<Duration>,
}

impl OffsetClock {
    /// Sets the offset to the present. It must only ever decrease, so that time does not run backwards.
    pub(super) fn set_offset(&self, offset: Duration) {
        *self.offset() = offset;
    }

    /// Advances the time, at most to the present.
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
