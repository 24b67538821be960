//! Throttling: how many tries there are, and how long to wait between them.
//!
//! The decision is a pure function of the stored counter and the clocks; `acts` runs it inside one write
//! transaction, so no number of threads or programs gets more tries than stand here. A try is charged before the
//! secret is looked at; whoever dies in between has used it up.

use std::time::Duration;

use crate::auth::account::BootId;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::error::Error;
use crate::auth::store::{CounterKey, CounterKind, CounterRow, Stamp, Wait};

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

/// Password tries are forgotten when no further one was charged for this long. For a name without an account and for the
/// password of an account it is the same moment, so that it does not tell one from the other. No wait outlasts it.
pub(crate) const FORGOTTEN_AFTER: Duration = LONGEST_WAIT;

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
#[derive(Debug, Default)]
#[must_use = "a try that was right is to be given back"]
pub struct Ticket(Vec<Charged>);

impl Ticket {
    /// The try as each of its counters counts it.
    pub(crate) fn charged(&self) -> &[Charged] {
        &self.0
    }

    /// The same try, charged to another counter as well.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether this try, if it stays charged, is the one that suspended further ones.
    pub(crate) fn suspends(&self) -> bool {
        self.0.iter().any(|charged| charged.suspends)
    }
}

/// A try that was charged to one counter.
#[derive(Debug)]
pub(crate) struct Charged {
    pub key: CounterKey,
    /// The wait that this try began.
    wait: Option<Wait>,
    /// When it was charged, and when the last failed attempt before it was.
    at: UnixTime,
    last_failed: Option<UnixTime>,
    suspends: bool,
}

/// What a request for a try is answered with.
#[derive(Debug)]
#[must_use]
pub(crate) enum Charge {
    /// Look at the secret now. The row is to be stored first.
    Granted(CounterRow, Ticket),
    /// Do not look; the row is to be stored. It counts what is refused unread, and a wait whose start lies in the future
    /// begins anew.
    Waiting(CounterRow, Duration),
    /// Do not look, until somebody helps; the row is to be stored.
    Suspended(CounterRow),
}

/// Decides about one try.
///
/// Only codes are ever suspended. The flag on another counter was set by something else: it would refuse for ever.
pub(crate) fn charge(limits: &Limits, key: CounterKey, row: CounterRow, now: Stamp) -> Charge {
    let unread = |row: CounterRow| CounterRow { refused_unread: row.refused_unread.saturating_add(1), ..row };
    if row.suspended && kind(&key) == CounterKind::Code {
        return Charge::Suspended(unread(row));
    }
    let row = remembered(&key, row, now);
    let ladder = limits.ladder(kind(&key));
    match row.wait.map_or(Left::Nothing, |wait| left(wait, ladder.longest, now)) {
        Left::Nothing => {}
        Left::Some(left) => return Charge::Waiting(unread(row), left),
        Left::Anew(wait) => {
            let left = Duration::from_millis(wait.length_millis);
            return Charge::Waiting(CounterRow { wait: Some(wait), ..unread(row) }, left);
        }
    }
    let mut charged = CounterRow {
        failures: row.failures.saturating_add(1),
        unfinished: row.unfinished.saturating_add(1),
        suspended: false,
        wait: None,
        touched: now,
        failed: row.failed.saturating_add(1),
        last_failed: Some(now.wall),
        refused_unread: row.refused_unread,
    };
    charged.wait = wait_after(ladder, charged.failures, now);
    charged.suspended = limits.suspends(&key, &charged);
    let (wait, suspends) = (charged.wait, charged.suspended);
    let ticket = Charged { key, wait, at: now.wall, last_failed: row.last_failed, suspends };
    Charge::Granted(charged, Ticket(vec![ticket]))
}

/// Gives one try back: the counter as if it had not been charged. A wait that another try began meanwhile stays.
pub(crate) fn refund(limits: &Limits, charged: &Charged, row: CounterRow) -> CounterRow {
    let row = not_failed(charged, row);
    let mut row = CounterRow {
        failures: row.failures.saturating_sub(1),
        unfinished: row.unfinished.saturating_sub(1),
        wait: row.wait.filter(|_| row.wait != charged.wait),
        ..row
    };
    row.suspended = limits.suspends(&charged.key, &row);
    row
}

/// The counter of a try that completes a sign-in: it did not fail. That it was charged is cleared with the others.
pub(crate) fn succeeded(ticket: &Ticket, key: &CounterKey, row: CounterRow) -> CounterRow {
    let charged = ticket.0.iter().filter(|charged| charged.key == *key);
    charged.fold(row, |row, charged| not_failed(charged, row))
}

