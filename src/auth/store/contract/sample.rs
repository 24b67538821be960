//! Sample rows. Rows with different `n` differ in every field derived from it.

use crate::auth::account::{AccountId, AuthenticatorId, BootId, Role, SessionId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, ClockStamp, CounterKey, CounterKind, CounterRow, HelpCodeRow, NameBucket,
    PasswordKind, RecoveryRow, SessionRow, WaitPeriod, WrapKind, WrappedKeyRow, Writer,
};

pub(crate) fn account_id(n: u8) -> AccountId {
    AccountId::from_bytes([n; 16])
}

pub(crate) fn account(n: u8) -> AccountRow {
    AccountRow {
        id: account_id(n),
        username: format!("Person{n:03}"),
        canonical_name: format!("person{n:03}"),
        role: Role::Member,
        enabled: true,
        two_factor: false,
        password_kind: PasswordKind::Own,
        credentials_version: 1,
        key_generation: 1,
        recovery_set: 0,
        created: UnixTime::from_seconds(1_700_000_000),
        password_changed: UnixTime::from_seconds(1_700_000_001),
        last_sign_in: None,
    }
}

/// Inserts the accounts 1 to `count`.
pub(crate) fn insert_accounts(rows: &mut dyn Writer, count: u8) -> Result<(), Error> {
    (1..=count).try_for_each(|n| rows.insert_account(&account(n)).map(|_| ()))
}

/// Adds a failure to a counter.
pub(crate) fn add_failure(rows: &mut dyn Writer, key: &CounterKey) -> Result<(), Error> {
    let mut row = rows.counter(key)?.unwrap_or_default();
    row.failures += 1;
    rows.put_counter(key, &row)
}

pub(crate) fn wrapped_key(n: u8, kind: WrapKind, generation: u64) -> WrappedKeyRow {
    WrappedKeyRow {
        account: account_id(n),
        kind,
        key_generation: generation,
        kdf_params: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2E".to_owned(),
        password_tag: [n; 32],
        wrapping_generation: 0,
        sealed_key: vec![n; WrappedKeyRow::SEALED_LENGTH],
        created: UnixTime::from_seconds(1_700_000_002),
    }
}

pub(crate) fn authenticator(owner: u8, n: u8) -> AuthenticatorRow {
    AuthenticatorRow {
        id: AuthenticatorId::from_bytes([n; 16]),
        account: account_id(owner),
        name: format!("Phone {n}"),
        sealed_secret: vec![n; AuthenticatorRow::SEALED_LENGTH],
        last_step: 55_000_000,
        paired_at: UnixTime::from_seconds(1_700_000_000 + i64::from(n)),
        last_used_at: None,
    }
}

pub(crate) fn recovery(owner: u8, set: u64, index: u32) -> RecoveryRow {
    let tag = [u8::try_from(index).unwrap_or(u8::MAX) ^ owner; 32];
    RecoveryRow { account: account_id(owner), set_number: set, position: index, tag, used_at: None }
}

pub(crate) fn help_code(n: u8) -> HelpCodeRow {
    HelpCodeRow { tag: [n; 32], until: UnixTime::from_seconds(1_700_086_400) }
}

pub(crate) fn counter(failures: u32, touched: i64) -> CounterRow {
    let touched = ClockStamp { wall: UnixTime::from_millis(touched), ..ClockStamp::default() };
    CounterRow { failures, updated_at: touched, ..CounterRow::default() }
}

pub(crate) fn wait() -> WaitPeriod {
    WaitPeriod { start: stamp(1_700_000_003), length_millis: 30_000 }
}

pub(crate) fn stamp(seconds: i64) -> ClockStamp {
    ClockStamp { wall: UnixTime::from_seconds(seconds), boot_millis: 12_345, boot_id: BootId::from_bytes([9; 16]) }
}

pub(crate) fn session(owner: u8, n: u8) -> SessionRow {
    SessionRow {
        token_hash: [n; 32],
        id: SessionId::from_bytes([n; 16]),
        account: account_id(owner),
        opened_at: UnixTime::from_seconds(1_700_000_000 - i64::from(n)),
        last_seen: stamp(1_700_000_010),
        host_name: "till-2".to_owned(),
        sign_in_method: "code".to_owned(),
    }
}

pub(crate) fn audit(number: u64, account: Option<u8>) -> AuditRow {
    AuditRow {
        number,
        occurred_at: UnixTime::from_seconds(1_700_000_000),
        account: account.map(account_id),
        username: account.map_or_else(String::new, |n| format!("Person{n:03}")),
        actor: None,
        event: "sign-in".to_owned(),
        detail: String::new(),
        repeat_count: 1,
        host_name: "till-2".to_owned(),
        hash: [7; 32],
    }
}

/// Writes an account with one row of each kind.
pub(crate) fn seed(rows: &mut dyn Writer, n: u8) -> Result<(), Error> {
    let id = account_id(n);
    let waiting = CounterRow { wait: Some(wait()), ..counter(3, 5) };
    assert!(rows.insert_account(&account(n))?);
    rows.put_wrapped_key(&wrapped_key(n, WrapKind::Active, 1))?;
    rows.put_authenticator(&authenticator(n, n))?;
    rows.replace_recovery(id, &[recovery(n, 1, 0)])?;
    rows.put_help_code(id, Some(&help_code(n)))?;
    rows.put_counter(&CounterKey::Account(id, CounterKind::Code), &waiting)?;
    rows.put_counter(&CounterKey::Name(NameBucket::Mac(u16::from(n))), &counter(1, 5))?;
    rows.put_session(&session(n, n))?;
    rows.put_audit(&audit(u64::from(n), Some(n)))
}
