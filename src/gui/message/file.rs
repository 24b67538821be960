//! What the dialog that saves a file asks of the worker: folders, drives, and the file itself.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::auth::redacted;

/// A request that reads or writes files. Each runs on a thread of its own, since a drive may not answer for minutes.
#[derive(Debug)]
pub enum FileRequest {
    /// The drives and folders to offer.
    ListPlaces,
    /// The folders in a folder.
    ListFolder(PathBuf),
    /// Writes a new file or, if `replace`, in place of an existing one.
    Save { folder: PathBuf, name: String, content: FileContent, replace: bool },
}

/// The reply to a [`FileRequest`].
#[derive(Debug, PartialEq, Eq)]
pub enum FileReply {
    Places(Vec<Place>),
    /// The folder that was read, and the paths of the folders in it, sorted by name.
    Folder {
        folder: PathBuf,
        folders: Result<Vec<PathBuf>, ErrorKind>,
    },
    Saved(Result<SavedFile, ErrorKind>),
}

/// A drive or folder that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub kind: PlaceKind,
    pub path: PathBuf,
}

/// In the order in which they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A removable drive.
    Drive,
    Desktop,
    Documents,
    Home,
}

/// A file that was written.
#[derive(Debug, PartialEq, Eq)]
pub struct SavedFile {
    pub path: PathBuf,
    /// Whether its file system keeps it from other users.
    pub is_private: bool,
}

/// Bytes to write. They are wiped when the last clone is dropped.
#[derive(Clone)]
pub struct FileContent(Arc<Zeroizing<Vec<u8>>>);

impl FileContent {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Zeroizing::new(bytes)))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

redacted!(FileContent);
