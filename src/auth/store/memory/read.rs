//! [`Reader`] for the tables in memory.

use std::sync::Arc;

use crate::auth::account::{AccountId, Role};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::memory::Tables;
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterKind, CounterRow, EXPIRED, HelpCodeRow, Meta,
    PasswordKind, Reader, RecoveryRow, SessionRow, WrapKind, WrappedKeyRow,
};

impl Reader for Tables {
    fn meta(&self) -> Result<Meta, Error> {
        Ok(self.meta.clone())
    }

    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        Ok(self.accounts.get(&id).cloned())
    }

    fn account_by_canonical_name(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        Ok(self.ids_by_name.get(key).and_then(|id| self.accounts.get(id)).cloned())
    }

    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        Ok(self.ids_by_name.values().filter_map(|id| self.accounts.get(id)).cloned().collect())
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
