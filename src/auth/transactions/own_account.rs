//! What people do to their own accounts.

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

/// Authenticators that an account may have.
pub(crate) const MAX_AUTHENTICATORS: usize = 5;

/// What the end of a set-up writes.
pub(crate) struct EnrolmentWrite<'a> {
    pub account: AccountId,
    pub credentials_version: u64,
    pub authenticator: &'a AuthenticatorRow,
    pub recovery: Option<&'a [RecoveryRow]>,
    pub deferred_change: Option<&'a DeferredChange>,
}

/// What the completed pairing writes besides the authenticator.
pub(crate) enum DeferredChange {
    /// The help code that led here, to be spent.
    HelpCode([u8; 32]),
    /// The password chosen in place of the temporary one. It counts together with the authenticator, so that nobody
    /// who leaves half-way owes a code that nobody can give.
    NewPassword(Box<WrappedKeyRow>),
}

impl fmt::Debug for DeferredChange {
    /// Not even what is stored: a tag is something to try codes against.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HelpCode(_) => "HelpCode",
            Self::NewPassword(_) => "NewPassword",
        })
    }
}

/// Where a set-up ends.
#[derive(Clone, Copy)]
pub(crate) enum EnrolmentContext<'a> {
    /// In the session that it began in.
    Session(&'a [u8; 32]),
    /// In the session that it was owed for.
    SignIn(&'a SignInCompletion<'a>),
}

impl Transactions<'_> {
    /// Completes a set-up: authenticator, spent step, recovery codes and "on", all or nothing. For somebody who owed it,
    /// the sign-in is completed with it.
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
            // It stood for an authenticator that there was not.
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

    /// A password chosen in place of a temporary one, where nothing else is owed: it counts, and the session opens.
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

    /// Puts a new wrap of the same account key in place of the old one, and ends the other sessions.
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

    /// Puts a new set of recovery codes in place of the old one.
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

    /// Gives an authenticator another name. The one that it has changes nothing.
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

    /// Removes an authenticator that is not the last.
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

    /// Turns two-factor off: authenticators and recovery codes go with it. Where it is off, nothing changes.
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

    /// Ends the other sessions of an account, if there are any.
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

    /// Keeps keys from before a reset under the key of today, if that was not done meanwhile.
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

    /// The account of a step-up that still holds, in a session that still stands.
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

    /// Writes what the sign-in still owed, or says that it is over. That it expired was written down in the same
    /// transaction, which must not be rolled back: nothing else was written yet.
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

    /// Who knew the old password knows the new one no longer: their wrong codes count no more.
    fn reset_incomplete_attempts(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), ActionError> {
        let key = CounterKey::Account(account.id, CounterKind::Code);
        if let Some(mut row) = store.counter(&key)? {
            row.incomplete_failures = 0;
            store.put_counter(&key, &row)?;
        }
        Ok(())
    }
}

/// Takes away all that a second factor of the account could be given with.
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
