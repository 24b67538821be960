//! Checks of accounts and of the store's metadata.

use crate::auth::account::{AccountId, Role, StoreId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::MeasuredCost;
use crate::auth::store::contract::sample::{self, account, account_id, help_code};
use crate::auth::store::contract::{is_conflict, read, write};
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, EXPIRED, Head, HelpCodeRow, Meta, PasswordKind, Policy, Reader, Store,
    WrapKind, Writer,
};

pub(super) fn a_new_store_has_a_key_and_no_accounts(store: &dyn Store) -> Result<(), Error> {
    read(store, |rows| {
        let meta = rows.meta()?;
        assert_ne!(meta.id, StoreId::from_bytes([0; 16]));
        assert_ne!(meta.store_key, [0; 32]);
        assert_eq!(meta.head, Head { number: 0, hash: [0; 32] });
        assert_eq!(meta.policy, Policy::default());
        assert_eq!(meta.measured, None);
        assert!(!rows.has_accounts()?);
        assert_eq!(rows.accounts()?, []);
        assert_eq!(rows.audit_from(0, 10)?, []);
        Ok(())
    })
}

pub(super) fn the_id_the_key_and_the_creation_time_never_change(store: &dyn Store) -> Result<(), Error> {
    let before = read(store, |rows| rows.meta())?;
    let other = Meta {
        id: StoreId::from_bytes([1; 16]),
        store_key: [1; 32],
        created: UnixTime::from_seconds(1),
        latest_seen_time: UnixTime::from_seconds(1_800_000_000),
        starts_behind: 2,
        last_start_behind: UnixTime::from_seconds(1_700_000_001),
        unlogged_refusals: 5,
        unknown_logged: UnixTime::from_seconds(1_700_000_002),
        head: Head { number: 3, hash: [3; 32] },
        policy: Policy { lock_after_minutes: 5, clear_clipboard_seconds: 20, unlock_needs_code: false },
        measured: Some(MeasuredCost { memory_kib: 320 * 1024, millis: 512 }),
    };
    write(store, |rows| rows.put_meta(&other))?;
    let after = read(store, |rows| rows.meta())?;
    assert_eq!(after, Meta { id: before.id, store_key: before.store_key, created: before.created, ..other });
    write(store, |rows| rows.put_meta(&Meta { measured: None, ..after.clone() }))?;
    assert_eq!(read(store, |rows| rows.meta())?.measured, None);
    Ok(())
}

pub(super) fn an_account_is_found_by_its_id_and_by_its_canonical_name(store: &dyn Store) -> Result<(), Error> {
    let row = AccountRow { username: "Ünal".to_owned(), canonical_name: "ünal".to_owned(), ..account(1) };
    assert!(write(store, |rows| rows.insert_account(&row))?);
    read(store, |rows| {
        assert_eq!(rows.account(row.id)?.as_ref(), Some(&row));
        assert_eq!(rows.account_by_canonical_name("ünal")?.as_ref(), Some(&row));
        assert_eq!(rows.account_by_canonical_name("Ünal")?, None);
        assert_eq!(rows.account(account_id(2))?, None);
        assert!(rows.has_accounts()?);
        Ok(())
    })
}

pub(super) fn a_taken_name_is_refused_and_nothing_is_written(store: &dyn Store) -> Result<(), Error> {
    let (first, second) = (account(1), AccountRow { canonical_name: account(1).canonical_name, ..account(2) });
    assert!(write(store, |rows| rows.insert_account(&first))?);
    assert!(!write(store, |rows| rows.insert_account(&second))?);
    assert!(!write(store, |rows| rows.insert_account(&first))?);
    assert_eq!(read(store, |rows| rows.accounts())?, [first]);

    let same_id = AccountRow { id: account_id(1), ..account(3) };
    assert!(is_conflict(&write(store, |rows| rows.insert_account(&same_id))));
    assert_eq!(read(store, |rows| rows.account_by_canonical_name(&same_id.canonical_name))?, None);
    Ok(())
}

pub(super) fn an_update_replaces_every_field(store: &dyn Store) -> Result<(), Error> {
    let changed = AccountRow {
        id: account_id(1),
        username: "Somebody".to_owned(),
        canonical_name: "somebody".to_owned(),
        role: Role::Administrator,
        enabled: false,
        two_factor: true,
        password_kind: PasswordKind::Temporary { until: UnixTime::from_seconds(1_700_259_200) },
        credentials_version: 12,
        key_generation: 3,
        recovery_set: 4,
        created: UnixTime::from_seconds(-5),
        password_changed: UnixTime::from_seconds(1_700_000_009),
        last_sign_in: Some(UnixTime::from_millis(1_700_000_010_123)),
    };
    write(store, |rows| rows.insert_account(&account(1)))?;
    write(store, |rows| rows.update_account(&changed))?;
    read(store, |rows| {
        assert_eq!(rows.account(changed.id)?.as_ref(), Some(&changed));
        assert_eq!(rows.account_by_canonical_name(&changed.canonical_name)?.as_ref(), Some(&changed));
        assert_eq!(rows.account_by_canonical_name(&account(1).canonical_name)?, None);
        Ok(())
    })
}

pub(super) fn an_update_of_a_missing_account_or_to_a_taken_name_is_refused(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| Ok(rows.insert_account(&account(1))? && rows.insert_account(&account(2))?))?;
    assert!(is_conflict(&write(store, |rows| rows.update_account(&account(3)))));
    let taken = AccountRow { canonical_name: account(1).canonical_name, ..account(2) };
    assert!(is_conflict(&write(store, |rows| rows.update_account(&taken))));
    assert_eq!(read(store, |rows| rows.accounts())?, [account(1), account(2)]);
    Ok(())
}

