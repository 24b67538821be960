//! The number of the write-ahead log, in page 1 of the database and of the log.
//!
//! Every transaction that changes something writes page 1, so every log has it. The number is raised by the last
//! transaction of a log, before the log is moved into the database and emptied, and when a program opens the database.
//! So a copy of a database never has the number of a later log.
//!
//! The number is in a field of the header that SQLite keeps and does not need: the suggested size of the cache, at
//! offset 48 (<https://sqlite.org/fileformat2.html#suggested_cache_size>). Connections set their own.

use rusqlite::{Connection, TransactionBehavior};

use crate::auth::{Error, Random};
use crate::sqlite::error::from_sqlite;
use crate::sqlite::schema;

/// Numbers count in 29 bits, from a random one and never through 0.
const MAX_NUMBER: u32 = (1 << 29) - 1;

/// What the cache may hold, in KiB. SQLite's default; setting the number would set it too.
const CACHE_KIB: u32 = 2000;

/// The content of the field: a number, and how the transaction that wrote it came by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sqlite) struct JournalNumber(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is the number of the database.
    Continued = 0,
    /// It was raised by one.
    Raised = 1,
    /// It is the first number of this database.
    First = 2,
}

impl JournalNumber {
    /// The field of a database without a number: new, or of an earlier version.
    pub const NONE: Self = Self(0);

    pub const fn from_field(field: u32) -> Self {
        Self(field)
    }

    pub(super) fn number(self) -> u32 {
        (self.0 >> 2) & MAX_NUMBER
    }

    pub(super) fn origin(self) -> Origin {
        match self.0 & 3 {
            1 => Origin::Raised,
            2 => Origin::First,
            _ => Origin::Continued,
        }
    }

    /// The number before this one.
    pub(super) fn previous(self) -> u32 {
        self.number().checked_sub(1).filter(|number| *number != 0).unwrap_or(MAX_NUMBER)
    }

    /// Whether this number is the one of `earlier` or a later one, as in a database that was not replaced.
    pub fn follows(self, earlier: Self) -> bool {
        let steps = self.number().wrapping_sub(earlier.number()) & MAX_NUMBER;
        earlier.number() == 0 || (self.number() != 0 && steps <= MAX_NUMBER / 2)
    }

    fn new(number: u32, origin: Origin) -> Self {
        Self((number << 2) | origin as u32)
    }

    fn raised(self) -> Self {
        Self::new(if self.number() >= MAX_NUMBER { 1 } else { self.number() + 1 }, Origin::Raised)
    }
}

/// Raises the number in a transaction of its own. A database without one gets its first from `random`, or none.
pub(in crate::sqlite) fn raise(
    connection: &mut Connection,
    path: &std::path::Path,
    random: Option<&dyn Random>,
) -> Result<(), Error> {
    let failed = |error| from_sqlite(path, error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    // Another program may have migrated it, and its page 1 is not ours to write.
    schema::refuse_changed_version(&transaction, path)?;
    let next = match (read(&transaction).map_err(failed)?, random) {
        (JournalNumber::NONE, None) => return Ok(()),
        (JournalNumber::NONE, Some(random)) => {
            let mut bytes = [0; 4];
            random.fill(&mut bytes)?;
            JournalNumber::new((u32::from_be_bytes(bytes) & MAX_NUMBER).max(1), Origin::First)
        }
        (current, _) => current.raised(),
    };
    write(&transaction, next).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Writes page 1, with the number as it is, at the end of a transaction that changed something.
pub(in crate::sqlite) fn keep(transaction: &Connection) -> rusqlite::Result<()> {
    let current = read(transaction)?;
    if current.origin() != Origin::Continued {
        return write(transaction, JournalNumber::new(current.number(), Origin::Continued));
    }
    // Any value of the header writes the page, even the one that it has.
    transaction.prepare_cached(&format!("PRAGMA user_version = {}", schema::VERSION))?.execute([]).map(|_| ())
}

fn read(connection: &Connection) -> rusqlite::Result<JournalNumber> {
    // Negative if the field is zero: the default in KiB.
    let field: i64 = connection.prepare_cached("PRAGMA default_cache_size")?.query_row([], |row| row.get(0))?;
    Ok(u32::try_from(field).map_or(JournalNumber::NONE, JournalNumber::from_field))
}

fn write(connection: &Connection, number: JournalNumber) -> rusqlite::Result<()> {
    connection.pragma_update(None, "default_cache_size", number.0)?;
    limit_cache(connection)
}

/// Sets the size of the cache, which would otherwise follow from the number.
pub(in crate::sqlite) fn limit_cache(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -i64::from(CACHE_KIB))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_raised_by_one_and_never_through_zero() {
        let number = JournalNumber::new(7, Origin::Continued).raised();
        assert_eq!((number.number(), number.origin(), number.previous()), (8, Origin::Raised, 7));
        let wrapped = JournalNumber::new(MAX_NUMBER, Origin::Raised).raised();
        assert_eq!((wrapped.number(), wrapped.previous()), (1, MAX_NUMBER));
        assert!(i32::try_from(JournalNumber::new(MAX_NUMBER, Origin::First).0).is_ok(), "the field is signed");
    }

    #[test]
    fn an_earlier_number_does_not_follow_a_later_one() {
        let number = |number| JournalNumber::new(number, Origin::Continued);
        assert!(number(8).follows(number(8)) && number(9).follows(number(8)) && number(1).follows(number(MAX_NUMBER)));
        assert!(!number(7).follows(number(8)) && !number(MAX_NUMBER).follows(number(1)));
        assert!(number(8).follows(JournalNumber::NONE) && !JournalNumber::NONE.follows(number(8)));
    }
}
