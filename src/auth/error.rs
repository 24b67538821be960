//! Failures of the store, the random source or memory.
//!
//! A refusal is not an error: it is a result, documented with the operation that returns it.

use std::path::{Path, PathBuf};

/// The cause of an error, as reported by the system or a library, or a sentence.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failure. `Display` says what happened, its source says why, and [`Error::advice`] says what to do.
/// [`Report`](super::Report) prints the first two on one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system's random source failed.
    #[error("the system's random source does not answer")]
    RandomSource,
    /// Not enough memory to derive a key from a password.
    #[error("there is not enough memory to check a password")]
    OutOfMemory,
    /// Sealed data of the account does not open, or one of its fields is invalid.
    #[error("this account's data does not open")]
    Corrupt,
    /// A setting that is out of range.
    #[error("the setting {0} is not within its bounds")]
    InvalidSetting(&'static str),
    /// An operation cancelled itself inside its transaction: the store rolls back and returns this error. To the caller
    /// of the store it is an error like any other, and never means success.
    #[error("nothing was changed")]
    RolledBack,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An error of the store, with the path if there is one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds the store for longer than the timeout.
    #[error("{0} is in use by another program")]
    Busy(PathBuf),
    /// The store does not exist, and may not be created (opened as `Existing`).
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// There is no file at a path that a user typed, in a folder that exists, so the path may be mistyped. Opening it
    /// again creates the store: see `AccountsFile::confirm_creation`.
    #[error("there are no accounts at {0}")]
    NoAccounts(PathBuf),
    /// The file, its journal or its folder was deleted, renamed or replaced while the store was open. What was written
    /// since is in no file that will be opened again, so nothing is acknowledged any more.
    #[error("{0} was deleted, renamed or replaced while it was open, so nothing can be saved")]
    Replaced(PathBuf),
    /// The location is not writable.
    #[error("{path} cannot be written")]
    ReadOnly {
        /// The file or its directory.
        path: PathBuf,
        /// The system's error.
        #[source]
        cause: Cause,
    },
    /// The disk is full.
    #[error("there is no room left for {0}")]
    DiskFull(PathBuf),
    /// Not a database, or that of another program.
    #[error("{0} is not a Vestibule accounts file")]
    NotVestibule(PathBuf),
    /// Written by a newer Vestibule.
    #[error("{path} was written by a newer version (schema {file_schema}, this program knows {supported_schema})")]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        file_schema: i64,
        /// The newest version that this program supports.
        supported_schema: i64,
    },
    /// Truncated, damaged or inconsistent.
    #[error("{path} is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The damage found.
        #[source]
        cause: Cause,
    },
    /// A journal beside the file was written for another state of it, or for another file: one of the two was copied or
    /// put back without the other.
    #[error("{journal} does not belong to {path}; neither was changed", path = path.display(), journal = journal.display())]
    ForeignJournal {
        /// The file.
        path: PathBuf,
        /// The journal.
        journal: PathBuf,
    },
    /// A network file system, on which two programs cannot lock a file against each other.
    #[error("{0} is on a network file system")]
    NetworkFileSystem(PathBuf),
    /// No data directory is known for this user.
    #[error("this user has no home folder to keep the accounts in")]
    NoDataDirectory,
    /// A directory of this name cannot be created.
    #[error("\"{}\" cannot be the name of a folder", .0.escape_debug())]
    InvalidDirectoryName(String),
    /// Contradictory rows, or one that cannot be represented: an error of the program.
    #[error("this would make the accounts contradict themselves: {0}")]
    Conflict(String),
    /// The store violated the contract of [`Store`](super::Store): an error of the store.
    #[error("the store does not keep its contract: {0}")]
    ContractBroken(&'static str),
    /// Any other error reported by the system.
    #[error("{path} cannot be used")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        #[source]
        cause: Cause,
    },
}

impl Error {
    pub(crate) fn conflict(what: impl Into<String>) -> Self {
        StoreError::Conflict(what.into()).into()
    }

    /// Returns what the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::RandomSource => "Restart the computer, then try again",
            Self::OutOfMemory => "Close other programs, then try again",
            Self::Corrupt => "Ask an administrator for help",
            Self::InvalidSetting(_) => "Correct the setting, then start again",
            Self::RolledBack => "Try again",
            Self::Store(fault) => fault.advice(),
        }
    }
}

impl StoreError {
    /// Returns the file or folder that the error is about, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Busy(path)
            | Self::Missing(path)
            | Self::NoAccounts(path)
            | Self::Replaced(path)
            | Self::DiskFull(path)
            | Self::NotVestibule(path)
            | Self::NetworkFileSystem(path)
            | Self::ReadOnly { path, .. }
            | Self::NewerSchema { path, .. }
            | Self::Damaged { path, .. }
            | Self::ForeignJournal { path, .. }
            | Self::Io { path, .. } => Some(path),
            Self::NoDataDirectory | Self::InvalidDirectoryName(_) | Self::Conflict(_) | Self::ContractBroken(_) => None,
        }
    }

    /// Returns whether accounts in another location could still be opened. A program that lets users choose a location
    /// explains this here.
    pub fn is_location_problem(&self) -> bool {
        matches!(
            self,
            Self::Missing(_)
                | Self::NoAccounts(_)
                | Self::ReadOnly { .. }
                | Self::DiskFull(_)
                | Self::NotVestibule(_)
                | Self::NetworkFileSystem(_)
                | Self::NoDataDirectory
                | Self::Io { .. }
        )
    }

    /// Returns what the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Busy(_) => "Close the other program, then try again",
            Self::Missing(_) => "Check the path, or put the file back",
            Self::NoAccounts(_) => "Check the path, or make new accounts there",
            Self::Replaced(_) => "Put the file back if it was renamed, or start the program again",
            Self::ReadOnly { .. } => {
                "Give this user the right to write there, or choose another place for the accounts"
            }
            Self::DiskFull(_) => "Make room on the disk, then try again",
            Self::NotVestibule(_) => "Choose another place for the accounts",
            Self::NewerSchema { .. } => "Use the newer version of the program",
            Self::Damaged { .. } => "Put back a copy of the file, or move it away to start anew",
            Self::ForeignJournal { .. } => {
                "Put back all files of one copy, or move the journal to another folder, which loses what it holds"
            }
            Self::NetworkFileSystem(_) => "Choose a place for the accounts on this computer's own disk",
            Self::NoDataDirectory => "Choose a place for the accounts",
            Self::InvalidDirectoryName(_) => "Use letters, digits, dots, - and _ alone",
            Self::Conflict(_) | Self::ContractBroken(_) => "Try again, and report it if it stays",
            Self::Io { .. } => "Check the path and its rights, then try again",
        }
    }
}
