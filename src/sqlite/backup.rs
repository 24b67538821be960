//! A copy of the accounts from before their schema changes.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::auth::{Error, UnixTime};
use crate::sqlite::error::{from_io, from_sqlite, unusable};
use crate::sqlite::location::{self, OpenNotice};

/// So many copies of one schema and day are made before giving up: an update that fails again and again must not fill
/// the disk.
const MAX_COPIES: u32 = 9;

/// Copies the accounts beside their file, as they are before the first step from schema `version`.
///
/// Counters of unknown names are not copied: what was typed for a name may have been a password, and earlier schemas
/// kept it under a fast hash.
///
/// The name tells schema and day: `accounts.db.schema-1.2026-11-28.bak`. No file is written over, and the copy is on
/// the disk before the schema changes.
pub(super) fn create(connection: &Connection, file: &Path, version: i64, now: UnixTime) -> Result<OpenNotice, Error> {
    let copy = create_empty_copy(file, version, now)?;
    let copied = copy_into(connection, &copy);
    if copied.is_err() {
        // It is our own, and half of it is of no use.
        let _ = fs::remove_file(&copy);
    }
    copied.map(|()| OpenNotice::BackedUpBeforeUpdate { path: copy })
}

/// An empty file of our own, 0600 from its first moment on.
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

/// Overwrites them where they lie; the journal that could take them back is kept in memory.
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
    // SQLite takes an empty file for one that it may write.
    connection.execute("VACUUM INTO ?1", [path]).map_err(|error| from_sqlite(copy, error))?;
    delete_unknown_counters(copy).map_err(|error| from_sqlite(copy, error))?;
    // Windows syncs no file that is open for reading alone.
    let written = File::options().write(true).open(copy).and_then(|file| file.sync_all());
    written.map_err(|error| from_io(copy, error))?;
    // The name is to last too. Where folders cannot be synced, as on Windows, it does without.
    if let Some(Ok(folder)) = copy.parent().map(File::open) {
        let _ = folder.sync_all();
    }
    Ok(())
}
