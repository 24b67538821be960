//! The first hundred bytes of the file, checked before SQLite opens it, so that another program's file is not changed,
//! not even by recovering a journal. (The format: <https://sqlite.org/fileformat2.html#the_database_header>.)

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::auth::{Error, Open, StoreError, redacted};
use crate::sqlite::error::damaged;
use crate::sqlite::journal::number::JournalNumber;
use crate::sqlite::location::refuse_orphaned_wal;
use crate::sqlite::schema::{APPLICATION_ID, refuse_newer};

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Length of the header, in bytes.
const HEADER_LENGTH: usize = 100;

/// Offset of the journal's number.
const JOURNAL_NUMBER: usize = 48;

/// The header of a database file; shorter if the file is.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Header(Vec<u8>);

redacted!(Header);

impl Header {
    /// Reads the header of an open file.
    pub fn read(file: &File) -> io::Result<Self> {
        let mut bytes = vec![0; HEADER_LENGTH];
        let mut length = 0;
        while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match read_at(file, rest, length as u64) {
                Ok(0) => break,
                Ok(read) => length += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(length);
        Ok(Self(bytes))
    }

    /// Returns the number of the journal, if this is the header of a database.
    pub fn journal_number(&self) -> Option<JournalNumber> {
        self.0.starts_with(MAGIC).then(|| journal_number(&self.0)).flatten()
    }

    /// Returns the size of a page in bytes.
    pub fn page_size(&self) -> Option<u32> {
        match u16::from_be_bytes(*self.0.get(16..)?.first_chunk()?) {
            1 => Some(65536),
            size => Some(size.into()),
        }
    }

    /// Returns the length of the database in pages.
    pub fn page_count(&self) -> Option<u32> {
        unsigned(&self.0, 28)
    }

    /// Whether the database was switched to the write-ahead log.
    pub fn uses_write_ahead_log(&self) -> bool {
        self.0.get(18..20) == Some(&[2, 2])
    }
}

/// Returns the number of the journal in page 1.
pub(super) fn journal_number(page: &[u8]) -> Option<JournalNumber> {
    unsigned(page, JOURNAL_NUMBER).map(JournalNumber::from_field)
}

/// Checks the header of the file at `path`, which `read` reads. An empty file is a store not yet created, or a program
/// was killed while it created one.
pub(super) fn check_header(path: &Path, read: impl Fn() -> Result<Header, Error>, mode: Open) -> Result<(), Error> {
    let mut header = read()?;
    if header.0.is_empty() {
        refuse_orphaned_wal(path)?;
        // Another program may have created the store since.
        header = read()?;
    }
    match mode {
        _ if !header.0.is_empty() => check_bytes(&header.0, path),
        Open::CreateIfMissing => Ok(()),
        Open::Existing => Err(damaged(path, "it is empty")),
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
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

/// Returns the big-endian signed 32-bit number at `offset`.
fn number(bytes: &[u8], offset: usize) -> Option<i64> {
    unsigned(bytes, offset).map(|number| i64::from(number.cast_signed()))
}

fn unsigned(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(offset..)?.first_chunk()?))
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
