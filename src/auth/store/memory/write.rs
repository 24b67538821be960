//! [`Writer`] for the tables in memory, with the same conflicts as a database's constraints.

use std::sync::Arc;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::error::{Error, StoreError};
use crate::auth::store::memory::Tables;
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterKind, CounterRow, HelpCodeRow, Meta, Reader,
    RecoveryRow, SessionRow, WrapKind, WrappedKeyRow, Writer,
};

impl Writer for Tables {
    fn put_meta(&mut self, meta: &Meta) -> Result<(), Error> {
        let Meta { id, store_key: key, created, .. } = self.meta()?;
        self.meta = Meta { id, store_key: key, created, ..meta.clone() };
        Ok(())
    }

    fn insert_account(&mut self, row: &AccountRow) -> Result<bool, Error> {
        if self.ids_by_name.contains_key(&row.canonical_name) {
            return Ok(false);
        }
        if self.accounts.contains_key(&row.id) {
            return Err(conflict("the id is taken"));
        }
        self.ids_by_name.insert(row.canonical_name.clone(), row.id);
        self.accounts.insert(row.id, row.clone());
        Ok(true)
    }

    fn update_account(&mut self, row: &AccountRow) -> Result<(), Error> {
        let old = self.accounts.get(&row.id).ok_or_else(no_account)?.canonical_name.clone();
        if old != row.canonical_name {
            if self.ids_by_name.contains_key(&row.canonical_name) {
                return Err(conflict("the name is taken"));
            }
            self.ids_by_name.remove(&old);
            self.ids_by_name.insert(row.canonical_name.clone(), row.id);
        }
        self.accounts.insert(row.id, row.clone());
        Ok(())
    }

    fn delete_account(&mut self, id: AccountId) -> Result<(), Error> {
        let Some(row) = self.accounts.get(&id) else { return Ok(()) };
        let key = row.canonical_name.clone();
        self.ids_by_name.remove(&key);
        self.accounts.remove(&id);
        self.authenticators.retain(|_, row| row.account != id);
        self.wrapped_keys.retain(|_, row| row.account != id);
        self.recovery.retain(|_, row| row.account != id);
        self.help_codes.remove(&id);
        for kind in [CounterKind::Password, CounterKind::Code, CounterKind::Recovery] {
            self.counters.remove(&CounterKey::Account(id, kind));
        }
        self.sessions.retain(|_, row| row.account != id);
        Ok(())
    }

    fn put_wrapped_key(&mut self, row: &WrappedKeyRow) -> Result<(), Error> {
        self.require_account(row.account)?;
        self.wrapped_keys.insert((row.account, row.key_generation, row.kind), row.clone());
        Ok(())
    }

    fn delete_wrapped_key(&mut self, account: AccountId, kind: WrapKind, generation: u64) -> Result<(), Error> {
        self.wrapped_keys.remove(&(account, generation, kind));
        Ok(())
    }

    fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), Error> {
        self.require_account(row.account)?;
        require_step_in_range(row.last_step)?;
        let others = self.authenticators(row.account)?;
        if others.iter().any(|other| other.id != row.id && other.name == row.name) {
            return Err(conflict("the authenticator's name is taken"));
        }
        let old = self.authenticators.get(&row.id);
        if old.is_some_and(|old| old.account != row.account) {
            return Err(conflict("the authenticator is another account's"));
        }
        let last_step = old.map_or(row.last_step, |old| old.last_step.max(row.last_step));
        self.authenticators.insert(row.id, AuthenticatorRow { last_step, ..row.clone() });
        Ok(())
    }

    fn delete_authenticator(&mut self, id: AuthenticatorId) -> Result<(), Error> {
        self.authenticators.remove(&id);
        Ok(())
    }

    fn spend_step(&mut self, id: AuthenticatorId, step: u64) -> Result<bool, Error> {
        require_step_in_range(step)?;
        match self.authenticators.get(&id) {
            Some(row) if row.last_step < step => {
                let spent = AuthenticatorRow { last_step: step, ..row.clone() };
                self.authenticators.insert(id, spent);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn replace_recovery(&mut self, account: AccountId, rows: &[RecoveryRow]) -> Result<(), Error> {
        self.require_account(account)?;
        self.recovery.retain(|_, row| row.account != account);
        for row in rows {
            let key = (account, row.set_number, row.position);
            if row.account != account || self.recovery.contains_key(&key) {
                return Err(conflict("the recovery codes do not belong together"));
            }
            self.recovery.insert(key, row.clone());
        }
        Ok(())
    }

    fn spend_recovery(&mut self, row: &RecoveryRow) -> Result<bool, Error> {
        if row.used_at.is_none() {
            return Err(conflict("a used recovery code needs its time"));
        }
        let key = (row.account, row.set_number, row.position);
        match self.recovery.get(&key) {
            Some(old) if old.used_at.is_none() && old.tag == row.tag => {
                self.recovery.insert(key, row.clone());
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn put_help_code(&mut self, account: AccountId, row: Option<&HelpCodeRow>) -> Result<(), Error> {
        let Some(row) = row else {
            self.help_codes.remove(&account);
            return Ok(());
        };
        self.require_account(account)?;
        self.help_codes.insert(account, row.clone());
        Ok(())
    }

    fn put_counter(&mut self, key: &CounterKey, row: &CounterRow) -> Result<(), Error> {
        if let CounterKey::Account(account, _) = key {
            self.require_account(*account)?;
        }
        self.counters.insert(*key, *row);
        Ok(())
    }

    fn delete_counter(&mut self, key: &CounterKey) -> Result<(), Error> {
        self.counters.remove(key);
        Ok(())
    }

    fn put_session(&mut self, row: &SessionRow) -> Result<(), Error> {
        self.require_account(row.account)?;
        self.sessions.insert(row.token_hash, row.clone());
        Ok(())
    }

    fn delete_session(&mut self, token_hash: &[u8; 32]) -> Result<(), Error> {
        self.sessions.remove(token_hash);
        Ok(())
    }

    fn put_audit(&mut self, row: &AuditRow) -> Result<(), Error> {
        if self.audit.last_key_value().is_some_and(|(last, _)| row.number <= *last) {
            return Err(conflict("an audit entry would be replaced"));
        }
        self.audit.insert(row.number, Arc::new(row.clone()));
        Ok(())
    }
}

impl Tables {
    fn require_account(&self, account: AccountId) -> Result<(), Error> {
        if self.accounts.contains_key(&account) { Ok(()) } else { Err(no_account()) }
    }
}

fn require_step_in_range(step: u64) -> Result<(), Error> {
    if step <= AuthenticatorRow::STEP_LIMIT { Ok(()) } else { Err(conflict("the step is absurd")) }
}

fn no_account() -> Error {
    conflict("there is no such account")
}

fn conflict(what: &str) -> Error {
    StoreError::Conflict(what.to_owned()).into()
}
