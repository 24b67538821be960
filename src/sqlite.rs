//! The embedded store: one SQLite file that any number of windows on this computer may share.
//!
//! The file has mode 0600 in a folder of mode 0700. Each transaction is on the disk before it is acknowledged
//! (write-ahead log, `synchronous = FULL`), in files that are still at their paths. A file that is not Vestibule's,
//! newer, damaged, beside a journal that is not its own, or on a network is refused unchanged. A process must not open
//! the file by other means while a store has it open: on Unix, closing any handle of a file releases all locks of the
//! process on it.

mod accounts_file;
mod backup;
mod error;
mod file_id;
mod header;
mod journal;
mod location;
mod open;
mod open_files;
mod schema;
mod transaction;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};

pub use self::accounts_file::AccountsFile;
use self::error::from_sqlite;
use self::file_id::Identity;
use self::journal::number::{self, JournalNumber};
pub use self::location::OpenNotice;
use self::open_files::OpenFileGuard;
use self::transaction::Transaction;
use crate::auth::{Error, Open, Random, Reader, Store, StoreError, UnixTime, Writer};

/// A journal of this length is moved into the database after a transaction. Each transaction writes some 20 KiB.
const MAX_JOURNAL_BYTES: u64 = 4 * 1024 * 1024;

/// A store of accounts in an SQLite file.
///
/// ```
/// use vestibule::auth::{Clock, Open, Store, SystemClock, SystemRandom};
/// use vestibule::sqlite::SqliteStore;
///
/// # let folder = std::env::temp_dir().join(format!("vestibule-doc-{}", std::process::id()));
/// let path = folder.join("accounts.db");
/// let store = SqliteStore::open(&path, Open::CreateIfMissing, &SystemRandom, SystemClock.now().wall)?;
/// store.read(&mut |rows| {
///     assert!(!rows.has_accounts()?);
///     Ok(())
/// })?;
/// # drop(store);
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), vestibule::auth::Error>(())
/// ```
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    notices: Vec<OpenNotice>,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    identity: Identity,
    /// The number of the journal when the database was last looked at.
    latest_number: Mutex<Option<JournalNumber>>,
    /// Declared last, so that it is dropped after the connections.
    open_file_guard: OpenFileGuard,
}

impl SqliteStore {
    /// Opens the store at `path`, or creates it if `mode` allows that. A new store gets its id and key from `random`
    /// and its creation time from `now`.
    ///
    /// # Errors
    /// Fails with a [`StoreError`] that names the file and the cause; nothing in the file was changed.
    pub fn open(path: &Path, mode: Open, random: &dyn Random, now: UnixTime) -> Result<Self, Error> {
        open::open(path, mode, random, now).map_err(|error| match error {
            // It comes from the file's own metadata, not from the row of an account.
            Error::Corrupt => error::damaged(path, "what it says of itself cannot be read"),
            other => other,
        })
    }

    /// Notices from opening about the permissions of the files; [`Store::warnings`] returns them as sentences.
    pub fn open_notices(&self) -> &[OpenNotice] {
        &self.notices
    }

    /// Locks a connection, if the file is still at its path. A poisoned lock is used: a panic rolls its transaction back
    /// when it is dropped.
    fn lock<'a>(&self, connection: &'a Mutex<Connection>) -> Result<MutexGuard<'a, Connection>, Error> {
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").map_err(|error| from_sqlite(&self.path, error))?;
        }
        self.check_files()?;
        Ok(connection)
    }

    /// Fails if the file was deleted, renamed, replaced, or overwritten with an older copy.
    fn check_files(&self) -> Result<(), Error> {
        self.identity.check()?;
        self.check_number()
    }

    /// Fails if the file holds the number of an earlier journal: it was overwritten in place.
    fn check_number(&self) -> Result<(), Error> {
        let mut latest = self.latest_number.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.open_file_guard.header(&self.path)?.journal_number();
        let follows = match (found, *latest) {
            (Some(found), Some(latest)) => found.follows(latest),
            (found, None) => found.is_some(),
            (None, Some(_)) => false,
        };
        if !follows {
            return Err(StoreError::Replaced(self.path.clone()).into());
        }
        *latest = found;
        Ok(())
    }

    /// Moves a long journal into the database, if no other program uses it just now.
    fn empty_long_journal(&self, connection: &mut Connection) -> Result<(), Error> {
        if !self.identity.is_journal_longer_than(MAX_JOURNAL_BYTES) {
            return Ok(());
        }
        let failed = |error| from_sqlite(&self.path, error);
        connection.busy_timeout(Duration::ZERO).map_err(failed)?;
        let emptied = number::raise(connection, &self.path, None)
            .and_then(|()| truncate_wal(connection).map_err(failed).map(|_| ()));
        connection.busy_timeout(open::BUSY_TIMEOUT).map_err(failed)?;
        emptied
    }
}

impl Drop for SqliteStore {
    /// Leaves the files as they are if one was replaced: SQLite would move the journal into the database, and remove
    /// what is in the journal's place.
    fn drop(&mut self) {
        if self.identity.may_merge_journal() && self.check_number().is_ok() {
            return;
        }
        for connection in [&mut self.writer, &mut self.reader] {
            let connection = connection.get_mut().unwrap_or_else(PoisonError::into_inner);
            let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}

impl Store for SqliteStore {
    fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let failed = |error| from_sqlite(&self.path, error);
        let mut connection = self.lock(&self.writer)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        schema::refuse_changed_version(&transaction, &self.path)?;
        let changes = transaction.total_changes();
        operation(&mut Transaction { connection: &transaction, path: &self.path })?;
        if transaction.total_changes() != changes {
            number::keep(&transaction).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        // Again, since the file may have been removed during the transaction.
        self.check_files()?;
        if let Err(error) = self.empty_long_journal(&mut connection) {
            tracing::debug!("the journal stays as it is for now: {error}");
        }
        Ok(())
    }

    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        let failed = |error| from_sqlite(&self.path, error);
        let mut connection = self.lock(&self.reader)?;
        let transaction = connection.transaction().map_err(failed)?;
        schema::refuse_changed_version(&transaction, &self.path)?;
        operation(&Transaction { connection: &transaction, path: &self.path })
    }

    /// Returns SQLite's `data_version` of the reading connection: it changes after a commit of any other connection,
    /// including the writing one of this store.
    fn version(&self) -> Result<u64, Error> {
        let connection = self.lock(&self.reader)?;
        let query = || connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get::<_, i64>(0));
        query().map(i64::cast_unsigned).map_err(|error| from_sqlite(&self.path, error))
    }

    /// Moves the write-ahead log into the file, where deleted rows are overwritten with zeros, and empties it. Fails
    /// with [`StoreError::Busy`] if another program reads for longer than five seconds; the log then remains.
    fn purge_deleted(&self) -> Result<(), Error> {
        let mut connection = self.lock(&self.writer)?;
        number::raise(&mut connection, &self.path, None)?;
        match truncate_wal(&connection).map_err(|error| from_sqlite(&self.path, error))? {
            true => Ok(()),
            false => Err(StoreError::Busy(self.path.clone()).into()),
        }
    }

    fn location(&self) -> Option<String> {
        Some(self.path.display().to_string())
    }

    fn warnings(&self) -> Vec<String> {
        self.notices.iter().map(OpenNotice::to_string).collect()
    }
}

/// Empties the write-ahead log. Returns `false` if a reader still uses it.
fn truncate_wal(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0)).map(|is_busy| !is_busy)
}
