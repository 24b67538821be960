//! What people do to their own accounts.

use crate::auth::account::AuthenticatorId;
use crate::auth::acts::sign_in::{Completed, current_wrap};
use crate::auth::acts::{Acts, end_sessions, forget_attempts, raise, unchanged};
use crate::auth::audit::{self, Event};
use crate::auth::denied::Denied;
use crate::auth::enrol::{AUTHENTICATORS, Enrolled};
use crate::auth::error::Error;
use crate::auth::login::{Due, Notices};
use crate::auth::step_up::StepUp;
use crate::auth::store::{
    AccountRow, AuthenticatorRow, CounterKey, CounterKind, HelpCodeRow, PasswordKind, RecoveryRow, WrapKind, WrapRow,
    Writer,
};

/// Where a set-up ends.
#[derive(Clone, Copy)]
pub(crate) enum Ends<'a> {
    /// In the session that it began in.
    In(&'a [u8; 32]),
    /// In the session that it was owed for.
    SignIn(&'a Completed<'a>),
}

impl Acts<'_> {
    /// Completes a set-up: authenticator, spent step, recovery codes and "on", all or nothing. For somebody who owed it,
    /// the sign-in is completed with it.
    pub fn enrol(&self, enrolled: &Enrolled<'_>, ends: Ends<'_>) -> Result<(AccountRow, Notices), Denied> {
        self.transact(|store| {
            if let Ends::In(session) = ends {
                self.stands(store, session)?;
            }
            let account = unchanged(store, enrolled.account, enrolled.credentials_version)?;
            let mut account = self.mark_expired(store, &account)?;
            if let Some(over) = self.settle_due(store, &mut account, enrolled.due)? {
                return Ok(Err(over));
            }
            let others = store.authenticators(account.id)?;
            check_name(&others, None, &enrolled.authenticator.name)?;
            if others.len() >= AUTHENTICATORS {
                return Err(Denied::TooMany);
            }
            store.put_authenticator(enrolled.authenticator)?;
            if let Some(recovery) = enrolled.recovery {
                self.replace_recovery(store, &mut account, recovery)?;
            }
            // It stood for an authenticator that there was not.
            store.put_help_code(account.id, None)?;
            let was_on = std::mem::replace(&mut account.two_factor, true);
            audit::append(store, &self.entry(Event::Paired, "").about(&account))?;
            if !was_on {
                audit::append(store, &self.entry(Event::TwoFactorOn, "").about(&account))?;
            }
            let account = raise(store, account)?;
            let notices = match ends {
                Ends::In(_) => Notices::default(),
                Ends::SignIn(completed) => self.sign_in(store, &account, completed)?,
            };
            Ok(Ok((account, notices)))
        })?
    }

    /// A password chosen in place of a temporary one, where nothing else is owed: it counts, and the session opens.
    pub fn first_own_password(
        &self,
        wrap: &WrapRow,
        completed: &Completed<'_>,
    ) -> Result<(AccountRow, Notices), Denied> {
        self.transact(|store| {
            let account = unchanged(store, completed.account, completed.credentials_version)?;
            let mut account = self.mark_expired(store, &account)?;
            let due = Due::NewPassword(Box::new(wrap.clone()));
            if let Some(over) = self.settle_due(store, &mut account, Some(&due))? {
                return Ok(Err(over));
            }
            let account = raise(store, account)?;
            let notices = self.sign_in(store, &account, completed)?;
            Ok(Ok((account, notices)))
        })?
    }

    /// Puts a new wrap of the same account key in place of the old one, and ends the other sessions.
    pub fn change_password(&self, proof: &StepUp, wrap: &WrapRow, session: &[u8; 32]) -> Result<(), Denied> {
        self.transact(|store| {
            let mut account = self.own(store, proof, session)?;
            if account.generation != wrap.generation {
                return Err(Denied::Changed);
            }
            store.put_wrap(wrap)?;
            account.password_changed = self.now.wall;
            end_sessions(store, account.id, Some(session))?;
            self.forget_strangers(store, &account)?;
            let account = raise(store, account)?;
            Ok(audit::append(store, &self.entry(Event::PasswordChanged, "").about(&account))?)
        })
    }

    /// Puts a new set of recovery codes in place of the old one.
    pub fn renew_recovery(&self, proof: &StepUp, rows: &[RecoveryRow], session: &[u8; 32]) -> Result<(), Denied> {
        self.transact(|store| {
            let mut account = self.own(store, proof, session)?;
            self.replace_recovery(store, &mut account, rows)?;
            let account = raise(store, account)?;
            Ok(audit::append(store, &self.entry(Event::RecoveryRenewed, "").about(&account))?)
        })
    }

    /// Gives an authenticator another name. The one that it has changes nothing.
    pub fn rename(
        &self,
        account: &AccountRow,
        id: AuthenticatorId,
        name: &str,
        session: &[u8; 32],
    ) -> Result<(), Denied> {
        self.transact(|store| {
            self.stands(store, session)?;
            let rows = store.authenticators(account.id)?;
            check_name(&rows, Some(id), name)?;
            let row = rows.into_iter().find(|row| row.id == id).ok_or(Denied::Gone)?;
            if row.name == name {
                return Ok(());
            }
            store.put_authenticator(&AuthenticatorRow { name: name.to_owned(), ..row })?;
            Ok(audit::append(store, &self.entry(Event::Renamed, "").about(account))?)
        })
    }

    /// Removes an authenticator that is not the last.
    pub fn remove(&self, proof: &StepUp, id: AuthenticatorId, session: &[u8; 32]) -> Result<(), Denied> {
        self.transact(|store| {
            let account = self.own(store, proof, session)?;
            let rows = store.authenticators(account.id)?;
            if !rows.iter().any(|row| row.id == id) {
                return Err(Denied::Gone);
            }
            if rows.len() <= 1 {
                return Err(Denied::LastAuthenticator);
            }
            store.delete_authenticator(id)?;
            let account = raise(store, account)?;
            Ok(audit::append(store, &self.entry(Event::Removed, "").about(&account))?)
        })
    }

    /// Turns two-factor off: authenticators and recovery codes go with it. Where it is off, nothing changes.
    pub fn turn_off(&self, proof: &StepUp, session: &[u8; 32]) -> Result<(), Denied> {
        self.transact(|store| {
            let mut account = self.own(store, proof, session)?;
            if !account.two_factor {
                return Ok(());
            }
            remove_factors(store, &account)?;
            account.two_factor = false;
            let account = raise(store, account)?;
            Ok(audit::append(store, &self.entry(Event::TwoFactorOff, "").about(&account))?)
        })
    }

    /// Ends the other sessions of an account, if there are any.
    pub fn sign_out_others(&self, account: &AccountRow, session: &[u8; 32]) -> Result<(), Denied> {
        self.transact(|store| {
            self.stands(store, session)?;
            self.drop_gone(store, account)?;
            if !end_sessions(store, account.id, Some(session))? {
                return Ok(());
            }
            Ok(audit::append(store, &self.entry(Event::OthersSignedOut, "").about(account))?)
        })
    }

    /// Keeps keys from before a reset under the key of today, if that was not done meanwhile.
    pub fn carry(&self, account: &AccountRow, wraps: &[WrapRow], session: &[u8; 32]) -> Result<(), Denied> {
        self.transact(|store| {
            self.stands(store, session)?;
            unchanged(store, account.id, account.credentials_version)?;
            let old = store.wraps(account.id)?;
            let is_left = |wrap: &&WrapRow| {
                old.iter().any(|old| old.kind == WrapKind::Retired && old.generation == wrap.generation)
            };
            let left: Vec<&WrapRow> = wraps.iter().filter(is_left).collect();
            if left.is_empty() {
                return Ok(());
            }
            for wrap in left {
                store.put_wrap(wrap)?;
                store.delete_wrap(account.id, WrapKind::Retired, wrap.generation)?;
            }
            Ok(audit::append(store, &self.entry(Event::OldDataOpened, "").about(account))?)
        })
    }

    /// The account of a step-up that still holds, in a session that still stands.
    fn own(&self, store: &dyn Writer, proof: &StepUp, session: &[u8; 32]) -> Result<AccountRow, Denied> {
        self.stands(store, session)?;
        unchanged(store, proof.account(), proof.credentials_version())
    }

    pub(super) fn stands(&self, store: &dyn Writer, session: &[u8; 32]) -> Result<(), Denied> {
        store.session(session)?.map(|_| ()).ok_or(Denied::Ended)
    }

    /// Writes what the sign-in still owed, or says that it is over. That it expired was written down in the same
    /// transaction, which must not be rolled back: nothing else was written yet.
    fn settle_due(
        &self,
        store: &mut dyn Writer,
        account: &mut AccountRow,
        due: Option<&Due>,
    ) -> Result<Option<Denied>, Error> {
        match due {
            None => {}
            Some(Due::HelpCode(tag)) => {
                let good = |help: &HelpCodeRow| help.tag == *tag && help.until > self.now.wall;
                if !store.help_code(account.id)?.as_ref().is_some_and(good) {
                    return Ok(Some(Denied::Changed));
                }
                store.put_help_code(account.id, None)?;
            }
            Some(Due::NewPassword(wrap)) => {
                match account.password {
                    PasswordKind::Temporary { until } if until > self.now.wall => {}
                    _ => return Ok(Some(Denied::TookTooLong)),
                }
                if let Some(old) = current_wrap(store, account)? {
                    store.delete_wrap(account.id, old.kind, old.generation)?;
                }
                store.put_wrap(wrap)?;
                account.generation = wrap.generation;
                account.password = PasswordKind::Own;
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
    ) -> Result<(), Denied> {
        let next = account.recovery_set.saturating_add(1);
        if rows.iter().any(|row| row.set != next) {
            return Err(Denied::Changed);
        }
        store.replace_recovery(account.id, rows)?;
        account.recovery_set = next;
        Ok(())
    }

    /// Who knew the old password knows the new one no longer: their wrong codes count no more.
    fn forget_strangers(&self, store: &mut dyn Writer, account: &AccountRow) -> Result<(), Denied> {
        let key = CounterKey::Account(account.id, CounterKind::Code);
        if let Some(mut row) = store.counter(&key)? {
            row.unfinished = 0;
            store.put_counter(&key, &row)?;
        }
        Ok(())
    }
}

/// Takes away all that a second factor of the account could be given with.
pub(super) fn remove_factors(store: &mut dyn Writer, account: &AccountRow) -> Result<(), Denied> {
    for row in store.authenticators(account.id)? {
        store.delete_authenticator(row.id)?;
    }
    store.replace_recovery(account.id, &[])?;
    store.put_help_code(account.id, None)?;
    forget_attempts(store, CounterKey::Account(account.id, CounterKind::Recovery))?;
    Ok(forget_attempts(store, CounterKey::Account(account.id, CounterKind::Code))?)
}

fn check_name(rows: &[AuthenticatorRow], renamed: Option<AuthenticatorId>, name: &str) -> Result<(), Denied> {
    let taken = rows.iter().any(|row| Some(row.id) != renamed && row.name == name);
    if taken { Err(Denied::NameTaken) } else { Ok(()) }
}
