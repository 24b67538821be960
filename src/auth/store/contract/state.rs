//! Everything that can be read of account 1 and the store around it, to be compared whole.

use crate::auth::account::AccountId;
use crate::auth::error::Error;
use crate::auth::store::contract::read;
use crate::auth::store::contract::sample::account_id;
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterKind, CounterRow, HelpCodeRow, Meta, NameBucket, Reader,
    RecoveryRow, SessionRow, Store, WrapRow,
};

/// What a store holds.
#[derive(Debug, PartialEq)]
pub(super) struct State {
    meta: Meta,
    accounts: Vec<AccountRow>,
    wraps: Vec<WrapRow>,
    authenticators: Vec<AuthenticatorRow>,
    recovery: Vec<RecoveryRow>,
    help: Option<HelpCodeRow>,
    counters: [Option<CounterRow>; 2],
    sessions: Vec<SessionRow>,
    found: [bool; 2],
    able: Vec<AccountId>,
    audit: Vec<AuditRow>,
}

pub(super) fn state(store: &dyn Store) -> Result<State, Error> {
    read(store, state_in)
}

pub(super) fn state_in(rows: &dyn Reader) -> Result<State, Error> {
    let id = account_id(1);
    Ok(State {
        meta: rows.meta()?,
        accounts: rows.accounts()?,
        wraps: rows.wraps(id)?,
        authenticators: rows.authenticators(id)?,
        recovery: rows.recovery(id)?,
        help: rows.help_code(id)?,
        counters: [
            rows.counter(&CounterKey::Account(id, CounterKind::Code))?,
            rows.counter(&CounterKey::Name(NameBucket::Mac(1)))?,
        ],
        sessions: rows.sessions(id)?,
        found: [rows.account_by_key("other")?.is_some(), rows.has_accounts()?],
        able: rows.able_administrators(9)?,
        audit: rows.audit_from(0, 9)?,
    })
}
