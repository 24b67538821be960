//! The first hundred bytes of the file, read before SQLite opens it: what is not ours is not touched, not even by
//! recovering a journal. (The format: <https://sqlite.org/fileformat2.html#the_database_header>.)

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::auth::{Error, StoreError};
use crate::sqlite::fault::{damaged, io_fault};
use crate::sqlite::schema::{APPLICATION_ID, refuse_newer};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Length of the header, in bytes.
const LENGTH: u64 = 100;

/// What a file that is not refused is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// It has no bytes: a store yet to be made, perhaps by a program that was killed while it did.
    Blank,
    /// A store of ours, of a schema that is known.
    Ours,
}

/// Reads and judges the header of the file at `path`. It opens and closes the file: see `held`.
pub(super) fn judge(path: &Path) -> Result<Header, Error> {
    let failed = |error| io_fault(path, error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(LENGTH).read_to_end(&mut bytes).map_err(failed)?;
    verdict(&bytes, path)
}

fn verdict(bytes: &[u8], path: &Path) -> Result<Header, Error> {
    if bytes.is_empty() {
        return Ok(Header::Blank);
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(damaged(path, "it begins with zeros"));
    }
    if !bytes.starts_with(MAGIC) && !MAGIC.starts_with(bytes) {
        return Err(StoreError::Foreign(path.to_owned()).into());
    }
    let (Some(version), Some(application)) = (number(bytes, 60), number(bytes, 68)) else {
        return Err(damaged(path, "it ends within its header"));
    };
    if application != APPLICATION_ID {
        return Err(StoreError::Foreign(path.to_owned()).into());
    }
    refuse_newer(version, path)?;
    if version < 1 {
        return Err(damaged(path, "its schema number is not one"));
    }
    Ok(Header::Ours)
}

/// The big-endian 32-bit number at `offset`.
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

    fn judged(bytes: &[u8]) -> Result<Header, StoreError> {
        verdict(bytes, Path::new("a.db")).map_err(|error| match error {
            Error::Store(fault) => fault,
            other => panic!("{other}"),
        })
    }

    const OURS: i32 = 0x5645_5354;

    #[test]
    fn a_store_of_ours_and_an_empty_file_are_let_through() {
        assert_eq!(judged(&header(1, OURS)).unwrap(), Header::Ours);
        assert_eq!(judged(b"").unwrap(), Header::Blank);
    }

    #[test]
    fn what_is_not_ours_is_foreign() {
        assert!(matches!(judged(b"Dear diary"), Err(StoreError::Foreign(_))));
        assert!(matches!(judged(&header(1, 0)), Err(StoreError::Foreign(_))));
        assert!(matches!(judged(&header(0, 0)), Err(StoreError::Foreign(_))));
    }

    #[test]
    fn a_newer_schema_is_told_with_both_numbers() {
        assert!(matches!(judged(&header(7, OURS)), Err(StoreError::Newer { found: 7, known: 2, .. })));
    }

    #[test]
    fn zeros_a_cut_header_and_an_impossible_schema_are_damage() {
        assert!(matches!(judged(&[0; 100]), Err(StoreError::Damaged { .. })));
        assert!(matches!(judged(&[0; 3]), Err(StoreError::Damaged { .. })));
        for length in 1..72 {
            assert!(matches!(judged(&header(1, OURS)[..length]), Err(StoreError::Damaged { .. })), "{length}");
        }
        assert!(matches!(judged(&header(0, OURS)), Err(StoreError::Damaged { .. })));
        assert!(matches!(judged(&header(-1, OURS)), Err(StoreError::Damaged { .. })));
    }
}
