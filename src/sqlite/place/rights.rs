//! Who may read and write: modes on Unix, nothing elsewhere (there the profile's folder is the person's own).

use std::fmt;
use std::path::{Path, PathBuf};

use crate::auth::Error;

/// Something about the place that the person should hear once, though the store opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Other users could read or write it; now they cannot.
    Repaired {
        /// The file or folder.
        path: PathBuf,
        /// The mode that it had, permission bits only.
        mode: u32,
    },
    /// Other users can read or write it, and this user may not change that.
    Loose {
        /// The file or folder.
        path: PathBuf,
        /// The mode that it has, permission bits only.
        mode: u32,
        /// Why it stays, in the system's words.
        cause: String,
    },
    /// The accounts were brought to a newer schema; this is a copy from before.
    CopiedBeforeUpdate {
        /// The copy.
        path: PathBuf,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repaired { path, .. } => {
                write!(f, "other users of this computer could open {}; now they cannot", path.display())
            }
            Self::Loose { path, cause, .. } => {
                let path = path.display();
                write!(f, "other users of this computer can open {path}, and that cannot be changed: {cause}")
            }
            Self::CopiedBeforeUpdate { path } => {
                let path = path.display();
                write!(f, "the accounts were updated; {path} is a copy from before, to be deleted once all is well")
            }
        }
    }
}

/// Takes rights away that go beyond `wanted`. A path that is not there needs none.
#[cfg(unix)]
pub(super) fn tighten(path: &Path, wanted: u32) -> Option<Notice> {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o7777;
    if mode & !wanted == 0 {
        return None;
    }
    let path = path.to_owned();
    match fs::set_permissions(&path, Permissions::from_mode(mode & wanted)) {
        Ok(()) => Some(Notice::Repaired { path, mode }),
        Err(error) => Some(Notice::Loose { path, mode, cause: error.to_string() }),
    }
}

#[cfg(not(unix))]
pub(super) fn tighten(_: &Path, _: u32) -> Option<Notice> {
    None
}

/// Refuses a file that this user may not write, or a folder in which no journal can be made.
#[cfg(unix)]
pub(super) fn refuse_unwritable(path: &Path) -> Result<(), Error> {
    use rustix::fs::{Access, access};

    let folder = if path.is_dir() { Access::EXEC_OK } else { Access::empty() };
    access(path, Access::READ_OK | Access::WRITE_OK | folder)
        .map_err(|error| crate::sqlite::fault::io_fault(path, error.into()))
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
