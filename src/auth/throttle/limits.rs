//! The limits on guessing, and their bounds.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::store::{CounterKey, CounterKind, CounterRow};

/// Free attempts, then a wait that doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Attempts before the first wait.
    pub free_attempts: u32,
    /// The first wait.
    pub initial: Duration,
    /// The longest wait.
    pub maximum: Duration,
}

/// All limits on guessing. [`ThrottleLimits::default`] returns Vestibule's defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleLimits {
    /// For passwords, which are never locked permanently, or anyone could lock out any user.
    pub password: Backoff,
    /// For one-time codes.
    pub code: Backoff,
    /// For recovery codes and help codes.
    pub recovery: Backoff,
    /// Wrong codes since the last completed sign-in that suspend codes.
    pub suspend_after: u32,
    /// Wrong codes in sign-ins never completed, since the last password change, that suspend codes.
    pub suspend_after_incomplete: u32,
    /// Wrong codes during enrolment before a new secret is required.
    pub setup_attempts: u32,
}

impl Default for ThrottleLimits {
    fn default() -> Self {
        let code = Backoff { free_attempts: 5, initial: Duration::from_secs(30), maximum: Duration::from_mins(15) };
        let password = Backoff { initial: Duration::from_secs(1), maximum: Duration::from_mins(5), ..code };
        let recovery = code;
        Self { password, code, recovery, suspend_after: 20, suspend_after_incomplete: 100, setup_attempts: 20 }
    }
}

/// The maximum number of attempts before the first wait.
const MAX_FREE_ATTEMPTS: u32 = 100;
/// The minimum length of the first wait.
const MIN_WAIT: Duration = Duration::from_secs(1);
/// The maximum length of a wait.
pub(super) const MAX_WAIT: Duration = Duration::from_hours(24);

impl ThrottleLimits {
    /// Refuses limits that would not slow guessing, or would prevent every sign-in.
    ///
    /// # Errors
    /// Fails with [`Error::InvalidSetting`] and the name of the limit.
    pub fn check(&self) -> Result<(), Error> {
        let backoffs = [("password", self.password), ("code", self.code), ("recovery", self.recovery)];
        for (name, backoff) in backoffs {
            let is_wait_valid = (MIN_WAIT..=backoff.maximum).contains(&backoff.initial) && backoff.maximum <= MAX_WAIT;
            if !(1..=MAX_FREE_ATTEMPTS).contains(&backoff.free_attempts) || !is_wait_valid {
                return Err(Error::InvalidSetting(name));
            }
        }
        let counts = [
            ("suspend_after", self.suspend_after),
            ("suspend_unfinished", self.suspend_after_incomplete),
            ("setup_tries", self.setup_attempts),
        ];
        match counts.into_iter().find(|(_, count)| !(1..=10_000).contains(count)) {
            Some((name, _)) => Err(Error::InvalidSetting(name)),
            None => Ok(()),
        }
    }

    pub(super) fn backoff(&self, kind: CounterKind) -> Backoff {
        match kind {
            CounterKind::Password => self.password,
            CounterKind::Code => self.code,
            CounterKind::Recovery => self.recovery,
        }
    }

    pub(super) fn suspends(&self, key: &CounterKey, row: &CounterRow) -> bool {
        key.kind() == CounterKind::Code
            && (row.failures >= self.suspend_after || row.incomplete_failures >= self.suspend_after_incomplete)
    }
}

#[cfg(test)]
mod tests;
