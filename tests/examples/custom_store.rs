//! The store in a text file: it does what every store must, and what a file must.

#[path = "../../examples/custom_store/file.rs"]
mod file;
#[path = "../../examples/custom_store/program.rs"]
mod program;
#[path = "../../examples/custom_store/store.rs"]
mod store;

mod damage;
mod person;
mod processes;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use vestibule::auth::{CounterKey, Error, NameBucket, Open, Reader, Store, StoreError, SystemRandom, UnixTime, Writer};
use vestibule::testing::{store_keeps_the_contract, store_keeps_what_it_wrote, store_survives_failed_commits};

use self::store::TextStore;

/// A folder that goes with the test, and the store's place in it.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("accounts.txt")
    }

    fn beside(&self, end: &str) -> PathBuf {
        self.0.path().join(format!("accounts.txt{end}"))
    }

    fn open(&self) -> TextStore {
        open(&self.file(), Open::CreateIfMissing).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.file()).unwrap()
    }
}

fn open(path: &Path, mode: Open) -> Result<TextStore, Error> {
    TextStore::open(path, mode, &SystemRandom, UnixTime::from_seconds(1_700_000_000))
}

/// What is counted where a test needs some write.
const COUNTED: CounterKey = CounterKey::Name(NameBucket::Mac(7));

fn count(store: &TextStore) -> Result<(), Error> {
    store.write(&mut |rows| {
        let mut row = rows.counter(&COUNTED)?.unwrap_or_default();
        row.failures += 1;
        rows.put_counter(&COUNTED, &row)
    })
}

fn counted(store: &TextStore) -> u32 {
    let mut found = None;
    store.read(&mut |rows| rows.counter(&COUNTED).map(|row| found = row)).unwrap();
    found.map_or(0, |row| row.failures)
}

#[test]
fn it_keeps_the_contract() {
    // The folders go at the end, after the stores.
    let places = std::cell::RefCell::new(Vec::new());
    store_keeps_the_contract(|| {
        let place = Place::new();
        let store = place.open();
        places.borrow_mut().push(place);
        store
    });
}

#[test]
fn it_keeps_what_it_wrote() {
    store_keeps_what_it_wrote(Place::new, Place::open);
}

/// Whose next write finds a folder where its successor is to be.
struct Blocked {
    place: Place,
    store: TextStore,
    is_next: AtomicBool,
}

impl Store for Blocked {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        if !self.is_next.swap(false, Ordering::SeqCst) {
            return self.store.write(act);
        }
        fs::create_dir(self.place.beside(".new")).unwrap();
        let outcome = self.store.write(act);
        fs::remove_dir(self.place.beside(".new")).unwrap();
        outcome
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        self.store.read(act)
    }

    fn version(&self) -> Result<u64, Error> {
        self.store.version()
    }

    fn scrub(&self) -> Result<(), Error> {
        self.store.scrub()
    }

    fn place(&self) -> Option<String> {
        self.store.place()
    }
}

#[test]
fn a_commit_that_fails_is_an_error_and_leaves_it_whole() {
    let make = || {
        let place = Place::new();
        let store = place.open();
        Blocked { place, store, is_next: AtomicBool::new(false) }
    };
    store_survives_failed_commits(make, |blocked| blocked.is_next.store(true, Ordering::SeqCst));
}

#[test]
fn it_is_made_only_where_it_may_be() {
    let place = Place::new();
    let missing = |outcome| matches!(outcome, Err(Error::Store(StoreError::Missing(_))));
    assert!(missing(open(&place.file(), Open::Existing)));
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
    assert!(missing(open(&place.0.path().join("none").join("accounts.txt"), Open::CreateIfMissing)));

    let store = place.open();
    fs::remove_file(place.file()).unwrap();
    assert!(matches!(count(&store), Err(Error::Store(StoreError::Missing(_)))));
    assert!(!place.file().exists());
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it_or_what_lies_beside() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    let store = place.open();
    fs::set_permissions(place.file(), fs::Permissions::from_mode(0o644)).unwrap();
    count(&store).unwrap();
    for file in fs::read_dir(place.0.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn a_write_that_cannot_be_put_down_leaves_everything_as_it_was() {
    let place = Place::new();
    let store = place.open();
    count(&store).unwrap();
    let (bytes, version) = (place.bytes(), store.version().unwrap());
    // Nothing can be written where a folder is.
    fs::create_dir(place.beside(".new")).unwrap();
    assert!(matches!(count(&store), Err(Error::Store(_))));
    assert_eq!(place.bytes(), bytes);
    assert_eq!((counted(&store), store.version().unwrap()), (1, version));

    fs::remove_dir(place.beside(".new")).unwrap();
    count(&store).unwrap();
    assert_eq!(counted(&store), 2);
}

#[test]
fn what_an_ended_program_left_beside_does_not_matter() {
    let place = Place::new();
    let store = place.open();
    fs::write(place.beside(".new"), "{\"format\":1,\"wri").unwrap();
    fs::write(place.beside(".lock"), "left").unwrap();
    drop(place.open());
    count(&store).unwrap();
    assert!(!place.beside(".new").exists());

    fs::write(place.beside(".new"), "an old secret").unwrap();
    store.scrub().unwrap();
    assert!(!place.beside(".new").exists());
    assert_eq!(counted(&place.open()), 1);
}

#[cfg(unix)]
#[test]
fn a_link_laid_where_it_writes_is_not_followed() {
    let place = Place::new();
    let store = place.open();
    let other = place.0.path().join("another file");
    fs::write(&other, "of somebody").unwrap();
    std::os::unix::fs::symlink(&other, place.beside(".new")).unwrap();
    count(&store).unwrap();
    assert_eq!(fs::read(&other).unwrap(), b"of somebody");
    assert!(!place.file().is_symlink());
}
