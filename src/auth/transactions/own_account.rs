//! Operations of users on their own accounts.

use std::fmt;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event};
use crate::auth::error::Error;
use crate::auth::notices::SignInNotices;
use crate::auth::step_up::StepUp;
use crate::auth::store::{
    AccountRow, AuthenticatorRow, CounterKey, CounterKind, HelpCodeRow, PasswordKind, RecoveryRow, WrapKind,
    WrappedKeyRow, Writer,
};
use crate::auth::transactions::sign_in::{SignInCompletion, active_wrapped_key};
use crate::auth::transactions::{
    Transactions, bump_credentials_version, delete_sessions_except, require_unchanged, reset_counter,
};

/// Maximum number of authenticators per account.
pub(crate) const MAX_AUTHENTICATORS: usize = 5;

/// What the end of an enrolment writes.
pub(crate) struct EnrolmentWrite<'a> {
    pub account: AccountId,
    pub credentials_version: u64,
    pub authenticator: &'a AuthenticatorRow,
    pub recovery: Option<&'a [RecoveryRow]>,
    pub deferred_change: Option<&'a DeferredChange>,
}

/// What completed enrolment writes besides the authenticator.
pub(crate) enum DeferredChange {
    /// Spends the help code that led to the enrolment.
    HelpCode([u8; 32]),
    /// Sets the password chosen in place of the temporary one. It takes effect together with the authenticator, so that
    /// an aborted enrolment does not leave an account that requires a code but has no authenticator.
    NewPassword(Box<WrappedKeyRow>),
}

impl fmt::Debug for DeferredChange {
    /// Omits the stored tag too: codes could be tested against it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HelpCode(_) => "HelpCode",
            Self::NewPassword(_) => "NewPassword",
        })
    }
}

/// Where an enrolment ends.
#[derive(Clone, Copy)]
pub(crate) enum EnrolmentContext<'a> {
    /// In the session in which it began.
    Session(&'a [u8; 32]),
    /// In the sign-in that requires it.
    SignIn(&'a SignInCompletion<'a>),
}

