//! The chain of hashes over the entries.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::auth::error::Error;
use crate::auth::store::{AuditRow, Reader};
use crate::auth::wording::count;

/// Entries read at a time.
const PAGE: usize = 1000;

/// What verifying the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every entry is as it was written, and the last is the one that the store names.
    Whole {
        /// How many.
        entries: u64,
    },
    /// The first entry that is missing or is not as it was written.
    Broken {
        /// Its number.
        at: u64,
    },
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { entries } => write!(f, "the log is intact: {}", count(*entries, "entry", "entries")),
            Self::Broken { at } => write!(f, "the log is broken at entry {at}"),
        }
    }
}

/// Verifies the whole chain. It shows damage and clumsy changes; whoever can write the file can write the whole chain
/// anew.
///
/// # Errors
/// The store's own fault.
pub fn verify(store: &dyn Reader) -> Result<Chain, Error> {
    let head = store.meta()?.head;
    let mut before = [0; 32];
    let mut next = 1_u64;
    loop {
        let page = match store.audit_from(next, PAGE) {
            Ok(page) => page,
            Err(Error::Unreadable) => return Ok(Chain::Broken { at: next }),
            Err(fault) => return Err(fault),
        };
        for row in &page {
            if row.number != next || row.hash != hash(&before, row) {
                return Ok(Chain::Broken { at: next });
            }
            before = row.hash;
            next = next.saturating_add(1);
        }
        if page.len() < PAGE {
            break;
        }
    }
    if head.number == next - 1 && head.hash == before {
        Ok(Chain::Whole { entries: head.number })
    } else {
        Ok(Chain::Broken { at: next })
    }
}

/// SHA-256 over the hash before and every field, each with its length in front (8 bytes, big-endian), so that no two
/// different entries have the same encoding.
pub(super) fn hash(before: &[u8; 32], row: &AuditRow) -> [u8; 32] {
    let account = row.account.as_ref().map_or(&[][..], |id| id.as_bytes());
    let actor = row.actor.as_ref().map_or(&[][..], |id| id.as_bytes());
    let fields: [&[u8]; 10] = [
        before,
        &row.number.to_be_bytes(),
        &row.time.millis().to_be_bytes(),
        account,
        row.username.as_bytes(),
        actor,
        row.event.as_bytes(),
        row.detail.as_bytes(),
        &row.count.to_be_bytes(),
        row.host.as_bytes(),
    ];
    let mut hash = Sha256::new_with_prefix(b"vestibule audit 1");
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}
