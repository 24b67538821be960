//! Folder, file and journals, and who may read them.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::auth::contract::sample;
use crate::auth::{Open, Store};
use crate::sqlite::Notice;
use crate::sqlite::tests::{Place, open};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn loosen(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_new_store_its_folders_and_its_journals_are_for_its_user_alone() {
    let place = Place::new();
    let file = place.folder.path().join("data/vestibule/accounts.db");
    let store = open(&file, Open::CreateIfMissing).unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(1)).map(|_| ())).unwrap();
    assert_eq!(mode(&place.folder.path().join("data")), 0o700);
    assert_eq!(mode(&place.folder.path().join("data/vestibule")), 0o700);
    for end in ["", "-wal", "-shm"] {
        assert_eq!(mode(&file.with_file_name(format!("accounts.db{end}"))), 0o600, "{end}");
    }
    assert_eq!(store.found(), []);
}

#[test]
fn a_looser_file_is_repaired_and_told() {
    let place = Place::furnished();
    loosen(&place.file(), 0o644);
    let store = place.open(Open::Existing).unwrap();
    assert_eq!(mode(&place.file()), 0o600);
    let path = place.file().canonicalize().unwrap();
    assert_eq!(store.found(), [Notice::Repaired { path, mode: 0o644 }]);
    drop(store);
    assert_eq!(place.open(Open::Existing).unwrap().found(), []);
}

#[test]
fn looser_journals_are_repaired_and_told() {
    let place = Place::furnished();
    let store = place.open(Open::Existing).unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(2)).map(|_| ())).unwrap();
    loosen(&place.beside("-wal"), 0o666);
    let other = place.open(Open::Existing).unwrap();
    assert_eq!(mode(&place.beside("-wal")), 0o600);
    assert!(matches!(other.found(), [Notice::Repaired { mode: 0o666, .. }]), "{:?}", other.found());
    drop(store);
}

#[test]
fn a_looser_folder_of_ours_is_repaired_and_somebody_elses_is_left() {
    for (name, after) in [("vestibule", 0o700), ("shared", 0o755)] {
        let place = Place::new();
        let folder = place.folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        loosen(&folder, 0o755);
        let store = open(&folder.join("accounts.db"), Open::CreateIfMissing).unwrap();
        assert_eq!(mode(&folder), after, "{name}");
        assert_eq!(store.found().len(), usize::from(after == 0o700), "{name}");
        assert_eq!(mode(&folder.join("accounts.db")), 0o600);
    }
}

#[test]
fn a_link_is_followed_and_the_journals_stand_beside_the_file_itself() {
    let place = Place::furnished();
    let link = place.folder.path().join("link.db");
    symlink(place.file(), &link).unwrap();
    let store = open(&link, Open::Existing).unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(2)).map(|_| ())).unwrap();
    assert!(place.beside("-wal").exists());
    assert!(!place.folder.path().join("link.db-wal").exists());
    assert_eq!(store.place(), Some(link.display().to_string()));
}

#[test]
fn a_link_to_nowhere_makes_no_store() {
    let place = Place::new();
    symlink(place.folder.path().join("nowhere.db"), place.file()).unwrap();
    assert!(place.open(Open::CreateIfMissing).is_err());
    assert!(!place.folder.path().join("nowhere.db").exists());
}

#[test]
fn what_opening_found_is_told_in_lower_case_without_a_full_stop() {
    let path = || "/srv/a.db".into();
    let notices = [
        Notice::Repaired { path: path(), mode: 0o644 },
        Notice::Loose { path: path(), mode: 0o644, cause: "not permitted".to_owned() },
        Notice::CopiedBeforeUpdate { path: path() },
    ];
    for notice in notices {
        // A notice without a sentence here does not compile.
        let sentence = match notice {
            Notice::Repaired { .. } => "other users of this computer could open /srv/a.db; now they cannot",
            Notice::Loose { .. } => {
                "other users of this computer can open /srv/a.db, and that cannot be changed: not permitted"
            }
            Notice::CopiedBeforeUpdate { .. } => {
                "the accounts were updated; /srv/a.db is a copy from before, to be deleted once all is well"
            }
        };
        assert_eq!(notice.to_string(), sentence);
    }
}
