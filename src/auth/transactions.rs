//! Write transactions. Each function checks its preconditions, writes, and appends the audit entry in one transaction.
//!
//! The preconditions of a proof (`credentials_version`, the account being enabled) are checked again here, so that a
//! change between the proof and the transaction is detected.

mod administration;
mod attempts;
mod cost;
mod enrolment;
mod expiry;
mod own_account;
mod sessions;
mod sign_in;
mod start_log;

pub(crate) use administration::{AdminChange, NewAccount};
pub(crate) use attempts::{Lookup, Target, name_mac_key};
pub(crate) use enrolment::{DeferredChange, EnrolmentContext, MAX_AUTHENTICATORS};
pub(crate) use sessions::{SessionInfo, SessionRef, is_stale};
pub(crate) use sign_in::{FactorUse, SignInCompletion, VerifiedFactor};
pub(crate) use start_log::StartLog;

use crate::auth::account::{AccountId, BootId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event, NewEntry};
use crate::auth::clock::{Now, UnixTime};
use crate::auth::error::{Error, StoreError};
use crate::auth::step_up::StepUp;
use crate::auth::store::{AccountRow, ClockStamp, CounterKey, Reader, Store, Writer, none_if_corrupt};
use crate::auth::throttle::{self, ThrottleLimits};

/// Context of every transaction: the store, the limits, one reading of the clocks, and the host.
#[derive(Clone, Copy)]
pub(crate) struct Transactions<'a> {
    pub store: &'a dyn Store,
    pub limits: &'a ThrottleLimits,
    pub now: Now,
    /// The boot that the boot clock belongs to.
    pub boot_id: BootId,
    pub host_name: &'a str,
    pub build_date: UnixTime,
    pub program_name: &'a str,
    pub start_log: &'a StartLog,
}

impl<'a> Transactions<'a> {
    /// Runs `operation` in one write transaction; an [`ActionError`] rolls it back.
    ///
    /// A result counts only if the store reports the same: success if it committed, an error if it rolled back. A store
    /// may run the operation several times; the last run counts.
    pub(super) fn run<T>(
        &self,
        mut operation: impl FnMut(&mut dyn Writer) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        let mut result = None;
        let written = self.write_to_store(&mut |store| {
            result = None;
            match operation(store) {
                Ok(value) => {
                    result = Some(Ok(value));
                    Ok(())
                }
                Err(ActionError::Fault(fault)) => Err(fault),
                Err(denied) => {
                    result = Some(Err(denied));
                    Err(Error::RolledBack)
                }
            }
        });
        match (written, result) {
            (Ok(()), Some(Ok(value))) => Ok(value),
            (Err(Error::RolledBack), Some(Err(denied))) => Err(denied),
            (Err(fault), _) => Err(fault.into()),
            (Ok(()), Some(Err(_)) | None) => Err(WRITE_CONTRACT_BROKEN.into()),
        }
    }

    /// As [`Transactions::run`], for operations that fail only with [`Error`].
    pub fn write<T>(&self, mut operation: impl FnMut(&mut dyn Writer) -> Result<T, Error>) -> Result<T, Error> {
        let mut result = None;
        self.write_to_store(&mut |store| {
            result = None;
            result = Some(operation(store)?);
            Ok(())
        })?;
        result.ok_or(WRITE_CONTRACT_BROKEN)
    }

    /// Runs `operation` in a write transaction. The first one of this run of the program also logs the start.
    fn write_to_store(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let mut claim = None;
        self.store.write(&mut |store| {
            claim = claim.take().or_else(|| self.start_log.claim());
            if claim.is_some() {
                self.log_start(store)?;
            }
            operation(store)
        })?;
        if let Some(claim) = claim {
            claim.commit();
        }
        Ok(())
    }

