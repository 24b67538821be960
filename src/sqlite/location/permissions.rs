//! Permissions of files and folders: modes on Unix, nothing elsewhere (there the profile's folder is private).

use std::fmt;
use std::path::{Path, PathBuf};

use crate::auth::Error;
use crate::permissions::{self, Restriction};

/// A notice about the location, to be shown to the user once although the store opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenNotice {
    /// Other users had access to the file or folder; the permissions were restricted.
    PermissionsTightened {
        /// The file or folder.
        path: PathBuf,
        /// The previous mode, permission bits only.
        mode: u32,
    },
    /// Other users have access to the file or folder, and this user may not change that.
    PermissionsTooOpen {
        /// The file or folder.
        path: PathBuf,
        /// The current mode, permission bits only.
        mode: u32,
        /// Why the mode could not be changed: the system's error, or that the file system keeps no permissions.
        cause: String,
    },
    /// The accounts were migrated to a newer schema; a copy was made before.
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
                write!(
                    f,
                    "other users of this computer can open {path}, and that cannot be changed ({cause}); keep it elsewhere"
                )
            }
            Self::BackedUpBeforeUpdate { path } => {
                let path = path.display();
                write!(f, "the accounts were updated; {path} is a copy from before, to be deleted once all is well")
            }
        }
    }
}

/// Removes permissions that go beyond `allowed`. Returns `None` if there is nothing to report.
pub(super) fn restrict(path: &Path, allowed: u32) -> Option<OpenNotice> {
    let owned = || path.to_owned();
    match permissions::restrict(path, allowed) {
        Restriction::NotNeeded => None,
        Restriction::Tightened { mode } => Some(OpenNotice::PermissionsTightened { path: owned(), mode }),
        Restriction::StillOpen { mode, cause } => {
            Some(OpenNotice::PermissionsTooOpen { path: owned(), mode, cause: cause.to_string() })
        }
    }
}

/// Refuses a file that this user may not write, or a folder in which no journal can be created.
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
