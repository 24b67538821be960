//! Throttling: how many attempts are allowed, and the waits between them.
//!
//! The decision is a pure function of the stored counter and the clocks; `transactions` runs it inside one write
//! transaction, so no number of threads or programs gets more attempts than the limits allow. An attempt is charged
//! before the secret is checked, so a process that dies in between has used it up.

mod limits;

use std::time::Duration;

use crate::auth::account::BootId;
use crate::auth::clock::{Now, UnixTime};
use crate::auth::store::{ClockStamp, CounterKey, CounterKind, CounterRow, WaitPeriod};

use self::limits::MAX_WAIT;
pub use self::limits::{Backoff, ThrottleLimits};

/// Password attempts expire when none was charged for this long. The expiry is the same for unknown names and for the
/// passwords of accounts, so that it does not distinguish them. No wait is longer.
pub(crate) const PASSWORD_ATTEMPTS_TTL: Duration = MAX_WAIT;

/// A charged attempt. It is refunded once if it was right, and stays charged if dropped.
#[derive(Debug, Default)]
#[must_use = "a right attempt is to be refunded"]
pub struct Ticket(Vec<Charged>);

impl Ticket {
    /// Returns the attempt as charged to each of its counters.
    pub(crate) fn charged(&self) -> &[Charged] {
        &self.0
    }

    /// Combines charges of the same attempt to several counters.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns whether this attempt, if it stays charged, caused a suspension.
    pub(crate) fn suspends(&self) -> bool {
        self.0.iter().any(|charged| charged.suspends)
    }
}

/// An attempt that was charged to one counter.
#[derive(Debug)]
pub(crate) struct Charged {
    pub key: CounterKey,
    /// The wait that this attempt started.
    wait: Option<WaitPeriod>,
    /// When it was charged; `last_failed` is the last failed attempt before it.
    charged_at: UnixTime,
    last_failed: Option<UnixTime>,
    suspends: bool,
}

/// The decision on an attempt.
#[derive(Debug)]
#[must_use]
pub(crate) enum ChargeOutcome {
    /// Charged: the secret may be checked.
    Granted(Ticket),
    /// Not charged: the secret must not be checked until the wait is over.
    Throttled(Duration),
    /// Not charged: codes are suspended, and the secret must not be checked.
    Suspended,
    /// Not charged, because the counter is corrupt or the account does not exist: access is refused.
    Corrupt,
}

/// Decides about one attempt. Returns the row to store before the secret is checked; if it must not be checked, the row
/// counts the refusal, and restarts a wait that starts in the future.
///
/// Only codes are ever suspended. The flag on another counter is ignored, as it would refuse forever.
pub(crate) fn charge(
    limits: &ThrottleLimits,
    key: CounterKey,
    row: CounterRow,
    now: ClockStamp,
) -> (CounterRow, ChargeOutcome) {
    let unread = |row: CounterRow| CounterRow { refused_unread: row.refused_unread.saturating_add(1), ..row };
    if row.suspended && key.kind() == CounterKind::Code {
        return (unread(row), ChargeOutcome::Suspended);
    }
    let row = without_expired_attempts(&key, row, now);
    let backoff = limits.backoff(key.kind());
    if let Some((wait, left)) = row.wait.and_then(|wait| current_wait(wait, backoff.maximum, now)) {
        return (CounterRow { wait: Some(wait), ..unread(row) }, ChargeOutcome::Throttled(left));
    }
    let failures = row.failures.saturating_add(1);
    let wait = wait_after(backoff, failures, now);
    let mut charged = CounterRow {
        failures,
        incomplete_failures: row.incomplete_failures.saturating_add(1),
        suspended: false,
        wait,
        updated_at: now,
        failed_attempts: row.failed_attempts.saturating_add(1),
        last_failed: Some(now.wall),
        refused_unread: row.refused_unread,
    };
    let suspends = limits.suspends(&key, &charged);
    charged.suspended = suspends;
    let ticket = Charged { key, wait, charged_at: now.wall, last_failed: row.last_failed, suspends };
    (charged, ChargeOutcome::Granted(Ticket(vec![ticket])))
}

/// Refunds one attempt, as if it had not been charged. A wait that another attempt started meanwhile remains.
pub(crate) fn refund(limits: &ThrottleLimits, charged: &Charged, row: CounterRow) -> CounterRow {
    let mut row = without_failure(charged, row);
    row.failures = row.failures.saturating_sub(1);
    row.incomplete_failures = row.incomplete_failures.saturating_sub(1);
    row.wait = row.wait.filter(|wait| Some(*wait) != charged.wait);
    row.suspended = limits.suspends(&charged.key, &row);
    row
}

