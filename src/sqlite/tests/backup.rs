//! Schema migrations: before one, and under a program that has the file open.

use std::fs;

use rusqlite::{Connection, params};

use crate::auth::contract::sample;
use crate::auth::{Error, Open, Store, StoreError, SystemRandom, UnixTime};
use crate::sqlite::tests::{TestDatabase, open};
use crate::sqlite::{OpenNotice, SqliteStore};

/// 2026-11-28, 10:00.
const NOW: UnixTime = UnixTime::from_seconds(1_795_860_000);

/// Writes a file of schema 1 with only its `meta` row.
fn write_schema_1(database: &TestDatabase) {
    drop(database.open(Open::CreateIfMissing).unwrap());
    fs::write(database.path(), "").unwrap();
    let connection = Connection::open(database.path()).unwrap();
    connection.execute_batch(include_str!("../schema/1.sql")).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection.pragma_update(None, "application_id", 0x5645_5354).unwrap();
    connection
        .execute(
            "INSERT INTO meta (one, id, key, created, latest, head_number, head_hash,
                lock_after_minutes, clear_clipboard_seconds, unlock_needs_code)
             VALUES (1, zeroblob(16), zeroblob(32), 5, 5, 0, zeroblob(32), 7, 30, 1)",
            params![],
        )
        .unwrap();
    let counter =
        "INSERT INTO unknown_counter (name, failures, unfinished, suspended, touched) VALUES (?1, 1, 1, 0, 5)";
    connection.execute(counter, params![[0xab_u8; 32]]).unwrap();
}

fn open_migrated(database: &TestDatabase) -> SqliteStore {
    SqliteStore::open(&database.path(), Open::Existing, &SystemRandom, NOW).unwrap()
}

fn copies(database: &TestDatabase) -> Vec<String> {
    let names = fs::read_dir(database.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".bak"));
    names.sort();
    names
}

#[test]
fn a_backup_is_made_and_reported_once_before_migration() {
    let database = TestDatabase::new();
    write_schema_1(&database);
    let store = open_migrated(&database);
    let name = "accounts.db.schema-1.2026-11-28.bak";
    assert_eq!(copies(&database), [name]);
    let path = database.folder.path().canonicalize().unwrap().join(name);
    assert_eq!(store.open_notices(), [OpenNotice::BackedUpBeforeUpdate { path: path.clone() }]);
    assert!(store.warnings()[0].contains(name), "{:?}", store.warnings());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    // The copy is a complete file of the old schema.
    let copy = Connection::open(&path).unwrap();
    let number = |name: &str| copy.pragma_query_value::<i64, _>(None, name, |row| row.get(0)).unwrap();
    assert_eq!((number("user_version"), number("application_id")), (1, 0x5645_5354));
    let counted: i64 = copy.query_row("SELECT count(*) FROM unknown_counter", [], |row| row.get(0)).unwrap();
    assert_eq!(counted, 0, "counters of unknown names are not copied");
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.windows(32).any(|window| window == [0xab; 32]), "no free page contains a counter");
    let lock_minutes: i64 = copy.query_row("SELECT lock_after_minutes FROM meta", [], |row| row.get(0)).unwrap();
    assert_eq!(lock_minutes, 7);
    drop(copy);

    drop(store);
    assert!(open_migrated(&database).open_notices().is_empty(), "the notice is not repeated");
    assert_eq!(copies(&database), [name]);
}

#[test]
fn a_backup_never_overwrites_another_file() {
    let database = TestDatabase::new();
    write_schema_1(&database);
    let taken = database.sibling(".schema-1.2026-11-28.bak");
    fs::write(&taken, "somebody's own").unwrap();
    let store = open_migrated(&database);
    assert_eq!(fs::read(&taken).unwrap(), b"somebody's own");
    assert_eq!(copies(&database), ["accounts.db.schema-1.2026-11-28.2.bak", "accounts.db.schema-1.2026-11-28.bak"]);
    drop(store);
}

#[test]
fn without_space_for_a_backup_the_schema_is_unchanged() {
    let database = TestDatabase::new();
    write_schema_1(&database);
    for number in 1..=9 {
        let number = if number == 1 { String::new() } else { format!(".{number}") };
        fs::write(database.sibling(&format!(".schema-1.2026-11-28{number}.bak")), "taken").unwrap();
    }
    let refused = SqliteStore::open(&database.path(), Open::Existing, &SystemRandom, NOW);
    assert!(refused.is_err());
    let connection = Connection::open(database.path()).unwrap();
    assert_eq!(connection.pragma_query_value::<i64, _>(None, "user_version", |row| row.get(0)).unwrap(), 1);
    assert_eq!(copies(&database).len(), 9, "no incomplete backup remains");
}

#[test]
fn a_new_or_current_store_needs_no_backup() {
    let database = TestDatabase::seeded();
    drop(database.open(Open::Existing).unwrap());
    let new = TestDatabase::new();
    drop(new.open(Open::CreateIfMissing).unwrap());
    assert!(copies(&database).is_empty() && copies(&new).is_empty());
}

fn is_newer<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Store(StoreError::NewerSchema { file_schema: 99, supported_schema: 2, .. })))
}

#[test]
fn a_running_program_refuses_a_file_migrated_by_a_newer_one() {
    let (database, store) = TestDatabase::seeded_open();
    let before = store.version().unwrap();
    store.read(&mut |rows| rows.meta().map(|_| ())).unwrap();
    let newer = Connection::open(database.path()).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    assert_ne!(store.version().unwrap(), before, "the store version changes with the schema version");
    let mut ran = false;
    let written = store.write(&mut |rows| {
        ran = true;
        rows.insert_account(&sample::account(7)).map(|_| ())
    });
    assert!(is_newer(&written), "{written:?}");
    let read = store.read(&mut |_| {
        ran = true;
        Ok(())
    });
    assert!(is_newer(&read), "{read:?}");
    assert!(!ran, "the transaction is not run");
    assert!(is_newer(&open(&database.path(), Open::Existing)));
    let rows: i64 =
        newer.query_row("SELECT count(*) FROM account WHERE hex(id) LIKE '07%'", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn a_file_replaced_by_an_older_schema_is_refused() {
    let (database, store) = TestDatabase::seeded_open();
    let other = Connection::open(database.path()).unwrap();
    other.pragma_update(None, "user_version", 1).unwrap();
    let read = store.read(&mut |rows| rows.meta().map(|_| ()));
    assert!(matches!(read, Err(Error::Store(StoreError::Damaged { .. }))), "{read:?}");
}

#[test]
fn a_wal_held_by_a_reader_is_logged_and_truncated_after_it_closes() {
    let (database, store) = TestDatabase::seeded_open();
    let reader = Connection::open(database.path()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM account").unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(7)).map(|_| ())).unwrap();
    let busy = store.purge_deleted();
    assert!(matches!(busy, Err(Error::Store(StoreError::Busy(_)))), "{busy:?}");
    assert!(fs::metadata(database.sibling("-wal")).unwrap().len() > 0);
    reader.execute_batch("ROLLBACK").unwrap();
    store.purge_deleted().unwrap();
    assert_eq!(fs::metadata(database.sibling("-wal")).unwrap().len(), 0);
}
