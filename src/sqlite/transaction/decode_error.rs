//! Logs which column failed to decode and why, never its value. The log is for repairing the file; the user only learns
//! that the account data is corrupt.

use rusqlite::types::FromSqlError;
use rusqlite::{Error, Row};

pub(super) const WRONG_LENGTH: &str = "it has another length";
pub(super) const OUT_OF_RANGE: &str = "it is out of range";

/// Passes on the result of reading `row`, which `sql` found; logs the column if it could not be decoded.
pub(super) fn log_decode_error<T>(sql: &str, row: &Row<'_>, read: Result<T, Error>) -> Result<T, Error> {
    if let Err(error) = &read
        && let Some((index, why)) = decode_cause(error)
    {
        let column = row.as_ref().column_name(index).unwrap_or("?");
        tracing::warn!("{}.{column} cannot be read: {why}", table(sql));
    }
    read
}

/// Returns the index of the column and the cause.
fn decode_cause(error: &Error) -> Option<(usize, String)> {
    Some(match error {
        Error::InvalidColumnType(place, ..) => (*place, "it has another type".to_owned()),
        Error::IntegralValueOutOfRange(place, _) => (*place, OUT_OF_RANGE.to_owned()),
        Error::Utf8Error(place, _) => (*place, "it is no text".to_owned()),
        Error::FromSqlConversionFailure(place, _, source) => match source.downcast_ref() {
            Some(FromSqlError::InvalidBlobSize { .. }) => (*place, WRONG_LENGTH.to_owned()),
            _ => (*place, source.to_string()),
        },
        _ => return None,
    })
}

/// Returns the table that a statement reads.
fn table(sql: &str) -> &str {
    sql.split("FROM ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("?")
}
