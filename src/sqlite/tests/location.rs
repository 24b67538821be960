//! Folder, file and journals, and their permissions.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::auth::contract::sample;
use crate::auth::{Open, Store};
use crate::sqlite::OpenNotice;
use crate::sqlite::tests::{TestDatabase, open};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_new_store_its_folders_and_journals_are_private() {
    let database = TestDatabase::new();
    let file = database.folder.path().join("data/vestibule/accounts.db");
    let store = open(&file, Open::CreateIfMissing).unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(1)).map(|_| ())).unwrap();
    assert_eq!(mode(&database.folder.path().join("data")), 0o700);
    assert_eq!(mode(&database.folder.path().join("data/vestibule")), 0o700);
    for end in ["", "-wal", "-shm"] {
        assert_eq!(mode(&file.with_file_name(format!("accounts.db{end}"))), 0o600, "{end}");
    }
    assert_eq!(store.open_notices(), []);
}

#[test]
fn permissions_of_a_looser_file_are_tightened_and_reported() {
    let database = TestDatabase::seeded();
    set_mode(&database.path(), 0o644);
    let store = database.open(Open::Existing).unwrap();
    assert_eq!(mode(&database.path()), 0o600);
    let path = database.path().canonicalize().unwrap();
    assert_eq!(store.open_notices(), [OpenNotice::PermissionsTightened { path, mode: 0o644 }]);
    drop(store);
    assert_eq!(database.open(Open::Existing).unwrap().open_notices(), []);
}

#[test]
fn permissions_of_looser_journals_are_tightened_and_reported() {
    let (database, store) = TestDatabase::seeded_open();
    store.write(&mut |rows| rows.insert_account(&sample::account(2)).map(|_| ())).unwrap();
    set_mode(&database.sibling("-wal"), 0o666);
    let other = database.open(Open::Existing).unwrap();
    assert_eq!(mode(&database.sibling("-wal")), 0o600);
    assert!(
        matches!(other.open_notices(), [OpenNotice::PermissionsTightened { mode: 0o666, .. }]),
        "{:?}",
        other.open_notices()
    );
    drop(store);
}

#[test]
fn a_looser_vestibule_folder_is_tightened_and_any_other_is_left() {
    for (name, after) in [("vestibule", 0o700), ("shared", 0o755)] {
        let database = TestDatabase::new();
        let folder = database.folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        set_mode(&folder, 0o755);
        let store = open(&folder.join("accounts.db"), Open::CreateIfMissing).unwrap();
        assert_eq!(mode(&folder), after, "{name}");
        assert_eq!(store.open_notices().len(), usize::from(after == 0o700), "{name}");
        assert_eq!(mode(&folder.join("accounts.db")), 0o600);
    }
}

#[test]
fn a_symlink_is_followed_and_the_journals_are_next_to_its_target() {
    let database = TestDatabase::seeded();
    let link = database.folder.path().join("link.db");
    symlink(database.path(), &link).unwrap();
    let store = open(&link, Open::Existing).unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(2)).map(|_| ())).unwrap();
    assert!(database.sibling("-wal").exists());
    assert!(!database.folder.path().join("link.db-wal").exists());
    assert_eq!(store.location(), Some(link.display().to_string()));
}

#[test]
fn a_dangling_symlink_creates_no_store() {
    let database = TestDatabase::new();
    symlink(database.folder.path().join("nowhere.db"), database.path()).unwrap();
    assert!(database.open(Open::CreateIfMissing).is_err());
    assert!(!database.folder.path().join("nowhere.db").exists());
}

#[test]
fn open_notices_are_lower_case_without_a_full_stop() {
    let path = || "/srv/a.db".into();
    let notices = [
        OpenNotice::PermissionsTightened { path: path(), mode: 0o644 },
        OpenNotice::PermissionsTooOpen { path: path(), mode: 0o644, cause: "not permitted".to_owned() },
        OpenNotice::BackedUpBeforeUpdate { path: path() },
    ];
    for notice in notices {
        // A notice without a sentence here does not compile.
        let sentence = match notice {
            OpenNotice::PermissionsTightened { .. } => {
                "other users of this computer could open /srv/a.db; now they cannot"
            }
            OpenNotice::PermissionsTooOpen { .. } => {
                "other users of this computer can open /srv/a.db, and that cannot be changed (not permitted); keep it elsewhere"
            }
            OpenNotice::BackedUpBeforeUpdate { .. } => {
                "the accounts were updated; /srv/a.db is a copy from before, to be deleted once all is well"
            }
        };
        assert_eq!(notice.to_string(), sentence);
    }
}
