//! Opening: first looking without touching, then a connection to write and one to read.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::auth::{Error, Open, Random, StoreError, UnixTime};
use crate::sqlite::backup;
use crate::sqlite::fault::{damaged, fault, unusable};
use crate::sqlite::header::{self, Header};
use crate::sqlite::held::{Files, Held};
use crate::sqlite::place::{self, Notice};
use crate::sqlite::schema;

/// How long a writer waits for another program's.
const BUSY: Duration = Duration::from_secs(5);

/// How often the change to the write-ahead log is tried, which SQLite does not wait for by itself, and the time in
/// between: five seconds in all.
const TRIES: u32 = 1000;
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// Up to this length, in bytes, the whole file is checked when it is opened: some tens of milliseconds.
const CHECKED_WHOLE: u64 = 8 * 1024 * 1024;

/// Statements that are kept ready for a connection; there are fewer.
const STATEMENTS: usize = 64;

/// A store's connections, and what keeps its file from being opened by other means.
pub(super) struct Opened {
    pub(super) writer: Connection,
    pub(super) reader: Connection,
    pub(super) notices: Vec<Notice>,
    pub(super) held: Held,
}

/// Opens the store at `path`, or makes it.
pub(super) fn open(path: &Path, mode: Open, random: &dyn Random, now: UnixTime) -> Result<Opened, Error> {
    let files = Files::lock();
    let file = place::find_or_make(path, mode)?;
    let failed = |error| super::fault::io_fault(&file, error);
    if !files.has(&file).map_err(failed)? {
        look(&file, mode)?;
    }
    let mut notices = place::secure(&file)?;
    let held = files.hold(&file).map_err(failed)?;

    let mut writer = connect(&file).map_err(|error| fault(&file, error))?;
    let found = inspect(&writer, &file, mode)?;
    if (1..schema::VERSION).contains(&found) {
        notices.push(backup::make(&writer, &file, found, now)?);
    }
    let migrated = schema::bring_up_to_date(&mut writer, &file, random, now)?;
    begin_log(&writer, &file)?;
    if migrated {
        // Pages that an earlier schema used are overwritten with zeros in the file only now. If that has to wait for
        // another program, it is done when a credential is removed, or when the last program closes the file.
        if !matches!(super::empty_log(&writer), Ok(true)) {
            tracing::warn!("the journal of the accounts could not be emptied after the change of its schema");
        }
    }
    let reader = connect_to_read(&file).map_err(|error| fault(&file, error))?;
    notices.extend(place::secure_journals(&file));
    Ok(Opened { writer, reader, notices, held })
}

/// What can be refused before SQLite touches anything.
fn look(file: &Path, mode: Open) -> Result<(), Error> {
    match (header::judge(file)?, mode) {
        (Header::Ours, _) => Ok(()),
        (Header::Blank, Open::CreateIfMissing) => place::refuse_orphan(file),
        (Header::Blank, Open::Existing) => {
            place::refuse_orphan(file)?;
            Err(damaged(file, "it is empty"))
        }
    }
}

/// What only SQLite can see; gives the schema that the file has. Until [`begin_log`] the connection neither writes nor
/// empties the log when it closes.
fn inspect(connection: &Connection, file: &Path, mode: Open) -> Result<i64, Error> {
    let failed = |error| fault(file, error);
    let version = schema::version(connection).map_err(failed)?;
    schema::refuse_newer(version, file)?;
    if version == 0 {
        return match mode {
            Open::CreateIfMissing => Ok(version),
            Open::Existing => Err(damaged(file, "it is empty")),
        };
    }
    schema::check(connection, file)?;
    if place::length(file) > CHECKED_WHOLE {
        return Ok(version);
    }
    let found = structure(connection).map_err(failed)?;
    match found.first() {
        None => Ok(version),
        Some(cause) => Err(damaged(file, cause.clone())),
    }
}

/// What is wrong with the file as a whole. Values that cannot be right spoil their own row only, when it is read.
fn structure(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = connection.prepare("PRAGMA quick_check(100)")?;
    let said: Vec<String> = check.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let of_a_row = |line: &String| {
        line == "ok"
            || ["NULL value in", "non-", "CHECK constraint failed in"].iter().any(|start| line.starts_with(start))
    };
    let mut found: Vec<String> = said.into_iter().filter(|line| !of_a_row(line)).collect();
    let orphan = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    found.extend(orphan.then(|| "rows belong to an account that is not there".to_owned()));
    Ok(found)
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    // The file is there, its path is absolute and without links; a URI or a link here is not ours.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;",
    )?;
    Ok(connection)
}

fn connect_to_read(file: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(file)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Turns to the write-ahead log, in which readers and the writer do not wait for each other.
fn begin_log(connection: &Connection, file: &Path) -> Result<(), Error> {
    let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
    for _ in 0..TRIES {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0)) {
            Ok(kind) if kind == "wal" => {
                let emptied = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
                return emptied.map(|_| ()).map_err(|error| fault(file, error));
            }
            Ok(_) => return Err(unusable(file, "its file system has no shared memory for the write-ahead log")),
            Err(error) if busy(&error) => thread::sleep(BETWEEN_TRIES),
            Err(error) => return Err(fault(file, error)),
        }
    }
    Err(StoreError::Busy(file.to_owned()).into())
}
