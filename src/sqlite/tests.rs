//! Properties of the file store beyond the contract of every store.

mod backup;
mod busy;
mod concurrent_connections;
mod corpus;
mod crash_recovery;
mod crashes;
mod damage;
mod failed_commits;
mod foreign_journals;
mod invalid_values;
mod location;
mod migration;
mod model_on_file;
mod processes;
mod query_plans;
mod races;
mod refusal;
mod replaced;
mod schema_1;
mod tamper;
mod timing;
mod two_processes;
mod workload;
mod write_errors;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::auth::contract;
use crate::auth::contract::sample::{self, seed};
use crate::auth::{
    CounterKey, CounterKind, Error, NameBucket, Open, Reader, Store, StoreError, SystemRandom, UnixTime, WrapKind,
};
use crate::sqlite::SqliteStore;

/// A temporary folder, and the path of a store in it.
struct TestDatabase {
    folder: TempDir,
}

impl TestDatabase {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A database in memory (`/dev/shm`), for tests with many writes: it too survives the process.
    fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { folder: folder.unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("accounts.db")
    }

    fn sibling(&self, suffix: &str) -> PathBuf {
        self.folder.path().join(format!("accounts.db{suffix}"))
    }

    fn open(&self, mode: Open) -> Result<SqliteStore, Error> {
        open(&self.path(), mode)
    }

    /// A new store that is open.
    fn new_open() -> (Self, SqliteStore) {
        let database = Self::new();
        let store = database.open(Open::CreateIfMissing).unwrap();
        (database, store)
    }

    /// As [`TestDatabase::seeded`], open again.
    fn seeded_open() -> (Self, SqliteStore) {
        let database = Self::seeded();
        let store = database.open(Open::Existing).unwrap();
        (database, store)
    }

    /// Copies the file and its write-ahead log.
    fn copy(&self) -> Self {
        let copy = Self::new();
        for end in ["", "-wal"] {
            std::fs::copy(self.sibling(end), copy.sibling(end)).unwrap();
        }
        copy
    }

    /// A closed store with one account that has a row of every kind.
    fn seeded() -> Self {
        let (database, store) = Self::new_open();
        store.write(&mut |rows| seed(rows, 1)).unwrap();
        drop(store);
        database
    }

    /// Runs SQL on the file without constraints.
    fn tamper(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        let pragmas = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;";
        connection.execute_batch(pragmas).unwrap();
        connection.execute_batch(sql).unwrap();
        // Moves the changes into the database file and removes the log.
        connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(())).unwrap();
    }
}

fn open(path: &Path, mode: Open) -> Result<SqliteStore, Error> {
    SqliteStore::open(path, mode, &SystemRandom, UnixTime::from_seconds(1_700_000_000))
}

/// Options with so many free attempts that no test has to wait.
fn lenient_options() -> crate::auth::Options {
    use crate::auth::{Backoff, Options, ThrottleLimits, testing};

    let free = Backoff { free_attempts: 100, ..ThrottleLimits::default().code };
    let (suspend_after, suspend_unfinished) = (10_000, 10_000);
    let limits = ThrottleLimits {
        code: free,
        recovery: free,
        password: free,
        suspend_after,
        suspend_after_incomplete: suspend_unfinished,
        ..ThrottleLimits::default()
    };
    Options { limits, ..testing::options() }
}

/// Returns the error of a store that must not open.
fn expect_store_error(outcome: Result<SqliteStore, Error>) -> StoreError {
    match outcome {
        Err(Error::Store(fault)) => fault,
        Err(other) => panic!("unexpected error: {other}"),
        Ok(_) => panic!("expected an error, but the store opened"),
    }
}

/// Reads everything of account `n`; fails at the first value that cannot be decoded.
fn read_all(rows: &dyn Reader, n: u8) -> Result<(), Error> {
    rows.meta()?;
    read_account(rows, n)?;
    rows.has_accounts()?;
    rows.active_administrators(2)?;
    rows.account_summaries()?;
    rows.audit_from(0, 9).map(|_| ())
}

/// As [`read_all`], without lists that span accounts.
fn read_account(rows: &dyn Reader, n: u8) -> Result<(), Error> {
    let id = sample::account_id(n);
    rows.accounts()?;
    rows.account(id)?;
    rows.account_by_canonical_name(&sample::account(n).canonical_name)?;
    rows.wrapped_keys(id)?;
    rows.authenticators(id)?;
    rows.recovery(id)?;
    rows.help_code(id)?;
    rows.counter(&CounterKey::Account(id, CounterKind::Code))?;
    rows.counter(&CounterKey::Name(NameBucket::Mac(n.into())))?;
    rows.session(&[n; 32])?;
    rows.sessions(id)?;
    rows.history(id, 9).map(|_| ())
}