impl Transactions<'_> {
    /// Completes an enrolment atomically: authenticator, spent step, recovery codes and two-factor on. A required
    /// enrolment also completes the sign-in.
    pub fn enrol(
        &self,
        enrolment: &EnrolmentWrite<'_>,
        context: EnrolmentContext<'_>,
    ) -> Result<(AccountRow, SignInNotices), ActionError> {
        self.run(|store| {
            if let EnrolmentContext::Session(session) = context {
                self.require_session(store, session)?;
            }
            let account = require_unchanged(store, enrolment.account, enrolment.credentials_version)?;
            let mut account = self.mark_expired(store, &account)?;
            if let Some(error) = self.apply_deferred_change(store, &mut account, enrolment.deferred_change)? {
                return Ok(Err(error));
            }
            let existing = store.authenticators(account.id)?;
            require_unique_name(&existing, None, &enrolment.authenticator.name)?;
            if existing.len() >= MAX_AUTHENTICATORS {
                return Err(ActionError::TooManyAuthenticators);
            }
            store.put_authenticator(enrolment.authenticator)?;
            if let Some(recovery) = enrolment.recovery {
                self.replace_recovery(store, &mut account, recovery)?;
            }
            // Obsolete once an authenticator exists.
            store.put_help_code(account.id, None)?;
            let was_on = std::mem::replace(&mut account.two_factor, true);
            audit::append(store, &self.entry(Event::Paired, "").about(&account))?;
            if !was_on {
                audit::append(store, &self.entry(Event::TwoFactorOn, "").about(&account))?;
            }
            let account = bump_credentials_version(store, account)?;
            let notices = match context {
                EnrolmentContext::Session(_) => SignInNotices::default(),
                EnrolmentContext::SignIn(completion) => self.sign_in(store, &account, completion)?,
            };
            Ok(Ok((account, notices)))
        })?
    }

    /// Replaces a temporary password where nothing else is required: sets the password and opens the session.
    pub fn replace_temporary_password(
        &self,
        wrapped_key: &WrappedKeyRow,
        completion: &SignInCompletion<'_>,
    ) -> Result<(AccountRow, SignInNotices), ActionError> {
        self.run(|store| {
            let account = require_unchanged(store, completion.account, completion.credentials_version)?;
            let mut account = self.mark_expired(store, &account)?;
            let deferred_change = DeferredChange::NewPassword(Box::new(wrapped_key.clone()));
            if let Some(error) = self.apply_deferred_change(store, &mut account, Some(&deferred_change))? {
                return Ok(Err(error));
            }
            let account = bump_credentials_version(store, account)?;
            let notices = self.sign_in(store, &account, completion)?;
            Ok(Ok((account, notices)))
        })?
    }

    /// Replaces the wrapped key of the same account key, and deletes the other sessions.
    pub fn change_password(
        &self,
        proof: &StepUp,
        wrapped_key: &WrappedKeyRow,
        session: &[u8; 32],
    ) -> Result<(), ActionError> {
        self.run(|store| {
            let mut account = self.require_step_up(store, proof, session)?;
            if account.key_generation != wrapped_key.key_generation {
                return Err(ActionError::Changed);
            }
            store.put_wrapped_key(wrapped_key)?;
            account.password_changed = self.now.wall;
            delete_sessions_except(store, account.id, Some(session))?;
            self.reset_incomplete_attempts(store, &account)?;
            let account = bump_credentials_version(store, account)?;
            Ok(audit::append(store, &self.entry(Event::PasswordChanged, "").about(&account))?)
        })
    }

    /// Replaces the set of recovery codes.
    pub fn replace_recovery_codes(
        &self,
        proof: &StepUp,
        rows: &[RecoveryRow],
        session: &[u8; 32],
    ) -> Result<(), ActionError> {
        self.run(|store| {
            let mut account = self.require_step_up(store, proof, session)?;
            self.replace_recovery(store, &mut account, rows)?;
            let account = bump_credentials_version(store, account)?;
            Ok(audit::append(store, &self.entry(Event::RecoveryRenewed, "").about(&account))?)
        })
    }

    /// Renames an authenticator. Its current name changes nothing.
    pub fn rename_authenticator(
        &self,
        account: &AccountRow,
        id: AuthenticatorId,
        name: &str,
        session: &[u8; 32],
    ) -> Result<(), ActionError> {
        self.run(|store| {
            self.require_session(store, session)?;
            let rows = store.authenticators(account.id)?;
            require_unique_name(&rows, Some(id), name)?;
            let row = rows.into_iter().find(|row| row.id == id).ok_or(ActionError::NotFound)?;
            if row.name == name {
                return Ok(());
            }
            store.put_authenticator(&AuthenticatorRow { name: name.to_owned(), ..row })?;
            Ok(audit::append(store, &self.entry(Event::Renamed, "").about(account))?)
        })
    }

    /// Removes an authenticator other than the last one.
    pub fn remove_authenticator(
        &self,
        proof: &StepUp,
        id: AuthenticatorId,
        session: &[u8; 32],
    ) -> Result<(), ActionError> {
        self.run(|store| {
            let account = self.require_step_up(store, proof, session)?;
            let rows = store.authenticators(account.id)?;
            if !rows.iter().any(|row| row.id == id) {
                return Err(ActionError::NotFound);
            }
            if rows.len() <= 1 {
                return Err(ActionError::LastAuthenticator);
            }
            store.delete_authenticator(id)?;
            let account = bump_credentials_version(store, account)?;
            Ok(audit::append(store, &self.entry(Event::Removed, "").about(&account))?)
        })
    }

    /// Turns two-factor off and deletes authenticators and recovery codes. Changes nothing if it is off.
    pub fn turn_off_two_factor(&self, proof: &StepUp, session: &[u8; 32]) -> Result<(), ActionError> {
        self.run(|store| {
            let mut account = self.require_step_up(store, proof, session)?;
            if !account.two_factor {
                return Ok(());
            }
            delete_second_factors(store, &account)?;
            account.two_factor = false;
            let account = bump_credentials_version(store, account)?;
            Ok(audit::append(store, &self.entry(Event::TwoFactorOff, "").about(&account))?)
        })
    }

    /// Deletes the other sessions of an account, if there are any.
    pub fn sign_out_others(&self, account: &AccountRow, session: &[u8; 32]) -> Result<(), ActionError> {
        self.run(|store| {
            self.require_session(store, session)?;
            self.delete_stale_sessions(store, account)?;
            if !delete_sessions_except(store, account.id, Some(session))? {
                return Ok(());
            }
            Ok(audit::append(store, &self.entry(Event::OthersSignedOut, "").about(account))?)
        })
    }

    /// Wraps keys from before a reset under the current key, unless that was done concurrently.
    pub fn rewrap(
        &self,
        account: &AccountRow,
        wrapped_keys: &[WrappedKeyRow],
        session: &[u8; 32],
    ) -> Result<(), ActionError> {
        self.run(|store| {
            self.require_session(store, session)?;
            require_unchanged(store, account.id, account.credentials_version)?;
            let old = store.wrapped_keys(account.id)?;
            let is_still_retired = |wrapped_key: &&WrappedKeyRow| {
                old.iter().any(|old| old.kind == WrapKind::Retired && old.key_generation == wrapped_key.key_generation)
            };
            let remaining: Vec<&WrappedKeyRow> = wrapped_keys.iter().filter(is_still_retired).collect();
            if remaining.is_empty() {
                return Ok(());
            }
            for wrap in remaining {
                store.put_wrapped_key(wrap)?;
                store.delete_wrapped_key(account.id, WrapKind::Retired, wrap.key_generation)?;
            }
            Ok(audit::append(store, &self.entry(Event::OldDataOpened, "").about(account))?)
        })
    }

    /// Returns the account of a step-up that is still valid, in a session that is still valid.
    fn require_step_up(
        &self,
        store: &dyn Writer,
        proof: &StepUp,
        session: &[u8; 32],
    ) -> Result<AccountRow, ActionError> {
        self.require_session(store, session)?;
        require_unchanged(store, proof.account(), proof.credentials_version())
    }

    pub(super) fn require_session(&self, store: &dyn Writer, session: &[u8; 32]) -> Result<(), ActionError> {
        store.session(session)?.map(|_| ()).ok_or(ActionError::SessionEnded)
    }

    /// Applies the change that the sign-in deferred, or returns why it is no longer valid. An expiry recorded in the
    /// same transaction must not be rolled back, hence the nested result; nothing else is written by then.
    fn apply_deferred_change(
        &self,
        store: &mut dyn Writer,
        account: &mut AccountRow,
        deferred_change: Option<&DeferredChange>,
    ) -> Result<Option<ActionError>, Error> {
        match deferred_change {
            None => {}
            Some(DeferredChange::HelpCode(tag)) => {
                let is_valid = |help: &HelpCodeRow| help.tag == *tag && help.until > self.now.wall;
                if !store.help_code(account.id)?.as_ref().is_some_and(is_valid) {
                    return Ok(Some(ActionError::Changed));
                }
                store.put_help_code(account.id, None)?;
            }
            Some(DeferredChange::NewPassword(wrap)) => {
                match account.password_kind {
                    PasswordKind::Temporary { until } if until > self.now.wall => {}
                    _ => return Ok(Some(ActionError::Expired)),
                }
                if let Some(old) = active_wrapped_key(store, account)? {
                    store.delete_wrapped_key(account.id, old.kind, old.key_generation)?;
                }
                store.put_wrapped_key(wrap)?;
                account.key_generation = wrap.key_generation;
                account.password_kind = PasswordKind::Own;
                account.password_changed = self.now.wall;
                audit::append(store, &self.entry(Event::PasswordChanged, "").about(account))?;
            }
        }
        Ok(None)
    }

    fn replace_recovery(
        &self,
        store: &mut dyn Writer,
        account: &mut AccountRow,
        rows: &[RecoveryRow],
    ) -> Result<(), ActionError> {
        let next = account.recovery_set.saturating_add(1);
        if rows.iter().any(|row| row.set_number != next) {
            return Err(ActionError::Changed);
        }
        store.replace_recovery(account.id, rows)?;
        account.recovery_set = next;
        Ok(())
    }

    /// Resets the count of incomplete sign-ins: whoever knew the old password does not know the new one.
    fn reset_incomplete_attempts(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), ActionError> {
        let key = CounterKey::Account(account.id, CounterKind::Code);
        if let Some(mut row) = store.counter(&key)? {
            row.incomplete_failures = 0;
            store.put_counter(&key, &row)?;
        }
        Ok(())
    }
}

/// Deletes everything that a second factor of the account can be checked against.
pub(super) fn delete_second_factors(store: &mut dyn Writer, account: &AccountRow) -> Result<(), ActionError> {
    for row in store.authenticators(account.id)? {
        store.delete_authenticator(row.id)?;
    }
    store.replace_recovery(account.id, &[])?;
    store.put_help_code(account.id, None)?;
    reset_counter(store, CounterKey::Account(account.id, CounterKind::Recovery))?;
    Ok(reset_counter(store, CounterKey::Account(account.id, CounterKind::Code))?)
}

fn require_unique_name(
    rows: &[AuthenticatorRow],
    renamed: Option<AuthenticatorId>,
    name: &str,
) -> Result<(), ActionError> {
    let taken = rows.iter().any(|row| Some(row.id) != renamed && row.name == name);
    if taken { Err(ActionError::NameTaken) } else { Ok(()) }
}
