//! A transaction's tables: running statements, and turning columns into values.
//!
//! A column that does not hold what it must gives one of the errors that `fault::is_unreadable` knows.

mod read;
mod spoilt;
mod write;

use std::ops::RangeInclusive;
use std::path::Path;

use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row};

use self::spoilt::told;
use crate::auth::{Error, StoreError, UnixTime};
use crate::sqlite::fault::{fault, is_unreadable};

/// The tables as one transaction sees them.
pub(super) struct Tables<'a> {
    pub(super) connection: &'a Connection,
    pub(super) path: &'a Path,
}

impl Tables<'_> {
    /// The first row that `sql` finds.
    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        let read = |row: &Row<'_>| told(sql, row, read(row));
        let run = || self.connection.prepare_cached(sql)?.query(params)?.next()?.map(read).transpose();
        run().map_err(|error| fault(self.path, error))
    }

    /// All rows that `sql` finds.
    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let read = |row: &Row<'_>| told(sql, row, read(row));
        let run = || self.connection.prepare_cached(sql)?.query(params)?.mapped(read).collect::<Result<_, _>>();
        run().map_err(|error| fault(self.path, error))
    }

    /// All rows that `sql` finds and `read` can read.
    fn all_readable<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let rows = self.all(sql, params, |row| match told(sql, row, read(row)) {
            Err(error) if is_unreadable(&error) => Ok(None),
            other => other.map(Some),
        })?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Runs `sql` and says how many rows it changed.
    fn change(&self, sql: &str, params: impl Params) -> Result<usize, Error> {
        let run = || self.connection.prepare_cached(sql)?.execute(params);
        run().map_err(|error| fault(self.path, error))
    }
}

/// A number to write.
fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| StoreError::Conflict("a number is too large to be kept".to_owned()).into())
}

/// A limit: more than SQLite can count is no limit.
fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A number that is not negative.
fn number(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| out_of_range(row, column))
}

/// A flag: 0 or 1, and nothing else.
fn flag(row: &Row<'_>, column: &str) -> rusqlite::Result<bool> {
    match row.get::<_, i64>(column)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(out_of_range(row, column)),
    }
}

/// A number between two bounds, both included.
fn between(row: &Row<'_>, column: &str, bounds: &RangeInclusive<u32>) -> rusqlite::Result<u32> {
    let value: u32 = row.get(column)?;
    if bounds.contains(&value) { Ok(value) } else { Err(out_of_range(row, column)) }
}

fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<UnixTime> {
    row.get(column).map(UnixTime::from_millis)
}

fn time_or_none(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<UnixTime>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(UnixTime::from_millis))
}

/// Sixteen bytes that name something.
fn id<T>(row: &Row<'_>, column: &str, make: impl Fn([u8; 16]) -> T) -> rusqlite::Result<T> {
    row.get(column).map(make)
}

/// Exactly `length` bytes.
fn sealed(row: &Row<'_>, column: &str, length: usize) -> rusqlite::Result<Vec<u8>> {
    let bytes: Vec<u8> = row.get(column)?;
    if bytes.len() == length { Ok(bytes) } else { Err(unreadable(row, column, spoilt::LENGTH)) }
}

/// One of several words.
fn word<T: Copy>(row: &Row<'_>, column: &str, words: &[(&str, T)]) -> rusqlite::Result<T> {
    let found: String = row.get(column)?;
    let known = words.iter().find(|(word, _)| *word == found);
    known.map(|(_, value)| *value).ok_or_else(|| unreadable(row, column, "it is no word of this schema"))
}

/// The word for a value.
fn spelled<T: PartialEq>(value: &T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

fn out_of_range(row: &Row<'_>, column: &str) -> rusqlite::Error {
    unreadable(row, column, spoilt::RANGE)
}

fn unreadable(row: &Row<'_>, column: &str, why: &'static str) -> rusqlite::Error {
    let place = row.as_ref().column_index(column);
    place.map_or_else(|error| error, |place| rusqlite::Error::FromSqlConversionFailure(place, Type::Null, why.into()))
}
