//! The first account, and what administrators do to others.

use crate::auth::account::{AccountId, Role};
use crate::auth::acts::own::remove_factors;
use crate::auth::acts::sign_in::{Completed, current_wrap};
use crate::auth::acts::{Acts, end_sessions, forget_attempts, raise, readable, unchanged};
use crate::auth::audit::{self, Entry, Event};
use crate::auth::clock::UnixTime;
use crate::auth::denied::Denied;
use crate::auth::error::Error;
use crate::auth::password::KdfString;
use crate::auth::random::Random;
use crate::auth::seal::{self, Derived};
use crate::auth::secret::AccountKey;
use crate::auth::step_up::StepUp;
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, HelpCodeRow, Meta, PasswordKind, Policy, WrapKind, WrapRow, Writer,
};

/// An account to be added, with the wrap of its key.
pub(crate) struct NewAccount {
    pub row: AccountRow,
    pub wrap: WrapRow,
}

/// What an administrator does to somebody else.
pub(crate) enum Change<'a> {
    /// Removes authenticators and recovery codes; the flag stays on, and the help code leads to pairing anew.
    ResetTwoFactor(HelpCodeRow),
    /// A new account key under a temporary password; what was sealed under the old one stays closed.
    TemporaryPassword {
        derived: &'a Derived,
        key: &'a AccountKey,
        kdf: &'a KdfString,
        until: UnixTime,
        random: &'a dyn Random,
    },
    /// Lifts the suspension of codes.
    AllowCodes,
    /// Enables or disables.
    Enabled(bool),
    /// Makes an administrator or a member.
    Role(Role),
    /// Deletes.
    Delete,
}

impl Change<'_> {
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

    /// Whether the account is already as the change would make it: then it is none.
    fn is_done(&self, store: &dyn Writer, row: &AccountRow) -> Result<bool, Error> {
        Ok(match self {
            Self::AllowCodes => {
                let counter = readable(store.counter(&CounterKey::Account(row.id, CounterKind::Code)))?;
                counter.is_some_and(|counter| !counter.is_some_and(|counter| counter.suspended))
            }
            Self::Enabled(enabled) => row.enabled == *enabled,
            Self::Role(role) => row.role == *role,
            Self::ResetTwoFactor(_) | Self::TemporaryPassword { .. } | Self::Delete => false,
        })
    }

    /// Whoever can still sign in afterwards is somebody else: the sessions of before end.
    fn ends_sessions(&self) -> bool {
        !matches!(self, Self::AllowCodes | Self::Enabled(true))
    }
}

