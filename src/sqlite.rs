//! The embedded store: one SQLite file that any number of windows on this computer may share.
//!
//! The file is 0600 in a folder of 0700, written by whole transactions that are on the disk before they count
//! (write-ahead log, `synchronous = FULL`), and refused untouched if it is not ours, newer, damaged, or on a network.
//! A process must not open the file by other means while a store holds it: on Unix, closing any handle of a file
//! gives up all of the process's locks on it.

mod accounts_file;
mod backup;
mod error;
mod header;
mod location;
mod open;
mod open_files;
mod schema;
mod transaction;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

pub use self::accounts_file::AccountsFile;
use self::error::from_sqlite;
pub use self::location::OpenNotice;
use self::open::Connections;
use self::open_files::OpenFileGuard;
use self::transaction::Transaction;
use crate::auth::{Error, Open, Random, Reader, Store, StoreError, UnixTime, Writer};

/// Accounts in a file.
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
    /// Last, so that it outlives the connections.
    _open_file_guard: OpenFileGuard,
}

impl SqliteStore {
    /// Opens the store at `path`, or makes one there if `mode` says so. `random` gives a new store its id and key,
    /// `now` its age.
    ///
    /// # Errors
    /// A [`StoreError`] that says which file and why; nothing in it was changed.
    pub fn open(path: &Path, mode: Open, random: &dyn Random, now: UnixTime) -> Result<Self, Error> {
        let connections = open::open(path, mode, random, now);
        // What cannot be read here is not some account's row but what the file says of itself.
        let opened = connections.map_err(|error| match error {
            Error::Corrupt => error::damaged(path, "what it says of itself cannot be read"),
            other => other,
        });
        let Connections { writer, reader, notices, open_file: held } = opened?;
        let (writer, reader) = (Mutex::new(writer), Mutex::new(reader));
        Ok(Self { path: path.to_owned(), notices, writer, reader, _open_file_guard: held })
    }

    /// What opening found about the rights of the files; [`Store::warnings`] says the same in sentences.
    pub fn open_notices(&self) -> &[OpenNotice] {
        &self.notices
    }

    /// A panic during an act poisons the lock; the transaction was rolled back when it went.
    fn lock<'a>(&self, connection: &'a Mutex<Connection>) -> Result<MutexGuard<'a, Connection>, Error> {
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").map_err(|error| from_sqlite(&self.path, error))?;
        }
        Ok(connection)
    }
}

impl Store for SqliteStore {
    fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let failed = |error| from_sqlite(&self.path, error);
        let mut connection = self.lock(&self.writer)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        schema::refuse_changed_version(&transaction, &self.path)?;
        operation(&mut Transaction { connection: &transaction, path: &self.path })?;
        transaction.commit().map_err(failed)
    }

    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        let failed = |error| from_sqlite(&self.path, error);
        let mut connection = self.lock(&self.reader)?;
        let transaction = connection.transaction().map_err(failed)?;
        schema::refuse_changed_version(&transaction, &self.path)?;
        operation(&Transaction { connection: &transaction, path: &self.path })
    }

    /// SQLite's own number, as the reading connection sees it: it differs after a commit of any other connection,
    /// the writing one of this store included.
    fn version(&self) -> Result<u64, Error> {
        let connection = self.lock(&self.reader)?;
        let query = || connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get::<_, i64>(0));
        query().map(i64::cast_unsigned).map_err(|error| from_sqlite(&self.path, error))
    }

    /// Moves the write-ahead log into the file, where deleted rows are overwritten with zeros, and empties it. If
    /// another program reads for longer than five seconds, the file is busy, and the log stays for a later time.
    fn purge_deleted(&self) -> Result<(), Error> {
        let connection = self.lock(&self.writer)?;
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

/// Whether the write-ahead log is empty now; a reader may keep it in use.
fn truncate_wal(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0)).map(|is_busy| !is_busy)
}