pub(super) fn accounts_are_ordered_by_canonical_name(store: &dyn Store) -> Result<(), Error> {
    let keys = ["zoë", "adam", "bea", "bea-1", "björn", "10"];
    write(store, |rows| {
        for (n, key) in (1..).zip(keys) {
            assert!(rows.insert_account(&AccountRow { canonical_name: key.to_owned(), ..account(n) })?);
        }
        Ok(())
    })?;
    let names: Vec<_> = read(store, |rows| rows.accounts())?.into_iter().map(|row| row.canonical_name).collect();
    assert_eq!(names, ["10", "adam", "bea", "bea-1", "björn", "zoë"]);
    Ok(())
}

pub(super) fn active_administrators_are_enabled_and_chose_their_password(store: &dyn Store) -> Result<(), Error> {
    let administrator = |n| AccountRow { role: Role::Administrator, ..account(n) };
    let rows = [
        account(1),
        administrator(2),
        AccountRow { enabled: false, ..administrator(3) },
        AccountRow {
            password_kind: PasswordKind::Temporary { until: UnixTime::from_seconds(i64::from(u32::MAX)) },
            ..administrator(4)
        },
        administrator(5),
    ];
    write(store, |tables| rows.iter().try_for_each(|row| tables.insert_account(row).map(|_| ())))?;
    let active = |limit| -> Result<Vec<AccountId>, Error> {
        let mut ids = read(store, |rows| rows.active_administrators(limit))?;
        ids.sort();
        Ok(ids)
    };
    assert_eq!(active(10)?, [account_id(2), account_id(5)]);
    assert_eq!(active(1)?.len(), 1);
    assert_eq!(active(0)?, []);
    Ok(())
}

pub(super) fn expired_accounts_are_listed_until_they_are_marked(store: &dyn Store) -> Result<(), Error> {
    let temporary = |n, until| AccountRow { password_kind: PasswordKind::Temporary { until }, ..account(n) };
    let at = UnixTime::from_seconds;
    let help = |n, until| HelpCodeRow { until, ..help_code(n) };
    write(store, |rows| {
        let accounts =
            [account(1), temporary(2, at(100)), temporary(3, at(101)), temporary(4, EXPIRED), account(5), account(6)];
        accounts.iter().try_for_each(|row| rows.insert_account(row).map(|_| ()))?;
        rows.put_help_code(account_id(3), Some(&help(3, at(99))))?;
        rows.put_help_code(account_id(4), Some(&help(4, EXPIRED)))?;
        rows.put_help_code(account_id(5), Some(&help(5, UnixTime::from_millis(i64::MIN + 1))))?;
        rows.put_help_code(account_id(6), Some(&help(6, UnixTime::from_millis(i64::MAX))))
    })?;
    let expired = |now| -> Result<Vec<AccountId>, Error> {
        let mut ids = read(store, |rows| rows.expired(now))?;
        ids.sort();
        Ok(ids)
    };
    assert_eq!(expired(at(98))?, [account_id(5)]);
    assert_eq!(expired(at(99))?, [account_id(3), account_id(5)]);
    assert_eq!(expired(at(100))?, [account_id(2), account_id(3), account_id(5)]);
    assert_eq!(expired(at(101))?, [account_id(2), account_id(3), account_id(5)], "each account is listed once");
    assert_eq!(expired(EXPIRED)?, []);
    Ok(())
}

pub(super) fn deleting_an_account_deletes_its_rows_and_keeps_the_audit(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| {
        seed_all(rows, 1)?;
        seed_all(rows, 2)?;
        rows.put_audit(&sample::audit(1, Some(1)))
    })?;
    write(store, |rows| {
        rows.delete_account(account_id(1))?;
        rows.delete_account(account_id(9))
    })?;
    read(store, |rows| {
        assert_eq!(rows.accounts()?, [account(2)]);
        assert_eq!(count_rows(rows, 1)?, 0);
        assert_eq!(count_rows(rows, 2)?, 8);
        assert_eq!(rows.history(account_id(1), 9)?, [sample::audit(1, Some(1))]);
        Ok(())
    })?;
    assert!(write(store, |rows| rows.insert_account(&account(1)))?);
    assert_eq!(read(store, |rows| count_rows(rows, 1))?, 0);
    Ok(())
}

const KINDS: [CounterKind; 3] = [CounterKind::Password, CounterKind::Code, CounterKind::Recovery];

/// Writes an account with one row of each kind, and all three counters.
fn seed_all(rows: &mut dyn Writer, n: u8) -> Result<(), Error> {
    rows.insert_account(&account(n))?;
    rows.put_wrapped_key(&sample::wrapped_key(n, WrapKind::Active, 1))?;
    rows.put_authenticator(&sample::authenticator(n, n))?;
    rows.replace_recovery(account_id(n), &[sample::recovery(n, 1, 0)])?;
    rows.put_help_code(account_id(n), Some(&sample::help_code(n)))?;
    rows.put_session(&sample::session(n, n))?;
    KINDS
        .iter()
        .try_for_each(|kind| rows.put_counter(&CounterKey::Account(account_id(n), *kind), &sample::counter(1, 5)))
}

/// Returns the number of rows of an account apart from its own.
fn count_rows(rows: &dyn Reader, n: u8) -> Result<usize, Error> {
    let id = account_id(n);
    let mut counters = 0;
    for kind in KINDS {
        counters += usize::from(rows.counter(&CounterKey::Account(id, kind))?.is_some());
    }
    let help = usize::from(rows.help_code(id)?.is_some());
    let lists = rows.wrapped_keys(id)?.len() + rows.authenticators(id)?.len() + rows.recovery(id)?.len();
    Ok(counters + help + lists + rows.sessions(id)?.len())
}
