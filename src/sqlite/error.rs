//! Conversion of SQLite and I/O errors to the errors of the store.

use std::io::{self, ErrorKind};
use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

use crate::auth::{Error, StoreError};

pub(super) const WRONG_LENGTH: &str = "it has another length";
pub(super) const OUT_OF_RANGE: &str = "it is out of range";

/// Converts an SQLite error about the file at `path`.
pub(super) fn from_sqlite(path: &Path, error: rusqlite::Error) -> Error {
    if decode_cause(&error).is_some() {
        return Error::Corrupt;
    }
    if matches!(error, rusqlite::Error::ToSqlConversionFailure(_)) {
        return Error::conflict("a number is too large to be kept");
    }
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::OutOfMemory) => Error::OutOfMemory,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(path).into(),
        Some(ErrorCode::DiskFull) => StoreError::DiskFull(path).into(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path, cause: error.into() }.into()
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, cause: error.into() }.into()
        }
        Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig) => Error::conflict(error.to_string()),
        _ => StoreError::Io { path, cause: error.into() }.into(),
    }
}

/// If a row was found but a column could not be decoded, returns the index of the column and the cause.
pub(super) fn decode_cause(error: &rusqlite::Error) -> Option<(usize, String)> {
    use rusqlite::Error as E;
    Some(match error {
        E::InvalidColumnType(place, ..) => (*place, "it has another type".to_owned()),
        E::IntegralValueOutOfRange(place, _) => (*place, OUT_OF_RANGE.to_owned()),
        E::Utf8Error(place, _) => (*place, "it is no text".to_owned()),
        E::FromSqlConversionFailure(place, _, source) => match source.downcast_ref() {
            Some(FromSqlError::InvalidBlobSize { .. }) => (*place, WRONG_LENGTH.to_owned()),
            _ => (*place, source.to_string()),
        },
        _ => return None,
    })
}

/// Converts an I/O error about the file or folder at `path`.
pub(super) fn from_io(path: &Path, error: io::Error) -> Error {
    let path = path.to_owned();
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly { path, cause: error.into() }
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull(path),
        _ => StoreError::Io { path, cause: error.into() },
    }
    .into()
}

/// The error for a file that is damaged.
pub(super) fn damaged(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    StoreError::Damaged { path: path.to_owned(), cause: cause.into() }.into()
}

/// The error for a journal that does not belong to the database beside it.
pub(super) fn foreign_journal(database: &Path, journal: &Path) -> Error {
    StoreError::ForeignJournal { path: database.to_owned(), journal: journal.to_owned() }.into()
}

/// The error for a path that cannot be used.
pub(super) fn unusable(path: &Path, cause: &str) -> Error {
    StoreError::Io { path: path.to_owned(), cause: cause.into() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn error_for(code: i32) -> Error {
        from_sqlite(Path::new("a.db"), rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn each_sqlite_error_code_maps_to_its_store_error() {
        assert!(matches!(error_for(ffi::SQLITE_BUSY), Error::Store(StoreError::Busy(_))));
        assert!(matches!(error_for(ffi::SQLITE_FULL), Error::Store(StoreError::DiskFull(_))));
        assert!(matches!(error_for(ffi::SQLITE_READONLY), Error::Store(StoreError::ReadOnly { .. })));
        assert!(matches!(error_for(ffi::SQLITE_CORRUPT), Error::Store(StoreError::Damaged { .. })));
        assert!(matches!(error_for(ffi::SQLITE_NOTADB), Error::Store(StoreError::Damaged { .. })));
        assert!(matches!(error_for(ffi::SQLITE_IOERR_FSYNC), Error::Store(StoreError::Io { .. })));
        assert!(matches!(error_for(ffi::SQLITE_CANTOPEN), Error::Store(StoreError::Io { .. })));
        assert!(matches!(error_for(ffi::SQLITE_CONSTRAINT_UNIQUE), Error::Store(StoreError::Conflict(_))));
        assert!(matches!(error_for(ffi::SQLITE_NOMEM), Error::OutOfMemory));
    }

    #[test]
    fn each_io_error_kind_maps_to_its_store_error() {
        let error_for = |kind: ErrorKind| from_io(Path::new("a.db"), kind.into());
        assert!(matches!(error_for(ErrorKind::PermissionDenied), Error::Store(StoreError::ReadOnly { .. })));
        assert!(matches!(error_for(ErrorKind::ReadOnlyFilesystem), Error::Store(StoreError::ReadOnly { .. })));
        assert!(matches!(error_for(ErrorKind::StorageFull), Error::Store(StoreError::DiskFull(_))));
        assert!(matches!(error_for(ErrorKind::Other), Error::Store(StoreError::Io { .. })));
    }
}
