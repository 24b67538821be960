//! Acts: every write of Vestibule, one function and one transaction each.
//!
//! An act reads what it is conditional on, decides, writes, and adds its audit entry, all in the same transaction.
//! What the proof was made against (`credentials_version`, the account being enabled) is looked at again here, so that
//! nothing slips in between the proof and the act.

mod administration;
mod attempts;
mod cost;
mod expiry;
mod own_account;
mod sign_in;
mod start_log;

pub(crate) use administration::{AdminChange, NewAccount};
pub(crate) use attempts::{ChargeOutcome, Lookup, Target, name_mac_key, none_if_corrupt};
pub(crate) use own_account::{DeferredChange, EnrolmentContext, EnrolmentWrite, MAX_AUTHENTICATORS};
pub(crate) use sign_in::{FactorUse, SessionRef, SignInCompletion, SignInResult, VerifiedFactor, is_stale};
pub(crate) use start_log::StartLog;

use crate::auth::account::{AccountId, BootId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{Event, NewEntry};
use crate::auth::clock::{Now, UnixTime};
use crate::auth::error::{Error, StoreError};
use crate::auth::store::{AccountRow, ClockStamp, CounterKey, Store, Writer};
use crate::auth::throttle::{self, ThrottleLimits};

/// What every act needs: the store, the limits, one reading of the clocks, and where it happens.
#[derive(Clone, Copy)]
pub(crate) struct Transactions<'a> {
    pub store: &'a dyn Store,
    pub limits: &'a ThrottleLimits,
    pub now: Now,
    /// The boot that the boot clock belongs to.
    pub boot_id: BootId,
    pub host_name: &'a str,
    /// When the program was built.
    pub build_date: UnixTime,
    /// Name of the program.
    pub program_name: &'a str,
    pub start_log: &'a StartLog,
}

impl<'a> Transactions<'a> {
    /// Runs `act` in one write transaction; what it denies is rolled back.
    ///
    /// An answer counts only if the store says the same: a success if it wrote, a denial if it rolled back. A store may
    /// run the act several times; the last run counts.
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

    /// As [`Transactions::run`], for acts that deny nothing.
    pub fn write<T>(&self, mut operation: impl FnMut(&mut dyn Writer) -> Result<T, Error>) -> Result<T, Error> {
        let mut result = None;
        self.write_to_store(&mut |store| {
            result = None;
            result = Some(operation(store)?);
            Ok(())
        })?;
        result.ok_or(WRITE_CONTRACT_BROKEN)
    }

    /// Runs `act` in a write transaction. The first of this run of the program begins with its start.
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

    /// Reads one consistent state.
    pub fn read<T>(
        &self,
        mut operation: impl FnMut(&dyn super::store::Reader) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut result = None;
        self.store.read(&mut |store| {
            result = None;
            result = Some(operation(store)?);
            Ok(())
        })?;
        result.ok_or(READ_CONTRACT_BROKEN)
    }

    /// Both clocks with the boot.
    pub fn clock_stamp(&self) -> ClockStamp {
        throttle::clock_stamp(self.now, self.boot_id)
    }

    /// An entry that happens here and now.
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
}

const WRITE_CONTRACT_BROKEN: Error =
    Error::Store(StoreError::ContractBroken("it reported success for a write that was not run, or that gave an error"));
const READ_CONTRACT_BROKEN: Error =
    Error::Store(StoreError::ContractBroken("it reported success for a read that was not run, or that gave an error"));

/// The account as the proof saw it, or the proof no longer holds.
fn require_unchanged(store: &dyn Writer, id: AccountId, credentials_version: u64) -> Result<AccountRow, ActionError> {
    match store.account(id)? {
        Some(row) if row.enabled && row.credentials_version == credentials_version => Ok(row),
        _ => Err(ActionError::Changed),
    }
}

/// Writes an account whose credentials, role or status changed: proofs made before no longer hold.
fn bump_credentials_version(store: &mut dyn Writer, mut row: AccountRow) -> Result<AccountRow, Error> {
    row.credentials_version = row.credentials_version.checked_add(1).ok_or(Error::Corrupt)?;
    store.update_account(&row)?;
    Ok(row)
}

/// Ends the sessions of an account, all but the one with this token. Says whether there were any.
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

/// Forgets the attempts that a counter counts. What failed since the last sign-in is still told, and what was refused
/// unread still logged. A counter that cannot be read goes.
fn reset_counter(store: &mut dyn Writer, key: CounterKey) -> Result<(), Error> {
    match none_if_corrupt(store.counter(&key))?.flatten().and_then(throttle::after_reset) {
        Some(row) => store.put_counter(&key, &row),
        None => store.delete_counter(&key),
    }
}

#[cfg(test)]
mod tests;
