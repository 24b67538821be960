//! What SQLite and the system report, in the store's words. The one place that translates.

use std::io::{self, ErrorKind};
use std::path::Path;

use rusqlite::ErrorCode;

use crate::auth::{Error, StoreError};

/// A report of SQLite about the file at `path`.
pub(super) fn fault(path: &Path, error: rusqlite::Error) -> Error {
    if is_unreadable(&error) {
        return Error::Unreadable;
    }
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::OutOfMemory) => Error::Memory,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(path).into(),
        Some(ErrorCode::DiskFull) => StoreError::Full(path).into(),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path, cause: error.into() }.into()
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, cause: error.into() }.into()
        }
        Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig) => StoreError::Conflict(error.to_string()).into(),
        _ => StoreError::Io { path, cause: error.into() }.into(),
    }
}

/// Whether a row was there but did not hold what its columns must.
pub(super) fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as E;
    matches!(
        error,
        E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) | E::Utf8Error(..)
    )
}

/// A report of the system about the file or folder at `path`.
pub(super) fn io_fault(path: &Path, error: io::Error) -> Error {
    let path = path.to_owned();
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly { path, cause: error.into() }
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full(path),
        _ => StoreError::Io { path, cause: error.into() },
    }
    .into()
}

/// A file that cannot be trusted.
pub(super) fn damaged(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    StoreError::Damaged { path: path.to_owned(), cause: cause.into() }.into()
}

/// A place that cannot be used.
pub(super) fn unusable(path: &Path, cause: &str) -> Error {
    StoreError::Io { path: path.to_owned(), cause: cause.into() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn told(code: i32) -> Error {
        fault(Path::new("a.db"), rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn each_report_of_sqlite_has_its_word() {
        assert!(matches!(told(ffi::SQLITE_BUSY), Error::Store(StoreError::Busy(_))));
        assert!(matches!(told(ffi::SQLITE_FULL), Error::Store(StoreError::Full(_))));
        assert!(matches!(told(ffi::SQLITE_READONLY), Error::Store(StoreError::ReadOnly { .. })));
        assert!(matches!(told(ffi::SQLITE_CORRUPT), Error::Store(StoreError::Damaged { .. })));
        assert!(matches!(told(ffi::SQLITE_NOTADB), Error::Store(StoreError::Damaged { .. })));
        assert!(matches!(told(ffi::SQLITE_IOERR_FSYNC), Error::Store(StoreError::Io { .. })));
        assert!(matches!(told(ffi::SQLITE_CANTOPEN), Error::Store(StoreError::Io { .. })));
        assert!(matches!(told(ffi::SQLITE_CONSTRAINT_UNIQUE), Error::Store(StoreError::Conflict(_))));
        assert!(matches!(told(ffi::SQLITE_NOMEM), Error::Memory));
    }

    #[test]
    fn each_report_of_the_system_has_its_word() {
        let told = |kind: ErrorKind| io_fault(Path::new("a.db"), kind.into());
        assert!(matches!(told(ErrorKind::PermissionDenied), Error::Store(StoreError::ReadOnly { .. })));
        assert!(matches!(told(ErrorKind::ReadOnlyFilesystem), Error::Store(StoreError::ReadOnly { .. })));
        assert!(matches!(told(ErrorKind::StorageFull), Error::Store(StoreError::Full(_))));
        assert!(matches!(told(ErrorKind::Other), Error::Store(StoreError::Io { .. })));
    }
}
