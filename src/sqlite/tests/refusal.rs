//! Files that are refused, and remain unchanged byte for byte.

use std::fs;
use std::path::Path;

use crate::auth::{Open, Report, StoreError};
use crate::sqlite::tests::{TestDatabase, expect_store_error, open};

/// Writes `bytes` to the store's path, and returns the errors of both modes after checking that the file is unchanged.
fn open_errors(bytes: &[u8]) -> [StoreError; 2] {
    let database = TestDatabase::new();
    fs::write(database.path(), bytes).unwrap();
    let faults = [Open::Existing, Open::CreateIfMissing].map(|mode| expect_store_error(database.open(mode)));
    assert!(fs::read(database.path()).unwrap() == bytes, "the refused file is modified");
    for fault in &faults {
        assert!(fault.to_string().contains("accounts.db"), "{fault}");
        assert!(!fault.advice().is_empty());
    }
    faults
}

/// The bytes of a store after `change`.
fn modified(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = fs::read(TestDatabase::seeded().path()).unwrap();
    change(&mut bytes);
    bytes
}

#[test]
fn a_missing_file_is_reported_and_not_created() {
    let database = TestDatabase::new();
    assert!(
        matches!(expect_store_error(database.open(Open::Existing)), StoreError::Missing(path) if path == database.path())
    );
    assert!(!database.path().exists());
    let deep = database.folder.path().join("not/there/accounts.db");
    assert!(matches!(expect_store_error(open(&deep, Open::Existing)), StoreError::Missing(_)));
    assert!(!database.folder.path().join("not").exists());
}

#[test]
fn nothing_is_left_of_a_store_that_could_not_be_created() {
    let database = TestDatabase::new();
    let folder = database.folder.path();
    let in_new_folders = |name: &str| folder.join("new").join("deeper").join(name);
    for length in [248, 252, 255, 300] {
        let fault = expect_store_error(open(&in_new_folders(&"n".repeat(length)), Open::CreateIfMissing));
        assert!(matches!(fault, StoreError::Io { .. }), "{fault}");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "{length}");
    }
    // Longer than SQLite accepts, though no name is too long.
    let deep = in_new_folders(&"folder/".repeat(90));
    assert!(open(&deep.join("accounts.db"), Open::CreateIfMissing).is_err());
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    drop(open(&in_new_folders(&"n".repeat(247)), Open::CreateIfMissing).unwrap());
}

#[test]
fn a_text_file_is_not_vestibule() {
    let faults = open_errors(b"Shopping: milk, bread, and a new one-time pad.\n");
    assert!(faults.iter().all(|fault| matches!(fault, StoreError::NotVestibule(_))), "{faults:?}");
}

#[test]
fn another_programs_database_is_not_vestibule_even_with_a_wal_to_recover() {
    let database = TestDatabase::new();
    let other = rusqlite::Connection::open(database.path()).unwrap();
    other.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    other.execute_batch("CREATE TABLE recipe (text TEXT); INSERT INTO recipe VALUES ('soup');").unwrap();
    let copy = database.copy();
    let bytes = || ["", "-wal"].map(|end| fs::read(copy.sibling(end)).unwrap());
    let before = bytes();
    assert!(matches!(expect_store_error(copy.open(Open::CreateIfMissing)), StoreError::NotVestibule(_)));
    assert!(bytes() == before, "the refused file is modified");
    assert!(!copy.sibling("-shm").exists());
    assert_eq!(fs::metadata(copy.path()).unwrap().permissions(), fs::metadata(database.path()).unwrap().permissions());
}

#[test]
fn a_newer_store_is_refused_with_both_numbers() {
    let faults = open_errors(&modified(|bytes| bytes[60..64].copy_from_slice(&7_i32.to_be_bytes())));
    assert!(
        faults.iter().all(|fault| matches!(fault, StoreError::NewerSchema { file_schema: 7, supported_schema: 2, .. })),
        "{faults:?}"
    );
}

#[test]
fn a_newer_schema_that_is_only_in_the_wal_is_detected() {
    let database = TestDatabase::seeded();
    let newer = rusqlite::Connection::open(database.path()).unwrap();
    newer.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    newer.pragma_update(None, "user_version", 9).unwrap();
    let copy = database.copy();
    let bytes = || ["", "-wal"].map(|end| fs::read(copy.sibling(end)).unwrap());
    let before = bytes();
    assert!(matches!(expect_store_error(copy.open(Open::Existing)), StoreError::NewerSchema { file_schema: 9, .. }));
    assert!(bytes() == before, "the refused file is modified");
}

