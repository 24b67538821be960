//! How the values of a row are stored in columns. A stored value that is out of range, an unknown word or of another
//! type or length yields one of the errors that `error::decode_cause` recognises.

use std::ops::RangeInclusive;

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, Null, ToSql, ToSqlOutput, Type, ValueRef};

use crate::auth::{
    AccountId, AuthenticatorId, BootId, CounterKind, NameBucket, PasswordKind, Role, SessionId, StoreId, UnixTime,
    WrapKind,
};
use crate::sqlite::error::{OUT_OF_RANGE, WRONG_LENGTH};

/// Stores ids as their 16 bytes.
macro_rules! id_columns {
    ($($id:ty),+) => {$(
        impl FromSql for $id {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                <[u8; 16]>::column_result(value).map(Self::from_bytes)
            }
        }

        impl ToSql for $id {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.as_bytes().to_sql()
            }
        }
    )+};
}

id_columns!(AccountId, AuthenticatorId, BootId, SessionId, StoreId);

/// Stores each value of an enum as a word.
macro_rules! word_columns {
    ($($name:ident { $($value:ident = $word:literal),+ })+) => {$(
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value.as_str()? {
                    $($word => Ok(Self::$value),)+
                    _ => Err(FromSqlError::Other("it is no word of this schema".into())),
                }
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(match self { $(Self::$value => $word),+ }.into())
            }
        }
    )+};
}

word_columns! {
    Role { Administrator = "administrator", Member = "member" }
    WrapKind { Active = "current", Retired = "retired", Rewrapped = "carried" }
    CounterKind { Password = "password", Code = "code", Recovery = "recovery" }
}

impl FromSql for UnixTime {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self::from_millis)
    }
}

impl ToSql for UnixTime {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.millis().into())
    }
}

/// The time until which a temporary password is valid; NULL for an own one.
impl FromSql for PasswordKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let until = Option::<UnixTime>::column_result(value)?;
        Ok(until.map_or(Self::Own, |until| Self::Temporary { until }))
    }
}

impl ToSql for PasswordKind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Own => Null.to_sql(),
            Self::Temporary { until } => Ok(until.millis().into()),
        }
    }
}

/// The 16 bits of a name, or -1 for text that is no name.
impl FromSql for NameBucket {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_i64()? {
            -1 => Ok(Self::Invalid),
            _ => u16::column_result(value).map(Self::Mac),
        }
    }
}

impl ToSql for NameBucket {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Invalid => Ok((-1).into()),
            Self::Mac(mac) => Ok((*mac).into()),
        }
    }
}

/// The error for a column whose value has the right type but is not valid.
pub(super) fn corrupt_column(row: &Row<'_>, column: &str, why: &'static str) -> rusqlite::Error {
    let index = row.as_ref().column_index(column);
    index.map_or_else(|error| error, |place| rusqlite::Error::FromSqlConversionFailure(place, Type::Null, why.into()))
}

/// Reads a flag: only 0 and 1 are valid.
pub(super) fn bool_column(row: &Row<'_>, column: &str) -> rusqlite::Result<bool> {
    match row.get::<_, i64>(column)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(corrupt_column(row, column, OUT_OF_RANGE)),
    }
}

/// Reads a number within inclusive bounds.
pub(super) fn ranged(row: &Row<'_>, column: &str, bounds: &RangeInclusive<u32>) -> rusqlite::Result<u32> {
    let value: u32 = row.get(column)?;
    if bounds.contains(&value) { Ok(value) } else { Err(corrupt_column(row, column, OUT_OF_RANGE)) }
}

/// Reads a blob of exactly `length` bytes.
pub(super) fn fixed_blob(row: &Row<'_>, column: &str, length: usize) -> rusqlite::Result<Vec<u8>> {
    let bytes: Vec<u8> = row.get(column)?;
    if bytes.len() == length { Ok(bytes) } else { Err(corrupt_column(row, column, WRONG_LENGTH)) }
}
