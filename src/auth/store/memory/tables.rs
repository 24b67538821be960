//! The tables in memory, with the same conflicts as a database's constraints.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::auth::account::{AccountId, AuthenticatorId, Role};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterKind, CounterRow, EXPIRED, HelpCodeRow, Meta,
    PasswordKind, Reader, RecoveryRow, SessionRow, WrapKind, WrappedKeyRow, Writer,
};

/// The tables, each a map by key. Copies share the rows that never change once written.
#[derive(Clone)]
pub(super) struct Tables {
    pub(super) meta: Meta,
    pub(super) accounts: BTreeMap<AccountId, AccountRow>,
    pub(super) wrapped_keys: BTreeMap<(AccountId, u64, WrapKind), WrappedKeyRow>,
    pub(super) authenticators: BTreeMap<AuthenticatorId, AuthenticatorRow>,
    pub(super) recovery: BTreeMap<(AccountId, u64, u32), RecoveryRow>,
    pub(super) help_codes: BTreeMap<AccountId, HelpCodeRow>,
    pub(super) counters: BTreeMap<CounterKey, CounterRow>,
    pub(super) sessions: BTreeMap<[u8; 32], SessionRow>,
    pub(super) audit: BTreeMap<u64, Arc<AuditRow>>,
}

impl Reader for Tables {
    fn meta(&self) -> Result<Meta, Error> {
        Ok(self.meta.clone())
    }

    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        Ok(self.accounts.get(&id).cloned())
    }

    fn account_by_canonical_name(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        Ok(self.accounts.values().find(|row| row.canonical_name == key).cloned())
    }

    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        let mut rows: Vec<_> = self.accounts.values().cloned().collect();
        rows.sort_by(|one, other| one.canonical_name.cmp(&other.canonical_name));
        Ok(rows)
    }

    fn has_accounts(&self) -> Result<bool, Error> {
        Ok(!self.accounts.is_empty())
    }

    fn active_administrators(&self, limit: usize) -> Result<Vec<AccountId>, Error> {
        let able = |row: &&AccountRow| {
            row.role == Role::Administrator && row.enabled && row.password_kind == PasswordKind::Own
        };
        Ok(self.accounts.values().filter(able).map(|row| row.id).take(limit).collect())
    }

    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error> {
        let keys = (account, 0, WrapKind::Active)..=(account, u64::MAX, WrapKind::Rewrapped);
        Ok(self.wrapped_keys.range(keys).map(|(_, row)| row.clone()).collect())
    }

    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        let own = self.authenticators.values().filter(|row| row.account == account);
        let mut rows: Vec<_> = own.cloned().collect();
        rows.sort_by_key(|row| (row.paired_at, row.id));
        Ok(rows)
    }

    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        let keys = (account, 0, 0)..=(account, u64::MAX, u32::MAX);
        Ok(self.recovery.range(keys).map(|(_, row)| row.clone()).collect())
    }

    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        Ok(self.help_codes.get(&account).cloned())
    }

    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        let is_expired = |until: UnixTime| EXPIRED < until && until <= now;
        let mut ids: Vec<_> =
            self.help_codes.iter().filter(|(_, row)| is_expired(row.until)).map(|(id, _)| *id).collect();
        ids.extend(self.accounts.iter().filter_map(|(id, row)| match row.password_kind {
            PasswordKind::Temporary { until } if is_expired(until) => Some(*id),
            _ => None,
        }));
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    fn active_kdf_params(&self, limit: usize) -> Result<Vec<String>, Error> {
        let current = self.wrapped_keys.values().filter(|row| row.kind == WrapKind::Active);
        Ok(current.take(limit).map(|row| row.kdf_params.clone()).collect())
    }

    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        Ok(self.counters.get(key).copied())
    }

    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        let is_relevant = |(key, row): &(&CounterKey, &CounterRow)| match key {
            CounterKey::Account(_, kind) => *kind == CounterKind::Password && row.failures > 0,
            CounterKey::Name(_) => true,
        };
        Ok(self.counters.iter().filter(is_relevant).map(|(key, row)| (*key, *row)).collect())
    }

    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        Ok(self.sessions.get(token_hash).cloned())
    }

    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error> {
        let own = self.sessions.values().filter(|row| row.account == account);
        let mut rows: Vec<_> = own.cloned().collect();
        rows.sort_by_key(|row| (row.opened_at, row.id));
        Ok(rows)
    }

    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error> {
        let is_relevant = |row: &&Arc<AuditRow>| row.account == Some(account) && row.event != AuditRow::HOST;
        Ok(self.audit.values().rev().filter(is_relevant).take(limit).map(|row| AuditRow::clone(row)).collect())
    }

    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error> {
        Ok(self.audit.range(first..).take(limit).map(|(_, row)| AuditRow::clone(row)).collect())
    }
}

