//! A database beside a journal of another state, or of another file; and journals that belong after a crash.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::auth::contract::sample;
use crate::auth::testing::{ALICE, ManualClock, PASSWORD, auth_with_store, typed};
use crate::auth::{Error, Open, Report, Store, StoreError};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{TestDatabase, expect_store_error};

/// Adds accounts, each in a transaction of its own.
fn add(store: &SqliteStore, numbers: std::ops::Range<u8>) {
    for number in numbers {
        store.write(&mut |rows| rows.insert_account(&sample::account(number)).map(|_| ())).unwrap();
    }
}

fn account_count(store: &SqliteStore) -> usize {
    let mut count = 0;
    store
        .read(&mut |rows| {
            count = rows.accounts()?.len();
            Ok(())
        })
        .unwrap();
    count
}

/// The bytes of the database and its log.
fn bytes(database: &TestDatabase) -> [Option<Vec<u8>>; 2] {
    ["", "-wal"].map(|end| fs::read(database.sibling(end)).ok())
}

/// A folder with `database` and `log` as a program that was killed leaves them.
fn beside(database: &Path, log: &Path) -> TestDatabase {
    let folder = TestDatabase::new();
    fs::copy(database, folder.path()).unwrap();
    fs::copy(log, folder.sibling("-wal")).unwrap();
    folder
}

/// Asserts that the database is refused with its log, and that neither changes.
fn assert_foreign(database: &TestDatabase) {
    let before = bytes(database);
    for mode in [Open::Existing, Open::CreateIfMissing] {
        let fault = expect_store_error(database.open(mode));
        let StoreError::ForeignJournal { path, journal } = &fault else { panic!("{}", Report::new(&fault)) };
        assert!(path.ends_with("accounts.db") && journal.ends_with("accounts.db-wal"), "{fault}");
        assert!(bytes(database) == before, "the refused files are modified");
    }
}

/// A closed store with so many accounts.
fn store_of(accounts: u8) -> TestDatabase {
    let database = TestDatabase::seeded();
    let store = database.open(Open::Existing).unwrap();
    add(&store, 2..accounts + 1);
    drop(store);
    database
}

#[test]
fn an_older_copy_beside_a_newer_log_is_refused() {
    for (before, after) in [(1, 1), (1, 100), (100, 1), (100, 100)] {
        let database = store_of(before);
        let copy = TestDatabase::new();
        fs::copy(database.path(), copy.path()).unwrap();
        let store = database.open(Open::Existing).unwrap();
        add(&store, 150..150 + after);
        assert_foreign(&beside(&copy.path(), &database.sibling("-wal")));
    }
}

#[test]
fn a_copy_of_an_open_database_beside_a_log_that_was_emptied_since_is_refused() {
    let (database, store) = TestDatabase::seeded_open();
    add(&store, 2..50);
    let copy = TestDatabase::new();
    fs::copy(database.path(), copy.path()).unwrap();
    store.purge_deleted().unwrap();
    add(&store, 50..55);
    assert_foreign(&beside(&copy.path(), &database.sibling("-wal")));
    drop(store);
    let store = database.open(Open::Existing).unwrap();
    assert_eq!(account_count(&store), 54);
}

#[test]
fn an_older_log_beside_a_newer_database_is_refused() {
    let (database, store) = TestDatabase::seeded_open();
    add(&store, 2..20);
    let log = TestDatabase::new();
    fs::copy(database.sibling("-wal"), log.sibling("-wal")).unwrap();
    add(&store, 20..40);
    drop(store);
    drop(database.open(Open::Existing).unwrap());
    assert_foreign(&beside(&database.path(), &log.sibling("-wal")));
}

#[test]
fn the_log_of_another_accounts_file_is_refused() {
    let (database, store) = TestDatabase::seeded_open();
    let (other, other_store) = TestDatabase::seeded_open();
    add(&store, 2..20);
    add(&other_store, 2..20);
    assert_foreign(&beside(&database.path(), &other.sibling("-wal")));
    assert_foreign(&beside(&other.path(), &database.sibling("-wal")));
}

#[test]
fn a_copy_without_its_log_opens_as_it_was() {
    let database = store_of(30);
    let copy = TestDatabase::new();
    fs::copy(database.path(), copy.path()).unwrap();
    let store = copy.open(Open::Existing).unwrap();
    assert_eq!(account_count(&store), 30);
}

#[test]
fn a_copy_of_both_files_opens_at_any_moment() {
    let (database, store) = TestDatabase::new_open();
    let mut next = 1;
    for round in 0..40 {
        let first = next;
        next += 1 + round % 7;
        add(&store, first..next);
        let expected = usize::from(next) - 1;
        if round % 5 == 4 {
            store.purge_deleted().unwrap();
        }
        let copy = database.copy();
        let reopened = copy.open(Open::Existing).unwrap();
        assert_eq!(account_count(&reopened), expected, "{round}");
        // A program that was killed again, right after it opened the file.
        let again = copy.copy();
        drop(reopened);
        assert_eq!(account_count(&again.open(Open::Existing).unwrap()), expected, "{round}");
    }
}

