//! Where accounts live: rows and transactions, and nothing else.
//!
//! A store keeps rows and knows no rule. Every act of Vestibule is written once, in `acts`, as one transaction over
//! [`Writer`]; so a new store is a few dozen plain reads and writes, and no rule can differ between two stores.
//! What a store must promise is small and exact, and [`Store::write`] says it. With the feature `testing`,
//! `vestibule::testing` puts any store through it.

#[cfg(any(test, feature = "testing"))]
pub(crate) mod contract;
mod memory;
mod rows;

pub use memory::MemoryStore;
pub use rows::{
    AccountRow, AuditRow, AuthenticatorRow, ClockStamp, CounterKey, CounterKind, CounterRow, EXPIRED, Head,
    HelpCodeRow, Meta, NameBucket, PasswordKind, Policy, RecoveryRow, SessionRow, WaitPeriod, WrapKind, WrappedKeyRow,
};

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;

/// Whether a store that is not there may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It must be there: a program that was set up once must not start anew because its accounts are gone.
    Existing,
    /// Made if there is none.
    CreateIfMissing,
}

/// A place for accounts that any number of threads and programs may share.
///
/// A store of your own implements this trait, [`Reader`] and [`Writer`], and passes
/// `vestibule::testing::check_store` and `check_persistent_store` (feature `testing`). A store checks
/// no password and no code, but a program that can write rows can give itself any account.
pub trait Store: Send + Sync {
    /// Runs `act` in one write transaction.
    ///
    /// From the first read in `act` until the end no other writer, thread or process, comes in between. If `act`
    /// gives `Ok`, all that it wrote is durable when this returns; if it gives an error or panics, nothing of it is.
    /// `act` must not call the store itself: it would wait for its own end.
    ///
    /// `act` may be run again only if nothing of its earlier runs is kept; the last run counts.
    ///
    /// # Errors
    /// What `act` gave, as it gave it, or the store's own fault, which never is [`Error::RolledBack`]. A fault after
    /// which it is not known whether the commit was made is an error too.
    fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error>;

    /// Runs `act` on one consistent state; writers do not wait for it. `act` must not call the store itself.
    ///
    /// # Errors
    /// What `act` gave, or the store's own fault.
    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error>;

    /// A number that differs after any other program or thread wrote. Cheap: it is asked for before every act.
    ///
    /// # Errors
    /// The store's own fault.
    fn version(&self) -> Result<u64, Error>;

    /// Leaves no trace of deleted rows outside the store proper (journals, logs), as far as that is possible.
    /// Called after a credential was removed.
    ///
    /// # Errors
    /// The store's own fault; also if a reader keeps a trace in use for now. It is called again later.
    fn purge_deleted(&self) -> Result<(), Error>;

    /// Where the accounts are, for people to read; `None` for memory.
    fn location(&self) -> Option<String>;

    /// What opening found and whoever is at the keyboard should hear, one sentence each in lower case without a full
    /// stop.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reading rows. A missing row is `None` or empty; a row that cannot be right is [`Error::Corrupt`].
pub trait Reader {
    /// What the store knows of itself.
    fn meta(&self) -> Result<Meta, Error>;

    /// One account.
    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error>;
    /// The account of a canonical username.
    fn account_by_canonical_name(&self, canonical_name: &str) -> Result<Option<AccountRow>, Error>;
    /// All accounts, by canonical username. A row that cannot be read is left out.
    fn accounts(&self) -> Result<Vec<AccountRow>, Error>;
    /// The same, each with whether its one-time codes are suspended; a counter that cannot be read suspends none. A
    /// database answers this with one query.
    fn accounts_with_suspension(&self) -> Result<Vec<(AccountRow, bool)>, Error> {
        let suspended = |row: &AccountRow| match self.counter(&CounterKey::Account(row.id, CounterKind::Code)) {
            Err(Error::Corrupt) => Ok(false),
            counter => Ok(counter?.is_some_and(|counter| counter.suspended)),
        };
        self.accounts()?.into_iter().map(|row| suspended(&row).map(|suspended| (row, suspended))).collect()
    }
    /// Whether there is any account.
    fn has_accounts(&self) -> Result<bool, Error>;
    /// Up to `limit` accounts that are administrators, enabled, and have a password of their own.
    fn active_administrators(&self, limit: usize) -> Result<Vec<AccountId>, Error>;

