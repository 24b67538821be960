//! The rows, as plain values. The meaning of each field is documented here, its encoding in `sqlite`.

mod counter;

pub use counter::{ClockStamp, CounterKey, CounterKind, CounterRow, NameBucket, WaitPeriod};

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::auth::account::{AccountId, AuthenticatorId, Role, SessionId, StoreId};
use crate::auth::clock::UnixTime;
use crate::auth::password::MeasuredCost;
use crate::auth::secret::debug_hides;

/// The metadata of the store. One row.
#[derive(Clone, PartialEq, Eq)]
pub struct Meta {
    /// Drawn when the store was created; never changes.
    pub id: StoreId,
    /// The key for the counters of typed names and the tags of help codes; never changes.
    pub store_key: [u8; 32],
    /// When the store was created; never changes.
    pub created: UnixTime,
    /// The latest time that any transaction saw. It only selects texts and refuses nothing.
    pub latest_seen_time: UnixTime,
    /// Consecutive, mutually consistent program starts whose clock was behind `latest_seen_time`.
    pub starts_behind: u32,
    /// The wall clock at the last of these starts; 0 before the first.
    pub last_start_behind: UnixTime,
    /// Refused attempts for unknown names that no audit entry counts yet.
    pub unlogged_refusals: u32,
    /// When the last audit entry about unknown names was written; 0 before the first.
    pub unknown_logged: UnixTime,
    /// The head of the audit chain.
    pub head: Head,
    /// Settings by administrators for all accounts.
    pub policy: Policy,
    /// The measured duration of a password check on this computer; `None` before the first measurement.
    pub measured: Option<MeasuredCost>,
}

debug_hides!(Meta {
    id, created, latest_seen_time, starts_behind, last_start_behind, unlogged_refusals, unknown_logged, head, policy,
    measured
} hides { store_key });

/// The head of the audit chain: its last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the last entry; 0 before the first.
    pub number: u64,
    /// Hash of the last entry; zeros before the first.
    pub hash: [u8; 32],
}

/// Settings by administrators for all accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Idle time before locking, in minutes, 1 to 60. Members may choose a shorter one.
    pub lock_after_minutes: u32,
    /// Time before a copied secret is cleared from the clipboard, in seconds, 10 to 120.
    pub clear_clipboard_seconds: u32,
    /// Whether unlocking requires the one-time code as well.
    pub unlock_needs_code: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { lock_after_minutes: 15, clear_clipboard_seconds: 30, unlock_needs_code: true }
    }
}

impl Policy {
    /// The range of [`lock_after_minutes`](Self::lock_after_minutes).
    pub const LOCK_AFTER_MINUTES: RangeInclusive<u32> = 1..=60;
    /// The range of [`clear_clipboard_seconds`](Self::clear_clipboard_seconds).
    pub const CLEAR_CLIPBOARD_SECONDS: RangeInclusive<u32> = 10..=120;

    /// Returns the idle time before locking.
    pub fn lock_after(&self) -> Duration {
        Duration::from_secs(u64::from(self.lock_after_minutes) * 60)
    }

    /// Returns whether every setting is in its range.
    pub fn is_valid(&self) -> bool {
        Self::LOCK_AFTER_MINUTES.contains(&self.lock_after_minutes)
            && Self::CLEAR_CLIPBOARD_SECONDS.contains(&self.clear_clipboard_seconds)
    }
}

/// The expiry time of anything marked as expired. Setting the clock back does not reach it.
pub const EXPIRED: UnixTime = UnixTime::from_millis(i64::MIN);

/// Who chose the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordKind {
    /// Chosen by the user.
    Own,
    /// Set by an administrator; valid until the given time, and only for choosing an own password.
    Temporary {
        /// Not accepted from this time on. [`EXPIRED`] once its expiry was noticed.
        until: UnixTime,
    },
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The permanent id.
    pub id: AccountId,
    /// The username as typed when the account was created, for display.
    pub username: String,
    /// The canonical username (PRECIS UsernameCaseMapped); unique.
    pub canonical_name: String,
    /// The role, which decides what the account may do to others.
    pub role: Role,
    /// Whether the account may sign in.
    pub enabled: bool,
    /// Whether a second factor is required; a separate flag, never derived from existing rows.
    pub two_factor: bool,
    /// Who chose the password.
    pub password_kind: PasswordKind,
    /// Incremented by any change of wrapped key, factors, role or status; writes after a proof require it unchanged.
    pub credentials_version: u64,
    /// The number of the current account key.
    pub key_generation: u64,
    /// The number of the current set of recovery codes; 0 before the first.
    pub recovery_set: u64,
    /// When the account was created.
    pub created: UnixTime,
    /// When the password was last changed.
    pub password_changed: UnixTime,
    /// When the user last signed in.
    pub last_sign_in: Option<UnixTime>,
}

/// What unwraps a wrapped account key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WrapKind {
    /// The current password, own or temporary.
    Active,
    /// The last own password before a reset; kept so that the user can still open data sealed before it.
    Retired,
    /// A later account key: wraps the key of a retired wrapped key after its password was entered.
    Rewrapped,
}

