//! The schema, in numbered migrations. The columns are documented in `schema/*.sql`.

use std::path::Path;
use std::sync::OnceLock;

use rusqlite::{Connection, TransactionBehavior, params};

use crate::auth::{Error, Head, Policy, Random, StoreError, UnixTime, fold_case};
use crate::sqlite::error::{damaged, foreign_journal, from_sqlite};
use crate::sqlite::location::sibling;

/// SQLite application id in the header ("VEST").
pub(super) const APPLICATION_ID: i64 = 0x5645_5354;

/// The migrations from an empty file to the current schema. A released migration is never edited.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The current schema version: the number of the last migration.
pub(super) const VERSION: i64 = 2;

/// Returns the schema version of the file; 0 if it has none.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses a file whose schema is no longer the current one: a newer program has migrated it since it was opened, or it
/// was replaced with an older copy. Cheap enough for every transaction.
pub(super) fn refuse_changed_version(connection: &Connection, path: &Path) -> Result<(), Error> {
    let query = || connection.prepare_cached("PRAGMA user_version")?.query_row([], |row| row.get(0));
    let found: i64 = query().map_err(|error| from_sqlite(path, error))?;
    refuse_newer(found, path)?;
    if found == VERSION { Ok(()) } else { Err(damaged(path, "its schema number changed while it was open")) }
}

/// Applies the missing migrations and inserts the `meta` row of a new store, all in one transaction, so that only one
/// of several programs does it. A current store is not written to. After an error the connection no longer checks
/// constraints, and is to be dropped. Returns whether rows of an earlier schema were dropped: they remain in the file
/// or its journal until the journal is emptied.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    random: &dyn Random,
    now: UnixTime,
) -> Result<bool, Error> {
    let failed = |error| from_sqlite(path, error);
    if version(connection).map_err(failed)? == VERSION {
        return Ok(false);
    }
    // An invalid value makes only its own row corrupt, as when it is read, and must not fail the migration.
    connection.pragma_update(None, "ignore_check_constraints", true).map_err(failed)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let current = version(&transaction).map_err(failed)?;
    refuse_newer(current, path)?;
    if current < VERSION {
        let steps = MIGRATIONS.get(applied_migrations(current, path)?..).unwrap_or_default();
        steps.iter().try_for_each(|step| transaction.execute_batch(step)).map_err(failed)?;
        if current > 0 {
            fold_usernames(&transaction).map_err(failed)?;
        }
        transaction.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    }
    if current == 0 {
        initialise(&transaction, path, random, now)?;
    }
    transaction.commit().map_err(failed)?;
    connection.pragma_update(None, "ignore_check_constraints", false).map_err(failed)?;
    Ok((1..VERSION).contains(&current))
}

/// Folds the case of the canonical usernames of schema 1, which were in lower case. Where another account has the folded
/// name, both keep theirs, and each is found by its own spelling.
fn fold_usernames(transaction: &Connection) -> rusqlite::Result<()> {
    let mut accounts = transaction.prepare("SELECT key FROM account")?;
    // A corrupt name stays as it is.
    let keys = accounts.query_map([], |row| Ok(row.get::<_, String>("key").ok()))?;
    for key in keys.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten() {
        let folded = fold_case(&key);
        if folded != key {
            transaction.execute("UPDATE OR IGNORE account SET key = ?1 WHERE key = ?2", [folded, key])?;
        }
    }
    Ok(())
}

/// Returns the number of migrations that a schema version includes.
fn applied_migrations(version: i64, path: &Path) -> Result<usize, Error> {
    usize::try_from(version).map_err(|_| damaged(path, "its schema number is not one"))
}

/// Refuses the file of a newer program, whose schema is unknown here.
pub(super) fn refuse_newer(found: i64, path: &Path) -> Result<(), Error> {
    if found > VERSION {
        return Err(
            StoreError::NewerSchema { path: path.to_owned(), file_schema: found, supported_schema: VERSION }.into()
        );
    }
    Ok(())
}

/// Inserts the single row of `meta`, with a random id and key.
fn initialise(connection: &Connection, path: &Path, random: &dyn Random, now: UnixTime) -> Result<(), Error> {
    let (mut id, mut key) = ([0; 16], [0; 32]);
    random.fill(&mut id)?;
    random.fill(&mut key)?;
    let Policy { lock_after_minutes, clear_clipboard_seconds, unlock_needs_code } = Policy::default();
    let head = Head { number: 0, hash: [0; 32] };
    let write = || {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.execute(
            "INSERT INTO meta (one, id, key, created, latest, head_number, head_hash,
                lock_after_minutes, clear_clipboard_seconds, unlock_needs_code)
             VALUES (1, ?1, ?2, ?3, ?3, 0, ?4, ?5, ?6, ?7)",
            params![id, key, now.millis(), head.hash, lock_after_minutes, clear_clipboard_seconds, unlock_needs_code],
        )
    };
    write().map(|_| ()).map_err(|error| from_sqlite(path, error))
}