    /// All wraps of an account, by generation.
    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error>;
    /// The authenticators of an account, by the time they were added.
    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error>;
    /// The recovery codes of an account, used ones too, by index.
    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error>;
    /// The help code of an account.
    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error>;

    /// The accounts, each once, whose temporary password or help code is good until a time after [`EXPIRED`] and not
    /// after `now`: what expired and is not yet marked so.
    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error>;
    /// The KDF strings of the wraps in force ([`WrapKind::Active`]) of up to `limit` accounts, by the accounts' ids.
    /// Ids are random, so this is a sample of all. A row that cannot be read is left out.
    fn active_kdf_params(&self, limit: usize) -> Result<Vec<String>, Error>;

    /// One counter.
    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error>;
    /// The counters of password tries, by key: of accounts those that count any, of typed names all. A row that cannot
    /// be read is left out.
    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error>;

    /// The session whose token has this SHA-256.
    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error>;
    /// The sessions of an account, by the time they were opened.
    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error>;

    /// Up to `limit` audit entries of an account, newest first, but for those that hosts wrote for themselves (whose
    /// event is [`AuditRow::HOST`]): however many these are, the others are found at once.
    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error>;
    /// Up to `limit` audit entries from number `first` on, oldest first: the chain, to verify it.
    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error>;
}

/// Writing rows, within one transaction.
///
/// Rows that would contradict each other (those of an account that is not there, a name that is taken, a number that
/// cannot be kept) are refused with [`StoreError::Conflict`](super::StoreError::Conflict), and nothing is written.
pub trait Writer: Reader {
    /// Replaces what the store knows of itself, apart from its id, key and creation time, which never change.
    fn put_meta(&mut self, meta: &Meta) -> Result<(), Error>;

    /// Adds an account; `false`, and nothing written, if its canonical username is taken.
    fn insert_account(&mut self, row: &AccountRow) -> Result<bool, Error>;
    /// Replaces an account, which must be there.
    fn update_account(&mut self, row: &AccountRow) -> Result<(), Error>;
    /// Removes an account with all that is its own, audit entries excepted.
    fn delete_account(&mut self, id: AccountId) -> Result<(), Error>;

    /// Adds or replaces the wrap of its account, kind and generation.
    fn put_wrapped_key(&mut self, row: &WrappedKeyRow) -> Result<(), Error>;
    /// Removes one wrap.
    fn delete_wrapped_key(&mut self, account: AccountId, kind: WrapKind, generation: u64) -> Result<(), Error>;

    /// Adds or replaces an authenticator; of its old and new `last_step` the larger stays.
    fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), Error>;
    /// Removes an authenticator.
    fn delete_authenticator(&mut self, id: AuthenticatorId) -> Result<(), Error>;
    /// Raises `last_step` to `step` if it is lower, and says whether it was.
    fn spend_step(&mut self, id: AuthenticatorId, step: u64) -> Result<bool, Error>;

    /// Replaces all recovery codes of an account.
    fn replace_recovery(&mut self, account: AccountId, rows: &[RecoveryRow]) -> Result<(), Error>;
    /// Marks one recovery code (account, set, index and tag as in `row`) as used at `row.used`, which must be a time,
    /// if it is not yet, and says whether it was fresh.
    fn spend_recovery(&mut self, row: &RecoveryRow) -> Result<bool, Error>;
    /// Adds, replaces or (with `None`) removes the help code of an account.
    fn put_help_code(&mut self, account: AccountId, row: Option<&HelpCodeRow>) -> Result<(), Error>;

    /// Adds or replaces a counter.
    fn put_counter(&mut self, key: &CounterKey, row: &CounterRow) -> Result<(), Error>;
    /// Removes a counter.
    fn delete_counter(&mut self, key: &CounterKey) -> Result<(), Error>;

    /// Adds or replaces a session.
    fn put_session(&mut self, row: &SessionRow) -> Result<(), Error>;
    /// Removes a session.
    fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), Error>;

    /// Adds an audit entry. Its number must be larger than that of every entry there is: an entry never changes once it
    /// was written.
    fn put_audit(&mut self, row: &AuditRow) -> Result<(), Error>;
}
