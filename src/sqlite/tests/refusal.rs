//! Files that are refused, and that not a byte of them changes.

use std::fs;
use std::path::Path;

use crate::auth::{Open, Report, StoreError};
use crate::sqlite::tests::{Place, open, refusal};

/// Puts `bytes` where the store should be, and gives the refusal in both modes after checking that they stayed.
fn refused(bytes: &[u8]) -> [StoreError; 2] {
    let place = Place::new();
    fs::write(place.file(), bytes).unwrap();
    let faults = [Open::Existing, Open::CreateIfMissing].map(|mode| refusal(place.open(mode)));
    assert!(fs::read(place.file()).unwrap() == bytes, "refused, but not untouched");
    for fault in &faults {
        assert!(fault.to_string().contains("accounts.db"), "{fault}");
        assert!(!fault.way_out().is_empty());
    }
    faults
}

/// The bytes of a store, changed.
fn altered(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = fs::read(Place::furnished().file()).unwrap();
    change(&mut bytes);
    bytes
}

#[test]
fn a_missing_file_is_told_and_not_made() {
    let place = Place::new();
    assert!(matches!(refusal(place.open(Open::Existing)), StoreError::Missing(path) if path == place.file()));
    assert!(!place.file().exists());
    let deep = place.folder.path().join("not/there/accounts.db");
    assert!(matches!(refusal(open(&deep, Open::Existing)), StoreError::Missing(_)));
    assert!(!place.folder.path().join("not").exists());
}

#[test]
fn a_text_file_is_foreign() {
    let faults = refused(b"Shopping: milk, bread, and a new one-time pad.\n");
    assert!(faults.iter().all(|fault| matches!(fault, StoreError::Foreign(_))), "{faults:?}");
}

#[test]
fn another_programs_database_is_foreign_even_with_a_log_to_recover() {
    let place = Place::new();
    let other = rusqlite::Connection::open(place.file()).unwrap();
    other.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    other.execute_batch("CREATE TABLE recipe (text TEXT); INSERT INTO recipe VALUES ('soup');").unwrap();
    let copy = Place::new();
    let ends = ["", "-wal"];
    for end in ends {
        fs::copy(place.beside(end), copy.beside(end)).unwrap();
    }
    let bytes = || ends.map(|end| fs::read(copy.beside(end)).unwrap());
    let before = bytes();
    assert!(matches!(refusal(copy.open(Open::CreateIfMissing)), StoreError::Foreign(_)));
    assert!(bytes() == before, "refused, but not untouched");
    assert!(!copy.beside("-shm").exists());
    assert_eq!(fs::metadata(copy.file()).unwrap().permissions(), fs::metadata(place.file()).unwrap().permissions());
}

#[test]
fn a_newer_store_is_refused_with_both_numbers() {
    let faults = refused(&altered(|bytes| bytes[60..64].copy_from_slice(&7_i32.to_be_bytes())));
    assert!(faults.iter().all(|fault| matches!(fault, StoreError::Newer { found: 7, known: 2, .. })), "{faults:?}");
}

#[test]
fn a_newer_schema_that_stands_only_in_the_log_is_seen() {
    let place = Place::furnished();
    let newer = rusqlite::Connection::open(place.file()).unwrap();
    newer.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    newer.pragma_update(None, "user_version", 9).unwrap();
    let copy = Place::new();
    for end in ["", "-wal"] {
        fs::copy(place.beside(end), copy.beside(end)).unwrap();
    }
    let bytes = || ["", "-wal"].map(|end| fs::read(copy.beside(end)).unwrap());
    let before = bytes();
    assert!(matches!(refusal(copy.open(Open::Existing)), StoreError::Newer { found: 9, .. }));
    assert!(bytes() == before, "refused, but not untouched");
}

#[test]
fn a_zeroed_file_is_damaged() {
    let faults = refused(&altered(|bytes| bytes.fill(0)));
    assert!(faults.iter().all(|fault| matches!(fault, StoreError::Damaged { .. })), "{faults:?}");
}

