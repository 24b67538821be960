//! The first account, and operations of administrators on other accounts.

use crate::auth::account::{AccountId, Role};
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, Event, NewEntry};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::KdfParams;
use crate::auth::random_source::Random;
use crate::auth::seal::{self, PasswordKeys};
use crate::auth::secret::AccountKey;
use crate::auth::step_up::StepUp;
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, HelpCodeRow, Meta, PasswordKind, Policy, WrapKind, WrappedKeyRow, Writer,
    none_if_corrupt,
};
use crate::auth::transactions::own_account::delete_second_factors;
use crate::auth::transactions::sign_in::active_wrapped_key;
use crate::auth::transactions::{
    SessionInfo, Transactions, bump_credentials_version, delete_sessions_except, require_step_up, reset_counter,
};

pub(crate) struct NewAccount {
    pub row: AccountRow,
    pub wrapped_key: WrappedKeyRow,
}

/// An administrator's change to another account.
pub(crate) enum AdminChange<'a> {
    /// Deletes authenticators and recovery codes; two-factor stays on, and the help code leads to a new pairing.
    ResetTwoFactor(HelpCodeRow),
    /// Sets a new account key under a temporary password; data sealed under the old key cannot be opened with it.
    TemporaryPassword {
        derived: &'a PasswordKeys,
        key: &'a AccountKey,
        kdf: &'a KdfParams,
        until: UnixTime,
        random: &'a dyn Random,
    },
    /// Lifts the suspension of one-time codes.
    AllowCodes,
    Enabled(bool),
    Role(Role),
    Delete,
}

impl AdminChange<'_> {
    fn event(&self) -> Event {
        match self {
            Self::ResetTwoFactor(_) => Event::TwoFactorReset,
            Self::TemporaryPassword { .. } => Event::TemporaryPassword,
            Self::AllowCodes => Event::CodesAllowed,
            Self::Enabled(true) => Event::Enabled,
            Self::Enabled(false) => Event::Disabled,
            Self::Role(Role::Administrator) => Event::MadeAdministrator,
            Self::Role(Role::Member) => Event::MadeMember,
            Self::Delete => Event::Deleted,
        }
    }

    /// Whether the account already has the state that the change would set.
    fn is_no_op(&self, store: &dyn Writer, row: &AccountRow) -> Result<bool, Error> {
        Ok(match self {
            Self::AllowCodes => {
                let counter = none_if_corrupt(store.counter(&CounterKey::Account(row.id, CounterKind::Code)))?;
                counter.is_some_and(|counter| !counter.is_some_and(|counter| counter.suspended))
            }
            Self::Enabled(enabled) => row.enabled == *enabled,
            Self::Role(role) => row.role == *role,
            Self::ResetTwoFactor(_) | Self::TemporaryPassword { .. } | Self::Delete => false,
        })
    }

    /// Whether this change revokes the account's sessions.
    fn revokes_sessions(&self) -> bool {
        !matches!(self, Self::AllowCodes | Self::Enabled(true))
    }
}

