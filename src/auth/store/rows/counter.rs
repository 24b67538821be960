//! Counters of attempts, and wait periods.

use std::fmt;
use std::time::Duration;

use crate::auth::account::{AccountId, BootId};
use crate::auth::clock::UnixTime;
use crate::auth::secret::Redacted;

/// The kind of attempts that a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CounterKind {
    /// Passwords.
    Password,
    /// One-time codes.
    Code,
    /// Recovery codes and help codes.
    Recovery,
}

/// The account or typed name whose attempts a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CounterKey {
    /// Attempts for an account.
    Account(AccountId, CounterKind),
    /// Password attempts for typed names, whether or not an account has them.
    Name(NameBucket),
}

impl CounterKey {
    /// Returns what the counter counts.
    pub(crate) fn kind(&self) -> CounterKind {
        match self {
            Self::Account(_, kind) => *kind,
            Self::Name(_) => CounterKind::Password,
        }
    }
}

/// The typed names that share a counter of password attempts.
///
/// A typed name may be a mistyped password. Only 16 bits of a valid name are kept, and nothing of other text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameBucket {
    /// All text that is not a valid username.
    Invalid,
    /// All names whose HMAC under the store's key begins with these 16 bits.
    Mac(u16),
}

impl fmt::Debug for NameBucket {
    /// Omits the MAC, because guesses of the typed name can be checked against it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("Invalid"),
            Self::Mac(_) => f.debug_tuple("Mac").field(&Redacted).finish(),
        }
    }
}

/// A moment on both clocks, with the boot that the boot clock belongs to. The default is the epoch and a zero boot id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStamp {
    /// Wall clock.
    pub wall: UnixTime,
    /// Boot clock, in milliseconds.
    pub boot_millis: u64,
    /// The boot that `boot_millis` counts from.
    pub boot_id: BootId,
}

impl Default for ClockStamp {
    fn default() -> Self {
        Self { wall: UnixTime::default(), boot_millis: 0, boot_id: BootId::from_bytes([0; 16]) }
    }
}

impl ClockStamp {
    /// Returns the time since `earlier`; `None` if it lies in the future. Within one boot this uses the boot clock,
    /// which cannot be set; across boots the wall clock.
    pub(crate) fn since(self, earlier: Self) -> Option<Duration> {
        let millis = if self.boot_id == earlier.boot_id {
            self.boot_millis.checked_sub(earlier.boot_millis)
        } else {
            u64::try_from(self.wall.millis().saturating_sub(earlier.wall.millis())).ok()
        };
        millis.map(Duration::from_millis)
    }
}

/// A wait period: start and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitPeriod {
    /// The start.
    pub start: ClockStamp,
    /// The length, in milliseconds.
    pub length_millis: u64,
}

/// A counter of attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CounterRow {
    /// Attempts charged and neither refunded nor reset.
    pub failures: u32,
    /// Wrong codes in sign-ins never completed, since the last password change. Only used for codes.
    pub incomplete_failures: u32,
    /// Whether attempts are refused until the suspension is lifted.
    pub suspended: bool,
    /// The current wait period.
    pub wait: Option<WaitPeriod>,
    /// When an attempt was last charged. Password attempts expire by it.
    pub updated_at: ClockStamp,
    /// Failed attempts since the last completed sign-in. Expiry and suspension leave it unchanged.
    pub failed_attempts: u32,
    /// When the last failed attempt took place.
    pub last_failed: Option<UnixTime>,
    /// Attempts refused unchecked, during a wait or a suspension, that no audit entry counts yet.
    pub refused_unread: u32,
}
