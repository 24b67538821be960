//! Which files this process has open through SQLite.
//!
//! On Unix a process loses its locks on a file as soon as it closes *any* handle of it (POSIX advisory locks), and
//! SQLite's with them: another program could then take itself for the last one and remove the journal under us. So a
//! file that a store holds is never opened by other means, and this is how that is known.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names a file whatever its path: device and inode. Elsewhere closing gives no lock up, and the path will do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Id(#[cfg(unix)] (u64, u64), #[cfg(not(unix))] std::path::PathBuf);

static FILES: Mutex<BTreeMap<Id, usize>> = Mutex::new(BTreeMap::new());

/// The right to open files other than through SQLite, and to say which are held from now on. One at a time.
pub(super) struct Files(MutexGuard<'static, BTreeMap<Id, usize>>);

impl Files {
    /// Waits until no other thread is opening a store.
    pub(super) fn lock() -> Self {
        Self(FILES.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a store of this process has the file open.
    pub(super) fn has(&self, path: &Path) -> std::io::Result<bool> {
        Ok(self.0.contains_key(&id(path)?))
    }

    /// Notes that the file is about to be opened through SQLite.
    pub(super) fn hold(mut self, path: &Path) -> std::io::Result<Held> {
        let id = id(path)?;
        *self.0.entry(id.clone()).or_insert(0) += 1;
        Ok(Held(id))
    }
}

/// A file that is open through SQLite until this is dropped, which must be after its connections.
#[derive(Debug)]
pub(super) struct Held(Id);

impl Drop for Held {
    fn drop(&mut self) {
        let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = files.get_mut(&self.0) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                files.remove(&self.0);
            }
        }
    }
}

/// Asks for the file's name without opening it.
#[cfg(unix)]
fn id(path: &Path) -> std::io::Result<Id> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|data| Id((data.dev(), data.ino())))
}

#[cfg(not(unix))]
fn id(path: &Path) -> std::io::Result<Id> {
    Ok(Id(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_held_until_the_last_holder_lets_go() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let has = || Files::lock().has(file.path()).unwrap();
        assert!(!has());
        let one = Files::lock().hold(file.path()).unwrap();
        let two = Files::lock().hold(file.path()).unwrap();
        drop(one);
        assert!(has());
        drop(two);
        assert!(!has());
    }
}
