//! The texts of the dialog that writes a file.

use std::io::ErrorKind;
use std::path::Path;

pub const FOLDER: &str = "Folder";
pub const FILE_NAME: &str = "File name";
pub const SAVE: &str = "Save";
pub const NO_NAME: &str = "A file name has no / or \\ in it, and is not empty";

pub const OTHER_USERS_HOME: &str = "Only ~ alone stands for a home folder. Type the whole path";
pub const NO_HOME: &str = "Your home folder is not known. Type the whole path";

pub fn saved(path: &Path) -> String {
    format!("Saved as {}", path.display())
}

pub fn not_saved(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::AlreadyExists => "There is a file of that name already. Choose another name",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "There is no such folder",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "You may not write into this folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "There is no room left on this disk",
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => NO_NAME,
        _ => "The file could not be written. Try another folder",
    }
}

/// Whether the error concerns the folder, not the name.
pub fn is_folder_error(kind: ErrorKind) -> bool {
    !matches!(kind, ErrorKind::AlreadyExists | ErrorKind::InvalidInput | ErrorKind::InvalidFilename)
}