/// A wrapped account key.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKeyRow {
    /// The account of the key.
    pub account: AccountId,
    /// What unwraps it.
    pub kind: WrapKind,
    /// The number of the wrapped account key.
    pub key_generation: u64,
    /// The KDF string (PHC style) of the password; empty for [`WrapKind::Rewrapped`].
    pub kdf_params: String,
    /// The tag under `K_commit` that verifies the password. Zeros for [`WrapKind::Rewrapped`].
    pub password_tag: [u8; 32],
    /// The generation of the account key that unwraps it, for [`WrapKind::Rewrapped`]; 0 otherwise.
    pub wrapping_generation: u64,
    /// Nonce (24 bytes) and ciphertext with tag (48 bytes): [`SEALED_LENGTH`](Self::SEALED_LENGTH).
    pub sealed_key: Vec<u8>,
    /// When it was wrapped.
    pub created: UnixTime,
}

debug_hides!(WrappedKeyRow { account, kind, key_generation, wrapping_generation, created } hides { kdf_params, password_tag, sealed_key });

impl WrappedKeyRow {
    /// The length of `sealed_key`, in bytes.
    pub const SEALED_LENGTH: usize = 24 + 48;
}

/// One paired authenticator.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticatorRow {
    /// The permanent id.
    pub id: AuthenticatorId,
    /// The account it belongs to.
    pub account: AccountId,
    /// Its name, unique within the account.
    pub name: String,
    /// Nonce (24 bytes) and sealed secret with tag (36 bytes): [`SEALED_LENGTH`](Self::SEALED_LENGTH).
    pub sealed_secret: Vec<u8>,
    /// The largest spent time step, at most [`STEP_LIMIT`](Self::STEP_LIMIT). Never decreases.
    pub last_step: u64,
    /// When it was paired.
    pub paired_at: UnixTime,
    /// When one of its codes was last accepted.
    pub last_used_at: Option<UnixTime>,
}

debug_hides!(AuthenticatorRow { id, account, name, last_step, paired_at, last_used_at } hides { sealed_secret });

impl AuthenticatorRow {
    /// The length of `sealed_secret`, in bytes.
    pub const SEALED_LENGTH: usize = 24 + 36;

    /// The largest time step that a store accepts: the last of the year 9999 (253,402,300,799 s / 30 s). A larger one
    /// comes from no clock, and would cause all later codes to be refused.
    pub const STEP_LIMIT: u64 = 8_446_743_359;
}

/// The tag of one recovery code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryRow {
    /// The account it belongs to.
    pub account: AccountId,
    /// The number of its set.
    pub set_number: u64,
    /// The position in the set, from 0.
    pub position: u32,
    /// HMAC tag under the account key.
    pub tag: [u8; 32],
    /// When it was used; `None` while unused.
    pub used_at: Option<UnixTime>,
}

debug_hides!(RecoveryRow { account, set_number, position, used_at } hides { tag });

/// An account, and what the list of users shows of its other rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSummary {
    /// The account.
    pub row: AccountRow,
    /// Whether its one-time codes are suspended.
    pub codes_suspended: bool,
    /// When its help code expires or, with [`EXPIRED`], that it has expired; `None` without one.
    pub help_code_until: Option<UnixTime>,
}

/// The tag of a help code.
#[derive(Clone, PartialEq, Eq)]
pub struct HelpCodeRow {
    /// The HMAC tag under the store's key; zeros once the code's expiry was noticed.
    pub tag: [u8; 32],
    /// Not accepted from this time on. [`EXPIRED`] once its expiry was noticed.
    pub until: UnixTime,
}

debug_hides!(HelpCodeRow { until } hides { tag });

/// An open session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The SHA-256 of its token.
    pub token_hash: [u8; 32],
    /// The id for lists.
    pub id: SessionId,
    /// The account it belongs to.
    pub account: AccountId,
    /// When it was opened.
    pub opened_at: UnixTime,
    /// When its program last refreshed it, on both clocks.
    pub last_seen: ClockStamp,
    /// The name of the computer.
    pub host_name: String,
    /// The second factor of the sign-in, as an audit name (`code`, `recovery`, `help`, `temporary`, `password`).
    pub sign_in_method: String,
}

debug_hides!(SessionRow { id, account, opened_at, last_seen, host_name, sign_in_method } hides { token_hash });

impl AuditRow {
    /// The event of an entry written by a host. Omitted by [`Reader::history`](super::Reader::history).
    pub const HOST: &str = "host";
}

/// One audit entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The number, from 1, without gaps.
    pub number: u64,
    /// When it occurred.
    pub occurred_at: UnixTime,
    /// The account; `None` for an unknown name.
    pub account: Option<AccountId>,
    /// The account's username at that time; empty for an unknown name.
    pub username: String,
    /// The account that acted, if another one.
    pub actor: Option<AccountId>,
    /// The event, as a name from the module `audit`.
    pub event: String,
    /// Details, as a name from the module `audit`; may be empty.
    pub detail: String,
    /// The number of equal events that this entry counts.
    pub repeat_count: u32,
    /// The name of the computer.
    pub host_name: String,
    /// The SHA-256 over the previous entry and this one.
    pub hash: [u8; 32],
}
