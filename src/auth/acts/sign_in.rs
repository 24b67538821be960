//! What a completed sign-in writes, and what begins and ends a session.

use crate::auth::account::{AccountId, SessionId};
use crate::auth::acts::{Acts, readable, unchanged};
use crate::auth::audit::{self, Entry, Event, Method};
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::host_text::HostText;
use crate::auth::login::{Notices, Spend};
use crate::auth::session::Session;
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, RecoveryRow, SessionRow, Stamp, WrapKind, WrapRow, Writer,
};
use crate::auth::throttle::{self, Ticket};

/// Sessions whose program has not looked for this long are gone.
const GONE_AFTER_MILLIS: u64 = 60_000;

/// What a completed sign-in has proven, and has to write.
pub(crate) struct Completed<'a> {
    pub account: AccountId,
    pub credentials_version: u64,
    pub method: Method,
    pub spend: &'a Spend,
    /// One-time codes charged on the way, the right one included: the owner's own.
    pub tried: u32,
    /// The try of the factor that was right: it did not fail.
    pub ticket: Option<&'a Ticket>,
    pub renewed: Option<&'a WrapRow>,
    pub session: SessionId,
    pub token_hash: [u8; 32],
}

/// A factor that somebody who is signed in gave for an act, found right: to be spent by that act.
pub(crate) struct Given {
    pub spend: Spend,
    pub ticket: Ticket,
    /// One-time codes typed wrongly before it: the owner's own.
    pub wrong: u32,
}

/// What became of it.
#[must_use]
pub(crate) enum Opened {
    /// It is written.
    Yes(Notices),
    /// The code was spent by somebody else meanwhile.
    Spent,
}

