//! Operations of users on their own accounts.

use crate::auth::account::AuthenticatorId;
use crate::auth::action_error::ActionError;
use crate::auth::audit::Event;
use crate::auth::step_up::StepUp;
use crate::auth::store::{
    AccountRow, AuthenticatorRow, CounterKey, CounterKind, RecoveryRow, WrapKind, WrappedKeyRow, Writer,
};
use crate::auth::transactions::{
    SessionRef, Transactions, delete_sessions_except, require_session, require_step_up, require_unchanged,
    reset_counter,
};

impl Transactions<'_> {
    /// Replaces the wrapped key of the same account key, and deletes the other sessions.
    pub fn change_password(&self, proof: &StepUp, wrapped_key: &WrappedKeyRow) -> Result<(), ActionError> {
        self.run(|store| {
            let mut account = require_step_up(store, proof)?;
            if account.key_generation != wrapped_key.key_generation {
                return Err(ActionError::Changed);
            }
            store.put_wrapped_key(wrapped_key)?;
            account.password_changed = self.now.wall;
            delete_sessions_except(store, account.id, Some(&proof.session().token_hash))?;
            reset_incomplete_attempts(store, &account)?;
            self.update_and_log(store, account, Event::PasswordChanged)
        })
    }

    pub fn replace_recovery_codes(&self, proof: &StepUp, rows: &[RecoveryRow]) -> Result<(), ActionError> {
        self.run(|store| {
            let mut account = require_step_up(store, proof)?;
            replace_recovery(store, &mut account, rows)?;
            self.update_and_log(store, account, Event::RecoveryRenewed)
        })
    }

    /// Renames an authenticator. Its current name changes nothing.
    pub fn rename_authenticator(
        &self,
        session: SessionRef<'_>,
        account: &AccountRow,
        id: AuthenticatorId,
        name: &str,
    ) -> Result<(), ActionError> {
        self.run(|store| {
            require_session(store, session.token_hash)?;
            let rows = store.authenticators(account.id)?;
            require_unique_name(&rows, Some(id), name)?;
            let row = rows.into_iter().find(|row| row.id == id).ok_or(ActionError::NotFound)?;
            if row.name == name {
                return Ok(());
            }
            store.put_authenticator(&AuthenticatorRow { name: name.to_owned(), ..row })?;
            Ok(self.log(store, Event::Renamed, "", account)?)
        })
    }

    /// Removes an authenticator other than the last one.
    pub fn remove_authenticator(&self, proof: &StepUp, id: AuthenticatorId) -> Result<(), ActionError> {
        self.run(|store| {
            let account = require_step_up(store, proof)?;
            let rows = store.authenticators(account.id)?;
            if !rows.iter().any(|row| row.id == id) {
                return Err(ActionError::NotFound);
            }
            if rows.len() <= 1 {
                return Err(ActionError::LastAuthenticator);
            }
            store.delete_authenticator(id)?;
            self.update_and_log(store, account, Event::Removed)
        })
    }

    /// Turns two-factor off and deletes authenticators and recovery codes. Changes nothing if it is off.
    pub fn turn_off_two_factor(&self, proof: &StepUp) -> Result<(), ActionError> {
        self.run(|store| {
            let mut account = require_step_up(store, proof)?;
            if !account.two_factor {
                return Ok(());
            }
            delete_second_factors(store, &account)?;
            account.two_factor = false;
            self.update_and_log(store, account, Event::TwoFactorOff)
        })
    }

    /// Deletes the other sessions of an account, if there are any.
    pub fn sign_out_others(&self, session: SessionRef<'_>, account: &AccountRow) -> Result<(), ActionError> {
        self.run(|store| {
            require_session(store, session.token_hash)?;
            self.delete_stale_sessions(store, account)?;
            if !delete_sessions_except(store, account.id, Some(session.token_hash))? {
                return Ok(());
            }
            Ok(self.log(store, Event::OthersSignedOut, "", account)?)
        })
    }

    /// Wraps keys from before a reset under the current key, unless that was done concurrently.
    pub fn rewrap(
        &self,
        session: SessionRef<'_>,
        account: &AccountRow,
        wrapped_keys: &[WrappedKeyRow],
    ) -> Result<(), ActionError> {
        self.run(|store| {
            require_session(store, session.token_hash)?;
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
            Ok(self.log(store, Event::OldDataOpened, "", account)?)
        })
    }
}

pub(super) fn replace_recovery(
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
fn reset_incomplete_attempts(store: &mut dyn Writer, account: &AccountRow) -> Result<(), ActionError> {
    let key = CounterKey::Account(account.id, CounterKind::Code);
    if let Some(mut row) = store.counter(&key)? {
        row.incomplete_failures = 0;
        store.put_counter(&key, &row)?;
    }
    Ok(())
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

pub(super) fn require_unique_name(
    rows: &[AuthenticatorRow],
    renamed: Option<AuthenticatorId>,
    name: &str,
) -> Result<(), ActionError> {
    let taken = rows.iter().any(|row| Some(row.id) != renamed && row.name == name);
    if taken { Err(ActionError::NameTaken) } else { Ok(()) }
}
