//! The audit log: the event, time, account, actor and computer. Never a secret, never typed text.
//!
//! Entries are chained: each carries a SHA-256 over the previous hash and its own fields, in a length-prefixed
//! encoding, so that changing, omitting or moving an entry requires rewriting all later ones. An operation, its entry
//! and the head of the chain are written in one transaction. An entry never changes once written: repetitions are
//! counted outside the chain, and an entry with the count follows.

mod chain;
mod event;

pub use chain::{ChainStatus, verify};
pub use event::{Event, SignInMethod};

use crate::auth::account::AccountId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::{AccountRow, AuditRow, Head, Meta, Writer};

/// The log's reason for refusing an attempt for an unknown name.
pub(crate) const UNKNOWN_NAME: &str = "unknown-name";

/// The minimum interval between entries about unknown names; attempts in between are counted outside the chain.
/// Otherwise anyone could fill the disk.
const UNKNOWN_NAME_LOG_INTERVAL_MILLIS: i64 = 60_000;

/// An entry without number and hash.
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
    /// Sets the account that the entry is about.
    pub fn about(self, account: &'a AccountRow) -> Self {
        Self { account: Some((account.id, &account.username)), ..self }
    }
}

/// Appends an entry to the chain and updates the latest time seen. Counted attempts for unknown names get an entry of
/// their own before it.
pub(crate) fn append(store: &mut dyn Writer, entry: &NewEntry<'_>) -> Result<(), Error> {
    let mut meta = store.meta()?;
    if meta.unlogged_refusals > 0 {
        log_unknown_names(store, &mut meta, entry)?;
    }
    append_row(store, &mut meta, entry)?;
    store.put_meta(&meta)
}

/// Counts refused attempts for unknown names. They are logged at once, or together with later ones: see
/// [`UNKNOWN_NAME_LOG_INTERVAL_MILLIS`].
pub(crate) fn count_unknown(store: &mut dyn Writer, entry: &NewEntry<'_>) -> Result<(), Error> {
    let mut meta = store.meta()?;
    meta.unlogged_refusals = meta.unlogged_refusals.saturating_add(entry.repeat_count);
    log_unknown_names(store, &mut meta, entry)?;
    meta.latest_seen_time = meta.latest_seen_time.max(entry.occurred_at);
    store.put_meta(&meta)
}

/// Appends the entry about the counted unknown names, unless the last one is less than a minute old.
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
    let mut row = AuditRow {
        number: meta.head.number.saturating_add(1),
        occurred_at: entry.occurred_at,
        account: entry.account.map(|(id, _)| id),
        username: entry.account.map_or_else(String::new, |(_, name)| name.to_owned()),
        actor: entry.actor,
        event: entry.event.word().to_owned(),
        detail: entry.detail.to_owned(),
        repeat_count: entry.repeat_count,
        host_name: entry.host_name.to_owned(),
        hash: [0; 32],
    };
    row.hash = chain::hash(&meta.head.hash, &row);
    store.put_audit(&row)?;
    meta.head = Head { number: row.number, hash: row.hash };
    meta.latest_seen_time = meta.latest_seen_time.max(entry.occurred_at);
    Ok(())
}