/// Refuses a file whose audit log does not end with the entry that its metadata names, where a journal without a number
/// is beside it: the two are from different states of the accounts.
pub(super) fn refuse_foreign_head(connection: &Connection, path: &Path) -> Result<(), Error> {
    let sql = "SELECT 1 FROM meta WHERE head_number IS NOT (SELECT coalesce(max(number), 0) FROM audit)
                   OR (head_number > 0 AND head_hash IS NOT (SELECT hash FROM audit WHERE number = head_number))";
    let is_foreign = connection.prepare(sql).and_then(|mut query| query.exists([]));
    match is_foreign.map_err(|error| from_sqlite(path, error))? {
        false => Ok(()),
        true => Err(foreign_journal(path, &sibling(path, "-wal"))),
    }
}

/// Refuses a file whose tables, indexes, views and triggers are not exactly those of its schema version.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), Error> {
    let failed = |error| from_sqlite(path, error);
    let steps = applied_migrations(version(connection).map_err(failed)?, path)?;
    let by_version = definitions_by_version().map_err(failed)?;
    if by_version.get(steps) == Some(&schema_definitions(connection).map_err(failed)?) {
        Ok(())
    } else {
        Err(damaged(path, "its tables are not those of this schema"))
    }
}

/// Kind, name and SQL of each table, index, view and trigger, by name.
type Definitions = Vec<[String; 3]>;

/// The definitions after the first 0, 1, 2 … migrations. Cached per process: computing them takes longer than reading a
/// file's.
fn definitions_by_version() -> rusqlite::Result<&'static [Definitions]> {
    static MADE: OnceLock<Vec<Definitions>> = OnceLock::new();
    if let Some(definitions) = MADE.get() {
        return Ok(definitions);
    }
    let connection = Connection::open_in_memory()?;
    let mut made = vec![schema_definitions(&connection)?];
    for step in MIGRATIONS {
        connection.execute_batch(step)?;
        made.push(schema_definitions(&connection)?);
    }
    Ok(MADE.get_or_init(|| made))
}

/// Returns all definitions of the file, apart from SQLite's internal ones.
fn schema_definitions(connection: &Connection) -> rusqlite::Result<Definitions> {
    let sql = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// Applies the migrations up to `version` to an empty database.
    fn database_at(version: usize) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for step in &MIGRATIONS[..version] {
            connection.execute_batch(step).unwrap();
        }
        connection.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
        connection
    }

    #[test]
    fn the_schema_version_is_the_number_of_migrations() {
        assert_eq!(usize::try_from(VERSION).unwrap(), MIGRATIONS.len());
    }

    #[test]
    fn each_schema_is_reached_from_the_one_before() {
        for before in 0..MIGRATIONS.len() {
            let mut connection = database_at(before);
            let path = Path::new("accounts.db");
            migrate(&mut connection, path, &crate::auth::SystemRandom, UnixTime::from_seconds(5)).unwrap();
            assert_eq!(version(&connection).unwrap(), VERSION);
            check(&connection, path).unwrap();
        }
    }

    #[test]
    fn released_migrations_are_not_edited() {
        let hash = |step: &str| Sha256::digest(step.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let hashes: Vec<String> = MIGRATIONS.iter().map(|step| hash(step)).collect();
        assert_eq!(
            hashes,
            [
                "2ad3c6a33c6dc6a3a1f41f46d71ddd60c13d18713549a951eef14a2a5fe386e3",
                "cb20352a9fa6589dbf8cdedc671e4600130b3f97e983a446933a7fb618ca160f",
            ]
        );
    }

    #[test]
    fn the_schema_and_the_program_have_the_same_step_limit() {
        let limit = format!("BETWEEN 0 AND {})", crate::auth::AuthenticatorRow::STEP_LIMIT);
        assert!(MIGRATIONS[0].contains(&limit));
    }

    #[test]
    fn an_added_trigger_is_detected() {
        let connection = database_at(MIGRATIONS.len());
        let path = Path::new("accounts.db");
        check(&connection, path).unwrap();
        connection.execute_batch("CREATE TRIGGER t AFTER DELETE ON session BEGIN DELETE FROM audit; END").unwrap();
        assert!(check(&connection, path).is_err());
    }
}
