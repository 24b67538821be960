//! How many tries there are, in the words of the rule: so many are free, then each costs a wait that doubles.

use std::time::Duration;

use crate::auth::Now;

/// Free tries, the first wait and the longest.
#[derive(Clone, Copy)]
pub(super) struct Waits(u32, u64, u64);

/// "Password: 5 free, then 1 s doubling to 5 min."
pub(super) const PASSWORD: Waits = Waits(5, 1, 5 * 60);
/// "Code: 5 free, then 30 s doubling to 15 min." Recovery codes alike.
pub(super) const CODE: Waits = Waits(5, 30, 15 * 60);
/// "20 since the last success suspend codes",
const SUSPEND: u32 = 20;
/// "so do 100 wrong codes in never-completed sign-ins since the last password change."
const SUSPEND_UNFINISHED: u32 = 100;

/// Both clocks, and whose boot clock: each boot has a number, or each run of a window where the system tells no boot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub now: Now,
    pub boot: u32,
}

/// The time between two readings: whichever clock says more.
pub(super) fn elapsed(from: Now, to: Now) -> Duration {
    let wall = u64::try_from(to.wall.millis() - from.wall.millis()).unwrap_or(0);
    to.boot.saturating_sub(from.boot).max(Duration::from_millis(wall))
}

/// Milliseconds: "within one boot the boot clock decides, across boots the wall clock."
fn passed(since: Stamp, at: Stamp) -> i64 {
    match since.boot == at.boot {
        true => at.now.boot.as_millis() as i64 - since.now.boot.as_millis() as i64,
        false => at.now.wall.millis() - since.now.wall.millis(),
    }
}

/// Wrong tries of one kind for one account.
#[derive(Clone, Debug, Default)]
pub(super) struct Tries {
    pub wrong: u32,
    /// When the last wrong one was, unless a right one came after it.
    since: Option<Stamp>,
    /// When the last one was.
    last: Option<Stamp>,
}

impl Tries {
    /// How long the next try has to wait.
    pub fn left(&mut self, waits: Waits, at: Stamp) -> Option<Duration> {
        let Waits(free, first, longest) = waits;
        let since = self.since.filter(|_| self.wrong >= free)?;
        let doubled = first << (self.wrong - free).min(20);
        let length = i64::try_from(doubled.min(longest)).unwrap() * 1000;
        let passed = passed(since, at);
        if passed < 0 {
            // "A start in the future restarts the wait, never longer than its length."
            self.since = Some(at);
        }
        let left = length - passed.max(0);
        (left > 0).then(|| Duration::from_millis(left.unsigned_abs()))
    }

    pub fn wrong(&mut self, at: Stamp) {
        self.wrong += 1;
        (self.since, self.last) = (Some(at), Some(at));
    }

    /// Given back, and no wait for the next one.
    pub fn right(&mut self, at: Stamp) {
        (self.since, self.last) = (None, Some(at));
    }

    /// "Password counters of names and accounts alike are forgotten after 24 h."
    pub fn are_forgotten(&self, at: Stamp) -> bool {
        self.last.is_some_and(|last| passed(last, at) >= 24 * 3600 * 1000)
    }

    /// What is forgotten is written down as that. Tries of a time still to come are forgotten a day after that is seen.
    pub fn look_after(&mut self, at: Stamp) {
        if self.are_forgotten(at) {
            self.forget();
        }
        self.last = self.last.map(|last| if passed(last, at) < 0 { at } else { last });
    }

    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Wrong one-time codes.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeTries {
    pub tries: Tries,
    /// Since the last change of the password, less those that their own sign-in or session made good.
    pub unfinished: u32,
    pub suspended: bool,
}

impl CodeTries {
    pub fn wrong(&mut self, at: Stamp) {
        self.tries.wrong(at);
        self.unfinished += 1;
        self.suspended = self.tries.wrong >= SUSPEND || self.unfinished >= SUSPEND_UNFINISHED;
    }

    /// A right code in a session, after `own` wrong ones there.
    pub fn right(&mut self, own: u32, at: Stamp) {
        self.tries.right(at);
        self.unfinished -= own.min(self.unfinished);
    }

    /// A completed sign-in with `own` wrong codes on the way; one with help lifts everything. Says what is left over.
    pub fn completed(&mut self, own: u32, with_help: bool) -> u32 {
        let left = self.unfinished - own.min(self.unfinished);
        self.tries.forget();
        self.unfinished = if with_help { 0 } else { left };
        self.suspended = self.unfinished >= SUSPEND_UNFINISHED;
        left
    }
}
