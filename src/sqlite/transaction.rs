//! The tables within one transaction: running statements, and logging which column could not be decoded.

mod columns;
mod read;
mod write;

use std::path::Path;

use rusqlite::{Connection, Params, Row, ToSql};

use crate::auth::Error;
use crate::sqlite::error::{decode_cause, from_sqlite};

/// The name of a column, and the value to write.
type Column<'a> = (&'a str, &'a dyn ToSql);

/// The tables as one transaction sees them.
pub(super) struct Transaction<'a> {
    pub(super) connection: &'a Connection,
    pub(super) path: &'a Path,
}

impl Transaction<'_> {
    /// Returns the first row of `sql`.
    fn query_first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        let read = |row: &Row<'_>| log_decode_error(sql, row, read(row));
        let run = || self.connection.prepare_cached(sql)?.query(params)?.next()?.map(read).transpose();
        run().map_err(|error| from_sqlite(self.path, error))
    }

    /// Returns all rows of `sql`.
    fn query_all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let read = |row: &Row<'_>| log_decode_error(sql, row, read(row));
        let run = || self.connection.prepare_cached(sql)?.query(params)?.mapped(read).collect::<Result<_, _>>();
        run().map_err(|error| from_sqlite(self.path, error))
    }

    /// Returns all rows of `sql` that `read` can decode.
    fn query_decodable<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let rows = self.query_all(sql, params, |row| match log_decode_error(sql, row, read(row)) {
            Err(error) if decode_cause(&error).is_some() => Ok(None),
            other => other.map(Some),
        })?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Inserts a row, given as its columns and their values. The verb is `INSERT`, or `REPLACE` for a row that may be
    /// there already.
    fn insert(&self, verb: &str, table: &str, row: &[Column<'_>]) -> Result<(), Error> {
        let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
        let values: Vec<&dyn ToSql> = row.iter().map(|(_, value)| *value).collect();
        let places = vec!["?"; row.len()].join(", ");
        let sql = format!("{verb} INTO {table} ({}) VALUES ({places})", names.join(", "));
        self.execute(&sql, values.as_slice()).map(|_| ())
    }

    /// Runs `sql` and returns how many rows it changed.
    fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        let run = || self.connection.prepare_cached(sql)?.execute(params);
        run().map_err(|error| from_sqlite(self.path, error))
    }
}

/// Passes on the result of reading `row`, which `sql` found. If a column could not be decoded, logs which and why,
/// never its value. The log is for repairing the file; the user only learns that the account data is corrupt.
fn log_decode_error<T>(sql: &str, row: &Row<'_>, read: rusqlite::Result<T>) -> rusqlite::Result<T> {
    if let Err(error) = &read
        && let Some((index, why)) = decode_cause(error)
    {
        let column = row.as_ref().column_name(index).unwrap_or("?");
        tracing::warn!("{}.{column} cannot be read: {why}", table(sql));
    }
    read
}

/// Returns the table that a statement reads.
fn table(sql: &str) -> &str {
    sql.split("FROM ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("?")
}
