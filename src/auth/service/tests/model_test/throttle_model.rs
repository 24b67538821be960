//! The limits on attempts, as documented: some are free, then each costs a wait that doubles.

use std::time::Duration;

use crate::auth::Now;

/// Free attempts, the first wait and the longest, in seconds.
#[derive(Clone, Copy)]
pub(super) struct Backoff(u32, u64, u64);

/// "Password: 5 free, then 1 s doubling to 5 min."
pub(super) const PASSWORD_BACKOFF: Backoff = Backoff(5, 1, 5 * 60);
/// "Code: 5 free, then 30 s doubling to 15 min." Recovery codes alike.
pub(super) const CODE_BACKOFF: Backoff = Backoff(5, 30, 15 * 60);
/// "20 since the last success suspend codes",
const SUSPEND_AFTER: u32 = 20;
/// "so do 100 wrong codes in never-completed sign-ins since the last password change."
const SUSPEND_AFTER_INCOMPLETE: u32 = 100;

/// Both clocks, and the number of the boot, or of the program's run where the system reports no boot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub now: Now,
    pub boot: u32,
}

/// The time between two readings, by the clock that shows more.
pub(super) fn elapsed(from: Now, to: Now) -> Duration {
    let wall = u64::try_from(to.wall.millis() - from.wall.millis()).unwrap_or(0);
    to.boot.saturating_sub(from.boot).max(Duration::from_millis(wall))
}

/// Milliseconds: "within one boot the boot clock decides, across boots the wall clock."
fn millis_between(since: Stamp, at: Stamp) -> i64 {
    match since.boot == at.boot {
        true => at.now.boot.as_millis() as i64 - since.now.boot.as_millis() as i64,
        false => at.now.wall.millis() - since.now.wall.millis(),
    }
}

/// Wrong attempts of one kind for one account.
#[derive(Clone, Debug, Default)]
pub(super) struct AttemptCounter {
    pub failures: u32,
    /// Time of the last wrong one, unless a right one came after it.
    wait_start: Option<Stamp>,
    /// Time of the last attempt.
    last_attempt: Option<Stamp>,
}

impl AttemptCounter {
    /// Returns how long the next attempt has to wait.
    pub fn remaining_wait(&mut self, waits: Backoff, at: Stamp) -> Option<Duration> {
        let Backoff(free, first, longest) = waits;
        let wait_start = self.wait_start.filter(|_| self.failures >= free)?;
        let backoff = first << (self.failures - free).min(20);
        let length = i64::try_from(backoff.min(longest)).unwrap() * 1000;
        let elapsed = millis_between(wait_start, at);
        if elapsed < 0 {
            // "A start in the future restarts the wait, never longer than its length."
            self.wait_start = Some(at);
        }
        let left = length - elapsed.max(0);
        (left > 0).then(|| Duration::from_millis(left.unsigned_abs()))
    }

    pub fn record_failure(&mut self, at: Stamp) {
        self.failures += 1;
        (self.wait_start, self.last_attempt) = (Some(at), Some(at));
    }

    /// Refunds the attempt; the next one does not wait.
    pub fn record_success(&mut self, at: Stamp) {
        (self.wait_start, self.last_attempt) = (None, Some(at));
    }

    /// "Password counters of names and accounts alike are forgotten after 24 h."
    pub fn is_expired(&self, at: Stamp) -> bool {
        self.last_attempt.is_some_and(|last| millis_between(last, at) >= 24 * 3600 * 1000)
    }

    /// Removes expired attempts. Attempts in the future expire a day after they are observed.
    pub fn expire(&mut self, at: Stamp) {
        if self.is_expired(at) {
            self.reset();
        }
        self.last_attempt = self.last_attempt.map(|last| if millis_between(last, at) < 0 { at } else { last });
    }

    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

/// Wrong one-time codes.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeCounter {
    pub attempts: AttemptCounter,
    /// Since the last change of the password, without those attributed to the user's own sign-in or session.
    pub incomplete: u32,
    pub suspended: bool,
}

impl CodeCounter {
    pub fn record_failure(&mut self, at: Stamp) {
        self.attempts.record_failure(at);
        self.incomplete += 1;
        self.suspended = self.attempts.failures >= SUSPEND_AFTER || self.incomplete >= SUSPEND_AFTER_INCOMPLETE;
    }

    /// A right code in a session, after `own` wrong ones there.
    pub fn record_success(&mut self, own: u32, at: Stamp) {
        self.attempts.record_success(at);
        self.incomplete -= own.min(self.incomplete);
    }

    /// A completed sign-in with `own` wrong codes; one with help clears the count. Returns what remained.
    pub fn complete_sign_in(&mut self, own: u32, with_help: bool) -> u32 {
        let left = self.incomplete - own.min(self.incomplete);
        self.attempts.reset();
        self.incomplete = if with_help { 0 } else { left };
        self.suspended = self.incomplete >= SUSPEND_AFTER_INCOMPLETE;
        left
    }
}