/// The last that failed is the one before, unless another failed meanwhile.
fn not_failed(charged: &Charged, row: CounterRow) -> CounterRow {
    let failed = row.failed.saturating_sub(1);
    let last_failed = if row.last_failed == Some(charged.at) { charged.last_failed } else { row.last_failed };
    CounterRow { failed, last_failed: last_failed.filter(|_| failed > 0), ..row }
}

/// A counter whose tries are forgotten: how many failed since the last sign-in, and what the log has yet to be told, is
/// not. `None` if nothing is left of it.
pub(crate) fn forgotten(row: CounterRow) -> Option<CounterRow> {
    let CounterRow { touched, failed, last_failed, refused_unread, .. } = row;
    let kept = CounterRow { touched, failed, last_failed, refused_unread, ..CounterRow::default() };
    (failed > 0 || refused_unread > 0).then_some(kept)
}

/// The counter of codes after a completed sign-in in which `wrong` codes were typed: those were the owner's own.
/// What is left over came from somebody who knows the password.
///
/// A suspension stays if these are too many. Otherwise it goes: the try that was right had been charged as well, and
/// may have been the last that was left.
pub(crate) fn completed(limits: &Limits, row: CounterRow, wrong: u32, lifts_suspension: bool) -> CounterRow {
    let unfinished = if lifts_suspension { 0 } else { row.unfinished.saturating_sub(wrong) };
    CounterRow {
        failures: 0,
        unfinished,
        suspended: unfinished >= limits.suspend_unfinished,
        wait: None,
        failed: 0,
        last_failed: None,
        ..row
    }
}

/// The counter of codes after a right one while signed in: the `wrong` ones before were the owner's own.
pub(crate) fn owned(row: CounterRow, wrong: u32) -> CounterRow {
    CounterRow { unfinished: row.unfinished.saturating_sub(wrong), ..row }
}

/// The counter as it counts now: of password tries that are forgotten nothing does.
pub(crate) fn remembered(key: &CounterKey, row: CounterRow, now: Stamp) -> CounterRow {
    match kind(key) == CounterKind::Password && is_forgotten(&row, now) {
        true => CounterRow { failures: 0, unfinished: 0, wait: None, ..row },
        false => row,
    }
}

/// Whether the last try was 24 hours ago.
pub(crate) fn is_forgotten(row: &CounterRow, now: Stamp) -> bool {
    passed(row.touched, now).is_some_and(|passed| passed >= FORGOTTEN_AFTER)
}

/// Whether the last try was charged at a time still to come: the clock was turned back since.
pub(crate) fn is_ahead(row: &CounterRow, now: Stamp) -> bool {
    passed(row.touched, now).is_none()
}

/// How long ago a moment was; `None` if it lies in the future. Within one boot the boot clock decides, which cannot be
/// turned; across boots the wall clock.
fn passed(then: Stamp, now: Stamp) -> Option<Duration> {
    let millis = if then.boot_id == now.boot_id {
        now.boot_millis.checked_sub(then.boot_millis)
    } else {
        u64::try_from(now.wall.millis().saturating_sub(then.wall.millis())).ok()
    };
    millis.map(Duration::from_millis)
}

/// Both clocks with the boot that the boot clock belongs to.
pub(crate) fn stamp(now: Now, boot_id: BootId) -> Stamp {
    Stamp { wall: now.wall, boot_millis: u64::try_from(now.boot.as_millis()).unwrap_or(u64::MAX), boot_id }
}

/// How long the wait of a counter still lasts, for a person who has not tried yet.
pub(crate) fn waiting(limits: &Limits, key: &CounterKey, row: &CounterRow, now: Stamp) -> Option<Duration> {
    let wait = remembered(key, *row, now).wait?;
    match left(wait, limits.ladder(kind(key)).longest, now) {
        Left::Nothing => None,
        Left::Some(left) => Some(left),
        Left::Anew(wait) => Some(Duration::from_millis(wait.length_millis)),
    }
}

fn kind(key: &CounterKey) -> CounterKind {
    match key {
        CounterKey::Account(_, kind) => *kind,
        CounterKey::Name(_) => CounterKind::Password,
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

fn left(wait: Wait, longest: Duration, now: Stamp) -> Left {
    let length = Duration::from_millis(wait.length_millis).min(longest);
    match passed(wait.start, now).map(|passed| length.saturating_sub(passed)) {
        None => Left::Anew(Wait { start: now, length_millis: u64::try_from(length.as_millis()).unwrap_or(u64::MAX) }),
        Some(Duration::ZERO) => Left::Nothing,
        Some(left) => Left::Some(left),
    }
}

#[cfg(test)]
mod tests;
