//! Accounts in one plain text file that a person can read and compare, for a program without a database.
//!
//! Good for a handful of people at one computer, and for seeing what a store is. Every write puts down the whole file
//! anew and waits for the disk: each try at a password is one, a sign-in several, and an open session one now and then.
//! With hundreds of accounts or years of history take `SqliteStore`. Not for a network folder either, where locks do
//! not always hold. Rows that were deleted are gone from the file, but the disk may keep blocks of earlier files.
//!
//! The rows are kept by `MemoryStore`, which knows what a row may be; so nothing is left to write but the five methods
//! of [`Store`]. A store over a database would implement `Reader` and `Writer` as well, one statement for each method.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use vestibule::auth::{Error, MemoryStore, Open, Random, Reader, Row, Store, StoreError, UnixTime, Writer};

use super::file::{AccountsFile, Loaded};

/// Accounts in a text file.
pub struct TextStore {
    file: AccountsFile,
    /// The file as it was last read or written. What is in it never changes: there comes another.
    seen: Mutex<Arc<Loaded>>,
}

impl TextStore {
    /// Opens the file at `path`, or makes one there if `mode` says so. `random` gives a new one its id and key, `now`
    /// its age.
    ///
    /// # Errors
    /// A [`StoreError`] that says why; the file was not touched.
    pub fn open(path: &Path, mode: Open, random: &dyn Random, now: UnixTime) -> Result<Self, Error> {
        let file = AccountsFile::at(path);
        if !file.exists()? {
            match mode {
                Open::Existing => return Err(StoreError::Missing(path.to_owned()).into()),
                Open::CreateIfMissing => create(&file, random, now)?,
            }
        }
        let seen = Mutex::new(Arc::new(file.load()?));
        Ok(Self { file, seen })
    }

    /// The rows as they are now: those at hand, unless somebody else wrote.
    fn latest(&self) -> Result<Arc<Loaded>, Error> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if self.file.head()? != seen.head {
            *seen = Arc::new(self.file.load()?);
        }
        Ok(Arc::clone(&seen))
    }
}

/// Makes a store without accounts, unless somebody else was faster.
fn create(file: &AccountsFile, random: &dyn Random, now: UnixTime) -> Result<(), Error> {
    let lock = file.lock()?;
    if file.exists()? {
        return Ok(());
    }
    let mut rows = MemoryStore::new(random)?.rows();
    for row in &mut rows {
        if let Row::Meta(meta) = row {
            meta.created = now;
        }
    }
    file.replace(&lock, 1, &rows).map(|_| ())
}

impl Store for TextStore {
    /// Under the lock, from reading the file to its successor's name on the disk. `act` changes rows in memory that
    /// nobody else sees: if it fails or panics, they go, and the file is what it was.
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let lock = self.file.lock()?;
        // Whole, though it may be at hand: a file that was cut or edited is not to be written over.
        let Loaded { head, rows } = self.file.load()?;
        rows.write(act)?;
        let head = self.file.replace(&lock, head.write.wrapping_add(1), &rows.rows())?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Loaded { head, rows });
        Ok(())
    }

    /// Without the lock: one state of the file, which whoever writes meanwhile does not change.
    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        self.latest()?.rows.read(act)
    }

    fn version(&self) -> Result<u64, Error> {
        self.file.head().map(|head| head.write)
    }

    fn scrub(&self) -> Result<(), Error> {
        let lock = self.file.lock()?;
        self.file.scrub(&lock)
    }

    fn place(&self) -> Option<String> {
        Some(self.file.path().display().to_string())
    }
}
