//! The audit log: what happened, when, to whose account, by whom, on which computer. Never a secret, never what was
//! typed.
//!
//! Entries are chained: each carries the SHA-256 of the one before and of itself, over a length-prefixed encoding, so
//! that no entry can be changed, left out or moved without all later ones being written anew. The act, its entry and
//! the head of the chain are one transaction. An entry never changes once it was written: what repeats is counted beside
//! the chain, and an entry with the count follows.

mod chain;
mod event;

pub use chain::{ChainStatus, verify};
pub use event::{Event, SignInMethod};

use crate::auth::account::AccountId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::{AccountRow, AuditRow, Head, Meta, Writer};

/// Why an attempt for a name that no account has is refused, in the word of the log.
pub(crate) const UNKNOWN_NAME: &str = "unknown-name";

/// Entries about refused unknown names are at least this far apart; the attempts between them are counted beside the
/// chain. Otherwise anybody could fill the disk.
const UNKNOWN_NAME_LOG_INTERVAL_MILLIS: i64 = 60_000;

/// An entry before it has its number and hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewEntry<'a> {
    pub occurred_at: UnixTime,
    pub host_name: &'a str,
    pub account: Option<(AccountId, &'a str)>,
    pub actor: Option<AccountId>,
    pub event: Event,
    pub detail: &'a str,
    pub repeat_count: u32,
}

impl<'a> NewEntry<'a> {
    /// Says whose account it is about.
    pub fn about(self, account: &'a AccountRow) -> Self {
        Self { account: Some((account.id, &account.username)), ..self }
    }

    fn row(&self, number: u64) -> AuditRow {
        AuditRow {
            number,
            occurred_at: self.occurred_at,
            account: self.account.map(|(id, _)| id),
            username: self.account.map_or_else(String::new, |(_, name)| name.to_owned()),
            actor: self.actor,
            event: self.event.word().to_owned(),
            detail: self.detail.to_owned(),
            repeat_count: self.repeat_count,
            host_name: self.host_name.to_owned(),
            hash: [0; 32],
        }
    }
}

/// Adds an entry at the end of the chain, and remembers the latest time seen. Refused unknown names that are still to be
/// told get an entry of their own before it.
pub(crate) fn append(store: &mut dyn Writer, entry: &NewEntry<'_>) -> Result<(), Error> {
    let mut meta = store.meta()?;
    if meta.unlogged_refusals > 0 {
        log_unknown_names(store, &mut meta, entry)?;
    }
    append_row(store, &mut meta, entry)?;
    store.put_meta(&meta)
}

/// Counts refused attempts for names that no account has. They become an entry at once, or together with later ones:
/// see [`UNKNOWN_NAME_LOG_INTERVAL_MILLIS`].
pub(crate) fn count_unknown(store: &mut dyn Writer, entry: &NewEntry<'_>) -> Result<(), Error> {
    let mut meta = store.meta()?;
    meta.unlogged_refusals = meta.unlogged_refusals.saturating_add(entry.repeat_count);
    log_unknown_names(store, &mut meta, entry)?;
    meta.latest_seen_time = meta.latest_seen_time.max(entry.occurred_at);
    store.put_meta(&meta)
}

/// Writes the entry about the refused unknown names so far, unless the last one is less than a minute old.
fn log_unknown_names(store: &mut dyn Writer, meta: &mut Meta, now: &NewEntry<'_>) -> Result<(), Error> {
    let elapsed = now.occurred_at.millis().saturating_sub(meta.unknown_logged.millis());
    if (0..UNKNOWN_NAME_LOG_INTERVAL_MILLIS).contains(&elapsed) {
        return Ok(());
    }
    let (account, actor, count) = (None, None, meta.unlogged_refusals);
    (meta.unlogged_refusals, meta.unknown_logged) = (0, now.occurred_at);
    let entry =
        NewEntry { account, actor, event: Event::PasswordRefused, detail: UNKNOWN_NAME, repeat_count: count, ..*now };
    append_row(store, meta, &entry)
}

fn append_row(store: &mut dyn Writer, meta: &mut Meta, entry: &NewEntry<'_>) -> Result<(), Error> {
    let mut row = entry.row(meta.head.number.saturating_add(1));
    row.hash = chain::hash(&meta.head.hash, &row);
    store.put_audit(&row)?;
    meta.head = Head { number: row.number, hash: row.hash };
    meta.latest_seen_time = meta.latest_seen_time.max(entry.occurred_at);
    Ok(())
}
