//! Migration of an earlier schema: no data that the new one drops remains in the file or beside it.

use std::fs;

use rusqlite::Connection;

use crate::auth::contract::sample;
use crate::auth::{CounterKey, CounterKind, Error, Open, Store};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::TestDatabase;

/// Typed names as schema 1 stored them: 256 bits each.
const TYPED_NAMES: u32 = 500;

/// 32 bytes that occur nowhere else.
fn mac(number: u32) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    Sha256::digest(number.to_be_bytes()).to_vec()
}

/// A closed file of schema 1 with two accounts and their counters, and counters of names.
fn schema_1_database(journal: &str) -> TestDatabase {
    let database = TestDatabase::new();
    let connection = Connection::open(database.path()).unwrap();
    connection.pragma_update(None, "secure_delete", true).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())).unwrap();
    connection.execute_batch(include_str!("../schema/1.sql")).unwrap();
    connection.pragma_update(None, "application_id", crate::sqlite::schema::APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection
        .execute_batch(
            "INSERT INTO meta VALUES (1, randomblob(16), randomblob(32), 1, 1, 0, zeroblob(32), 15, 30, 1);
             PRAGMA ignore_check_constraints = ON;
             INSERT INTO account VALUES
                (x'01010101010101010101010101010101', 'Ada', 'ada', 'member', 1, 0, NULL, 1, 1, 0, 1, 1, NULL),
                (x'02020202020202020202020202020202', 'Bea', 'bea', 'member', 1, 0, NULL, 1, 1, 0, 1, 1, NULL);
             INSERT INTO counter VALUES
                (x'01010101010101010101010101010101', 'password', 7, 7, 0, 9, 9, zeroblob(16), 9, 1700000000000),
                (x'02020202020202020202020202020202', 'password', -1, 7, 0, 9, 9, zeroblob(16), 9, 1700000000000);",
        )
        .unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for number in 0..TYPED_NAMES {
        let sql = "INSERT INTO unknown_counter VALUES (?1, 1, 1, 0, NULL, NULL, NULL, NULL, 1700000000000)";
        connection.execute(sql, [mac(number)]).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
    database
}

/// Returns how many of the names occur in any file of the folder.
fn remaining_macs(database: &TestDatabase) -> usize {
    let names = aho_corasick::AhoCorasick::new((0..TYPED_NAMES).map(mac)).unwrap();
    let files = fs::read_dir(database.folder.path()).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    let found = files.flat_map(|bytes| names.find_iter(&bytes).map(|hit| hit.pattern()).collect::<Vec<_>>());
    found.collect::<std::collections::BTreeSet<_>>().len()
}

#[test]
fn no_mac_of_a_typed_name_from_schema_1_remains() {
    for journal in ["wal", "delete"] {
        let database = schema_1_database(journal);
        assert_eq!(remaining_macs(&database), TYPED_NAMES as usize, "{journal}: the MACs are stored before migration");
        let store = database.open(Open::Existing).unwrap();
        assert_eq!(remaining_macs(&database), 0, "{journal}: a MAC remains after opening");
        drop(store);
        assert_eq!(remaining_macs(&database), 0, "{journal}");
    }
}

#[test]
fn a_concurrent_reader_delays_removal_of_schema_1_macs_until_close() {
    let database = schema_1_database("wal");
    let other = Connection::open(database.path()).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM unknown_counter;").unwrap();
    let store = database.open(Open::Existing).unwrap();
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    drop(store);
    assert_eq!(remaining_macs(&database), 0);
}

#[test]
fn account_counters_survive_migration_and_corrupt_ones_stay_corrupt() {
    let database = schema_1_database("wal");
    let store: SqliteStore = database.open(Open::Existing).unwrap();
    let counter = |n| {
        let mut found = Ok(None);
        let key = CounterKey::Account(sample::account_id(n), CounterKind::Password);
        let read = store.read(&mut |rows| {
            found = rows.counter(&key);
            Ok(())
        });
        read.and(found)
    };
    let counters = counter(1).unwrap().unwrap();
    assert_eq!(
        (counters.failures, counters.updated_at.wall.millis(), counters.updated_at.boot_millis),
        (7, 1_700_000_000_000, 0)
    );
    assert_eq!(*counters.updated_at.boot_id.as_bytes(), [0; 16]);
    assert!(matches!(counter(2), Err(Error::Corrupt)));
}
