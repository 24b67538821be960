//! Logging the start of the program, and correcting the latest time seen.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::auth::audit::{self, Event};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::{Meta, Writer};
use crate::auth::transactions::Transactions;

/// How far the clock may be behind the latest time seen before it counts as behind.
const TOLERATED_CLOCK_LAG: Duration = Duration::from_secs(90);
/// Consecutive starts that must agree to correct the latest time seen.
const AGREEING_STARTS: u32 = 3;
/// Minimum time between those starts, so that restarting the program repeatedly does not count as agreement.
const MIN_START_INTERVAL: Duration = Duration::from_hours(1);

/// Whether the start of this run of the program is logged. It is written with the first other write.
#[derive(Debug, Default)]
pub(crate) struct StartLog(AtomicBool);

impl StartLog {
    pub(crate) fn is_written(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Claims the entry for the current transaction; `None` if it is already claimed or written.
    pub(super) fn claim(&self) -> Option<StartClaim<'_>> {
        (!self.0.swap(true, Ordering::SeqCst)).then(|| StartClaim(self))
    }
}

/// A start being written. Dropped without [`commit`](Self::commit), because the transaction failed, it is released to a
/// later one.
pub(super) struct StartClaim<'a>(&'a StartLog);

impl StartClaim<'_> {
    pub(super) fn commit(self) {
        std::mem::forget(self);
    }
}

impl Drop for StartClaim<'_> {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::SeqCst);
    }
}

impl Transactions<'_> {
    pub(super) fn log_start(&self, store: &mut dyn Writer) -> Result<(), Error> {
        let mut meta = store.meta()?;
        let corrected = self.correct_latest_seen_time(&mut meta);
        store.put_meta(&meta)?;
        audit::append(store, &self.entry(Event::Started, self.program_name))?;
        match corrected {
            Some(previous) => audit::append(store, &self.entry(Event::LatestTimeCorrected, &previous.to_string())),
            None => Ok(()),
        }
    }

    /// Whether the computer's clock is behind the latest time seen. Only used to choose texts.
    pub fn clock_is_behind(&self) -> Result<bool, Error> {
        let latest = self.read(|store| Ok(store.meta()?.latest_seen_time))?;
        Ok(self.is_behind(latest.max(self.build_date)))
    }

    fn is_behind(&self, time: UnixTime) -> bool {
        self.now.wall.after(TOLERATED_CLOCK_LAG) < time
    }

    /// Corrects a latest time seen that the clock reported in error. Requires [`AGREEING_STARTS`] consecutive starts at
    /// which the clock is behind it, not before the build date, and does not go back between starts. Turning the clock
    /// back for this gains nothing, as the latest time only chooses texts. Returns the previous value.
    fn correct_latest_seen_time(&self, meta: &mut Meta) -> Option<UnixTime> {
        let now = self.now.wall;
        if !self.is_behind(meta.latest_seen_time) || self.is_behind(self.build_date) {
            meta.starts_behind = 0;
            return None;
        }
        let is_continued = meta.starts_behind > 0 && now >= meta.last_start_behind;
        if is_continued && now.since(meta.last_start_behind) < MIN_START_INTERVAL {
            return None;
        }
        meta.starts_behind = if is_continued { meta.starts_behind.saturating_add(1) } else { 1 };
        meta.last_start_behind = now;
        if meta.starts_behind < AGREEING_STARTS {
            return None;
        }
        meta.starts_behind = 0;
        Some(std::mem::replace(&mut meta.latest_seen_time, now))
    }
}
