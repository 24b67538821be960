//! Telling which field of which table cannot be read, and why. It goes to the program's log, for whoever is to mend the
//! file: the person at the door hears no more than that the account's data does not open. Never a value.

use rusqlite::types::FromSqlError;
use rusqlite::{Error, Row};

pub(super) const WRONG_LENGTH: &str = "it has another length";
pub(super) const OUT_OF_RANGE: &str = "it is out of range";

/// Passes on what came of reading `row`, which `sql` found; a field that does not hold what it must is told of.
pub(super) fn log_decode_error<T>(sql: &str, row: &Row<'_>, read: Result<T, Error>) -> Result<T, Error> {
    if let Err(error) = &read
        && let Some((index, why)) = decode_cause(error)
    {
        let column = row.as_ref().column_name(index).unwrap_or("?");
        tracing::warn!("{}.{column} cannot be read: {why}", table(sql));
    }
    read
}

/// Which column, by its place, and what is wrong with it.
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

/// The table that a statement reads.
fn table(sql: &str) -> &str {
    sql.split("FROM ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("?")
}
