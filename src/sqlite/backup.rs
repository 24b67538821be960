//! Backup of the accounts before a schema migration.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::auth::{Error, UnixTime};
use crate::sqlite::error::{from_io, from_sqlite, unusable};
use crate::sqlite::location::{self, OpenNotice};

/// Maximum number of copies per schema and day, so that an update that fails repeatedly does not fill the disk.
const MAX_COPIES: u32 = 9;

/// Copies the accounts beside their file, as they are before the first step from schema `version`.
///
/// Counters of unknown names are not copied: a typed name may have been a password, and earlier schemas stored it under
/// a fast hash.
///
/// The name contains schema and day: `accounts.db.schema-1.2026-11-28.bak`. No existing file is overwritten, and the
/// copy is on the disk before the schema changes.
pub(super) fn create(connection: &Connection, file: &Path, version: i64, now: UnixTime) -> Result<OpenNotice, Error> {
    let copy = create_empty_copy(file, version, now)?;
    let copied = copy_into(connection, &copy);
    if copied.is_err() {
        // The incomplete copy was created by this function and is useless.
        let _ = fs::remove_file(&copy);
    }
    copied.map(|()| OpenNotice::BackedUpBeforeUpdate { path: copy })
}

/// Creates an empty file with mode 0600.
fn create_empty_copy(file: &Path, version: i64, now: UnixTime) -> Result<PathBuf, Error> {
    let day = now.to_string();
    let day = day.get(..10).filter(|day| day.contains('-')).unwrap_or("undated");
    for number in 1..=MAX_COPIES {
        let number = if number == 1 { String::new() } else { format!(".{number}") };
        let copy = location::sibling(file, &format!(".schema-{version}.{day}{number}.bak"));
        match location::file_options().create_new(true).write(true).open(&copy) {
            Ok(_) => return Ok(copy),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(from_io(&copy, error)),
        }
    }
    Err(unusable(file, "there are too many copies of it from before an update; move them away"))
}

/// Overwrites the counters in place; the rollback journal, which holds the old content, is kept in memory.
fn delete_unknown_counters(copy: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(copy, flags)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA journal_mode = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA synchronous = FULL;
         DELETE FROM unknown_counter;",
    )
}

fn copy_into(connection: &Connection, copy: &Path) -> Result<(), Error> {
    let Some(path) = copy.to_str() else { return Err(unusable(copy, "its path cannot be written as text")) };
    // SQLite accepts an empty file as the target of `VACUUM INTO`.
    connection.execute("VACUUM INTO ?1", [path]).map_err(|error| from_sqlite(copy, error))?;
    delete_unknown_counters(copy).map_err(|error| from_sqlite(copy, error))?;
    // Windows cannot sync a file that is open for reading only.
    let written = File::options().write(true).open(copy).and_then(|file| file.sync_all());
    written.map_err(|error| from_io(copy, error))?;
    // The directory entry must be durable too. Folders cannot be synced on Windows; errors are ignored.
    if let Some(Ok(folder)) = copy.parent().map(File::open) {
        let _ = folder.sync_all();
    }
    Ok(())
}