#[test]
fn a_store_with_another_table_or_a_dropped_index_is_damaged() {
    for sql in ["CREATE TABLE extra (x)", "DROP INDEX session_account", "DROP TABLE help_code"] {
        let place = Place::furnished();
        place.tamper(sql);
        assert!(matches!(refusal(place.open(Open::Existing)), StoreError::Damaged { .. }), "{sql}");
    }
}

#[test]
fn rows_of_an_account_that_is_gone_are_damage() {
    let place = Place::furnished();
    place.tamper("DELETE FROM account");
    assert!(matches!(refusal(place.open(Open::Existing)), StoreError::Damaged { .. }));
}

#[test]
fn an_empty_file_is_damaged_where_a_store_must_be_and_otherwise_taken_for_new() {
    let place = Place::new();
    fs::write(place.file(), b"").unwrap();
    assert!(matches!(refusal(place.open(Open::Existing)), StoreError::Damaged { .. }));
    assert_eq!(fs::metadata(place.file()).unwrap().len(), 0);
    drop(place.open(Open::CreateIfMissing).unwrap());
    drop(place.open(Open::Existing).unwrap());
}

#[test]
fn a_log_without_its_database_is_refused_and_stays() {
    for make_empty in [false, true] {
        let place = Place::new();
        fs::write(place.beside("-wal"), b"accounts, not yet in the database").unwrap();
        if make_empty {
            fs::write(place.file(), b"").unwrap();
        }
        for mode in [Open::Existing, Open::CreateIfMissing] {
            let fault = refusal(place.open(mode));
            assert!(matches!(&fault, StoreError::Damaged { path, .. } if path.ends_with("accounts.db-wal")), "{fault}");
            assert!(Report::new(&fault).to_string().contains("put the database back"), "{fault}");
        }
        assert_eq!(place.file().exists(), make_empty);
        assert_eq!(fs::read(place.beside("-wal")).unwrap(), b"accounts, not yet in the database");
    }
}

#[test]
fn the_log_of_a_refused_store_stays_as_it_is() {
    let place = Place::furnished();
    place.tamper("DROP INDEX session_account");
    let store = rusqlite::Connection::open(place.file()).unwrap();
    store.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    store.execute_batch("UPDATE meta SET latest = 5").unwrap();
    let copy = Place::new();
    for end in ["", "-wal"] {
        fs::copy(place.beside(end), copy.beside(end)).unwrap();
    }
    let bytes = || ["", "-wal"].map(|end| fs::read(copy.beside(end)).unwrap());
    let before = bytes();
    assert!(matches!(refusal(copy.open(Open::Existing)), StoreError::Damaged { .. }));
    assert!(bytes() == before, "refused, but not untouched");
}

#[test]
fn a_folder_and_a_path_through_a_file_are_refused() {
    let place = Place::new();
    assert!(matches!(refusal(open(place.folder.path(), Open::CreateIfMissing)), StoreError::Io { .. }));
    fs::write(place.file(), b"text").unwrap();
    let through = place.file().join("accounts.db");
    assert!(matches!(refusal(open(&through, Open::CreateIfMissing)), StoreError::Io { .. }));
}

#[test]
fn a_path_is_a_path_and_never_a_uri() {
    // All that means something in a URI and may stand in a file name; `:` and `?` may not on Windows.
    let name = if cfg!(windows) { "file&mode=memory#x=%41 ü'" } else { "file:a.db?mode=memory&x=#%41 ü'" };
    let place = Place::new();
    let odd = place.folder.path().join(name);
    drop(open(&odd, Open::CreateIfMissing).unwrap());
    assert!(fs::metadata(&odd).unwrap().len() > 0);
    assert_eq!(fs::read_dir(place.folder.path()).unwrap().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_is_told() {
    // Not even the system's own administrator may make a file here.
    let path = Path::new("/sys/kernel/accounts.db");
    let fault = refusal(open(path, Open::CreateIfMissing));
    assert!(matches!(fault, StoreError::ReadOnly { .. }), "{fault}");
}

#[cfg(not(target_os = "linux"))]
#[test]
fn a_place_that_cannot_be_written_is_told() {
    let place = Place::furnished();
    let mut rights = fs::metadata(place.file()).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(Path::new(&place.file()), rights).unwrap();
    assert!(matches!(refusal(place.open(Open::Existing)), StoreError::ReadOnly { .. }));
}