    /// Runs `operation` on one consistent snapshot.
    pub fn read<T>(&self, mut operation: impl FnMut(&dyn Reader) -> Result<T, Error>) -> Result<T, Error> {
        let mut result = None;
        self.store.read(&mut |store| {
            result = None;
            result = Some(operation(store)?);
            Ok(())
        })?;
        result.ok_or(READ_CONTRACT_BROKEN)
    }

    /// Returns the current readings of both clocks with the boot id.
    pub fn clock_stamp(&self) -> ClockStamp {
        throttle::clock_stamp(self.now, self.boot_id)
    }

    /// Creates an entry with the current time and this host.
    fn entry<'b>(&'b self, event: Event, detail: &'b str) -> NewEntry<'b> {
        NewEntry {
            occurred_at: self.now.wall,
            host_name: self.host_name,
            account: None,
            actor: None,
            event,
            detail,
            repeat_count: 1,
        }
    }

    fn log(&self, store: &mut dyn Writer, event: Event, detail: &str, account: &AccountRow) -> Result<(), Error> {
        audit::append(store, &self.entry(event, detail).about(account))
    }

    /// Writes an account whose credentials the user changed, invalidates earlier proofs, and logs the change.
    fn update_and_log(&self, store: &mut dyn Writer, account: AccountRow, event: Event) -> Result<(), ActionError> {
        let account = bump_credentials_version(store, account)?;
        Ok(self.log(store, event, "", &account)?)
    }
}

const WRITE_CONTRACT_BROKEN: Error =
    Error::Store(StoreError::ContractBroken("it reported success for a write that was not run, or that gave an error"));
const READ_CONTRACT_BROKEN: Error =
    Error::Store(StoreError::ContractBroken("it reported success for a read that was not run, or that gave an error"));

fn require_session(store: &dyn Writer, token_hash: &[u8; 32]) -> Result<(), ActionError> {
    store.session(token_hash)?.map(|_| ()).ok_or(ActionError::SessionEnded)
}

/// Returns the account of a step-up that is still valid, in a session that is still valid.
fn require_step_up(store: &dyn Writer, proof: &StepUp) -> Result<AccountRow, ActionError> {
    require_session(store, &proof.session().token_hash)?;
    require_unchanged(store, proof.account(), proof.credentials_version())
}

/// Returns the account if it is enabled and at this version; otherwise the proof is no longer valid.
fn require_unchanged(store: &dyn Writer, id: AccountId, credentials_version: u64) -> Result<AccountRow, ActionError> {
    match store.account(id)? {
        Some(row) if row.enabled && row.credentials_version == credentials_version => Ok(row),
        _ => Err(ActionError::Changed),
    }
}

/// Writes an account whose credentials, role or status changed and invalidates earlier proofs.
fn bump_credentials_version(store: &mut dyn Writer, mut row: AccountRow) -> Result<AccountRow, Error> {
    row.credentials_version = row.credentials_version.checked_add(1).ok_or(Error::Corrupt)?;
    store.update_account(&row)?;
    Ok(row)
}

/// Deletes the sessions of an account except the one with this token. Returns whether there were any.
fn delete_sessions_except(
    store: &mut dyn Writer,
    account: AccountId,
    except: Option<&[u8; 32]>,
) -> Result<bool, Error> {
    let mut any_deleted = false;
    for session in store.sessions(account)? {
        if Some(&session.token_hash) != except {
            store.delete_session(&session.token_hash)?;
            any_deleted = true;
        }
    }
    Ok(any_deleted)
}

/// Resets the attempts of a counter. Failures since the last sign-in are still reported, and unread refusals still
/// logged. A corrupt counter is deleted.
fn reset_counter(store: &mut dyn Writer, key: CounterKey) -> Result<(), Error> {
    match none_if_corrupt(store.counter(&key))?.flatten().and_then(throttle::after_reset) {
        Some(row) => store.put_counter(&key, &row),
        None => store.delete_counter(&key),
    }
}

#[cfg(test)]
mod tests;
