//! Who may read and write: modes on Unix, nothing elsewhere (there the profile's folder is the person's own).

use std::fmt;
use std::path::{Path, PathBuf};

use crate::auth::Error;

/// Something about the place that the person should hear once, though the store opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenNotice {
    /// Other users could read or write it; now they cannot.
    PermissionsTightened {
        /// The file or folder.
        path: PathBuf,
        /// The mode that it had, permission bits only.
        mode: u32,
    },
    /// Other users can read or write it, and this user may not change that.
    PermissionsTooOpen {
        /// The file or folder.
        path: PathBuf,
        /// The mode that it has, permission bits only.
        mode: u32,
        /// Why it stays, in the system's words.
        cause: String,
    },
    /// The accounts were brought to a newer schema; this is a copy from before.
    BackedUpBeforeUpdate {
        /// The copy.
        path: PathBuf,
    },
}

impl fmt::Display for OpenNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PermissionsTightened { path, .. } => {
                write!(f, "other users of this computer could open {}; now they cannot", path.display())
            }
            Self::PermissionsTooOpen { path, cause, .. } => {
                let path = path.display();
                write!(f, "other users of this computer can open {path}, and that cannot be changed: {cause}")
            }
            Self::BackedUpBeforeUpdate { path } => {
                let path = path.display();
                write!(f, "the accounts were updated; {path} is a copy from before, to be deleted once all is well")
            }
        }
    }
}

/// Takes rights away that go beyond `wanted`. A path that is not there needs none.
#[cfg(unix)]
pub(super) fn restrict(path: &Path, allowed: u32) -> Option<OpenNotice> {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o7777;
    if mode & !allowed == 0 {
        return None;
    }
    let path = path.to_owned();
    match fs::set_permissions(&path, Permissions::from_mode(mode & allowed)) {
        Ok(()) => Some(OpenNotice::PermissionsTightened { path, mode }),
        Err(error) => Some(OpenNotice::PermissionsTooOpen { path, mode, cause: error.to_string() }),
    }
}

#[cfg(not(unix))]
pub(super) fn restrict(_: &Path, _: u32) -> Option<OpenNotice> {
    None
}

/// Refuses a file that this user may not write, or a folder in which no journal can be made.
#[cfg(unix)]
pub(super) fn refuse_unwritable(path: &Path) -> Result<(), Error> {
    use rustix::fs::{Access, access};

    let folder = if path.is_dir() { Access::EXEC_OK } else { Access::empty() };
    access(path, Access::READ_OK | Access::WRITE_OK | folder)
        .map_err(|error| crate::sqlite::error::from_io(path, error.into()))
}

#[cfg(not(unix))]
pub(super) fn refuse_unwritable(path: &Path) -> Result<(), Error> {
    use crate::auth::StoreError;

    match std::fs::metadata(path) {
        Ok(data) if data.is_file() && data.permissions().readonly() => {
            Err(StoreError::ReadOnly { path: path.to_owned(), cause: "it is read-only".into() }.into())
        }
        _ => Ok(()),
    }
}
