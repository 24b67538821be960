//! The audit log: what happened, when, to whose account, by whom, on which computer. Never a secret, never what was
//! typed.
//!
//! Entries are chained: each carries the SHA-256 of the one before and of itself, over a length-prefixed encoding, so
//! that no entry can be changed, left out or moved without all later ones being written anew. The act, its entry and
//! the head of the chain are one transaction.

mod chain;
mod event;

pub use chain::{Chain, verify};
pub use event::{Event, Method};

use super::account::AccountId;
use super::clock::UnixTime;
use super::error::Error;
use super::store::{AccountRow, AuditRow, Head, Writer};

/// Refusals of unknown names within this time become one entry, or anybody could fill the disk.
const COALESCE_MILLIS: i64 = 60_000;

/// An entry before it has its number and hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub time: UnixTime,
    pub host: &'a str,
    pub account: Option<(AccountId, &'a str)>,
    pub actor: Option<AccountId>,
    pub event: Event,
    pub detail: &'a str,
}

impl<'a> Entry<'a> {
    /// Says whose account it is about.
    pub fn about(self, account: &'a AccountRow) -> Self {
        Self { account: Some((account.id, &account.username)), ..self }
    }

    fn row(&self, number: u64) -> AuditRow {
        AuditRow {
            number,
            time: self.time,
            account: self.account.map(|(id, _)| id),
            username: self.account.map_or_else(String::new, |(_, name)| name.to_owned()),
            actor: self.actor,
            event: self.event.word().to_owned(),
            detail: self.detail.to_owned(),
            count: 1,
            host: self.host.to_owned(),
            hash: [0; 32],
        }
    }

    fn repeats(&self, last: &AuditRow) -> bool {
        self.account.is_none()
            && last.account.is_none()
            && last.event == self.event.word()
            && last.detail == self.detail
            && last.host == self.host
            && (0..COALESCE_MILLIS).contains(&self.time.millis().saturating_sub(last.time.millis()))
    }
}

/// Adds an entry at the end of the chain, and remembers the latest time seen.
pub(crate) fn append(store: &mut dyn Writer, entry: &Entry<'_>) -> Result<(), Error> {
    let mut meta = store.meta()?;
    let last = match entry.account {
        // A last entry that cannot be read is not added to; nothing else depends on it.
        None => match store.audit_from(meta.head.number, 1) {
            Err(Error::Unreadable) => None,
            last => last?.pop(),
        },
        Some(_) => None,
    };
    let (before, mut row) = match last {
        Some(last) if entry.repeats(&last) => {
            let before = store.audit_from(last.number.saturating_sub(1), 1)?.pop();
            let before = before.filter(|row| row.number < last.number).map_or([0; 32], |row| row.hash);
            let count = last.count.saturating_add(1);
            (before, AuditRow { count, ..last })
        }
        _ => (meta.head.hash, entry.row(meta.head.number.saturating_add(1))),
    };
    row.hash = chain::hash(&before, &row);
    store.put_audit(&row)?;
    meta.head = Head { number: row.number, hash: row.hash };
    meta.latest = meta.latest.max(entry.time);
    store.put_meta(&meta)
}