impl Transactions<'_> {
    /// Creates the first account. Fails with `AccountsExist` if there is one already.
    pub fn create_first_account(&self, new: &NewAccount, session: &SessionInfo) -> Result<(), ActionError> {
        self.run(|store| {
            if store.has_accounts()? {
                return Err(ActionError::AccountsExist);
            }
            self.insert_account(store, new, None)?;
            Ok(self.insert_session(store, &new.row, session)?)
        })
    }

    pub fn add_user(&self, proof: &StepUp, new: &NewAccount) -> Result<(), ActionError> {
        self.run(|store| {
            let actor = require_administrator(store, proof)?;
            self.insert_account(store, new, Some(actor.id))
        })
    }

    /// Checks whether an administrator can change an account, without a proof of who they are.
    pub fn check_target(&self, actor: AccountId, target: AccountId) -> Result<(), ActionError> {
        let row = self.read(|store| store.account(target))?;
        require_target(row, actor, target).map(|_| ())
    }

    /// Applies a change to another account. Fails with `LastAdministrator` if no active administrator would remain. A
    /// change without effect ends no session and writes no entry.
    pub fn administer(&self, proof: &StepUp, target: AccountId, change: &AdminChange<'_>) -> Result<(), ActionError> {
        self.run(|store| {
            let actor = require_administrator(store, proof)?;
            let row = require_target(store.account(target)?, actor.id, target)?;
            if change.is_no_op(store, &row)? {
                return Ok(());
            }
            if change.revokes_sessions() {
                delete_sessions_except(store, row.id, None)?;
            }
            let entry = NewEntry { actor: Some(actor.id), ..self.entry(change.event(), "") };
            audit::append(store, &entry.about(&row))?;
            self.apply(store, row, change)?;
            match store.active_administrators(1)?.is_empty() {
                true => Err(ActionError::LastAdministrator),
                false => Ok(()),
            }
        })
    }

    /// Sets the policy for all accounts.
    pub fn set_policy(&self, proof: &StepUp, policy: Policy) -> Result<(), ActionError> {
        self.run(|store| {
            let actor = require_administrator(store, proof)?;
            let old = store.meta()?;
            if old.policy == policy {
                return Ok(());
            }
            let detail = describe_policy_change(&old.policy, &policy);
            store.put_meta(&Meta { policy, ..old })?;
            Ok(self.log(store, Event::PolicyChanged, &detail, &actor)?)
        })
    }

    fn insert_account(
        &self,
        store: &mut dyn Writer,
        new: &NewAccount,
        actor: Option<AccountId>,
    ) -> Result<(), ActionError> {
        if !store.insert_account(&new.row)? {
            return Err(ActionError::NameTaken);
        }
        store.put_wrapped_key(&new.wrapped_key)?;
        let entry = NewEntry { actor, ..self.entry(Event::AccountCreated, new.row.role.as_str()) };
        Ok(audit::append(store, &entry.about(&new.row))?)
    }

    fn apply(&self, store: &mut dyn Writer, mut row: AccountRow, change: &AdminChange<'_>) -> Result<(), ActionError> {
        match change {
            AdminChange::ResetTwoFactor(help) => {
                if !row.two_factor {
                    return Err(ActionError::NotFound);
                }
                delete_second_factors(store, &row)?;
                store.put_help_code(row.id, Some(help))?;
            }
            AdminChange::TemporaryPassword { derived, key, kdf, until, random } => {
                delete_second_factors(store, &row)?;
                retire_wrapped_key(store, &row)?;
                row.key_generation = row.key_generation.checked_add(1).ok_or(Error::Corrupt)?;
                row.password_kind = PasswordKind::Temporary { until: *until };
                row.password_changed = self.now.wall;
                let (id, kind, generation, now) = (row.id, WrapKind::Active, row.key_generation, self.now.wall);
                let wrapped_key = seal::wrap_account_key(derived, key, id, kind, generation, kdf, now, *random)?;
                store.put_wrapped_key(&wrapped_key)?;
                self.reset_name_counter(store, &row)?;
                reset_counter(store, CounterKey::Account(row.id, CounterKind::Password))?;
            }
            // No credential changes, so a pending sign-in of the user stays valid.
            AdminChange::AllowCodes => {
                return Ok(reset_counter(store, CounterKey::Account(row.id, CounterKind::Code))?);
            }
            AdminChange::Enabled(enabled) => row.enabled = *enabled,
            AdminChange::Role(role) => row.role = *role,
            AdminChange::Delete => return Ok(store.delete_account(row.id)?),
        }
        bump_credentials_version(store, row)?;
        Ok(())
    }
}

/// Returns the account of a step-up that is still valid and whose user is an administrator.
pub(super) fn require_administrator(store: &dyn Writer, proof: &StepUp) -> Result<AccountRow, ActionError> {
    let actor = require_step_up(store, proof)?;
    if actor.role == Role::Administrator { Ok(actor) } else { Err(ActionError::NotAdministrator) }
}

/// Returns the account that `actor` changes.
fn require_target(row: Option<AccountRow>, actor: AccountId, target: AccountId) -> Result<AccountRow, ActionError> {
    if actor == target {
        return Err(ActionError::OnSelf);
    }
    row.ok_or(ActionError::NotFound)
}

/// Describes the changed fields for [`Event::PolicyChanged`].
fn describe_policy_change(old: &Policy, new: &Policy) -> String {
    let fields = |policy: &Policy| {
        let Policy { lock_after_minutes, clear_clipboard_seconds, unlock_needs_code } = policy;
        [
            ("lock_after_minutes", lock_after_minutes.to_string()),
            ("clear_clipboard_seconds", clear_clipboard_seconds.to_string()),
            ("unlock_needs_code", unlock_needs_code.to_string()),
        ]
    };
    let changed = fields(old).into_iter().zip(fields(new)).filter(|(old, new)| old != new);
    let changes: Vec<String> = changed.map(|((name, old), (_, new))| format!("{name}={old}>{new}")).collect();
    changes.join(" ")
}

/// Retires the wrapped key of the user's own password, so that it can still open old data; deletes that of a temporary
/// password, under which nothing can have been sealed.
fn retire_wrapped_key(store: &mut dyn Writer, row: &AccountRow) -> Result<(), ActionError> {
    let Some(wrapped_key) = active_wrapped_key(store, row)? else { return Ok(()) };
    store.delete_wrapped_key(row.id, wrapped_key.kind, wrapped_key.key_generation)?;
    if row.password_kind == PasswordKind::Own {
        store.put_wrapped_key(&WrappedKeyRow { kind: WrapKind::Retired, ..wrapped_key })?;
    }
    Ok(())
}
