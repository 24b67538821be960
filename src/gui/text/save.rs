//! The texts of the dialog that writes a file.

use std::io::ErrorKind;
use std::path::Path;

use crate::gui::message::{Place, PlaceKind, SavedFile};

pub const FOLDER: &str = "Folder";
pub const FOLDERS: &str = "Folders";
pub const UP: &str = "Up one folder";
pub const FILE_NAME: &str = "File name";
pub const SAVE: &str = "Save";
pub const REPLACE: &str = "Replace the file";
pub const NO_NAME: &str = "A file name has no / or \\ in it, and is not empty";

pub const OTHER_USERS_HOME: &str = "Only ~ alone stands for a home folder. Type the whole path";
pub const NO_HOME: &str = "Your home folder is not known. Type the whole path";

pub const NO_FOLDERS: &str = "No folders in here";
/// A drive has not answered for some seconds.
pub const NO_ANSWER: &str = "This folder does not answer. Choose another one, or cancel";

/// Where the file would be: on a drive that can be taken along, or not.
pub const ON_DRIVE: &str = "Anyone who has this drive can read the file. Take it with you.";
pub const ON_COMPUTER: &str = "Everybody who uses this computer under the same system account can open this folder. A drive of your own is safer.";

/// The file system has no permissions, or did not keep them.
pub const NOT_PRIVATE: &str =
    "Everybody who has this drive, or an account on this computer, can read the file: the drive keeps no permissions.";

pub fn place(place: &Place) -> String {
    match place.kind {
        PlaceKind::Drive => folder_name(&place.path),
        PlaceKind::Desktop => "Desktop".to_owned(),
        PlaceKind::Documents => "Documents".to_owned(),
        PlaceKind::Home => "Home".to_owned(),
    }
}

/// The name of a folder, or the whole path of a root.
pub fn folder_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

pub fn saved(file: &SavedFile) -> String {
    format!("Saved as {}", file.path.display())
}

pub fn not_saved(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::AlreadyExists => "There is a file of that name already. Choose another name, or replace it",
        ErrorKind::IsADirectory => "That name belongs to a folder. Choose another one",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "There is no room left on this disk",
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => NO_NAME,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "You may not write into this folder",
        _ => not_listed(kind).unwrap_or("The file could not be written. Try another folder"),
    }
}

/// Why a folder cannot be shown; `None` for causes without a sentence of their own.
pub fn not_listed(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Some("There is no such folder"),
        ErrorKind::PermissionDenied => Some("You may not look into this folder"),
        _ => None,
    }
}

pub const NOT_READABLE: &str = "This folder cannot be read. Try another one";

/// Whether the error concerns the folder, not the name.
pub fn is_folder_error(kind: ErrorKind) -> bool {
    !matches!(
        kind,
        ErrorKind::AlreadyExists | ErrorKind::IsADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename
    )
}
