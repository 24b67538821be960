//! The storage interface: rows and transactions, without any rules.
//!
//! A store holds rows and enforces no rule. Each operation of Vestibule is written once, in `transactions`, as one
//! transaction over [`Writer`], so a new store consists of a few dozen plain reads and writes, and rules cannot differ
//! between stores. [`Store::write`] states what a store must guarantee; with the feature `testing`,
//! `vestibule::testing` checks any store against it.

#[cfg(any(test, feature = "testing"))]
pub(crate) mod contract;
mod memory;
mod rows;

pub use memory::MemoryStore;
pub use rows::{
    AccountRow, AccountSummary, AuditRow, AuthenticatorRow, ClockStamp, CounterKey, CounterKind, CounterRow, EXPIRED,
    Head, HelpCodeRow, Meta, NameBucket, PasswordKind, Policy, RecoveryRow, SessionRow, WaitPeriod, WrapKind,
    WrappedKeyRow,
};

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;

/// Whether opening may create a store that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// The store must exist, so that a program that was set up does not start anew after its accounts were deleted.
    Existing,
    /// Creates the store if it does not exist.
    CreateIfMissing,
}

/// Storage for accounts that any number of threads and processes may share.
///
/// A custom store implements this trait, [`Reader`] and [`Writer`], and passes `vestibule::testing::check_store` and
/// `check_persistent_store` (feature `testing`). A store checks no password and no code; a program that can write rows
/// can give itself access to any account.
pub trait Store: Send + Sync {
    /// Runs `operation` in one write transaction.
    ///
    /// From the first read in `operation` until the end, no other thread or process can write. If `operation` returns
    /// `Ok`, everything it wrote is durable when this returns; if it returns an error or panics, nothing is written.
    /// `operation` must not call the store itself: that would deadlock.
    ///
    /// `operation` may be run again only if nothing of its earlier runs is kept; the last run counts.
    ///
    /// # Errors
    /// Returns the error of `operation` unchanged, or the store's own error, which is never [`Error::RolledBack`]. A
    /// failure that leaves unknown whether the commit took place is an error too.
    fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error>;

    /// Runs `operation` on one consistent state without blocking writers. `operation` must not call the store itself.
    ///
    /// # Errors
    /// Returns the error of `operation`, or the store's own error.
    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error>;

    /// Returns a number that changes with any write of another program or thread. Cheap: read before each operation.
    ///
    /// # Errors
    /// Returns the store's own error.
    fn version(&self) -> Result<u64, Error>;

    /// Removes traces of deleted rows outside the store proper (journals, logs), as far as that is possible. Called
    /// after a credential was deleted.
    ///
    /// # Errors
    /// Returns the store's own error, also if a reader currently keeps a trace in use. It is called again later.
    fn purge_deleted(&self) -> Result<(), Error>;

    /// Returns where the accounts are stored, for display; `None` for a store in memory.
    fn location(&self) -> Option<String>;

    /// Returns warnings from opening the store, for display: one sentence each, in lower case without a full stop.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reads rows. A missing row is `None` or empty.
///
/// Every method fails with [`Error::Corrupt`] for an invalid row, and otherwise with the store's own error.
#[expect(clippy::missing_errors_doc, reason = "the errors of all methods are stated above")]
pub trait Reader {
    /// Returns the metadata of the store.
    fn meta(&self) -> Result<Meta, Error>;

    /// Returns the account with this id.
    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error>;
    /// Returns the account with this canonical username.
    fn account_by_canonical_name(&self, canonical_name: &str) -> Result<Option<AccountRow>, Error>;
    /// Returns all accounts, sorted by canonical username. Omits corrupt rows.
    fn accounts(&self) -> Result<Vec<AccountRow>, Error>;
    /// Returns [`accounts`](Self::accounts), each with what the list of users shows of its other rows; a corrupt one
    /// counts as missing. A database answers this with one query.
    fn account_summaries(&self) -> Result<Vec<AccountSummary>, Error> {
        let summary = |row: AccountRow| {
            let counter = none_if_corrupt(self.counter(&CounterKey::Account(row.id, CounterKind::Code)))?.flatten();
            let help_code = none_if_corrupt(self.help_code(row.id))?.flatten();
            Ok(AccountSummary {
                codes_suspended: counter.is_some_and(|counter| counter.suspended),
                help_code_until: help_code.map(|help_code| help_code.until),
                row,
            })
        };
        self.accounts()?.into_iter().map(summary).collect()
    }
    /// Returns whether any account exists.
    fn has_accounts(&self) -> Result<bool, Error>;
    /// Returns up to `limit` accounts that are enabled administrators with a password of their own.
    fn active_administrators(&self, limit: usize) -> Result<Vec<AccountId>, Error>;