/// Moves parts of the log into the database, as a checkpoint that was interrupted.
#[test]
fn a_log_of_which_any_part_is_in_the_database_opens() {
    let (database, store) = TestDatabase::seeded_open();
    add(&store, 2..20);
    // The last transaction of a log before it is emptied.
    super::super::number::raise(&mut store.writer.lock().unwrap(), &database.path(), None).unwrap();
    let interrupted = database.copy();
    let log = fs::read(interrupted.sibling("-wal")).unwrap();
    let frames: Vec<&[u8]> = log[32..].chunks_exact(24 + 4096).collect();
    for moved in 0..=frames.len() {
        let partly = interrupted.copy();
        let mut bytes = fs::read(partly.path()).unwrap();
        for frame in &frames[frames.len() - moved..] {
            let page = u32::from_be_bytes(frame[..4].try_into().unwrap()) as usize;
            bytes.resize(bytes.len().max(page * 4096), 0);
            bytes[(page - 1) * 4096..page * 4096].copy_from_slice(&frame[24..]);
        }
        fs::write(partly.path(), bytes).unwrap();
        assert_eq!(account_count(&partly.open(Open::Existing).unwrap()), 19, "{moved} frames moved");
    }
}

#[test]
fn a_log_of_an_earlier_version_is_compared_by_the_last_entry_of_the_audit_log() {
    let database = TestDatabase::new();
    let auth =
        auth_with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap()), Arc::new(ManualClock::new()), 1);
    drop(auth.create_first_account(ALICE, typed(PASSWORD)).unwrap());
    drop(auth);
    database.tamper("PRAGMA default_cache_size = 0");
    let copy = TestDatabase::new();
    fs::copy(database.path(), copy.path()).unwrap();
    let earlier = rusqlite::Connection::open(database.path()).unwrap();
    earlier.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    earlier.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(())).unwrap();
    earlier.execute_batch("UPDATE meta SET latest = latest + 1").unwrap();
    let before = database.copy();
    drop(before.open(Open::Existing).unwrap());
    earlier.execute_batch("UPDATE meta SET head_number = head_number + 1").unwrap();
    assert_foreign(&beside(&copy.path(), &database.sibling("-wal")));
}

#[test]
fn a_long_log_is_moved_into_the_database() {
    let (database, store) = TestDatabase::new_open();
    for _ in 0..1500 {
        store.write(&mut |rows| rows.meta().and_then(|meta| rows.put_meta(&meta))).unwrap();
    }
    let length = fs::metadata(database.sibling("-wal")).unwrap().len();
    assert!(length <= super::super::MAX_JOURNAL_BYTES + 200_000, "{length}");
    assert!(length > 0 && length < 1500 * 4096, "{length}");
}

#[test]
fn an_older_copy_over_an_open_file_stops_it_and_is_kept() {
    let (database, store) = TestDatabase::seeded_open();
    drop(store);
    let copy = fs::read(database.path()).unwrap();
    let store = database.open(Open::Existing).unwrap();
    add(&store, 2..20);
    // As `cp` does: the file stays the same, its content does not.
    fs::write(database.path(), &copy).unwrap();
    let written = store.write(&mut |rows| rows.insert_account(&sample::account(20)).map(|_| ()));
    assert!(matches!(written, Err(Error::Store(StoreError::Replaced(_)))), "{written:?}");
    drop(store);
    assert!(fs::read(database.path()).unwrap() == copy, "closing changed the copy");
    assert_foreign(&database);
    fs::remove_file(database.sibling("-wal")).unwrap();
    assert_eq!(account_count(&database.open(Open::Existing).unwrap()), 1);
}

#[test]
fn a_deleted_log_is_moved_into_its_database_when_the_store_closes() {
    let (database, store) = TestDatabase::seeded_open();
    add(&store, 2..20);
    fs::remove_file(database.sibling("-wal")).unwrap();
    drop(store);
    assert_eq!(account_count(&database.open(Open::Existing).unwrap()), 19);
}

#[test]
fn the_rollback_journal_of_a_new_file_beside_a_complete_database_is_refused() {
    let database = TestDatabase::seeded();
    let mut journal = vec![0; 512];
    journal[..8].copy_from_slice(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    fs::write(database.sibling("-journal"), &journal).unwrap();
    let before = fs::read(database.path()).unwrap();
    let fault = expect_store_error(database.open(Open::Existing));
    assert!(matches!(&fault, StoreError::ForeignJournal { journal, .. } if journal.ends_with("accounts.db-journal")));
    assert!(fs::read(database.path()).unwrap() == before, "the refused file is modified");
}
