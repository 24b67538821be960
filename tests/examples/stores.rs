//! Tests of the library's own stores through the public API.

use std::path::Path;

use vestibule::auth::{MemoryStore, Open, SystemRandom, UnixTime};
use vestibule::sqlite::SqliteStore;
use vestibule::testing::{check_persistent_store, check_store};

fn open(folder: impl AsRef<Path>) -> SqliteStore {
    let now = UnixTime::from_seconds(1_700_000_000);
    SqliteStore::open(&folder.as_ref().join("accounts.db"), Open::CreateIfMissing, &SystemRandom, now).unwrap()
}

#[test]
fn the_memory_store_passes_the_store_checks() {
    check_store(|| MemoryStore::new(&SystemRandom).unwrap());
}

#[test]
fn the_sqlite_store_passes_the_store_and_persistence_checks() {
    // Each store has a folder of its own, and all are deleted with the test.
    let all = tempfile::tempdir().unwrap();
    check_store(|| open(tempfile::tempdir_in(all.path()).unwrap().keep()));
    check_persistent_store(|| tempfile::tempdir().unwrap(), |folder| open(folder.path()));
}
