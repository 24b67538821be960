//! Registry of the files that this process has open through SQLite.
//!
//! On Unix a process loses its locks on a file as soon as it closes *any* handle of it (POSIX advisory locks),
//! including SQLite's: another program could then remove the journal as if it were the last user. So a file is opened
//! once, beside SQLite, and closed after the last connection of this process.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::auth::{Error, StoreError};
use crate::sqlite::error::from_io;
use crate::sqlite::file_id::FileId;
use crate::sqlite::header::Header;

/// The handle of each open file, and how many stores use it.
static OPEN_FILES: Mutex<BTreeMap<FileId, (Arc<File>, usize)>> = Mutex::new(BTreeMap::new());

/// Keeps a file registered until it is dropped, which must be after its connections.
#[derive(Debug)]
pub(super) struct OpenFileGuard {
    id: FileId,
    /// `None` only while it is dropped.
    file: Option<Arc<File>>,
}

impl OpenFileGuard {
    /// Opens the file for reading, unless a store of this process has it open, and registers it. Call it before the
    /// file is opened through SQLite.
    pub fn register(path: &Path) -> io::Result<Self> {
        let mut files = OPEN_FILES.lock().unwrap_or_else(PoisonError::into_inner);
        let id = FileId::of(path)?;
        if !files.contains_key(&id) {
            let file = File::open(path)?;
            if FileId::of(path)? != id {
                return Err(io::Error::other("it was replaced meanwhile"));
            }
            files.insert(id.clone(), (Arc::new(file), 0));
        }
        let file = files.get_mut(&id).map(|(file, count)| {
            *count += 1;
            Arc::clone(file)
        });
        Ok(Self { id, file })
    }

    /// Reads the header of the file.
    pub fn header(&self, path: &Path) -> Result<Header, Error> {
        let file = self.file.as_ref().ok_or_else(|| StoreError::Replaced(path.to_owned()))?;
        Header::read(file).map_err(|error| from_io(path, error))
    }

    /// Fails if `path` no longer names the registered file, which SQLite may then not have opened.
    pub fn check_unchanged(&self, path: &Path) -> Result<(), Error> {
        match FileId::of(path) {
            Ok(found) if found == self.id => Ok(()),
            _ => Err(StoreError::Replaced(path.to_owned()).into()),
        }
    }
}

impl Drop for OpenFileGuard {
    fn drop(&mut self) {
        let mut files = OPEN_FILES.lock().unwrap_or_else(PoisonError::into_inner);
        // Closed while the registry is locked, so that no other thread registers the file meanwhile.
        drop(self.file.take());
        if let Some((_, count)) = files.get_mut(&self.id) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                files.remove(&self.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stays_open_until_its_last_guard_is_dropped() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let id = FileId::of(file.path()).unwrap();
        let is_open = || OPEN_FILES.lock().unwrap().contains_key(&id);
        assert!(!is_open());
        let one = OpenFileGuard::register(file.path()).unwrap();
        let two = OpenFileGuard::register(file.path()).unwrap();
        assert!(Arc::ptr_eq(one.file.as_ref().unwrap(), two.file.as_ref().unwrap()));
        drop(one);
        assert!(is_open());
        drop(two);
        assert!(!is_open());
    }
}
