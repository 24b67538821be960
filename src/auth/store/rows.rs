//! The rows, as plain values. What each field means is said here once; `sqlite` says how it is written down.

mod counter;

pub use counter::{ClockStamp, CounterKey, CounterKind, CounterRow, NameBucket, WaitPeriod};

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::auth::account::{AccountId, AuthenticatorId, Role, SessionId, StoreId};
use crate::auth::clock::UnixTime;
use crate::auth::password::MeasuredCost;
use crate::auth::secret::debug_hides;

/// What the store knows of itself. One row.
#[derive(Clone, PartialEq, Eq)]
pub struct Meta {
    /// Drawn when the store was made; never changes.
    pub id: StoreId,
    /// Keys the counters of typed names and the tags of help codes; never changes.
    pub store_key: [u8; 32],
    /// When the store was made; never changes.
    pub created: UnixTime,
    /// The latest time that any act saw. It chooses texts and refuses nothing.
    pub latest_seen_time: UnixTime,
    /// Starts of the program in a row whose clock was behind `latest` and that agree with each other.
    pub starts_behind: u32,
    /// The wall clock at the last of them; 0 before the first.
    pub last_start_behind: UnixTime,
    /// Refused attempts for unknown names that no audit entry counts yet.
    pub unlogged_refusals: u32,
    /// When the last audit entry about unknown names was written; 0 before the first.
    pub unknown_logged: UnixTime,
    /// The last audit entry.
    pub head: Head,
    /// What administrators set for everybody.
    pub policy: Policy,
    /// What checking a password was measured to take on this computer; `None` before the first measurement.
    pub measured: Option<MeasuredCost>,
}

debug_hides!(Meta {
    id, created, latest_seen_time, starts_behind, last_start_behind, unlogged_refusals, unknown_logged, head, policy,
    measured
} hides { store_key });

/// The end of the audit chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the last entry; 0 before the first.
    pub number: u64,
    /// Hash of the last entry; zeros before the first.
    pub hash: [u8; 32],
}

/// Bounds that administrators set for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Idle time before locking, in minutes, 1 to 60. Members may choose a shorter one.
    pub lock_after_minutes: u32,
    /// Time before a copied secret leaves the clipboard, in seconds, 10 to 120.
    pub clear_clipboard_seconds: u32,
    /// Whether unlocking asks for the one-time code as well.
    pub unlock_needs_code: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { lock_after_minutes: 15, clear_clipboard_seconds: 30, unlock_needs_code: true }
    }
}

impl Policy {
    /// Bounds of [`lock_after_minutes`](Self::lock_after_minutes).
    pub const LOCK_AFTER_MINUTES: RangeInclusive<u32> = 1..=60;
    /// Bounds of [`clear_clipboard_seconds`](Self::clear_clipboard_seconds).
    pub const CLEAR_CLIPBOARD_SECONDS: RangeInclusive<u32> = 10..=120;

    /// Idle time before locking.
    pub fn lock_after(&self) -> Duration {
        Duration::from_secs(u64::from(self.lock_after_minutes) * 60)
    }

    /// Whether every bound is within its own.
    pub fn is_valid(&self) -> bool {
        Self::LOCK_AFTER_MINUTES.contains(&self.lock_after_minutes)
            && Self::CLEAR_CLIPBOARD_SECONDS.contains(&self.clear_clipboard_seconds)
    }
}

/// The end of what has expired. A clock that is set back does not reach it.
pub const EXPIRED: UnixTime = UnixTime::from_millis(i64::MIN);

/// Whose choice the password was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordKind {
    /// The person's own.
    Own,
    /// From an administrator; good until the moment given, and only for choosing an own one.
    Temporary {
        /// From this moment on it opens nothing. [`EXPIRED`] once it was seen that it is over.
        until: UnixTime,
    },
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Names it for good.
    pub id: AccountId,
    /// The username as typed by whoever made it, for display.
    pub username: String,
    /// The canonical username (PRECIS UsernameCaseMapped); unique.
    pub canonical_name: String,
    /// What it may do to others.
    pub role: Role,
    /// Whether it may sign in.
    pub enabled: bool,
    /// Whether a second factor is owed; a flag of its own, never "has rows".
    pub two_factor: bool,
    /// Whose choice the password was.
    pub password_kind: PasswordKind,
    /// Raised by any change of wrap, factors, role or status; every write after a proof is conditional on it.
    pub credentials_version: u64,
    /// Number of the account key that is in force.
    pub key_generation: u64,
    /// Number of the set of recovery codes that is in force; 0 before the first.
    pub recovery_set: u64,
    /// When it was made.
    pub created: UnixTime,
    /// When the password was last changed.
    pub password_changed: UnixTime,
    /// When somebody last signed in.
    pub last_sign_in: Option<UnixTime>,
}

