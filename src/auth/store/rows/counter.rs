//! What counts tries, and the waits that follow.

use std::fmt;

use crate::auth::account::{AccountId, BootId};
use crate::auth::clock::UnixTime;
use crate::auth::secret::Redacted;

/// Which tries a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CounterKind {
    /// Passwords.
    Password,
    /// One-time codes.
    Code,
    /// Recovery codes and help codes.
    Recovery,
}

/// Whose tries a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CounterKey {
    /// Those for an account.
    Account(AccountId, CounterKind),
    /// Password tries for typed names, whether an account has them or not.
    Name(NameBucket),
}

/// Which typed names share a counter of password tries.
///
/// What is typed as a name may be a password. Of what can be a name only 16 bits are kept, of other text nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameBucket {
    /// All text that cannot be a username.
    Invalid,
    /// The names whose HMAC under the store's key begins with these 16 bits.
    Mac(u16),
}

impl fmt::Debug for NameBucket {
    /// Without the MAC: guesses of what was typed can be checked against it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str("Invalid"),
            Self::Mac(_) => f.debug_tuple("Mac").field(&Redacted).finish(),
        }
    }
}

/// A moment on both clocks, with the boot that the boot clock belongs to. The default is the epoch, in no boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStamp {
    /// Wall clock.
    pub wall: UnixTime,
    /// Boot clock, in milliseconds.
    pub boot_millis: u64,
    /// Which boot.
    pub boot_id: BootId,
}

impl Default for ClockStamp {
    fn default() -> Self {
        Self { wall: UnixTime::default(), boot_millis: 0, boot_id: BootId::from_bytes([0; 16]) }
    }
}

/// A wait: start and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitPeriod {
    /// When it began.
    pub start: ClockStamp,
    /// In milliseconds.
    pub length_millis: u64,
}

/// Tries counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CounterRow {
    /// Tries charged and neither given back nor cleared.
    pub failures: u32,
    /// Wrong ones since the last password change, cleared by nothing else. Only used for codes.
    pub incomplete_failures: u32,
    /// Whether tries are refused until somebody helps.
    pub suspended: bool,
    /// The wait in force.
    pub wait: Option<WaitPeriod>,
    /// When a try was last charged. Password tries are forgotten by it.
    pub updated_at: ClockStamp,
    /// Failed attempts since the last completed sign-in. Forgetting and suspending leave it as it is.
    pub failed_attempts: u32,
    /// When the last of them was.
    pub last_failed: Option<UnixTime>,
    /// Attempts refused unread, during a wait or a suspension, that no audit entry counts yet.
    pub refused_unread: u32,
}
