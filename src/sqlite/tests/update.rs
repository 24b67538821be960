//! What happens when the schema changes: before it, and under a program that has the file open.

use std::fs;

use rusqlite::{Connection, params};

use crate::auth::contract::sample;
use crate::auth::{Error, Open, Store, StoreError, SystemRandom, UnixTime};
use crate::sqlite::tests::{Place, open};
use crate::sqlite::{Notice, SqliteStore};

/// 2026-11-28, ten in the morning.
const NOW: UnixTime = UnixTime::from_seconds(1_795_860_000);

/// A file of schema 1 with nothing but its first row.
fn of_schema_1(place: &Place) {
    drop(place.open(Open::CreateIfMissing).unwrap());
    fs::write(place.file(), "").unwrap();
    let connection = Connection::open(place.file()).unwrap();
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

fn updated(place: &Place) -> SqliteStore {
    SqliteStore::open(&place.file(), Open::Existing, &SystemRandom, NOW).unwrap()
}

fn copies(place: &Place) -> Vec<String> {
    let names = fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".bak"));
    names.sort();
    names
}

#[test]
fn before_the_schema_changes_a_copy_is_made_and_told_once() {
    let place = Place::new();
    of_schema_1(&place);
    let store = updated(&place);
    let name = "accounts.db.schema-1.2026-11-28.bak";
    assert_eq!(copies(&place), [name]);
    let path = place.folder.path().canonicalize().unwrap().join(name);
    assert_eq!(store.found(), [Notice::CopiedBeforeUpdate { path: path.clone() }]);
    assert!(store.notices()[0].contains(name), "{:?}", store.notices());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    // The copy is a whole file of the old schema.
    let copy = Connection::open(&path).unwrap();
    let number = |name: &str| copy.pragma_query_value::<i64, _>(None, name, |row| row.get(0)).unwrap();
    assert_eq!((number("user_version"), number("application_id")), (1, 0x5645_5354));
    let counted: i64 = copy.query_row("SELECT count(*) FROM unknown_counter", [], |row| row.get(0)).unwrap();
    assert_eq!(counted, 0, "what was typed for a name may have been a password");
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.windows(32).any(|window| window == [0xab; 32]), "nor is it left in a free page");
    let kept: i64 = copy.query_row("SELECT lock_after_minutes FROM meta", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 7);
    drop(copy);

    drop(store);
    assert!(updated(&place).found().is_empty(), "it was told, and nothing changes any more");
    assert_eq!(copies(&place), [name]);
}

#[test]
fn a_copy_is_never_written_over_another_file() {
    let place = Place::new();
    of_schema_1(&place);
    let taken = place.beside(".schema-1.2026-11-28.bak");
    fs::write(&taken, "somebody's own").unwrap();
    let store = updated(&place);
    assert_eq!(fs::read(&taken).unwrap(), b"somebody's own");
    assert_eq!(copies(&place), ["accounts.db.schema-1.2026-11-28.2.bak", "accounts.db.schema-1.2026-11-28.bak"]);
    drop(store);
}

#[test]
fn without_room_for_a_copy_the_schema_stays_as_it_is() {
    let place = Place::new();
    of_schema_1(&place);
    for number in 1..=9 {
        let number = if number == 1 { String::new() } else { format!(".{number}") };
        fs::write(place.beside(&format!(".schema-1.2026-11-28{number}.bak")), "taken").unwrap();
    }
    let refused = SqliteStore::open(&place.file(), Open::Existing, &SystemRandom, NOW);
    assert!(refused.is_err());
    let connection = Connection::open(place.file()).unwrap();
    assert_eq!(connection.pragma_query_value::<i64, _>(None, "user_version", |row| row.get(0)).unwrap(), 1);
    assert_eq!(copies(&place).len(), 9, "nothing half-made is left");
}

#[test]
fn a_new_store_and_one_of_today_need_no_copy() {
    let place = Place::furnished();
    drop(place.open(Open::Existing).unwrap());
    let new = Place::new();
    drop(new.open(Open::CreateIfMissing).unwrap());
    assert!(copies(&place).is_empty() && copies(&new).is_empty());
}

fn is_newer<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Store(StoreError::Newer { found: 99, known: 2, .. })))
}

#[test]
fn a_program_that_runs_refuses_what_a_newer_one_made_of_the_file() {
    let place = Place::furnished();
    let store = place.open(Open::Existing).unwrap();
    let before = store.version().unwrap();
    store.read(&mut |rows| rows.meta().map(|_| ())).unwrap();
    let newer = Connection::open(place.file()).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    assert_ne!(store.version().unwrap(), before, "whoever looks at the version looks further");
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
    assert!(!ran, "nothing of it was looked at");
    assert!(is_newer(&open(&place.file(), Open::Existing)));
    let rows: i64 =
        newer.query_row("SELECT count(*) FROM account WHERE hex(id) LIKE '07%'", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn a_file_that_changes_into_an_older_one_is_refused() {
    let place = Place::furnished();
    let store = place.open(Open::Existing).unwrap();
    let other = Connection::open(place.file()).unwrap();
    other.pragma_update(None, "user_version", 1).unwrap();
    let read = store.read(&mut |rows| rows.meta().map(|_| ()));
    assert!(matches!(read, Err(Error::Store(StoreError::Damaged { .. }))), "{read:?}");
}

#[test]
fn a_log_that_a_reader_keeps_is_told_and_emptied_when_the_reader_is_gone() {
    let place = Place::furnished();
    let store = place.open(Open::Existing).unwrap();
    let reader = Connection::open(place.file()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM account").unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(7)).map(|_| ())).unwrap();
    let busy = store.scrub();
    assert!(matches!(busy, Err(Error::Store(StoreError::Busy(_)))), "{busy:?}");
    assert!(fs::metadata(place.beside("-wal")).unwrap().len() > 0);
    reader.execute_batch("ROLLBACK").unwrap();
    store.scrub().unwrap();
    assert_eq!(fs::metadata(place.beside("-wal")).unwrap().len(), 0);
}
