//! What can go wrong that is nobody's typing: the store, the random source, memory.
//!
//! A refusal is not a fault: it is an answer, and stands with the act that gives it.

use std::path::PathBuf;

/// What a fault came of, as the system or a library reported it, or a sentence.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A fault. It says what happened, its source says why, and [`Error::advice`] says what to do.
/// [`Report`](super::Report) prints the first two on one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system's random source gave nothing.
    #[error("the system's random source does not answer")]
    RandomSource,
    /// Not enough memory to derive a key from a password.
    #[error("there is not enough memory to check a password")]
    OutOfMemory,
    /// Sealed data of the account does not open, or a field of it cannot be right.
    #[error("this account's data does not open")]
    Corrupt,
    /// A limit of 0, an absent or an absurd one.
    #[error("the setting {0} is not within its bounds")]
    InvalidSetting(&'static str),
    /// An act decided against itself inside its transaction: the store undoes it and passes this on. It is an error like
    /// any other to whoever calls the store, and never stands for success.
    #[error("nothing was changed")]
    RolledBack,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A fault of the store, with the path where it has one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program holds the store for longer than the time to wait for it.
    #[error("{0} is in use by another program")]
    Busy(PathBuf),
    /// There is no store, and none may be made (opened as `Existing`).
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// The place cannot be written.
    #[error("{path} cannot be written")]
    ReadOnly {
        /// The file or its folder.
        path: PathBuf,
        /// In the system's words.
        #[source]
        cause: Cause,
    },
    /// The disk is full.
    #[error("there is no room left for {0}")]
    DiskFull(PathBuf),
    /// Not a database, or another program's.
    #[error("{0} is not a Vestibule accounts file")]
    NotVestibule(PathBuf),
    /// Written by a newer Vestibule.
    #[error("{path} was written by a newer version (schema {file_schema}, this program knows {supported_schema})")]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        file_schema: i64,
        /// The newest that this program knows.
        supported_schema: i64,
    },
    /// Truncated, damaged or inconsistent.
    #[error("{path} is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        #[source]
        cause: Cause,
    },
    /// A network file system, where two programs cannot lock a file against each other.
    #[error("{0} is on a network file system")]
    NetworkFileSystem(PathBuf),
    /// Nobody says where this user keeps things.
    #[error("this user has no home folder to keep the accounts in")]
    NoDataDirectory,
    /// A folder of this name cannot be made.
    #[error("\"{}\" cannot be the name of a folder", .0.escape_debug())]
    InvalidDirectoryName(String),
    /// Rows that would contradict each other, or one that cannot be kept: a fault of the program.
    #[error("this would make the accounts contradict themselves: {0}")]
    Conflict(String),
    /// The store answered otherwise than [`Store`](super::Store) promises: a fault of the store.
    #[error("the store does not keep its contract: {0}")]
    ContractBroken(&'static str),
    /// Anything else that the system reports.
    #[error("{path} cannot be used")]
    Io {
        /// The file.
        path: PathBuf,
        /// In the system's words.
        #[source]
        cause: Cause,
    },
}

impl Error {
    /// What the person can do about it, as one sentence without a full stop.
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
    /// Whether other accounts, in another place, could be opened all the same. A program that lets people choose a place
    /// says here how.
    pub fn is_location_problem(&self) -> bool {
        matches!(
            self,
            Self::Missing(_)
                | Self::ReadOnly { .. }
                | Self::DiskFull(_)
                | Self::NotVestibule(_)
                | Self::NetworkFileSystem(_)
                | Self::NoDataDirectory
                | Self::Io { .. }
        )
    }

    /// What the person can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Busy(_) => "Close the other program, then try again",
            Self::Missing(_) => "Check the path, or put the file back",
            Self::ReadOnly { .. } => {
                "Give this user the right to write there, or choose another place for the accounts"
            }
            Self::DiskFull(_) => "Make room on the disk, then try again",
            Self::NotVestibule(_) => "Choose another place for the accounts",
            Self::NewerSchema { .. } => "Use the newer version of the program",
            Self::Damaged { .. } => "Put back a copy of the file, or move it away to start anew",
            Self::NetworkFileSystem(_) => "Choose a place for the accounts on this computer's own disk",
            Self::NoDataDirectory => "Choose a place for the accounts",
            Self::InvalidDirectoryName(_) => "Use letters, digits, dots, - and _ alone",
            Self::Conflict(_) | Self::ContractBroken(_) => "Try again, and report it if it stays",
            Self::Io { .. } => "Check the path and its rights, then try again",
        }
    }
}
