//! Throttling: how many tries there are, and how long to wait between them.
//!
//! The decision is a pure function of the stored counter and the clocks; `acts` runs it inside one write
//! transaction, so no number of threads or programs gets more tries than stand here. A try is charged before the
//! secret is looked at; whoever dies in between has used it up.

use std::time::Duration;

use super::account::BootId;
use super::clock::Now;
use super::error::Error;
use super::store::{CounterKey, CounterKind, CounterRow, Stamp, Wait};

/// Free tries, then a wait that doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// Tries before the first wait.
    pub free: u32,
    /// The first wait.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
}

/// All limits on guessing. [`Limits::default`] is what Vestibule ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For passwords: never a permanent lock, or anybody could lock anybody out.
    pub password: Ladder,
    /// For one-time codes.
    pub code: Ladder,
    /// For recovery codes and help codes.
    pub recovery: Ladder,
    /// Wrong codes since the last completed sign-in that suspend codes.
    pub suspend_after: u32,
    /// Wrong codes in sign-ins never completed, since the last password change, that suspend codes.
    pub suspend_unfinished: u32,
    /// Wrong codes while setting up, before a new secret is due.
    pub setup_tries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        let code = Ladder { free: 5, first: Duration::from_secs(30), longest: Duration::from_secs(15 * 60) };
        Self {
            password: Ladder { free: 5, first: Duration::from_secs(1), longest: Duration::from_secs(5 * 60) },
            code,
            recovery: code,
            suspend_after: 20,
            suspend_unfinished: 100,
            setup_tries: 20,
        }
    }
}

/// More tries than this before the first wait is no throttle.
const MOST_FREE: u32 = 100;
/// A shorter first wait than this is no wait.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
/// A longer wait than this is a lock.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

impl Limits {
    /// Refuses limits under which guessing would be free, or nobody could ever sign in.
    ///
    /// # Errors
    /// [`Error::Limit`] with the name of the limit.
    pub fn check(&self) -> Result<(), Error> {
        let ladders = [("password", self.password), ("code", self.code), ("recovery", self.recovery)];
        for (name, ladder) in ladders {
            let waits = (SHORTEST_WAIT..=ladder.longest).contains(&ladder.first) && ladder.longest <= LONGEST_WAIT;
            if !(1..=MOST_FREE).contains(&ladder.free) || !waits {
                return Err(Error::Limit(name));
            }
        }
        let counts = [
            ("suspend_after", self.suspend_after),
            ("suspend_unfinished", self.suspend_unfinished),
            ("setup_tries", self.setup_tries),
        ];
        match counts.into_iter().find(|(_, count)| !(1..=10_000).contains(count)) {
            Some((name, _)) => Err(Error::Limit(name)),
            None => Ok(()),
        }
    }

    fn ladder(&self, kind: CounterKind) -> Ladder {
        match kind {
            CounterKind::Password => self.password,
            CounterKind::Code => self.code,
            CounterKind::Recovery => self.recovery,
        }
    }

    fn suspends(&self, key: &CounterKey, row: &CounterRow) -> bool {
        kind(key) == CounterKind::Code
            && (row.failures >= self.suspend_after || row.unfinished >= self.suspend_unfinished)
    }
}

/// A charged try. Whoever was right gives it back, once; dropped, it stays charged.
#[derive(Debug)]
#[must_use = "a try that was right is to be given back"]
pub struct Ticket {
    key: CounterKey,
    /// The wait that this try began.
    wait: Option<Wait>,
}

impl Ticket {
    pub(crate) fn key(&self) -> CounterKey {
        self.key
    }
}

/// What a request for a try is answered with.
#[derive(Debug)]
#[must_use]
pub(crate) enum Charge {
    /// Look at the secret now. The row is to be stored first.
    Granted(CounterRow, Ticket),
    /// Do not look; the row is to be stored if there is one (a wait whose start lies in the future begins anew).
    Waiting(Option<CounterRow>, Duration),
    /// Do not look, until somebody helps.
    Suspended,
}

