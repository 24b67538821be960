//! What the audit log says that the accounts are. Each act and its entry are one transaction, so the rows say the same,
//! or somebody stands between two states.

use std::collections::BTreeMap;

use crate::auth::{AccountId, AuditRow, Error, Event, PasswordKind, RECOVERY_CODES, Reader, Role, WrapKind};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Account {
    enabled: bool,
    administrator: bool,
    two_factor: bool,
    temporary: bool,
    authenticators: usize,
    fresh_recovery: usize,
    help: bool,
    generation: u64,
    current: usize,
    retired: usize,
    carried: usize,
}

/// The accounts, as the log has it.
pub(super) struct Replay(BTreeMap<AccountId, Account>);

impl Replay {
    pub fn of(log: &[AuditRow]) -> Self {
        let mut replay = Self(BTreeMap::new());
        log.iter().for_each(|row| replay.apply(row));
        replay
    }

    fn apply(&mut self, row: &AuditRow) {
        let Some(id) = row.account else { return };
        match Event::of_word(&row.event).unwrap() {
            Event::AccountCreated => drop(self.0.insert(id, Account::new(row.actor.is_some()))),
            Event::Deleted => drop(self.0.remove(&id)),
            event => {
                if let Some(account) = self.0.get_mut(&id) {
                    account.apply(event, &row.detail);
                }
            }
        }
    }

    /// Compares with the rows.
    pub fn compare(&self, rows: &dyn Reader) -> Result<(), Error> {
        let found = rows.accounts()?;
        assert_eq!(found.len(), self.0.len(), "accounts");
        for row in found {
            let wraps = rows.wraps(row.id)?;
            let count = |kind: WrapKind| wraps.iter().filter(|wrap| wrap.kind == kind).count();
            let fresh = rows.recovery(row.id)?.into_iter();
            let account = Account {
                enabled: row.enabled,
                administrator: row.role == Role::Administrator,
                two_factor: row.two_factor,
                temporary: row.password != PasswordKind::Own,
                authenticators: rows.authenticators(row.id)?.len(),
                fresh_recovery: fresh.filter(|code| code.set == row.recovery_set && code.used.is_none()).count(),
                help: rows.help_code(row.id)?.is_some(),
                generation: row.generation,
                current: count(WrapKind::Current),
                retired: count(WrapKind::Retired),
                carried: count(WrapKind::Carried),
            };
            assert_eq!(Some(&account), self.0.get(&row.id), "{}: rows and log", row.username);
            let current = wraps.iter().find(|wrap| wrap.kind == WrapKind::Current);
            assert_eq!(current.map(|wrap| wrap.generation), Some(row.generation), "{}", row.username);
            assert!(account.can_get_in(), "{}: {account:?}", row.username);
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
            fresh_recovery: 0,
            help: false,
            generation: 1,
            current: 1,
            retired: 0,
            carried: 0,
        }
    }

    fn apply(&mut self, event: Event, detail: &str) {
        match event {
            Event::Paired => {
                if self.authenticators == 0 {
                    self.fresh_recovery = RECOVERY_CODES;
                }
                self.authenticators += 1;
                self.help = false;
            }
            Event::TwoFactorOn => self.two_factor = true,
            Event::TwoFactorOff => {
                self.without_factors();
                self.two_factor = false;
            }
            Event::TwoFactorReset => {
                self.without_factors();
                self.help = true;
            }
            Event::TemporaryPassword => {
                self.without_factors();
                self.retired += usize::from(!self.temporary);
                self.temporary = true;
                self.generation += 1;
            }
            Event::PasswordChanged if self.temporary => {
                self.temporary = false;
                self.generation += 1;
            }
            Event::OldDataOpened => self.carried += std::mem::take(&mut self.retired),
            Event::Removed => self.authenticators -= 1,
            Event::RecoveryRenewed => self.fresh_recovery = RECOVERY_CODES,
            Event::SignedIn if detail == "recovery" => self.fresh_recovery -= 1,
            Event::Enabled => self.enabled = true,
            Event::Disabled => self.enabled = false,
            Event::MadeAdministrator => self.administrator = true,
            Event::MadeMember => self.administrator = false,
            _ => {}
        }
    }

    fn without_factors(&mut self) {
        (self.authenticators, self.fresh_recovery, self.help) = (0, 0, false);
    }

    /// Nobody owes a code that nobody can give.
    fn can_get_in(&self) -> bool {
        !self.two_factor || self.authenticators > 0 || self.help || self.temporary
    }
}
