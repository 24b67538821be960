//! One row, of whatever kind: what a store that writes everything down as a whole goes through.

use crate::auth::account::AccountId;
use crate::auth::store::rows::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterRow, HelpCodeRow, Meta, RecoveryRow, SessionRow, WrapRow,
};

/// One row of a store.
///
/// [`MemoryStore::rows`](crate::auth::MemoryStore::rows) gives all of them, and
/// [`MemoryStore::from_rows`](crate::auth::MemoryStore::from_rows) takes them back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Row {
    /// What the store knows of itself; there is exactly one.
    Meta(Meta),
    /// An account.
    Account(AccountRow),
    /// An account key, sealed.
    Wrap(WrapRow),
    /// A paired authenticator.
    Authenticator(AuthenticatorRow),
    /// A recovery code.
    Recovery(RecoveryRow),
    /// The help code of an account.
    HelpCode(AccountId, HelpCodeRow),
    /// Tries counted.
    Counter(CounterKey, CounterRow),
    /// An open session.
    Session(SessionRow),
    /// An audit entry.
    Audit(AuditRow),
}
