//! Finding or creating the file and its folder, and restricting their permissions. Nothing here uses SQLite.

mod network;
mod permissions;

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use permissions::OpenNotice;

use crate::auth::{Error, Open, StoreError};
use crate::sqlite::error::{damaged, from_io, unusable};

/// Name of the folder that Vestibule creates; permissions of other folders are not changed.
const DATA_DIR: &str = "vestibule";

/// What SQLite appends to the name of the file for its longest journal, and how long a name may be, in bytes.
const LONGEST_SUFFIX: &str = "-journal";
const MAX_NAME_BYTES: usize = 255;

/// What opening created. It is removed again if opening fails, as far as it is empty.
#[derive(Debug, Default)]
pub(super) struct Created {
    file: Option<PathBuf>,
    /// The deepest first.
    folders: Vec<PathBuf>,
}

impl Created {
    /// Removes what is still empty.
    pub fn remove(self) {
        if let Some(file) = self.file.filter(|file| fs::metadata(file).is_ok_and(|data| data.len() == 0)) {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Finds the file at `path`, or creates an empty one if `mode` allows that, and returns its path without links.
///
/// A folder is created with mode 0700 and a file with mode 0600, so that SQLite's journals, which inherit the file's
/// mode, are never looser either.
pub(super) fn locate_or_create(path: &Path, mode: Open, created: &mut Created) -> Result<PathBuf, Error> {
    let failed = |error| from_io(path, error);
    let path = &std::path::absolute(path).map_err(failed)?;
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => return Err(unusable(path, "it is a folder")),
        Ok(data) if !data.is_file() => return Err(unusable(path, "it is not an ordinary file")),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {
            refuse_orphaned_wal(path)?;
            match mode {
                Open::Existing => return Err(StoreError::Missing(path.clone()).into()),
                Open::CreateIfMissing => create(path, created)?,
            }
        }
        Err(error) => return Err(failed(error)),
    }
    let canonical = fs::canonicalize(path).map_err(failed)?;
    network::refuse_network(&canonical)?;
    Ok(canonical)
}

/// Refuses a write-ahead log whose database is missing or empty: it holds accounts that would be lost if a new database
/// were created beside it.
pub(super) fn refuse_orphaned_wal(path: &Path) -> Result<(), Error> {
    let has_content = |path: &Path| fs::metadata(path).is_ok_and(|data| data.len() > 0);
    let wal = sibling(path, "-wal");
    // The database is looked up after the log, since another program that creates both writes the database first.
    if has_content(&wal) && !has_content(path) {
        let cause = "it is a journal whose database is missing; put the database back beside it";
        return Err(damaged(&wal, cause));
    }
    Ok(())
}

/// Refuses a file or folder that this user cannot write, and restricts modes that are looser than ours.
pub(super) fn secure_permissions(path: &Path) -> Result<Vec<OpenNotice>, Error> {
    let folder = path.parent().unwrap_or(path);
    permissions::refuse_unwritable(folder)?;
    permissions::refuse_unwritable(path)?;
    let mut notices = Vec::new();
    if folder.file_name().is_some_and(|name| name == DATA_DIR) {
        notices.extend(permissions::restrict(folder, 0o700));
    }
    notices.extend(permissions::restrict(path, 0o600));
    Ok(notices)
}

/// Restricts looser modes of the journals. SQLite creates them with the file's mode, but existing ones may be older.
pub(super) fn secure_journal_permissions(path: &Path) -> Vec<OpenNotice> {
    ["-wal", "-shm"].iter().filter_map(|end| permissions::restrict(&sibling(path, end), 0o600)).collect()
}

/// Returns the length of the file and its write-ahead log together, in bytes.
pub(super) fn length(path: &Path) -> u64 {
    let length = |path: &Path| fs::metadata(path).map_or(0, |data| data.len());
    length(path).saturating_add(length(&sibling(path, "-wal")))
}

/// Appends `suffix` to the file's path, as SQLite does for its journals.
pub(super) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.into();
    name.push(suffix);
    name.into()
}

/// Creates an empty file. It is no error if another program creates it at the same time.
fn create(path: &Path, created: &mut Created) -> Result<(), Error> {
    if path.file_name().is_some_and(|name| name.len() + LONGEST_SUFFIX.len() > MAX_NAME_BYTES) {
        return Err(unusable(
            path,
            "its name is too long, since the names of its journals are longer; choose a shorter",
        ));
    }
    let folder = path.parent().unwrap_or(path);
    let existing = folder.ancestors().find_map(|folder| fs::canonicalize(folder).ok());
    existing.map_or(Ok(()), |folder| network::refuse_network(&folder))?;
    created.folders = folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    folder_builder().create(folder).map_err(|error| from_io(folder, error))?;
    match file_options().create_new(true).write(true).open(path) {
        Ok(_) => {
            created.file = Some(path.to_owned());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(from_io(path, error)),
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
    #[cfg_attr(not(unix), allow(unused_mut, reason = "file modes exist only on Unix"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wal_beside_a_database_that_was_created_meanwhile_is_not_orphaned() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("accounts.db");
        fs::write(sibling(&database, "-wal"), b"the first transaction").unwrap();
        assert!(refuse_orphaned_wal(&database).is_err());
        fs::write(&database, b"").unwrap();
        assert!(refuse_orphaned_wal(&database).is_err());
        fs::write(&database, b"SQLite format 3").unwrap();
        assert!(refuse_orphaned_wal(&database).is_ok());
    }
}
