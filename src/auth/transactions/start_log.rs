//! The start of the program: an entry in the log, and what several starts say about the latest time seen.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::auth::audit::{self, Event};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::{Meta, Writer};
use crate::auth::transactions::Transactions;

/// A clock may be behind the latest time seen by so much before it is called so.
const TOLERATED_CLOCK_LAG: Duration = Duration::from_secs(90);
/// So many starts in a row that agree correct the latest time seen,
const AGREEING_STARTS: u32 = 3;
/// if they are so far apart: it is the clock that is asked, not the person who starts the program over and over.
const MIN_START_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Whether the start of this run of the program is in the log. It is written with the first thing that is.
#[derive(Debug, Default)]
pub(crate) struct StartLog(AtomicBool);

impl StartLog {
    pub(crate) fn is_written(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Whether the caller is the one to write it, in the transaction under way.
    pub(super) fn claim(&self) -> Option<StartClaim<'_>> {
        (!self.0.swap(true, Ordering::SeqCst)).then(|| StartClaim(self))
    }
}

/// The start is being written. Dropped without [`keep`](Self::keep), since the transaction failed, it is to be written
/// with a later one.
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
    /// Writes down that the program was started.
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

    /// Whether the computer's clock is behind the latest time that the accounts have seen. It only chooses a text.
    pub fn clock_is_behind(&self) -> Result<bool, Error> {
        let latest = self.read(|store| Ok(store.meta()?.latest_seen_time))?;
        Ok(self.is_behind(latest.max(self.build_date)))
    }

    fn is_behind(&self, time: UnixTime) -> bool {
        self.now.wall.after(TOLERATED_CLOCK_LAG) < time
    }

    /// The latest time seen may be one that never was: the clock was wrong once. It is corrected when
    /// [`AGREEING_STARTS`] starts in a row find the clock behind it, not before the program was built, and going on from
    /// one start to the next. Whoever turns the clock back for that gains nothing: the latest time only chooses texts.
    /// Says what it was before.
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
