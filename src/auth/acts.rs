//! Acts: every write of Vestibule, one function and one transaction each.
//!
//! An act reads what it is conditional on, decides, writes, and adds its audit entry, all in the same transaction.
//! What the proof was made against (`credentials_version`, the account being enabled) is looked at again here, so that
//! nothing slips in between the proof and the act.

mod cost;
mod own;
mod sign_in;
mod start;
mod tries;
mod upkeep;
mod users;

pub(crate) use own::Ends;
pub(crate) use sign_in::{Completed, Given, Opened, is_gone};
pub(crate) use start::StartLog;
pub(crate) use tries::{Found, Target, Tried, names_key, readable};
pub(crate) use users::{Change, NewAccount};

use crate::auth::account::{AccountId, BootId};
use crate::auth::audit::{Entry, Event};
use crate::auth::clock::{Now, UnixTime};
use crate::auth::denied::Denied;
use crate::auth::error::{Error, StoreError};
use crate::auth::store::{AccountRow, CounterKey, Stamp, Store, Writer};
use crate::auth::throttle::{self, Limits};

/// What every act needs: the store, the limits, one reading of the clocks, and where it happens.
#[derive(Clone, Copy)]
pub(crate) struct Acts<'a> {
    pub store: &'a dyn Store,
    pub limits: &'a Limits,
    pub now: Now,
    /// The boot that the boot clock belongs to.
    pub boot_id: BootId,
    pub host: &'a str,
    /// When the program was built.
    pub built: UnixTime,
    /// Name of the program.
    pub program: &'a str,
    pub start: &'a StartLog,
}

impl<'a> Acts<'a> {
    /// Runs `act` in one write transaction; what it denies is rolled back.
    ///
    /// An answer counts only if the store says the same: a success if it wrote, a denial if it rolled back. A store may
    /// run the act several times; the last run counts.
    pub(super) fn transact<T>(&self, mut act: impl FnMut(&mut dyn Writer) -> Result<T, Denied>) -> Result<T, Denied> {
        let mut answer = None;
        let written = self.write_to_store(&mut |store| {
            answer = None;
            match act(store) {
                Ok(value) => {
                    answer = Some(Ok(value));
                    Ok(())
                }
                Err(Denied::Fault(fault)) => Err(fault),
                Err(denied) => {
                    answer = Some(Err(denied));
                    Err(Error::RolledBack)
                }
            }
        });
        match (written, answer) {
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Err(Error::RolledBack), Some(Err(denied))) => Err(denied),
            (Err(fault), _) => Err(fault.into()),
            (Ok(()), Some(Err(_)) | None) => Err(WROTE_AN_ERROR.into()),
        }
    }

    /// As [`Acts::transact`], for acts that deny nothing.
    pub fn write<T>(&self, mut act: impl FnMut(&mut dyn Writer) -> Result<T, Error>) -> Result<T, Error> {
        let mut answer = None;
        self.write_to_store(&mut |store| {
            answer = None;
            answer = Some(act(store)?);
            Ok(())
        })?;
        answer.ok_or(WROTE_AN_ERROR)
    }

    /// Runs `act` in a write transaction. The first of this run of the program begins with its start.
    fn write_to_store(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let mut claim = None;
        self.store.write(&mut |store| {
            claim = claim.take().or_else(|| self.start.claim());
            if claim.is_some() {
                self.log_start(store)?;
            }
            act(store)
        })?;
        if let Some(claim) = claim {
            claim.keep();
        }
        Ok(())
    }

    /// Reads one consistent state.
    pub fn read<T>(&self, mut look: impl FnMut(&dyn super::store::Reader) -> Result<T, Error>) -> Result<T, Error> {
        let mut answer = None;
        self.store.read(&mut |store| {
            answer = None;
            answer = Some(look(store)?);
            Ok(())
        })?;
        answer.ok_or(READ_AN_ERROR)
    }

    /// Both clocks with the boot.
    pub fn stamp(&self) -> Stamp {
        throttle::stamp(self.now, self.boot_id)
    }

    /// An entry that happens here and now.
    fn entry<'b>(&'b self, event: Event, detail: &'b str) -> Entry<'b> {
        Entry { time: self.now.wall, host: self.host, account: None, actor: None, event, detail, count: 1 }
    }
}

const WROTE_AN_ERROR: Error =
    Error::Store(StoreError::ContractBroken("it reported success for a write that was not run, or that gave an error"));
const READ_AN_ERROR: Error =
    Error::Store(StoreError::ContractBroken("it reported success for a read that was not run, or that gave an error"));

/// The account as the proof saw it, or the proof no longer holds.
fn unchanged(store: &dyn Writer, id: AccountId, credentials_version: u64) -> Result<AccountRow, Denied> {
    match store.account(id)? {
        Some(row) if row.enabled && row.credentials_version == credentials_version => Ok(row),
        _ => Err(Denied::Changed),
    }
}

/// Writes an account whose credentials, role or status changed: proofs made before no longer hold.
fn raise(store: &mut dyn Writer, mut row: AccountRow) -> Result<AccountRow, Error> {
    row.credentials_version = row.credentials_version.checked_add(1).ok_or(Error::Unreadable)?;
    store.update_account(&row)?;
    Ok(row)
}

/// Ends the sessions of an account, all but the one with this token. Says whether there were any.
fn end_sessions(store: &mut dyn Writer, account: AccountId, except: Option<&[u8; 32]>) -> Result<bool, Error> {
    let mut any = false;
    for session in store.sessions(account)? {
        if Some(&session.token_hash) != except {
            store.delete_session(&session.token_hash)?;
            any = true;
        }
    }
    Ok(any)
}

/// Forgets the attempts that a counter counts. What failed since the last sign-in is still told, and what was refused
/// unread still logged. A counter that cannot be read goes.
fn forget_attempts(store: &mut dyn Writer, key: CounterKey) -> Result<(), Error> {
    match readable(store.counter(&key))?.flatten().and_then(throttle::forgotten) {
        Some(row) => store.put_counter(&key, &row),
        None => store.delete_counter(&key),
    }
}

#[cfg(test)]
mod tests;
