//! Opening a store: read-only checks first, then one connection for writing and one for reading.

use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::auth::{Error, Open, Random, StoreError, UnixTime};
use crate::sqlite::backup;
use crate::sqlite::error::{damaged, from_io, from_sqlite, unusable};
use crate::sqlite::file_id::Identity;
use crate::sqlite::header::check_header;
use crate::sqlite::journal::{Match, number, refuse_foreign_journals};
use crate::sqlite::location::Created;
use crate::sqlite::open_files::OpenFileGuard;
use crate::sqlite::{SqliteStore, location, schema};

/// How long a writer waits for another program's transaction.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Number of attempts to switch to the write-ahead log, which SQLite does not wait for by itself, and the time between
/// them: five seconds in all.
const MAX_WAL_ATTEMPTS: u32 = 1000;
const RETRY_INTERVAL: Duration = Duration::from_millis(5);

/// Files up to this length, in bytes, are checked completely when opened, which takes some tens of milliseconds.
const FULL_CHECK_MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Capacity of a connection's statement cache; there are fewer statements.
const STATEMENT_CACHE: usize = 64;

/// Opens the store at `path`, or creates it. Nothing empty is left if that fails.
pub(super) fn open(path: &Path, mode: Open, random: &dyn Random, now: UnixTime) -> Result<SqliteStore, Error> {
    let mut created = Created::default();
    let opened = location::locate_or_create(path, mode, &mut created)
        .and_then(|file| open_located(path, &file, mode, random, now));
    if opened.is_err() {
        created.remove();
    }
    opened
}

/// Opens the file at `path`, which is `file` without links.
fn open_located(
    path: &Path,
    file: &Path,
    mode: Open,
    random: &dyn Random,
    now: UnixTime,
) -> Result<SqliteStore, Error> {
    let failed = |error| from_io(file, error);
    let sqlite_failed = |error| from_sqlite(file, error);
    let guard = OpenFileGuard::register(file).map_err(failed)?;
    check_header(file, || guard.header(file), mode)?;
    let journal = refuse_foreign_journals(file, &guard)?;
    let mut notices = location::secure_permissions(file)?;
    notices.extend(location::secure_journal_permissions(file));

    let mut writer = connect(file).map_err(sqlite_failed)?;
    let schema_version = check_contents(&writer, file, mode)?;
    if journal == Match::Unknown {
        schema::refuse_foreign_head(&writer, file)?;
    }
    if (1..schema::VERSION).contains(&schema_version) {
        notices.push(backup::create(&writer, file, schema_version, now)?);
    }
    let migrated = schema::migrate(&mut writer, file, random, now)?;
    enable_wal(&writer, file)?;
    begin_log(&mut writer, file, random, migrated)?;
    // A read transaction opens the journals, whose identity is recorded then.
    schema::version(&writer).map_err(sqlite_failed)?;
    let identity = Identity::record(path, file).map_err(failed)?;
    guard.check_unchanged(file)?;
    let reader = connect_to_read(file).map_err(sqlite_failed)?;
    let latest_number = Mutex::new(guard.header(file)?.journal_number());
    let (writer, reader) = (Mutex::new(writer), Mutex::new(reader));
    let store =
        SqliteStore { path: path.to_owned(), notices, writer, reader, identity, latest_number, open_file_guard: guard };
    store.check_files()?;
    Ok(store)
}

/// Begins a new write-ahead log with a number of its own, so that a copy of the database from before does not match it.
/// A program that has the file open has done so itself; if it uses the file just now, it is not waited for.
///
/// After a migration the old log is waited for: emptying it overwrites the pages that an earlier schema used with zeros.
/// If another program prevents that now, it happens when a credential is removed, or when the last program closes the
/// file.
fn begin_log(writer: &mut Connection, file: &Path, random: &dyn Random, migrated: bool) -> Result<(), Error> {
    let failed = |error| from_sqlite(file, error);
    let patience = if migrated { BUSY_TIMEOUT } else { Duration::ZERO };
    writer.busy_timeout(patience).map_err(failed)?;
    let is_empty = match number::raise(writer, file, Some(random)) {
        Ok(()) => super::truncate_wal(writer).map_err(failed)?,
        Err(Error::Store(StoreError::Busy(_))) => false,
        Err(error) => return Err(error),
    };
    if migrated && !is_empty {
        tracing::warn!("failed to truncate the journal after the schema migration");
    }
    writer.busy_timeout(BUSY_TIMEOUT).map_err(failed)
}

/// Checks that need SQLite; returns the schema version of the file. Until [`enable_wal`] the connection neither writes
/// nor empties the log when it closes.
fn check_contents(connection: &Connection, file: &Path, mode: Open) -> Result<i64, Error> {
    let failed = |error| from_sqlite(file, error);
    let version = schema::version(connection).map_err(failed)?;
    schema::refuse_newer(version, file)?;
    if version == 0 {
        return match mode {
            Open::CreateIfMissing => Ok(version),
            Open::Existing => Err(damaged(file, "it is empty")),
        };
    }
    schema::check(connection, file)?;
    if location::length(file) > FULL_CHECK_MAX_BYTES {
        return Ok(version);
    }
    let errors = structural_errors(connection).map_err(failed)?;
    match errors.first() {
        None => Ok(version),
        Some(cause) => Err(damaged(file, cause.clone())),
    }
}

/// Returns structural errors of the file. An invalid value only makes its own row corrupt, when it is read.
fn structural_errors(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = connection.prepare("PRAGMA quick_check(100)")?;
    let lines: Vec<String> = check.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let is_row_error = |line: &String| {
        line == "ok"
            || ["NULL value in", "non-", "CHECK constraint failed in"].iter().any(|start| line.starts_with(start))
    };
    let mut errors: Vec<String> = lines.into_iter().filter(|line| !is_row_error(line)).collect();
    let has_orphans = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    errors.extend(has_orphans.then(|| "rows belong to an account that is not there".to_owned()));
    Ok(errors)
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    // The file exists and its path is absolute and without links, so URIs and links are not accepted.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    number::limit_cache(&connection)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;",
    )?;
    Ok(connection)
}

fn connect_to_read(file: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(file)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "query_only", true)?;
    // Opens the journals while their identity is checked.
    schema::version(&connection)?;
    Ok(connection)
}

/// Switches to the write-ahead log, in which readers and the writer do not wait for each other.
fn enable_wal(connection: &Connection, file: &Path) -> Result<(), Error> {
    let is_busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
    for _ in 0..MAX_WAL_ATTEMPTS {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0)) {
            Ok(mode) if mode == "wal" => {
                let enabled = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
                return enabled.map(|_| ()).map_err(|error| from_sqlite(file, error));
            }
            Ok(_) => return Err(unusable(file, "its file system has no shared memory for the write-ahead log")),
            Err(error) if is_busy(&error) => thread::sleep(RETRY_INTERVAL),
            Err(error) => return Err(from_sqlite(file, error)),
        }
    }
    Err(StoreError::Busy(file.to_owned()).into())
}
