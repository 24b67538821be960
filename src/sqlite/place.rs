//! The file and its folder: found, made, and kept from other users. Nothing here goes through SQLite.

mod network;
mod rights;

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use rights::Notice;

use crate::auth::{Error, Open, StoreError};
use crate::sqlite::fault::{damaged, io_fault, unusable};

/// The folder of our own making; one of any other name is its owner's affair.
const OWN_FOLDER: &str = "vestibule";

/// Finds the file that `path` names, or makes an empty one if `mode` lets it, and gives its path without links.
///
/// A folder that has to be made is 0700, and a file 0600 from its first moment on, so that SQLite's journals, which
/// take the mode of the file, are never looser either.
pub(super) fn find_or_make(path: &Path, mode: Open) -> Result<PathBuf, Error> {
    let failed = |error| io_fault(path, error);
    let path = &std::path::absolute(path).map_err(failed)?;
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => return Err(unusable(path, "it is a folder")),
        Ok(data) if !data.is_file() => return Err(unusable(path, "it is not an ordinary file")),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            refuse_orphan(path)?;
            match mode {
                Open::Existing => return Err(StoreError::Missing(path.clone()).into()),
                Open::CreateIfMissing => make(path)?,
            }
        }
        Err(error) => return Err(failed(error)),
    }
    let found = fs::canonicalize(path).map_err(failed)?;
    network::refuse(&found)?;
    Ok(found)
}

/// A write-ahead log whose database is missing or empty holds accounts that would be lost if a new database were
/// made beside it.
pub(super) fn refuse_orphan(path: &Path) -> Result<(), Error> {
    let log = beside(path, "-wal");
    match fs::metadata(&log) {
        Ok(data) if data.len() > 0 => {
            let cause = "it is a journal whose database is missing; put the database back beside it";
            Err(damaged(&log, cause))
        }
        _ => Ok(()),
    }
}

/// Refuses what this user cannot write, and repairs looser modes than ours.
pub(super) fn secure(path: &Path) -> Result<Vec<Notice>, Error> {
    let folder = path.parent().unwrap_or(path);
    rights::refuse_unwritable(folder)?;
    rights::refuse_unwritable(path)?;
    let mut notices = Vec::new();
    if folder.file_name().is_some_and(|name| name == OWN_FOLDER) {
        notices.extend(rights::tighten(folder, 0o700));
    }
    notices.extend(rights::tighten(path, 0o600));
    Ok(notices)
}

/// Repairs looser modes of the journals. They are made by SQLite with the file's mode, but may be older.
pub(super) fn secure_journals(path: &Path) -> Vec<Notice> {
    ["-wal", "-shm"].iter().filter_map(|end| rights::tighten(&beside(path, end), 0o600)).collect()
}

/// Length of the file and its write-ahead log together, in bytes.
pub(super) fn length(path: &Path) -> u64 {
    let length = |path: &Path| fs::metadata(path).map_or(0, |data| data.len());
    length(path).saturating_add(length(&beside(path, "-wal")))
}

/// The file's path with something at its end: where SQLite keeps its journals.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.into();
    name.push(end);
    name.into()
}

/// An empty file. That another program makes it at the same time is no fault.
fn make(path: &Path) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    let present = folder.ancestors().find_map(|folder| fs::canonicalize(folder).ok());
    present.map_or(Ok(()), |folder| network::refuse(&folder))?;
    folder_builder().create(folder).map_err(|error| io_fault(folder, error))?;
    match file_options().create_new(true).write(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io_fault(path, error)),
    }
}

fn folder_builder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

pub(super) fn file_options() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only Unix has modes"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