#[test]
fn the_sqlite_store_passes_the_store_contract() {
    // The folders must outlive the stores.
    let databases = std::cell::RefCell::new(Vec::new());
    contract::run(|| {
        let (database, store) = TestDatabase::new_open();
        databases.borrow_mut().push(database);
        store
    });
}

#[test]
fn the_sqlite_store_passes_the_persistence_contract() {
    contract::run_reopen(TestDatabase::new, |database| database.open(Open::CreateIfMissing).unwrap());
}

#[test]
fn the_bundled_sqlite_has_the_required_fixes() {
    // 3.51.3 fixes a write-ahead log that two connections restart at once.
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}

#[test]
fn every_connection_syncs_to_disk_and_overwrites_deleted_rows() {
    let (_database, store) = TestDatabase::new_open();
    for connection in [&store.writer, &store.reader] {
        let connection = connection.lock().unwrap();
        let set = |name: &str| -> i64 { connection.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
        assert_eq!(set("synchronous"), 2);
        assert_eq!(set("fullfsync"), 1);
        assert_eq!(set("checkpoint_fullfsync"), 1);
        assert_eq!(set("foreign_keys"), 1);
        assert_eq!(set("secure_delete"), 1);
        assert_eq!(set("trusted_schema"), 0);
        assert_eq!(set("cell_size_check"), 1);
        assert_eq!(set("busy_timeout"), 5000);
        assert_eq!(set("application_id"), 0x5645_5354);
        assert_eq!(set("user_version"), 2);
        let log: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(log, "wal");
    }
}

#[test]
fn a_reopened_store_holds_the_committed_rows() {
    let (database, store) = TestDatabase::seeded_open();
    let id = sample::account_id(1);
    store
        .read(&mut |rows| {
            read_all(rows, 1)?;
            assert_eq!(rows.accounts()?, [sample::account(1)]);
            assert_eq!(rows.wrapped_keys(id)?, [sample::wrapped_key(1, WrapKind::Active, 1)]);
            assert_eq!(rows.authenticators(id)?, [sample::authenticator(1, 1)]);
            assert_eq!(rows.audit_from(0, 9)?, [sample::audit(1, Some(1))]);
            assert_eq!(rows.meta()?.created, UnixTime::from_seconds(1_700_000_000));
            Ok(())
        })
        .unwrap();
    assert_eq!(store.location(), Some(database.path().display().to_string()));
}

/// The bytes of a database with zeros for what opening it changes: the number of its journal, and the counters that
/// SQLite keeps of writes to page 1.
fn without_journal_number(mut bytes: Vec<u8>) -> Vec<u8> {
    for field in [24..28, 48..52, 92..100] {
        bytes.get_mut(field).unwrap_or_default().fill(0);
    }
    bytes
}

#[test]
fn opening_a_store_writes_the_number_of_its_journal_alone() {
    let database = TestDatabase::seeded();
    let bytes = std::fs::read(database.path()).unwrap();
    drop(database.open(Open::Existing).unwrap());
    drop(database.open(Open::CreateIfMissing).unwrap());
    let opened = std::fs::read(database.path()).unwrap();
    assert!(opened != bytes);
    assert!(without_journal_number(opened) == without_journal_number(bytes));
}

#[test]
fn after_a_purge_a_deleted_credential_is_in_no_file() {
    let (database, store) = TestDatabase::new_open();
    let needle = [0xA7; 60];
    let row = crate::auth::AuthenticatorRow { sealed_secret: needle.to_vec(), ..sample::authenticator(1, 1) };
    store
        .write(&mut |rows| {
            rows.insert_account(&sample::account(1))?;
            rows.put_authenticator(&row)
        })
        .unwrap();
    let found = || {
        ["", "-wal"].map(|end| std::fs::read(database.sibling(end)).unwrap().windows(60).any(|bytes| bytes == needle))
    };
    store.purge_deleted().unwrap();
    // Reading the file directly releases the locks of this process; nothing else has it open.
    assert_eq!(found(), [true, false]);
    store.write(&mut |rows| rows.delete_authenticator(row.id)).unwrap();
    store.purge_deleted().unwrap();
    assert_eq!(found(), [false, false]);
}