/// What a wrap of an account key is opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrapKind {
    /// The password in force, own or temporary.
    Active,
    /// The last own password before a reset; kept so that its owner can open what was sealed before.
    Retired,
    /// A later account key: the key of a retired wrap whose password was given after all.
    Rewrapped,
}

/// An account key, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKeyRow {
    /// Whose key.
    pub account: AccountId,
    /// What opens it.
    pub kind: WrapKind,
    /// Number of the account key inside.
    pub key_generation: u64,
    /// The KDF string (PHC style) of the password; empty for [`WrapKind::Rewrapped`].
    pub kdf_params: String,
    /// Tag under `K_commit`: is the password right? Zeros for [`WrapKind::Rewrapped`].
    pub password_tag: [u8; 32],
    /// Generation of the account key that opens it, for [`WrapKind::Rewrapped`]; 0 otherwise.
    pub wrapping_generation: u64,
    /// Nonce (24 bytes) and ciphertext with tag (48 bytes): [`SEALED_LENGTH`](Self::SEALED_LENGTH).
    pub sealed_key: Vec<u8>,
    /// When it was made.
    pub created: UnixTime,
}

debug_hides!(WrappedKeyRow { account, kind, key_generation, wrapping_generation, created } hides { kdf_params, password_tag, sealed_key });

impl WrappedKeyRow {
    /// Length of `sealed`, in bytes.
    pub const SEALED_LENGTH: usize = 24 + 48;
}

/// One paired authenticator.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticatorRow {
    /// Names it for good.
    pub id: AuthenticatorId,
    /// Whose it is.
    pub account: AccountId,
    /// Its name, unique within the account.
    pub name: String,
    /// Nonce (24 bytes) and sealed secret with tag (36 bytes): [`SEALED_LENGTH`](Self::SEALED_LENGTH).
    pub sealed_secret: Vec<u8>,
    /// The largest spent step, at most [`STEP_LIMIT`](Self::STEP_LIMIT). Never lowered.
    pub last_step: u64,
    /// When it was paired.
    pub paired_at: UnixTime,
    /// When a code of it was last accepted.
    pub last_used_at: Option<UnixTime>,
}

debug_hides!(AuthenticatorRow { id, account, name, last_step, paired_at, last_used_at } hides { sealed_secret });

impl AuthenticatorRow {
    /// Length of `sealed`, in bytes.
    pub const SEALED_LENGTH: usize = 24 + 36;

    /// The largest step that a store keeps: the last of the year 9999 (253,402,300,799 s / 30 s). One beyond it was
    /// not counted by any clock, and would refuse every code to come.
    pub const STEP_LIMIT: u64 = 8_446_743_359;
}

/// One recovery code, as a tag.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// Whose it is.
    pub account: AccountId,
    /// Number of its set.
    pub set_number: u64,
    /// Its place in the set, from 0.
    pub position: u32,
    /// HMAC tag under the account key.
    pub tag: [u8; 32],
    /// When it was used; `None` while it is fresh.
    pub used_at: Option<UnixTime>,
}

debug_hides!(RecoveryRow { account, set_number, position, used_at } hides { tag });

/// A help code, as a tag.
#[derive(Clone, PartialEq, Eq)]
pub struct HelpCodeRow {
    /// HMAC tag under the store's key; zeros once it was seen that the code is over.
    pub tag: [u8; 32],
    /// From this moment on it opens nothing. [`EXPIRED`] once it was seen that it is over.
    pub until: UnixTime,
}

debug_hides!(HelpCodeRow { until } hides { tag });

/// An open session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// Names it in lists.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// When it was opened.
    pub opened_at: UnixTime,
    /// When its program last looked, on both clocks.
    pub last_seen: ClockStamp,
    /// Name of the computer.
    pub host_name: String,
    /// How the second door was opened, as an audit word (`code`, `recovery`, `help`, `temporary`, `password`).
    pub sign_in_method: String,
}

debug_hides!(SessionRow { id, account, opened_at, last_seen, host_name, sign_in_method } hides { token_hash });

impl AuditRow {
    /// The event of an entry that a host wrote for itself. [`Reader::history`](super::Reader::history) leaves it out.
    pub const HOST: &str = "host";
}

/// One audit entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1, without gaps.
    pub number: u64,
    /// When.
    pub occurred_at: UnixTime,
    /// Whose account; `None` for a name that no account has.
    pub account: Option<AccountId>,
    /// The account's username at that time; empty for a name that no account has.
    pub username: String,
    /// Who did it, if somebody else.
    pub actor: Option<AccountId>,
    /// The event, as a word of the room `audit`.
    pub event: String,
    /// What kind, as a word of the room `audit`; may be empty.
    pub detail: String,
    /// How many alike this stands for.
    pub repeat_count: u32,
    /// Name of the computer.
    pub host_name: String,
    /// SHA-256 over the entry before and this one.
    pub hash: [u8; 32],
}