    /// Returns all wrapped keys of an account, by generation.
    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error>;
    /// Returns the authenticators of an account, by the time they were paired.
    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error>;
    /// Returns the recovery codes of an account, including used ones, by position.
    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error>;
    /// Returns the help code of an account.
    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error>;

    /// Returns the accounts, each once, whose temporary password or help code expires at a time after [`EXPIRED`] and
    /// not after `now`: expired, and not yet marked as expired.
    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error>;
    /// Returns the KDF strings of the active wrapped keys ([`WrapKind::Active`]) of up to `limit` accounts, by account
    /// id. Ids are random, so this is a random sample. Omits corrupt rows.
    fn active_kdf_params(&self, limit: usize) -> Result<Vec<String>, Error>;

    /// Returns the counter for `key`.
    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error>;
    /// Returns the counters of password attempts, by key: for accounts those above zero, for typed names all. Omits
    /// corrupt rows.
    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error>;

    /// Returns the session whose token has this SHA-256.
    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error>;
    /// Returns the sessions of an account, by the time they were opened.
    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error>;

    /// Returns up to `limit` audit entries of an account, newest first, without those written by hosts (whose event is
    /// [`AuditRow::HOST`]): the number of these must not slow down the query.
    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error>;
    /// Returns up to `limit` audit entries from number `first` on, oldest first, to verify the chain.
    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error>;
}

/// Returns `None` for a corrupt row.
pub(crate) fn none_if_corrupt<T>(row: Result<T, Error>) -> Result<Option<T>, Error> {
    match row {
        Ok(row) => Ok(Some(row)),
        Err(Error::Corrupt) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Writes rows, within one transaction.
///
/// Every method fails with the store's own error. Contradictory rows (an account that does not exist, a name that is
/// taken, a number that cannot be represented) are refused with [`StoreError::Conflict`](super::StoreError::Conflict),
/// and nothing is written.
#[expect(clippy::missing_errors_doc, reason = "the errors of all methods are stated above")]
pub trait Writer: Reader {
    /// Replaces the metadata of the store, except its id, key and creation time, which never change.
    fn put_meta(&mut self, meta: &Meta) -> Result<(), Error>;

    /// Adds an account; returns `false` and writes nothing if its canonical username is taken.
    fn insert_account(&mut self, row: &AccountRow) -> Result<bool, Error>;
    /// Replaces an account, which must exist.
    fn update_account(&mut self, row: &AccountRow) -> Result<(), Error>;
    /// Deletes an account with everything that belongs to it, except audit entries.
    fn delete_account(&mut self, id: AccountId) -> Result<(), Error>;

    /// Adds or replaces the wrapped key of its account, kind and generation.
    fn put_wrapped_key(&mut self, row: &WrappedKeyRow) -> Result<(), Error>;
    /// Deletes one wrapped key.
    fn delete_wrapped_key(&mut self, account: AccountId, kind: WrapKind, generation: u64) -> Result<(), Error>;

    /// Adds or replaces an authenticator; keeps the larger of the old and new `last_step`.
    fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), Error>;
    /// Deletes an authenticator.
    fn delete_authenticator(&mut self, id: AuthenticatorId) -> Result<(), Error>;
    /// Raises `last_step` to `step` if it is lower, and returns whether it was.
    fn spend_step(&mut self, id: AuthenticatorId, step: u64) -> Result<bool, Error>;

    /// Replaces all recovery codes of an account.
    fn replace_recovery(&mut self, account: AccountId, rows: &[RecoveryRow]) -> Result<(), Error>;
    /// Marks one recovery code (account, set number, position and tag as in `row`) as used at `row.used_at`, which must
    /// be `Some`, unless it is used already. Returns whether it was unused.
    fn spend_recovery(&mut self, row: &RecoveryRow) -> Result<bool, Error>;
    /// Adds, replaces or (with `None`) deletes the help code of an account.
    fn put_help_code(&mut self, account: AccountId, row: Option<&HelpCodeRow>) -> Result<(), Error>;

    /// Adds or replaces a counter.
    fn put_counter(&mut self, key: &CounterKey, row: &CounterRow) -> Result<(), Error>;
    /// Deletes a counter.
    fn delete_counter(&mut self, key: &CounterKey) -> Result<(), Error>;

    /// Adds or replaces a session.
    fn put_session(&mut self, row: &SessionRow) -> Result<(), Error>;
    /// Deletes a session.
    fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), Error>;

    /// Adds an audit entry. Its number must be larger than that of every existing entry: an entry never changes once
    /// written.
    fn put_audit(&mut self, row: &AuditRow) -> Result<(), Error>;
}