impl Acts<'_> {
    /// Makes the first account, or finds that there is one.
    pub fn create_first(&self, new: &NewAccount, completed: &Completed<'_>) -> Result<(), Denied> {
        self.transact(|store| {
            if store.has_accounts()? {
                return Err(Denied::AccountsExist);
            }
            self.add(store, new, None)?;
            Ok(self.open_session(store, &new.row, completed)?)
        })
    }

    /// Adds somebody.
    pub fn add_user(&self, proof: &StepUp, session: &[u8; 32], new: &NewAccount) -> Result<(), Denied> {
        self.transact(|store| {
            let actor = self.administrator(store, proof, session)?;
            self.add(store, new, Some(actor.id))
        })
    }

    /// Does something to somebody else, unless nobody would be left who can do such things. What changes nothing is not
    /// done: no session ends, and the log has no entry.
    pub fn administer(
        &self,
        proof: &StepUp,
        session: &[u8; 32],
        target: AccountId,
        change: &Change<'_>,
    ) -> Result<(), Denied> {
        self.transact(|store| {
            let actor = self.administrator(store, proof, session)?;
            if actor.id == target {
                return Err(Denied::Oneself);
            }
            let row = store.account(target)?.ok_or(Denied::Gone)?;
            if change.is_done(store, &row)? {
                return Ok(());
            }
            if change.ends_sessions() {
                end_sessions(store, row.id, None)?;
            }
            let entry = Entry { actor: Some(actor.id), ..self.entry(change.event(), "") };
            audit::append(store, &entry.about(&row))?;
            self.apply(store, row, change)?;
            match store.able_administrators(1)?.is_empty() {
                true => Err(Denied::LastAdministrator),
                false => Ok(()),
            }
        })
    }

    /// Sets the bounds for everybody.
    pub fn set_policy(&self, proof: &StepUp, session: &[u8; 32], policy: Policy) -> Result<(), Denied> {
        self.transact(|store| {
            let actor = self.administrator(store, proof, session)?;
            let old = store.meta()?;
            if old.policy == policy {
                return Ok(());
            }
            let detail = policy_change(&old.policy, &policy);
            store.put_meta(&Meta { policy, ..old })?;
            Ok(audit::append(store, &self.entry(Event::PolicyChanged, &detail).about(&actor))?)
        })
    }

    pub(super) fn administrator(
        &self,
        store: &dyn Writer,
        proof: &StepUp,
        session: &[u8; 32],
    ) -> Result<AccountRow, Denied> {
        self.stands(store, session)?;
        let actor = unchanged(store, proof.account(), proof.credentials_version())?;
        match actor.role {
            Role::Administrator => Ok(actor),
            Role::Member => Err(Denied::NotAdministrator),
        }
    }

    fn add(&self, store: &mut dyn Writer, new: &NewAccount, actor: Option<AccountId>) -> Result<(), Denied> {
        if !store.insert_account(&new.row)? {
            return Err(Denied::NameTaken);
        }
        store.put_wrap(&new.wrap)?;
        let entry = Entry { actor, ..self.entry(Event::AccountCreated, new.row.role.word()) };
        Ok(audit::append(store, &entry.about(&new.row))?)
    }

    fn apply(&self, store: &mut dyn Writer, mut row: AccountRow, change: &Change<'_>) -> Result<(), Denied> {
        match change {
            Change::ResetTwoFactor(help) => {
                if !row.two_factor {
                    return Err(Denied::Gone);
                }
                remove_factors(store, &row)?;
                store.put_help_code(row.id, Some(help))?;
            }
            Change::TemporaryPassword { derived, key, kdf, until, random } => {
                remove_factors(store, &row)?;
                retire_wrap(store, &row)?;
                row.generation = row.generation.checked_add(1).ok_or(Error::Unreadable)?;
                row.password = PasswordKind::Temporary { until: *until };
                row.password_changed = self.now.wall;
                let (kind, now) = (WrapKind::Current, self.now.wall);
                store.put_wrap(&seal::new_wrap(derived, key, row.id, kind, row.generation, kdf, now, *random)?)?;
                self.forget_name(store, &row)?;
                forget_attempts(store, CounterKey::Account(row.id, CounterKind::Password))?;
            }
            // No credential changes: whoever waits for this may go on with the sign-in.
            Change::AllowCodes => {
                return Ok(forget_attempts(store, CounterKey::Account(row.id, CounterKind::Code))?);
            }
            Change::Enabled(enabled) => row.enabled = *enabled,
            Change::Role(role) => row.role = *role,
            Change::Delete => return Ok(store.delete_account(row.id)?),
        }
        raise(store, row)?;
        Ok(())
    }
}

/// What changed, as [`Event::PolicyChanged`] says.
fn policy_change(old: &Policy, new: &Policy) -> String {
    let fields = |policy: &Policy| {
        let Policy { lock_after_minutes, clear_clipboard_seconds, unlock_needs_code } = policy;
        [
            ("lock_after_minutes", lock_after_minutes.to_string()),
            ("clear_clipboard_seconds", clear_clipboard_seconds.to_string()),
            ("unlock_needs_code", unlock_needs_code.to_string()),
        ]
    };
    let changed = fields(old).into_iter().zip(fields(new)).filter(|(old, new)| old != new);
    let words: Vec<String> = changed.map(|((name, old), (_, new))| format!("{name}={old}>{new}")).collect();
    words.join(" ")
}

/// Keeps the wrap of an own password, so that its owner can open what was sealed before; drops that of a temporary
/// one, under which nothing can have been sealed.
fn retire_wrap(store: &mut dyn Writer, row: &AccountRow) -> Result<(), Denied> {
    let Some(wrap) = current_wrap(store, row)? else { return Ok(()) };
    store.delete_wrap(row.id, wrap.kind, wrap.generation)?;
    if row.password == PasswordKind::Own {
        store.put_wrap(&WrapRow { kind: WrapKind::Retired, ..wrap })?;
    }
    Ok(())
}
