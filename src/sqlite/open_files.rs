//! Registry of the files that this process has open through SQLite.
//!
//! On Unix a process loses its locks on a file as soon as it closes *any* handle of it (POSIX advisory locks),
//! including SQLite's: another program could then remove the journal as if it were the last user. So a file that a
//! store has open is never opened by other means; this registry makes that possible.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::auth::{Error, StoreError};
use crate::sqlite::file_id::FileId;

static OPEN_FILES: Mutex<BTreeMap<FileId, usize>> = Mutex::new(BTreeMap::new());

/// Exclusive access to the registry, held while files are opened other than through SQLite.
pub(super) struct OpenFiles(MutexGuard<'static, BTreeMap<FileId, usize>>);

impl OpenFiles {
    /// Waits until no other thread is opening a store.
    pub(super) fn lock() -> Self {
        Self(OPEN_FILES.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a store of this process has the file open.
    pub(super) fn contains(&self, path: &Path) -> std::io::Result<bool> {
        Ok(self.0.contains_key(&FileId::of(path)?))
    }

    /// Registers a file that is about to be opened through SQLite.
    pub(super) fn register(mut self, path: &Path) -> std::io::Result<OpenFileGuard> {
        let id = FileId::of(path)?;
        *self.0.entry(id.clone()).or_insert(0) += 1;
        Ok(OpenFileGuard(id))
    }
}

/// Keeps a file registered until it is dropped, which must be after its connections.
#[derive(Debug)]
pub(super) struct OpenFileGuard(FileId);

impl OpenFileGuard {
    /// Fails if `path` no longer names the registered file, which SQLite may then not have opened.
    pub(super) fn check_unchanged(&self, path: &Path) -> Result<(), Error> {
        match FileId::of(path) {
            Ok(found) if found == self.0 => Ok(()),
            _ => Err(StoreError::Replaced(path.to_owned()).into()),
        }
    }
}

impl Drop for OpenFileGuard {
    fn drop(&mut self) {
        let mut files = OPEN_FILES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = files.get_mut(&self.0) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                files.remove(&self.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_as_open_until_its_last_guard_is_dropped() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let is_open = || OpenFiles::lock().contains(file.path()).unwrap();
        assert!(!is_open());
        let one = OpenFiles::lock().register(file.path()).unwrap();
        let two = OpenFiles::lock().register(file.path()).unwrap();
        drop(one);
        assert!(is_open());
        drop(two);
        assert!(!is_open());
    }
}
