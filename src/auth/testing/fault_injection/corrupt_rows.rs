//! Rows that are reported as corrupt when they are read.

use crate::auth::{
    AccountId, AccountRow, AuditRow, AuthenticatorId, AuthenticatorRow, CounterKey, CounterKind, CounterRow, Error,
    HelpCodeRow, Meta, Reader, RecoveryRow, SessionRow, UnixTime, WrapKind, WrappedKeyRow, Writer,
};

/// Rows that are reported as corrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Corrupt {
    Account,
    Counter(CounterKind),
    WrappedKeys,
    Authenticators,
    Recovery,
    HelpCode,
    Audit,
}

/// Reads rows, of which some are corrupt.
pub(super) struct FaultyReader<'a> {
    pub(super) rows: &'a dyn Reader,
    pub(super) corrupt: &'a [Corrupt],
}

impl FaultyReader<'_> {
    fn read_unless_corrupt<T>(
        &self,
        row: Corrupt,
        read: impl FnOnce(&dyn Reader) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.corrupt.contains(&row) { Err(Error::Corrupt) } else { read(self.rows) }
    }
}

impl Reader for FaultyReader<'_> {
    fn meta(&self) -> Result<Meta, Error> {
        self.rows.meta()
    }
    fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        self.read_unless_corrupt(Corrupt::Account, |rows| rows.account(id))
    }
    fn account_by_canonical_name(&self, key: &str) -> Result<Option<AccountRow>, Error> {
        match self.rows.account_by_canonical_name(key)? {
            Some(row) => self.read_unless_corrupt(Corrupt::Account, |_| Ok(Some(row))),
            None => Ok(None),
        }
    }
    fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        self.rows.accounts()
    }
    fn has_accounts(&self) -> Result<bool, Error> {
        self.rows.has_accounts()
    }
    fn active_administrators(&self, limit: usize) -> Result<Vec<AccountId>, Error> {
        self.rows.active_administrators(limit)
    }
    fn wrapped_keys(&self, account: AccountId) -> Result<Vec<WrappedKeyRow>, Error> {
        self.read_unless_corrupt(Corrupt::WrappedKeys, |rows| rows.wrapped_keys(account))
    }
    fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, Error> {
        self.read_unless_corrupt(Corrupt::Authenticators, |rows| rows.authenticators(account))
    }
    fn recovery(&self, account: AccountId) -> Result<Vec<RecoveryRow>, Error> {
        self.read_unless_corrupt(Corrupt::Recovery, |rows| rows.recovery(account))
    }
    fn help_code(&self, account: AccountId) -> Result<Option<HelpCodeRow>, Error> {
        self.read_unless_corrupt(Corrupt::HelpCode, |rows| rows.help_code(account))
    }
    fn expired(&self, now: UnixTime) -> Result<Vec<AccountId>, Error> {
        self.rows.expired(now)
    }
    fn active_kdf_params(&self, limit: usize) -> Result<Vec<String>, Error> {
        self.rows.active_kdf_params(limit)
    }
    fn password_counters(&self) -> Result<Vec<(CounterKey, CounterRow)>, Error> {
        self.rows.password_counters()
    }
    fn counter(&self, key: &CounterKey) -> Result<Option<CounterRow>, Error> {
        match key {
            CounterKey::Account(_, kind) => self.read_unless_corrupt(Corrupt::Counter(*kind), |rows| rows.counter(key)),
            CounterKey::Name(_) => self.rows.counter(key),
        }
    }
    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<SessionRow>, Error> {
        self.rows.session(token_hash)
    }
    fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>, Error> {
        self.rows.sessions(account)
    }
    fn history(&self, account: AccountId, limit: usize) -> Result<Vec<AuditRow>, Error> {
        self.read_unless_corrupt(Corrupt::Audit, |rows| rows.history(account, limit))
    }
    fn audit_from(&self, first: u64, limit: usize) -> Result<Vec<AuditRow>, Error> {
        self.read_unless_corrupt(Corrupt::Audit, |rows| rows.audit_from(first, limit))
    }
}

/// Writes rows, of which some are read as corrupt.
pub(super) struct FaultyWriter<'a> {
    pub(super) rows: &'a mut dyn Writer,
    pub(super) corrupt: &'a [Corrupt],
}

macro_rules! reads {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)+) => {
        impl Reader for FaultyWriter<'_> {
            $(fn $name(&self, $($argument: $type),*) -> Result<$result, Error> {
                FaultyReader { rows: self.rows, corrupt: self.corrupt }.$name($($argument),*)
            })+
        }
    };
}

reads! {
    meta() -> Meta;
    account(id: AccountId) -> Option<AccountRow>;
    account_by_canonical_name(key: &str) -> Option<AccountRow>;
    accounts() -> Vec<AccountRow>;
    has_accounts() -> bool;
    active_administrators(limit: usize) -> Vec<AccountId>;
    wrapped_keys(account: AccountId) -> Vec<WrappedKeyRow>;
    authenticators(account: AccountId) -> Vec<AuthenticatorRow>;
    recovery(account: AccountId) -> Vec<RecoveryRow>;
    help_code(account: AccountId) -> Option<HelpCodeRow>;
    expired(now: UnixTime) -> Vec<AccountId>;
    active_kdf_params(limit: usize) -> Vec<String>;
    counter(key: &CounterKey) -> Option<CounterRow>;
    password_counters() -> Vec<(CounterKey, CounterRow)>;
    session(token_hash: &[u8; 32]) -> Option<SessionRow>;
    sessions(account: AccountId) -> Vec<SessionRow>;
    history(account: AccountId, limit: usize) -> Vec<AuditRow>;
    audit_from(first: u64, limit: usize) -> Vec<AuditRow>;
}

macro_rules! writes {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)+) => {
        impl Writer for FaultyWriter<'_> {
            $(fn $name(&mut self, $($argument: $type),*) -> Result<$result, Error> {
                self.rows.$name($($argument),*)
            })+
        }
    };
}

writes! {
    put_meta(meta: &Meta) -> ();
    insert_account(row: &AccountRow) -> bool;
    update_account(row: &AccountRow) -> ();
    delete_account(id: AccountId) -> ();
    put_wrapped_key(row: &WrappedKeyRow) -> ();
    delete_wrapped_key(account: AccountId, kind: WrapKind, generation: u64) -> ();
    put_authenticator(row: &AuthenticatorRow) -> ();
    delete_authenticator(id: AuthenticatorId) -> ();
    spend_step(id: AuthenticatorId, step: u64) -> bool;
    replace_recovery(account: AccountId, rows: &[RecoveryRow]) -> ();
    spend_recovery(row: &RecoveryRow) -> bool;
    put_help_code(account: AccountId, row: Option<&HelpCodeRow>) -> ();
    put_counter(key: &CounterKey, row: &CounterRow) -> ();
    delete_counter(key: &CounterKey) -> ();
    put_session(row: &SessionRow) -> ();
    delete_session(token_hash: &[u8; 32]) -> ();
    put_audit(row: &AuditRow) -> ();
}