#[test]
fn a_zeroed_file_is_damaged() {
    let faults = open_errors(&modified(|bytes| bytes.fill(0)));
    assert!(faults.iter().all(|fault| matches!(fault, StoreError::Damaged { .. })), "{faults:?}");
}

#[test]
fn a_store_with_another_table_or_a_dropped_index_is_damaged() {
    for sql in ["CREATE TABLE extra (x)", "DROP INDEX session_account", "DROP TABLE help_code"] {
        let database = TestDatabase::seeded();
        database.tamper(sql);
        assert!(matches!(expect_store_error(database.open(Open::Existing)), StoreError::Damaged { .. }), "{sql}");
    }
}

#[test]
fn rows_of_a_missing_account_are_damage() {
    let database = TestDatabase::seeded();
    database.tamper("DELETE FROM account");
    assert!(matches!(expect_store_error(database.open(Open::Existing)), StoreError::Damaged { .. }));
}

#[test]
fn an_empty_file_is_damaged_if_a_store_must_exist_and_otherwise_new() {
    let database = TestDatabase::new();
    fs::write(database.path(), b"").unwrap();
    assert!(matches!(expect_store_error(database.open(Open::Existing)), StoreError::Damaged { .. }));
    assert_eq!(fs::metadata(database.path()).unwrap().len(), 0);
    drop(database.open(Open::CreateIfMissing).unwrap());
    drop(database.open(Open::Existing).unwrap());
}

#[test]
fn a_wal_without_its_database_is_refused_and_kept() {
    for make_empty in [false, true] {
        let database = TestDatabase::new();
        fs::write(database.sibling("-wal"), b"accounts, not yet in the database").unwrap();
        if make_empty {
            fs::write(database.path(), b"").unwrap();
        }
        for mode in [Open::Existing, Open::CreateIfMissing] {
            let fault = expect_store_error(database.open(mode));
            assert!(matches!(&fault, StoreError::Damaged { path, .. } if path.ends_with("accounts.db-wal")), "{fault}");
            assert!(Report::new(&fault).to_string().contains("put the database back"), "{fault}");
        }
        assert_eq!(database.path().exists(), make_empty);
        assert_eq!(fs::read(database.sibling("-wal")).unwrap(), b"accounts, not yet in the database");
    }
}

#[test]
fn the_wal_of_a_refused_store_is_unchanged() {
    let database = TestDatabase::seeded();
    database.tamper("DROP INDEX session_account");
    let store = rusqlite::Connection::open(database.path()).unwrap();
    store.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    store.execute_batch("UPDATE meta SET latest = 5").unwrap();
    let copy = database.copy();
    let bytes = || ["", "-wal"].map(|end| fs::read(copy.sibling(end)).unwrap());
    let before = bytes();
    assert!(matches!(expect_store_error(copy.open(Open::Existing)), StoreError::Damaged { .. }));
    assert!(bytes() == before, "the refused file is modified");
}

#[test]
fn a_folder_and_a_path_through_a_file_are_refused() {
    let database = TestDatabase::new();
    assert!(matches!(expect_store_error(open(database.folder.path(), Open::CreateIfMissing)), StoreError::Io { .. }));
    fs::write(database.path(), b"text").unwrap();
    let through = database.path().join("accounts.db");
    assert!(matches!(expect_store_error(open(&through, Open::CreateIfMissing)), StoreError::Io { .. }));
}

#[test]
fn a_path_is_a_path_and_never_a_uri() {
    // All characters with a meaning in a URI that a file name may hold; `:` and `?` are not allowed on Windows.
    let name = if cfg!(windows) { "file&mode=memory#x=%41 ü'" } else { "file:a.db?mode=memory&x=#%41 ü'" };
    let database = TestDatabase::new();
    let odd = database.folder.path().join(name);
    drop(open(&odd, Open::CreateIfMissing).unwrap());
    assert!(fs::metadata(&odd).unwrap().len() > 0);
    assert_eq!(fs::read_dir(database.folder.path()).unwrap().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_location_is_reported() {
    // Not even root can create a file here.
    let path = Path::new("/sys/kernel/accounts.db");
    let fault = expect_store_error(open(path, Open::CreateIfMissing));
    assert!(matches!(fault, StoreError::ReadOnly { .. }), "{fault}");
}

#[cfg(not(target_os = "linux"))]
#[test]
fn a_place_that_cannot_be_written_is_told() {
    let database = TestDatabase::furnished();
    let mut rights = fs::metadata(database.file()).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(Path::new(&database.file()), rights).unwrap();
    assert!(matches!(refusal(database.open(Open::Existing)), StoreError::ReadOnly { .. }));
}
