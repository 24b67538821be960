//! The first hundred bytes of the file, checked before SQLite opens it, so that another program's file is not changed,
//! not even by recovering a journal. (The format: <https://sqlite.org/fileformat2.html#the_database_header>.)

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::auth::{Error, Open, StoreError};
use crate::sqlite::error::{damaged, from_io};
use crate::sqlite::location::refuse_orphaned_wal;
use crate::sqlite::schema::{APPLICATION_ID, refuse_newer};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Length of the header, in bytes.
const HEADER_LENGTH: u64 = 100;

/// Reads and checks the header of the file at `path`. An empty file is a store not yet created, or a program was killed
/// while it created one. This opens and closes the file: see `open_files`.
pub(super) fn check_header(path: &Path, mode: Open) -> Result<(), Error> {
    let mut bytes = read(path)?;
    if bytes.is_empty() {
        refuse_orphaned_wal(path)?;
        // Another program may have created the store since.
        bytes = read(path)?;
    }
    match mode {
        _ if !bytes.is_empty() => check_bytes(&bytes, path),
        Open::CreateIfMissing => Ok(()),
        Open::Existing => Err(damaged(path, "it is empty")),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEADER_LENGTH).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| from_io(path, error))
}

fn check_bytes(bytes: &[u8], path: &Path) -> Result<(), Error> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(damaged(path, "it begins with zeros"));
    }
    if !bytes.starts_with(MAGIC) && !MAGIC.starts_with(bytes) {
        return Err(StoreError::NotVestibule(path.to_owned()).into());
    }
    let (Some(version), Some(application)) = (number(bytes, 60), number(bytes, 68)) else {
        return Err(damaged(path, "it ends within its header"));
    };
    if application != APPLICATION_ID {
        return Err(StoreError::NotVestibule(path.to_owned()).into());
    }
    refuse_newer(version, path)?;
    if version < 1 { Err(damaged(path, "its schema number is not one")) } else { Ok(()) }
}

/// Returns the big-endian 32-bit number at `offset`.
fn number(bytes: &[u8], offset: usize) -> Option<i64> {
    let bytes = bytes.get(offset..)?.first_chunk()?;
    Some(i64::from(i32::from_be_bytes(*bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(version: i32, application: i32) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.resize(100, 0);
        bytes[60..64].copy_from_slice(&version.to_be_bytes());
        bytes[68..72].copy_from_slice(&application.to_be_bytes());
        bytes
    }

    fn check(bytes: &[u8]) -> Result<(), StoreError> {
        check_bytes(bytes, Path::new("a.db")).map_err(|error| match error {
            Error::Store(fault) => fault,
            other => panic!("{other}"),
        })
    }

    const VESTIBULE_ID: i32 = 0x5645_5354;

    #[test]
    fn a_vestibule_store_is_accepted() {
        check(&header(1, VESTIBULE_ID)).unwrap();
    }

    #[test]
    fn a_file_without_our_application_id_is_not_vestibule() {
        assert!(matches!(check(b"Dear diary"), Err(StoreError::NotVestibule(_))));
        assert!(matches!(check(&header(1, 0)), Err(StoreError::NotVestibule(_))));
        assert!(matches!(check(&header(0, 0)), Err(StoreError::NotVestibule(_))));
    }

    #[test]
    fn a_newer_schema_is_reported_with_both_numbers() {
        assert!(matches!(
            check(&header(7, VESTIBULE_ID)),
            Err(StoreError::NewerSchema { file_schema: 7, supported_schema: 2, .. })
        ));
    }

    #[test]
    fn zeros_a_truncated_header_and_an_invalid_schema_are_damage() {
        assert!(matches!(check(&[0; 100]), Err(StoreError::Damaged { .. })));
        assert!(matches!(check(&[0; 3]), Err(StoreError::Damaged { .. })));
        for length in 1..72 {
            assert!(matches!(check(&header(1, VESTIBULE_ID)[..length]), Err(StoreError::Damaged { .. })), "{length}");
        }
        assert!(matches!(check(&header(0, VESTIBULE_ID)), Err(StoreError::Damaged { .. })));
        assert!(matches!(check(&header(-1, VESTIBULE_ID)), Err(StoreError::Damaged { .. })));
    }
}