/// Decides about one try.
///
/// Only codes are ever suspended. The flag on another counter was set by something else: it would refuse for ever.
pub(crate) fn charge(limits: &Limits, key: CounterKey, row: CounterRow, now: Stamp) -> Charge {
    if row.suspended && kind(&key) == CounterKind::Code {
        return Charge::Suspended;
    }
    let ladder = limits.ladder(kind(&key));
    match row.wait.map_or(Left::Nothing, |wait| left(wait, ladder.longest, now)) {
        Left::Nothing => {}
        Left::Some(left) => return Charge::Waiting(None, left),
        Left::Anew(wait) => {
            let left = Duration::from_millis(wait.length_millis);
            return Charge::Waiting(Some(CounterRow { wait: Some(wait), ..row }), left);
        }
    }
    let mut charged = CounterRow {
        failures: row.failures.saturating_add(1),
        unfinished: row.unfinished.saturating_add(1),
        suspended: false,
        wait: None,
        touched: now.wall,
        ..row
    };
    charged.wait = wait_after(ladder, charged.failures, now);
    charged.suspended = limits.suspends(&key, &charged);
    Charge::Granted(charged, Ticket { key, wait: charged.wait })
}

/// Gives one try back: the counter as if it had not been charged. A wait that another try began meanwhile stays.
pub(crate) fn refund(limits: &Limits, ticket: &Ticket, row: CounterRow) -> CounterRow {
    let mut row = CounterRow {
        failures: row.failures.saturating_sub(1),
        unfinished: row.unfinished.saturating_sub(1),
        wait: row.wait.filter(|_| row.wait != ticket.wait),
        ..row
    };
    row.suspended = limits.suspends(&ticket.key, &row);
    row
}

/// The counter of codes after a completed sign-in in which `wrong` codes were typed: those were the owner's own.
/// What is left over came from somebody who knows the password.
///
/// A suspension stays if these are too many. Otherwise it goes: the try that was right had been charged as well, and
/// may have been the last that was left.
pub(crate) fn completed(limits: &Limits, row: CounterRow, wrong: u32, lifts_suspension: bool) -> CounterRow {
    let unfinished = if lifts_suspension { 0 } else { row.unfinished.saturating_sub(wrong) };
    CounterRow { failures: 0, unfinished, suspended: unfinished >= limits.suspend_unfinished, wait: None, ..row }
}

/// The counter of codes after a right one while signed in: the `wrong` ones before were the owner's own.
pub(crate) fn owned(row: CounterRow, wrong: u32) -> CounterRow {
    CounterRow { unfinished: row.unfinished.saturating_sub(wrong), ..row }
}

/// Both clocks with the boot that the boot clock belongs to.
pub(crate) fn stamp(now: Now, boot_id: BootId) -> Stamp {
    Stamp { wall: now.wall, boot_millis: u64::try_from(now.boot.as_millis()).unwrap_or(u64::MAX), boot_id }
}

/// How long the wait of a counter still lasts, for a person who has not tried yet.
pub(crate) fn waiting(limits: &Limits, key: &CounterKey, row: &CounterRow, now: Stamp) -> Option<Duration> {
    let wait = row.wait?;
    match left(wait, limits.ladder(kind(key)).longest, now) {
        Left::Nothing => None,
        Left::Some(left) => Some(left),
        Left::Anew(wait) => Some(Duration::from_millis(wait.length_millis)),
    }
}

fn kind(key: &CounterKey) -> CounterKind {
    match key {
        CounterKey::Account(_, kind) => *kind,
        CounterKey::Unknown(_) => CounterKind::Password,
    }
}

fn wait_after(ladder: Ladder, failures: u32, now: Stamp) -> Option<Wait> {
    let doublings = failures.checked_sub(ladder.free)?;
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    let length = ladder.first.saturating_mul(factor).min(ladder.longest);
    Some(Wait { start: now, length_millis: u64::try_from(length.as_millis()).unwrap_or(u64::MAX) })
}

enum Left {
    Nothing,
    Some(Duration),
    /// The start lies in the future: the clock was turned back. The wait begins anew.
    Anew(Wait),
}

/// Within one boot the boot clock decides, which cannot be turned; across boots the wall clock.
fn left(wait: Wait, longest: Duration, now: Stamp) -> Left {
    let longest = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    let length = wait.length_millis.min(longest);
    let passed = if wait.start.boot_id == now.boot_id {
        now.boot_millis.checked_sub(wait.start.boot_millis)
    } else {
        u64::try_from(now.wall.millis().saturating_sub(wait.start.wall.millis())).ok()
    };
    match passed {
        None => Left::Anew(Wait { start: now, length_millis: length }),
        Some(passed) if passed >= length => Left::Nothing,
        Some(passed) => Left::Some(Duration::from_millis(length - passed)),
    }
}

#[cfg(test)]
mod tests;