/// Removes the completing attempt of a sign-in from the failures. Its charge is reset with the others.
pub(crate) fn after_success(ticket: &Ticket, key: &CounterKey, row: CounterRow) -> CounterRow {
    let charged = ticket.0.iter().filter(|charged| charged.key == *key);
    charged.fold(row, |row, charged| without_failure(charged, row))
}

/// Restores the previous `last_failed`, unless another attempt failed meanwhile.
fn without_failure(charged: &Charged, row: CounterRow) -> CounterRow {
    let failed = row.failed_attempts.saturating_sub(1);
    let last_failed = if row.last_failed == Some(charged.charged_at) { charged.last_failed } else { row.last_failed };
    CounterRow { failed_attempts: failed, last_failed: last_failed.filter(|_| failed > 0), ..row }
}

/// Resets a counter, except the failures since the last sign-in and the refusals that are not logged yet. Returns
/// `None` if nothing remains.
pub(crate) fn after_reset(row: CounterRow) -> Option<CounterRow> {
    let CounterRow { updated_at, failed_attempts, last_failed, refused_unread, .. } = row;
    let remaining = CounterRow { updated_at, failed_attempts, last_failed, refused_unread, ..CounterRow::default() };
    (failed_attempts > 0 || refused_unread > 0).then_some(remaining)
}

/// Returns the code counter after a completed sign-in with `own_wrong_codes` wrong codes, which were the user's own.
/// The remaining ones came from someone who knows the password.
///
/// A suspension remains if these are too many. Otherwise it is lifted: the right attempt had been charged as well, and
/// may have been the last one allowed.
pub(crate) fn after_sign_in(
    limits: &ThrottleLimits,
    row: CounterRow,
    own_wrong_codes: u32,
    lifts_suspension: bool,
) -> CounterRow {
    let unfinished = if lifts_suspension { 0 } else { row.incomplete_failures.saturating_sub(own_wrong_codes) };
    CounterRow {
        failures: 0,
        incomplete_failures: unfinished,
        suspended: unfinished >= limits.suspend_after_incomplete,
        wait: None,
        failed_attempts: 0,
        last_failed: None,
        ..row
    }
}

/// Returns the code counter after a correct code in a session: the `wrong` ones before were the user's own.
pub(crate) fn after_own_mistakes(row: CounterRow, wrong: u32) -> CounterRow {
    CounterRow { incomplete_failures: row.incomplete_failures.saturating_sub(wrong), ..row }
}

/// Returns the counter without expired password attempts.
pub(crate) fn without_expired_attempts(key: &CounterKey, row: CounterRow, now: ClockStamp) -> CounterRow {
    match key.kind() == CounterKind::Password && are_attempts_expired(&row, now) {
        true => CounterRow { failures: 0, incomplete_failures: 0, wait: None, ..row },
        false => row,
    }
}

/// Returns whether the last attempt was at least 24 hours ago.
pub(crate) fn are_attempts_expired(row: &CounterRow, now: ClockStamp) -> bool {
    now.since(row.updated_at).is_some_and(|passed| passed >= PASSWORD_ATTEMPTS_TTL)
}

/// Returns whether the last attempt lies in the future, because the clock was set back.
pub(crate) fn is_in_future(row: &CounterRow, now: ClockStamp) -> bool {
    now.since(row.updated_at).is_none()
}

/// Combines both clocks with the boot of the boot clock.
pub(crate) fn clock_stamp(now: Now, boot_id: BootId) -> ClockStamp {
    ClockStamp { wall: now.wall, boot_millis: whole_millis(now.boot), boot_id }
}

/// Returns the remaining wait of a counter, for display before an attempt.
pub(crate) fn remaining_wait(
    limits: &ThrottleLimits,
    key: &CounterKey,
    row: &CounterRow,
    now: ClockStamp,
) -> Option<Duration> {
    let wait = without_expired_attempts(key, *row, now).wait?;
    current_wait(wait, limits.backoff(key.kind()).maximum, now).map(|(_, left)| left)
}

fn wait_after(backoff: Backoff, failures: u32, now: ClockStamp) -> Option<WaitPeriod> {
    let doublings = failures.checked_sub(backoff.free_attempts)?;
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    let length = backoff.initial.saturating_mul(factor).min(backoff.maximum);
    Some(WaitPeriod { start: now, length_millis: whole_millis(length) })
}

/// Returns the wait with its remaining time; `None` if it is over. A wait that starts in the future, because the clock
/// was set back, starts again.
fn current_wait(wait: WaitPeriod, maximum: Duration, now: ClockStamp) -> Option<(WaitPeriod, Duration)> {
    let length = Duration::from_millis(wait.length_millis).min(maximum);
    match now.since(wait.start) {
        None => Some((WaitPeriod { start: now, length_millis: whole_millis(length) }, length)),
        Some(passed) => Some((wait, length.saturating_sub(passed))).filter(|(_, left)| !left.is_zero()),
    }
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
