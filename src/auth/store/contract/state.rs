//! All readable state of account 1 and the store, for comparison.

use crate::auth::account::AccountId;
use crate::auth::error::Error;
use crate::auth::store::contract::read;
use crate::auth::store::contract::sample::account_id;
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterKind, CounterRow, HelpCodeRow, Meta, NameBucket, Reader,
    RecoveryRow, SessionRow, Store, WrappedKeyRow,
};

/// The contents of a store.
#[derive(Debug, PartialEq)]
pub(super) struct State {
    meta: Meta,
    accounts: Vec<AccountRow>,
    wrapped_keys: Vec<WrappedKeyRow>,
    authenticators: Vec<AuthenticatorRow>,
    recovery: Vec<RecoveryRow>,
    help_code: Option<HelpCodeRow>,
    counters: [Option<CounterRow>; 2],
    sessions: Vec<SessionRow>,
    lookups: [bool; 2],
    active_administrators: Vec<AccountId>,
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
        wrapped_keys: rows.wrapped_keys(id)?,
        authenticators: rows.authenticators(id)?,
        recovery: rows.recovery(id)?,
        help_code: rows.help_code(id)?,
        counters: [
            rows.counter(&CounterKey::Account(id, CounterKind::Code))?,
            rows.counter(&CounterKey::Name(NameBucket::Mac(1)))?,
        ],
        sessions: rows.sessions(id)?,
        lookups: [rows.account_by_canonical_name("other")?.is_some(), rows.has_accounts()?],
        active_administrators: rows.active_administrators(9)?,
        audit: rows.audit_from(0, 9)?,
    })
}