impl Acts<'_> {
    /// Completes a sign-in: spends what was given, clears the counters, renews the wrap, opens the session, and writes
    /// it down; all or nothing.
    pub fn finish_sign_in(&self, completed: &Completed<'_>) -> Result<Opened, Denied> {
        self.transact(|store| {
            let account = unchanged(store, completed.account, completed.credentials_version)?;
            if !self.spend(store, completed.spend)? {
                return Ok(Opened::Spent);
            }
            if let Some(wrap) = completed.renewed {
                store.put_wrap(wrap)?;
            }
            Ok(Opened::Yes(self.sign_in(store, &account, completed)?))
        })
    }

    /// Clears the counters, opens the session, and says what its owner should hear first.
    pub(super) fn sign_in(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        completed: &Completed<'_>,
    ) -> Result<Notices, Error> {
        let mut notices = self.clear(store, account, completed)?;
        if let Some(used) = &completed.spend.recovery {
            let fresh = |row: &&RecoveryRow| row.used.is_none() && row.set == used.set;
            notices.recovery_left = u32::try_from(store.recovery(account.id)?.iter().filter(fresh).count()).ok();
        }
        self.open_session(store, account, completed)?;
        Ok(notices)
    }

    /// Spends what the one who is signed in gave, gives the try back, and writes down that they were proven again; all or
    /// nothing. `false` if the code was spent meanwhile.
    pub fn proven_again(
        &self,
        account: &AccountRow,
        token_hash: &[u8; 32],
        given: Option<&Given>,
        event: Event,
        detail: &str,
    ) -> Result<bool, Denied> {
        self.transact(|store| {
            self.stands(store, token_hash)?;
            unchanged(store, account.id, account.credentials_version)?;
            if let Some(given) = given
                && !self.accept(store, account, given)?
            {
                return Ok(false);
            }
            let entry = Entry { detail, ..self.entry(event, "") };
            audit::append(store, &entry.about(account))?;
            Ok(true)
        })
    }

    fn accept(&self, store: &mut dyn Writer, account: &AccountRow, given: &Given) -> Result<bool, Error> {
        if !self.spend(store, &given.spend)? {
            return Ok(false);
        }
        self.give_back(store, &given.ticket)?;
        let key = CounterKey::Account(account.id, CounterKind::Code);
        if let (1.., Some(row)) = (given.wrong, store.counter(&key)?) {
            store.put_counter(&key, &throttle::owned(row, given.wrong))?;
        }
        Ok(true)
    }

    /// Writes down what a host says of whoever is signed in, and gives the number of the entry. With a version, the
    /// account must be as it was then.
    pub fn host_event(
        &self,
        session: &Session,
        credentials_version: Option<u64>,
        event: Event,
        text: HostText<'_>,
    ) -> Result<u64, Denied> {
        self.transact(|store| {
            self.stands(store, session.token_hash())?;
            let account = store.account(session.account())?.filter(|row| row.enabled).ok_or(Denied::Changed)?;
            if credentials_version.is_some_and(|version| version != account.credentials_version) {
                return Err(Denied::Changed);
            }
            audit::append(store, &self.entry(event, text.as_str()).about(&account))?;
            Ok(store.meta()?.head.number)
        })
    }

    /// Writes down that a session was locked, if it still stands.
    pub fn locked(&self, session: &Session) -> Result<(), Error> {
        self.write(|store| {
            if store.session(session.token_hash())?.is_none() {
                return Ok(());
            }
            let account = Some((session.account(), session.username()));
            audit::append(store, &Entry { account, ..self.entry(Event::Locked, "") })
        })
    }

    /// Whether a session still stands, and when it was noted as seen; notes it now if that is about to be forgotten.
    pub fn watch(&self, token_hash: &[u8; 32]) -> Result<Option<Stamp>, Error> {
        let Some(row) = self.read(|store| store.session(token_hash))? else { return Ok(None) };
        if !self.is_due(row.seen) {
            return Ok(Some(row.seen));
        }
        let seen = self.stamp();
        self.write(|store| match store.session(token_hash)? {
            Some(row) => store.put_session(&SessionRow { seen, ..row }).map(|()| Some(seen)),
            None => Ok(None),
        })
    }

    /// Whether a session that was noted then is to be noted anew: in half the time after which it counts as gone.
    pub fn is_due(&self, seen: Stamp) -> bool {
        apart_millis(seen, self.stamp()) >= GONE_AFTER_MILLIS / 2
    }

    /// Ends a session, saying how.
    pub fn end_session(&self, account: AccountId, username: &str, token: &[u8; 32], how: Event) -> Result<(), Error> {
        self.write(|store| {
            if store.session(token)?.is_none() {
                return Ok(());
            }
            store.delete_session(token)?;
            audit::append(store, &Entry { account: Some((account, username)), ..self.entry(how, "") })
        })
    }

    /// Conditional, durable before anybody is let in.
    pub(super) fn spend(&self, store: &mut dyn Writer, spend: &Spend) -> Result<bool, Error> {
        let mut fresh = true;
        for (id, step) in &spend.steps {
            fresh &= store.spend_step(*id, *step)?;
        }
        if let Some(row) = &spend.recovery {
            let used = RecoveryRow { used: Some(self.now.wall), ..row.clone() };
            fresh &= store.spend_recovery(&used)?;
        }
        if fresh {
            self.note_used(store, spend)?;
        }
        Ok(fresh)
    }

    fn note_used(&self, store: &mut dyn Writer, spend: &Spend) -> Result<(), Error> {
        let (Some(account), false) = (spend.holder, spend.steps.is_empty()) else { return Ok(()) };
        for mut row in store.authenticators(account)? {
            if spend.steps.iter().any(|(id, _)| *id == row.id) {
                row.last_used = Some(self.now.wall);
                store.put_authenticator(&row)?;
            }
        }
        Ok(())
    }

    /// Clears the counters; says what failed since the last sign-in, and how many wrong codes are left over that were not
    /// typed in this one.
    fn clear(&self, store: &mut dyn Writer, account: &AccountRow, completed: &Completed<'_>) -> Result<Notices, Error> {
        let mut notices = Notices::default();
        for kind in [CounterKind::Password, CounterKind::Recovery, CounterKind::Code] {
            let key = CounterKey::Account(account.id, kind);
            let found = match kind {
                CounterKind::Code => store.counter(&key)?,
                _ => readable(store.counter(&key))?.flatten(),
            };
            let Some(row) = found else { continue };
            let mut row = completed.ticket.map_or(row, |ticket| throttle::succeeded(ticket, &key, row));
            notices.failed = notices.failed.saturating_add(row.failed);
            notices.last_failed = notices.last_failed.max(row.last_failed);
            self.tell_unread(store, key, &mut row)?;
            if kind == CounterKind::Code {
                notices.wrong_codes = row.unfinished.saturating_sub(completed.tried);
                let lifts = matches!(completed.method, Method::Recovery | Method::Help | Method::Temporary);
                store.put_counter(&key, &throttle::completed(self.limits, row, completed.tried, lifts))?;
            }
        }
        store.delete_counter(&CounterKey::Account(account.id, CounterKind::Recovery))?;
        store.delete_counter(&CounterKey::Account(account.id, CounterKind::Password))?;
        self.forget_name(store, account)?;
        Ok(notices)
    }

    pub(super) fn open_session(
        &self,
        store: &mut dyn Writer,
        account: &AccountRow,
        completed: &Completed<'_>,
    ) -> Result<(), Error> {
        let now = self.now.wall;
        self.drop_gone(store, account)?;
        store.put_session(&SessionRow {
            token_hash: completed.token_hash,
            id: completed.session,
            account: account.id,
            opened: now,
            seen: self.stamp(),
            host: self.host.to_owned(),
            method: completed.method.word().to_owned(),
        })?;
        store.update_account(&AccountRow { last_sign_in: Some(now), ..account.clone() })?;
        audit::append(store, &self.entry(Event::SignedIn, completed.method.word()).about(account))
    }

    /// Drops the sessions of an account whose windows ended without signing out.
    pub(super) fn drop_gone(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), Error> {
        for row in store.sessions(account.id)? {
            if is_gone(row.seen, self.stamp()) {
                store.delete_session(&row.token_hash)?;
                let seen = row.seen.wall.to_string();
                audit::append(store, &self.entry(Event::SessionLost, &seen).about(account))?;
            }
        }
        Ok(())
    }
}

/// Whether a session's program has not looked for too long.
pub(crate) fn is_gone(seen: Stamp, now: Stamp) -> bool {
    apart_millis(seen, now) > GONE_AFTER_MILLIS
}

/// Within one boot by the boot clock, which cannot be turned. Across boots by the wall clock, whichever way it was
/// turned: where the system tells its boot, no program of an earlier one is left to look.
fn apart_millis(seen: Stamp, now: Stamp) -> u64 {
    if seen.boot_id == now.boot_id {
        seen.boot_millis.abs_diff(now.boot_millis)
    } else {
        seen.wall.millis().abs_diff(now.wall.millis())
    }
}

/// The wrap that the password in force opens.
pub(super) fn current_wrap(store: &dyn Writer, account: &AccountRow) -> Result<Option<WrapRow>, Error> {
    let wraps = store.wraps(account.id)?;
    Ok(wraps.into_iter().find(|wrap| wrap.kind == WrapKind::Current && wrap.generation == account.generation))
}