impl Writer for Tables {
    fn put_meta(&mut self, meta: &Meta) -> Result<(), Error> {
        let Meta { id, store_key: key, created, .. } = self.meta()?;
        self.meta = Meta { id, store_key: key, created, ..meta.clone() };
        Ok(())
    }

    fn insert_account(&mut self, row: &AccountRow) -> Result<bool, Error> {
        if self.account_by_canonical_name(&row.canonical_name)?.is_some() {
            return Ok(false);
        }
        if self.accounts.contains_key(&row.id) {
            return Err(Error::conflict("the id is taken"));
        }
        self.accounts.insert(row.id, row.clone());
        Ok(true)
    }

    fn update_account(&mut self, row: &AccountRow) -> Result<(), Error> {
        self.require_account(row.id)?;
        if self.account_by_canonical_name(&row.canonical_name)?.is_some_and(|other| other.id != row.id) {
            return Err(Error::conflict("the name is taken"));
        }
        self.accounts.insert(row.id, row.clone());
        Ok(())
    }

    fn delete_account(&mut self, id: AccountId) -> Result<(), Error> {
        self.accounts.remove(&id);
        self.authenticators.retain(|_, row| row.account != id);
        self.wrapped_keys.retain(|_, row| row.account != id);
        self.recovery.retain(|_, row| row.account != id);
        self.help_codes.remove(&id);
        self.counters.retain(|key, _| !matches!(key, CounterKey::Account(account, _) if *account == id));
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
            return Err(Error::conflict("the authenticator's name is taken"));
        }
        let old = self.authenticators.get(&row.id);
        if old.is_some_and(|old| old.account != row.account) {
            return Err(Error::conflict("the authenticator is another account's"));
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
        let unspent = self.authenticators.get_mut(&id).filter(|row| row.last_step < step);
        Ok(unspent.map(|row| row.last_step = step).is_some())
    }

    fn replace_recovery(&mut self, account: AccountId, rows: &[RecoveryRow]) -> Result<(), Error> {
        self.require_account(account)?;
        self.recovery.retain(|_, row| row.account != account);
        for row in rows {
            let key = (account, row.set_number, row.position);
            if row.account != account || self.recovery.contains_key(&key) {
                return Err(Error::conflict("the recovery codes do not belong together"));
            }
            self.recovery.insert(key, row.clone());
        }
        Ok(())
    }

    fn spend_recovery(&mut self, row: &RecoveryRow) -> Result<bool, Error> {
        if row.used_at.is_none() {
            return Err(Error::conflict("a used recovery code needs its time"));
        }
        let stored = self.recovery.get_mut(&(row.account, row.set_number, row.position));
        let unused = stored.filter(|stored| stored.used_at.is_none() && stored.tag == row.tag);
        Ok(unused.map(|unused| unused.used_at = row.used_at).is_some())
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
            return Err(Error::conflict("an audit entry would be replaced"));
        }
        self.audit.insert(row.number, Arc::new(row.clone()));
        Ok(())
    }
}

impl Tables {
    fn require_account(&self, account: AccountId) -> Result<(), Error> {
        if self.accounts.contains_key(&account) { Ok(()) } else { Err(Error::conflict("there is no such account")) }
    }
}

fn require_step_in_range(step: u64) -> Result<(), Error> {
    if step <= AuthenticatorRow::STEP_LIMIT { Ok(()) } else { Err(Error::conflict("the step is absurd")) }
}
