//! The identity of a file, whatever its path, and whether an open store is still at its path.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::auth::{Error, StoreError};
use crate::sqlite::error::from_io;
use crate::sqlite::location::sibling;

/// Identifies a file regardless of its path: device and inode. On Windows the path suffices: SQLite opens its files so
/// that no program can delete, rename or replace them meanwhile, and closing a file releases no lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId(#[cfg(unix)] (u64, u64), #[cfg(not(unix))] PathBuf);

impl FileId {
    /// Returns the identity of the file at `path`, links followed, without opening it.
    pub fn of(path: &Path) -> io::Result<Self> {
        let data = std::fs::metadata(path)?;
        #[cfg(unix)]
        let id = Self((std::os::unix::fs::MetadataExt::dev(&data), std::os::unix::fs::MetadataExt::ino(&data)));
        #[cfg(not(unix))]
        let id = {
            drop(data);
            Self(path.to_owned())
        };
        Ok(id)
    }
}

/// Position of the write-ahead log among the paths of [`Identity`].
const FIRST_JOURNAL: usize = 2;

/// The files of an open store and their identities. An open file that was deleted, renamed or replaced can still be
/// written, but no program opens it again, so a write to it must not be acknowledged.
#[derive(Debug)]
pub(super) struct Identity(Vec<(PathBuf, FileId)>);

impl Identity {
    /// Records the identities of the database, under the path that it was opened by and under its own, and of its
    /// journals. A connection must have them open, so that SQLite keeps them until it is closed.
    pub fn record(path: &Path, database: &Path) -> io::Result<Self> {
        let paths =
            [std::path::absolute(path)?, database.to_owned(), sibling(database, "-wal"), sibling(database, "-shm")];
        paths.into_iter().map(|path| FileId::of(&path).map(|id| (path, id))).collect::<io::Result<_>>().map(Self)
    }

    /// Fails if another file, or none, is at one of the paths.
    pub fn check(&self) -> Result<(), Error> {
        self.0.iter().try_for_each(|(path, id)| match FileId::of(path) {
            Ok(found) if found == *id => Ok(()),
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Err(from_io(path, error))
            }
            _ => Err(StoreError::Replaced(path.clone()).into()),
        })
    }

    /// Whether closing may move the journal, whose content is acknowledged, into the database: nothing was replaced,
    /// except that a journal was deleted.
    pub fn may_merge_journal(&self) -> bool {
        self.0.iter().enumerate().all(|(number, (path, id))| match FileId::of(path) {
            Ok(found) => found == *id,
            Err(error) => number >= FIRST_JOURNAL && error.kind() == ErrorKind::NotFound,
        })
    }

    /// Whether the write-ahead log has more bytes than that.
    pub fn is_journal_longer_than(&self, bytes: u64) -> bool {
        let log = self.0.get(FIRST_JOURNAL);
        log.and_then(|(path, _)| std::fs::metadata(path).ok()).is_some_and(|data| data.len() > bytes)
    }
}
