//! A file that is deleted, renamed or replaced while a store has it open.

use std::fs;
use std::sync::Arc;

use crate::auth::contract::sample;
use crate::auth::testing::{ALICE, ManualClock, PASSWORD, auth_with_store, typed};
use crate::auth::{Error, Open, Store, StoreError};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{TestDatabase, open};

fn write(store: &SqliteStore) -> Result<(), Error> {
    store.write(&mut |rows| rows.insert_account(&sample::account(2)).map(|_| ()))
}

/// Returns the path that each operation of the store names as replaced.
fn assert_replaced(store: &SqliteStore, path: &std::path::Path) {
    let outcomes = [
        write(store),
        store.read(&mut |rows| rows.has_accounts().map(|_| ())),
        store.version().map(|_| ()),
        store.purge_deleted(),
    ];
    for outcome in outcomes {
        assert!(
            matches!(&outcome, Err(Error::Store(StoreError::Replaced(named))) if named == path),
            "{outcome:?} instead of {}",
            path.display()
        );
    }
}

#[test]
fn nothing_is_acknowledged_once_a_file_of_the_store_is_deleted_renamed_or_replaced() {
    for end in ["", "-wal", "-shm"] {
        for action in ["deleted", "renamed", "replaced"] {
            let (database, store) = TestDatabase::seeded_open();
            let file = database.sibling(end);
            match action {
                "deleted" => fs::remove_file(&file).unwrap(),
                "renamed" => fs::rename(&file, database.folder.path().join("away")).unwrap(),
                _ => {
                    fs::copy(&file, database.folder.path().join("other")).unwrap();
                    fs::rename(database.folder.path().join("other"), &file).unwrap();
                }
            }
            assert_replaced(&store, &file);
        }
    }
}

#[test]
fn nothing_is_acknowledged_once_the_folder_is_deleted_or_replaced() {
    let database = TestDatabase::new();
    let folder = database.folder.path().join("accounts");
    let path = folder.join("accounts.db");
    let store = open(&path, Open::CreateIfMissing).unwrap();
    fs::rename(&folder, database.folder.path().join("renamed")).unwrap();
    assert_replaced(&store, &path);
    fs::write(&folder, "a file instead of the folder").unwrap();
    assert_replaced(&store, &path);
    fs::remove_file(&folder).unwrap();
    drop(open(&path, Open::CreateIfMissing).unwrap());
    assert_replaced(&store, &path);
}

#[cfg(unix)]
#[test]
fn nothing_is_acknowledged_once_a_link_to_the_file_names_another() {
    let (database, other) = (TestDatabase::seeded(), TestDatabase::seeded());
    let link = database.folder.path().join("link.db");
    std::os::unix::fs::symlink(database.path(), &link).unwrap();
    let store = open(&link, Open::Existing).unwrap();
    write(&store).unwrap();
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(other.path(), &link).unwrap();
    assert_replaced(&store, &link);
}

#[test]
fn a_file_that_is_put_back_is_used_again() {
    let (database, store) = TestDatabase::seeded_open();
    let away = database.folder.path().join("away");
    fs::rename(database.path(), &away).unwrap();
    assert_replaced(&store, &database.path());
    fs::rename(&away, database.path()).unwrap();
    write(&store).unwrap();
    drop(store);
    let store = database.open(Open::Existing).unwrap();
    store.read(&mut |rows| rows.accounts().map(|accounts| assert_eq!(accounts.len(), 2))).unwrap();
}

#[test]
fn a_file_that_is_deleted_during_a_write_acknowledges_nothing() {
    let (database, store) = TestDatabase::seeded_open();
    let written = store.write(&mut |rows| {
        rows.insert_account(&sample::account(2))?;
        fs::remove_file(database.path()).unwrap();
        Ok(())
    });
    assert!(matches!(written, Err(Error::Store(StoreError::Replaced(_)))), "{written:?}");
}

#[test]
fn no_sign_in_is_decided_by_a_deleted_file() {
    let database = TestDatabase::new();
    let store = Arc::new(database.open(Open::CreateIfMissing).unwrap());
    let auth = auth_with_store(Arc::clone(&store) as _, Arc::new(ManualClock::new()), 1);
    drop(auth.create_first_account(ALICE, typed(PASSWORD)).unwrap());
    fs::remove_file(database.path()).unwrap();
    let refused = auth.sign_in(ALICE, typed(PASSWORD));
    assert!(matches!(refused, Err(Error::Store(StoreError::Replaced(_)))), "{refused:?}");
}
