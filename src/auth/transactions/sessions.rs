//! The rows of sessions: opened, refreshed, locked and ended.

use crate::auth::account::{AccountId, SessionId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event, NewEntry, SignInMethod};
use crate::auth::clock::Now;
use crate::auth::error::Error;
use crate::auth::log_text::LogText;
use crate::auth::store::{AccountRow, ClockStamp, SessionRow, Writer};
use crate::auth::transactions::{Transactions, require_session};

/// Time without a refresh after which a session is stale.
const SESSION_STALE_AFTER_MILLIS: u64 = 60_000;

/// What a session records about its sign-in.
#[derive(Clone, Copy)]
pub(crate) struct SessionInfo {
    pub id: SessionId,
    pub method: SignInMethod,
    pub opened_at: Now,
    pub token_hash: [u8; 32],
}

/// The session of a transaction, as far as the store knows it.
#[derive(Clone, Copy)]
pub(crate) struct SessionRef<'a> {
    pub account: AccountId,
    pub username: &'a str,
    pub token_hash: &'a [u8; 32],
}

impl Transactions<'_> {
    pub(super) fn insert_session(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        session: &SessionInfo,
    ) -> Result<(), Error> {
        let now = self.now.wall;
        self.delete_stale_sessions(store, account)?;
        store.put_session(&SessionRow {
            token_hash: session.token_hash,
            id: session.id,
            account: account.id,
            opened_at: now,
            last_seen: self.clock_stamp(),
            host_name: self.host_name.to_owned(),
            sign_in_method: session.method.as_str().to_owned(),
        })?;
        store.update_account(&AccountRow { last_sign_in: Some(now), ..account.clone() })?;
        self.log(store, Event::SignedIn, session.method.as_str(), account)
    }

    /// Deletes the stale sessions of an account, whose programs ended without signing out.
    pub(super) fn delete_stale_sessions(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), Error> {
        for row in store.sessions(account.id)? {
            if is_stale(row.last_seen, self.clock_stamp()) {
                store.delete_session(&row.token_hash)?;
                self.log(store, Event::SessionLost, &row.last_seen.wall.to_string(), account)?;
            }
        }
        Ok(())
    }

    /// Appends an entry of the host under the signed-in user, and returns its number. If a version is given, the
    /// account must be unchanged since.
    pub fn append_host_event(
        &self,
        session: SessionRef<'_>,
        credentials_version: Option<u64>,
        event: Event,
        text: LogText<'_>,
    ) -> Result<u64, ActionError> {
        self.run(|store| {
            require_session(store, session.token_hash)?;
            let account = store.account(session.account)?.filter(|row| row.enabled).ok_or(ActionError::Changed)?;
            if credentials_version.is_some_and(|version| version != account.credentials_version) {
                return Err(ActionError::Changed);
            }
            self.log(store, event, text.as_str(), &account)?;
            Ok(store.meta()?.head.number)
        })
    }

    /// Logs that a session was locked, if it is still in the store.
    pub fn record_lock(&self, session: SessionRef<'_>) -> Result<(), Error> {
        self.write(|store| match store.session(session.token_hash)? {
            Some(_) => self.log_of_session(store, session, Event::Locked),
            None => Ok(()),
        })
    }

    /// Deletes a session and logs `event`, if it is still in the store.
    pub fn delete_session(&self, session: SessionRef<'_>, event: Event) -> Result<(), Error> {
        self.write(|store| {
            if store.session(session.token_hash)?.is_none() {
                return Ok(());
            }
            store.delete_session(session.token_hash)?;
            self.log_of_session(store, session, event)
        })
    }

    fn log_of_session(&self, store: &mut dyn Writer, session: SessionRef<'_>, event: Event) -> Result<(), Error> {
        let account = Some((session.account, session.username));
        audit::append(store, &NewEntry { account, ..self.entry(event, "") })
    }

    /// Returns `last_seen` of a session, updating it if it is due; `None` if the session is not in the store.
    pub fn refresh_session(&self, token_hash: &[u8; 32]) -> Result<Option<ClockStamp>, Error> {
        let Some(row) = self.read(|store| store.session(token_hash))? else { return Ok(None) };
        if !self.needs_refresh(row.last_seen) {
            return Ok(Some(row.last_seen));
        }
        let last_seen = self.clock_stamp();
        self.write(|store| match store.session(token_hash)? {
            Some(row) => store.put_session(&SessionRow { last_seen, ..row }).map(|()| Some(last_seen)),
            None => Ok(None),
        })
    }

    /// Whether `last_seen` must be refreshed: it is at least half of `SESSION_STALE_AFTER_MILLIS` old.
    pub fn needs_refresh(&self, last_seen: ClockStamp) -> bool {
        millis_between(last_seen, self.clock_stamp()) >= SESSION_STALE_AFTER_MILLIS / 2
    }
}

/// Whether the session was not refreshed for too long.
pub(crate) fn is_stale(last_seen: ClockStamp, now: ClockStamp) -> bool {
    millis_between(last_seen, now) > SESSION_STALE_AFTER_MILLIS
}

/// Uses the boot clock within one boot, as it cannot be set. Uses the wall clock across boots, in either direction:
/// where the system provides a boot id, no program of an earlier boot is still running.
fn millis_between(last_seen: ClockStamp, now: ClockStamp) -> u64 {
    if last_seen.boot_id == now.boot_id {
        last_seen.boot_millis.abs_diff(now.boot_millis)
    } else {
        last_seen.wall.millis().abs_diff(now.wall.millis())
    }
}
