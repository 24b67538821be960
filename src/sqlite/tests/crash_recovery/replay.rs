//! Rebuilds the accounts from the audit log. Each operation and its entry are one transaction, so rows that differ show
//! an operation that was half done.

use std::collections::BTreeMap;

use crate::auth::{AccountId, AuditRow, Error, Event, PasswordKind, RECOVERY_CODES, Reader, Role, WrapKind};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Account {
    enabled: bool,
    administrator: bool,
    two_factor: bool,
    temporary: bool,
    authenticators: usize,
    unused_recovery_codes: usize,
    has_help_code: bool,
    generation: u64,
    active_keys: usize,
    retired_keys: usize,
    rewrapped_keys: usize,
}

/// The accounts according to the log.
pub(super) struct Replay(BTreeMap<AccountId, Account>);

impl Replay {
    pub fn from_log(log: &[AuditRow]) -> Self {
        let mut replay = Self(BTreeMap::new());
        log.iter().for_each(|row| replay.apply(row));
        replay
    }

    fn apply(&mut self, row: &AuditRow) {
        let Some(id) = row.account else { return };
        match Event::parse(&row.event).unwrap() {
            Event::AccountCreated => drop(self.0.insert(id, Account::new(row.actor.is_some()))),
            Event::Deleted => drop(self.0.remove(&id)),
            event => {
                if let Some(account) = self.0.get_mut(&id) {
                    account.apply(event, &row.detail);
                }
            }
        }
    }

    /// Compares the accounts with the rows.
    pub fn compare(&self, rows: &dyn Reader) -> Result<(), Error> {
        let accounts = rows.accounts()?;
        assert_eq!(accounts.len(), self.0.len(), "number of accounts");
        for row in accounts {
            let wrapped_keys = rows.wrapped_keys(row.id)?;
            let count = |kind: WrapKind| wrapped_keys.iter().filter(|wrapped_key| wrapped_key.kind == kind).count();
            let fresh = rows.recovery(row.id)?.into_iter();
            let account = Account {
                enabled: row.enabled,
                administrator: row.role == Role::Administrator,
                two_factor: row.two_factor,
                temporary: row.password_kind != PasswordKind::Own,
                authenticators: rows.authenticators(row.id)?.len(),
                unused_recovery_codes: fresh
                    .filter(|code| code.set_number == row.recovery_set && code.used_at.is_none())
                    .count(),
                has_help_code: rows.help_code(row.id)?.is_some(),
                generation: row.key_generation,
                active_keys: count(WrapKind::Active),
                retired_keys: count(WrapKind::Retired),
                rewrapped_keys: count(WrapKind::Rewrapped),
            };
            assert_eq!(Some(&account), self.0.get(&row.id), "{}: the rows differ from the log", row.username);
            let current = wrapped_keys.iter().find(|wrapped_key| wrapped_key.kind == WrapKind::Active);
            assert_eq!(
                current.map(|wrapped_key| wrapped_key.key_generation),
                Some(row.key_generation),
                "{}",
                row.username
            );
            assert!(account.can_sign_in(), "{}: {account:?}", row.username);
        }
        Ok(())
    }
}

impl Account {
    fn new(by_other: bool) -> Self {
        Self {
            enabled: true,
            administrator: !by_other,
            two_factor: false,
            temporary: by_other,
            authenticators: 0,
            unused_recovery_codes: 0,
            has_help_code: false,
            generation: 1,
            active_keys: 1,
            retired_keys: 0,
            rewrapped_keys: 0,
        }
    }

    fn apply(&mut self, event: Event, detail: &str) {
        match event {
            Event::Paired => {
                if self.authenticators == 0 {
                    self.unused_recovery_codes = RECOVERY_CODES;
                }
                self.authenticators += 1;
                self.has_help_code = false;
            }
            Event::TwoFactorOn => self.two_factor = true,
            Event::TwoFactorOff => {
                self.without_factors();
                self.two_factor = false;
            }
            Event::TwoFactorReset => {
                self.without_factors();
                self.has_help_code = true;
            }
            Event::TemporaryPassword => {
                self.without_factors();
                self.retired_keys += usize::from(!self.temporary);
                self.temporary = true;
                self.generation += 1;
            }
            Event::PasswordChanged if self.temporary => {
                self.temporary = false;
                self.generation += 1;
            }
            Event::OldDataOpened => self.rewrapped_keys += std::mem::take(&mut self.retired_keys),
            Event::Removed => self.authenticators -= 1,
            Event::RecoveryRenewed => self.unused_recovery_codes = RECOVERY_CODES,
            Event::SignedIn if detail == "recovery" => self.unused_recovery_codes -= 1,
            Event::Enabled => self.enabled = true,
            Event::Disabled => self.enabled = false,
            Event::MadeAdministrator => self.administrator = true,
            Event::MadeMember => self.administrator = false,
            _ => {}
        }
    }

    fn without_factors(&mut self) {
        (self.authenticators, self.unused_recovery_codes, self.has_help_code) = (0, 0, false);
    }

    /// Whether the account can sign in: if a code is required, a factor for it exists.
    fn can_sign_in(&self) -> bool {
        !self.two_factor || self.authenticators > 0 || self.has_help_code || self.temporary
    }
}
