//! A copy of the accounts from before their schema changes.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::auth::{Error, UnixTime};
use crate::sqlite::fault::{fault, io_fault, unusable};
use crate::sqlite::place::{self, Notice};

/// So many copies of one schema and day are made before giving up: an update that fails again and again must not fill
/// the disk.
const MOST: u32 = 9;

/// Copies the accounts beside their file, as they are before the first step from schema `version`.
///
/// Counters of unknown names are not copied: what was typed for a name may have been a password, and earlier schemas
/// kept it under a fast hash.
///
/// The name tells schema and day: `accounts.db.schema-1.2026-11-28.bak`. No file is written over, and the copy is on
/// the disk before the schema changes.
pub(super) fn make(connection: &Connection, file: &Path, version: i64, now: UnixTime) -> Result<Notice, Error> {
    let copy = reserve(file, version, now)?;
    let made = fill(connection, &copy);
    if made.is_err() {
        // It is our own, and half of it is of no use.
        let _ = fs::remove_file(&copy);
    }
    made.map(|()| Notice::CopiedBeforeUpdate { path: copy })
}

/// An empty file of our own, 0600 from its first moment on.
fn reserve(file: &Path, version: i64, now: UnixTime) -> Result<PathBuf, Error> {
    let day = now.to_string();
    let day = day.get(..10).filter(|day| day.contains('-')).unwrap_or("undated");
    for number in 1..=MOST {
        let number = if number == 1 { String::new() } else { format!(".{number}") };
        let copy = place::beside(file, &format!(".schema-{version}.{day}{number}.bak"));
        match place::file_options().create_new(true).write(true).open(&copy) {
            Ok(_) => return Ok(copy),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_fault(&copy, error)),
        }
    }
    Err(unusable(file, "there are too many copies of it from before an update; move them away"))
}

/// Overwrites them where they lie; the journal that could take them back is kept in memory.
fn forget_typed_names(copy: &Path) -> rusqlite::Result<()> {
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

fn fill(connection: &Connection, copy: &Path) -> Result<(), Error> {
    let Some(path) = copy.to_str() else { return Err(unusable(copy, "its path cannot be written as text")) };
    // SQLite takes an empty file for one that it may write.
    connection.execute("VACUUM INTO ?1", [path]).map_err(|error| fault(copy, error))?;
    forget_typed_names(copy).map_err(|error| fault(copy, error))?;
    // Windows syncs no file that is open for reading alone.
    let written = File::options().write(true).open(copy).and_then(|file| file.sync_all());
    written.map_err(|error| io_fault(copy, error))?;
    // The name is to last too. Where folders cannot be synced, as on Windows, it does without.
    if let Some(Ok(folder)) = copy.parent().map(File::open) {
        let _ = folder.sync_all();
    }
    Ok(())
}
