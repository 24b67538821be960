//! The hash chain over the entries.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::auth::error::Error;
use crate::auth::formatting::format_count;
use crate::auth::store::{AuditRow, Head, Reader, Store};

/// Entries per read.
const PAGE: usize = 1000;

/// The result of verifying the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainStatus {
    /// No entry was changed, and the last one is the head in the store's metadata.
    Intact {
        /// The number of entries.
        entries: u64,
    },
    /// The first entry that is missing or was changed.
    Broken {
        /// Its number.
        at: u64,
    },
}

impl fmt::Display for ChainStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intact { entries } => write!(f, "the log is intact: {}", format_count(*entries, "entry", "entries")),
            Self::Broken { at } => write!(f, "the log is broken at entry {at}"),
        }
    }
}

/// Verifies the whole chain. It detects damage and careless changes; an attacker who can write the file can rewrite the
/// whole chain.
///
/// Reads the head first, then the entries up to it in pages, each in its own read: a long log does not block readers or
/// writers, and entries added meanwhile are not verified.
///
/// # Errors
/// Returns the store's own error.
pub fn verify(store: &dyn Store) -> Result<ChainStatus, Error> {
    let (head, is_last) = read(store, |rows| {
        let head = rows.meta()?.head;
        let is_last_entry = match rows.audit_from(head.number.saturating_add(1), 1) {
            Err(Error::Corrupt) => false,
            beyond => beyond?.is_empty(),
        };
        Ok((head, is_last_entry))
    })?;
    let mut last = Head { number: 0, hash: [0; 32] };
    while last.number < head.number {
        let limit = usize::try_from(head.number - last.number).map_or(PAGE, |left| left.min(PAGE));
        let first = last.number.saturating_add(1);
        let entries = read(store, |rows| match rows.audit_from(first, limit) {
            Err(Error::Corrupt) => entries_before_corrupt(rows, first, limit),
            entries => entries,
        })?;
        for row in &entries {
            let number = last.number.saturating_add(1);
            if row.number != number || row.hash != hash(&last.hash, row) {
                return Ok(ChainStatus::Broken { at: number });
            }
            last = Head { number, hash: row.hash };
        }
        if entries.len() != limit {
            return Ok(ChainStatus::Broken { at: last.number.saturating_add(1) });
        }
    }
    match is_last && last.hash == head.hash {
        true => Ok(ChainStatus::Intact { entries: head.number }),
        false => Ok(ChainStatus::Broken { at: head.number.saturating_add(1) }),
    }
}

/// Reads the entries of a page one by one up to the first corrupt one, so that this one is reported.
fn entries_before_corrupt(rows: &dyn Reader, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error> {
    let mut entries = Vec::new();
    for number in (first..).take(limit) {
        match rows.audit_from(number, 1) {
            Err(Error::Corrupt) => break,
            entry => entries.extend(entry?),
        }
    }
    Ok(entries)
}

fn read<T>(store: &dyn Store, mut read: impl FnMut(&dyn Reader) -> Result<T, Error>) -> Result<T, Error> {
    let mut result = None;
    store.read(&mut |rows| {
        result = Some(read(rows)?);
        Ok(())
    })?;
    result.ok_or(Error::RolledBack)
}

/// Returns the SHA-256 over the previous hash and every field, each length-prefixed (8 bytes, big-endian), so that
/// different entries have different encodings.
pub(super) fn hash(previous_hash: &[u8; 32], row: &AuditRow) -> [u8; 32] {
    let account = row.account.as_ref().map_or(&[][..], |id| id.as_bytes());
    let actor = row.actor.as_ref().map_or(&[][..], |id| id.as_bytes());
    let fields: [&[u8]; 10] = [
        previous_hash,
        &row.number.to_be_bytes(),
        &row.occurred_at.millis().to_be_bytes(),
        account,
        row.username.as_bytes(),
        actor,
        row.event.as_bytes(),
        row.detail.as_bytes(),
        &row.repeat_count.to_be_bytes(),
        row.host_name.as_bytes(),
    ];
    let mut hash = Sha256::new_with_prefix(b"vestibule audit 1");
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
