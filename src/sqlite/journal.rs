//! Whether the journals beside a database belong to it, decided before SQLite opens either.
//!
//! SQLite moves the pages of a journal into whatever database is beside it. If one of the two was copied or put back
//! without the other, that destroys both. Neither names the other, so page 1 holds a number that both have: see
//! [`number`].

pub(super) mod number;
mod wal;

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

use self::number::{JournalNumber, Origin};
use self::wal::WalPages;
use crate::auth::{Error, StoreError};
use crate::sqlite::error::{foreign_journal, from_io};
use crate::sqlite::header::Header;
use crate::sqlite::location::sibling;
use crate::sqlite::open_files::OpenFileGuard;

/// How often the header is read again if another program changes it meanwhile.
const MAX_ATTEMPTS: u32 = 100;

/// What page 1 says of the database and its write-ahead log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Match {
    /// There is no log, or it belongs to the database.
    Belongs,
    /// The log has no page 1: an earlier version of the program wrote it.
    Unknown,
    Foreign,
}

/// Refuses journals that do not belong to the database, and changes nothing. [`Match::Foreign`] is never returned.
pub(super) fn refuse_foreign_journals(database: &Path, guard: &OpenFileGuard) -> Result<Match, Error> {
    refuse_foreign_rollback_journal(database, guard)?;
    let log = sibling(database, "-wal");
    for _ in 0..MAX_ATTEMPTS {
        let before = guard.header(database)?;
        let pages = read_log(&log)?;
        // The log is emptied only after the header has changed.
        if guard.header(database)? != before {
            continue;
        }
        return match compare(&before, pages.as_ref()) {
            Match::Foreign => Err(foreign_journal(database, &log)),
            known => Ok(known),
        };
    }
    Err(StoreError::Busy(database.to_owned()).into())
}

fn read_log(path: &Path) -> Result<Option<WalPages>, Error> {
    match File::open(path) {
        Ok(file) => wal::read(BufReader::new(file)).map_err(|error| from_io(path, error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(from_io(path, error)),
    }
}

/// Compares the header of a database with its log. The log was begun beside a database with the number before its
/// first, or with its first; since then the database may have received any of its pages.
fn compare(database: &Header, log: Option<&WalPages>) -> Match {
    let Some(log) = log else { return Match::Belongs };
    let Some(number) = database.journal_number() else { return Match::Belongs };
    if database.page_size() != Some(log.page_size) {
        return Match::Foreign;
    }
    let Some(first) = log.numbers.first() else { return Match::Unknown };
    let began_with = match first.origin() {
        Origin::Continued => first.number(),
        Origin::Raised => first.previous(),
        Origin::First => JournalNumber::NONE.number(),
    };
    let belongs = number.number() == began_with || log.numbers.iter().any(|logged| logged.number() == number.number());
    if belongs { Match::Belongs } else { Match::Foreign }
}

/// Refuses a rollback journal that would shrink or grow a database that is past its creation. Such a journal exists only
/// while a database is created, and while it is switched to the write-ahead log, which keeps its length.
/// (<https://sqlite.org/fileformat2.html#the_rollback_journal>)
fn refuse_foreign_rollback_journal(database: &Path, guard: &OpenFileGuard) -> Result<(), Error> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

    let path = sibling(database, "-journal");
    let mut start = [0; 20];
    match File::open(&path).and_then(|mut file| file.read_exact(&mut start)) {
        Ok(()) => {}
        // Too short for a journal, which SQLite ignores.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::UnexpectedEof) => return Ok(()),
        Err(error) => return Err(from_io(&path, error)),
    }
    let pages = start.last_chunk().map(|bytes| u32::from_be_bytes(*bytes));
    let header = guard.header(database)?;
    if start.starts_with(&MAGIC) && header.uses_write_ahead_log() && header.page_count() != pages {
        return Err(foreign_journal(database, &path));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
