//! The stores that come with the library, put to the test as anybody else's: by the public calls.

use std::path::Path;

use vestibule::auth::{MemoryStore, Open, SystemRandom, UnixTime};
use vestibule::sqlite::SqliteStore;
use vestibule::testing::{store_keeps_the_contract, store_keeps_what_it_wrote};

fn open(folder: impl AsRef<Path>) -> SqliteStore {
    let now = UnixTime::from_seconds(1_700_000_000);
    SqliteStore::open(&folder.as_ref().join("accounts.db"), Open::CreateIfMissing, &SystemRandom, now).unwrap()
}

#[test]
fn the_memory_store_keeps_the_contract() {
    store_keeps_the_contract(|| MemoryStore::new(&SystemRandom).unwrap());
}

#[test]
fn the_sqlite_store_keeps_the_contract_and_what_it_wrote() {
    // Each store has a folder of its own, and all go with the test.
    let all = tempfile::tempdir().unwrap();
    store_keeps_the_contract(|| open(tempfile::tempdir_in(all.path()).unwrap().keep()));
    store_keeps_what_it_wrote(|| tempfile::tempdir().unwrap(), |folder| open(folder.path()));
}
