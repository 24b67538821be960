//! The tables within one transaction: running statements and decoding columns.
//!
//! A column with an invalid value yields one of the errors that `error::is_decode_error` recognises.

mod decode_error;
mod read;
mod write;

use std::ops::RangeInclusive;
use std::path::Path;

use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row};

use self::decode_error::log_decode_error;
use crate::auth::{Error, StoreError, UnixTime};
use crate::sqlite::error::{from_sqlite, is_decode_error};

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
            Err(error) if is_decode_error(&error) => Ok(None),
            other => other.map(Some),
        })?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Runs `sql` and returns how many rows it changed.
    fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        let run = || self.connection.prepare_cached(sql)?.execute(params);
        run().map_err(|error| from_sqlite(self.path, error))
    }
}

/// Converts a number for SQLite.
fn to_i64(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| StoreError::Conflict("a number is too large to be kept".to_owned()).into())
}

/// Converts a limit; one beyond SQLite's range is no limit.
fn sql_limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Reads a number that is not negative.
fn number_column(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| out_of_range(row, column))
}

/// Reads a flag: only 0 and 1 are valid.
fn bool_column(row: &Row<'_>, column: &str) -> rusqlite::Result<bool> {
    match row.get::<_, i64>(column)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(out_of_range(row, column)),
    }
}

/// Reads a number within inclusive bounds.
fn ranged(row: &Row<'_>, column: &str, bounds: &RangeInclusive<u32>) -> rusqlite::Result<u32> {
    let value: u32 = row.get(column)?;
    if bounds.contains(&value) { Ok(value) } else { Err(out_of_range(row, column)) }
}

fn time_column(row: &Row<'_>, column: &str) -> rusqlite::Result<UnixTime> {
    row.get(column).map(UnixTime::from_millis)
}

fn optional_time_column(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<UnixTime>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(UnixTime::from_millis))
}

/// Reads an id of 16 bytes.
fn id_column<T>(row: &Row<'_>, column: &str, make: impl Fn([u8; 16]) -> T) -> rusqlite::Result<T> {
    row.get(column).map(make)
}

/// Reads a blob of exactly `length` bytes.
fn fixed_blob(row: &Row<'_>, column: &str, length: usize) -> rusqlite::Result<Vec<u8>> {
    let bytes: Vec<u8> = row.get(column)?;
    if bytes.len() == length { Ok(bytes) } else { Err(corrupt_column(row, column, decode_error::WRONG_LENGTH)) }
}

/// Reads one of several words.
fn enum_column<T: Copy>(row: &Row<'_>, column: &str, names: &[(&str, T)]) -> rusqlite::Result<T> {
    let found: String = row.get(column)?;
    let known = names.iter().find(|(name, _)| *name == found);
    known.map(|(_, value)| *value).ok_or_else(|| corrupt_column(row, column, "it is no word of this schema"))
}

/// Returns the word for a value.
fn db_word<T: PartialEq>(value: &T, names: &[(&'static str, T)]) -> &'static str {
    names.iter().find(|(_, known)| known == value).map_or("", |(name, _)| name)
}

fn out_of_range(row: &Row<'_>, column: &str) -> rusqlite::Error {
    corrupt_column(row, column, decode_error::OUT_OF_RANGE)
}

fn corrupt_column(row: &Row<'_>, column: &str, why: &'static str) -> rusqlite::Error {
    let index = row.as_ref().column_index(column);
    index.map_or_else(|error| error, |place| rusqlite::Error::FromSqlConversionFailure(place, Type::Null, why.into()))
}
