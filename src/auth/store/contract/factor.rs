//! Wraps, authenticators, recovery codes, help codes.

use crate::auth::account::AuthenticatorId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::contract::sample::{self, account, account_id, authenticator, recovery, wrap};
use crate::auth::store::contract::{is_conflict, read, write};
use crate::auth::store::{AuthenticatorRow, RecoveryRow, Store, WrapKind, WrapRow, Writer};

pub(super) fn wraps_come_by_generation_and_are_replaced_by_kind_and_generation(store: &dyn Store) -> Result<(), Error> {
    let renewed = WrapRow { tag: [5; 32], created: UnixTime::from_seconds(9), ..wrap(1, WrapKind::Current, 2) };
    let carried = WrapRow { kdf: String::new(), tag: [0; 32], under: 2, ..wrap(1, WrapKind::Carried, 1) };
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.insert_account(&account(2))?;
        rows.put_wrap(&wrap(1, WrapKind::Current, 2))?;
        rows.put_wrap(&wrap(1, WrapKind::Retired, 1))?;
        rows.put_wrap(&wrap(2, WrapKind::Current, 1))?;
        rows.put_wrap(&renewed)?;
        rows.put_wrap(&carried)
    })?;
    let wraps = read(store, |rows| rows.wraps(account_id(1)))?;
    assert_eq!(wraps, [wrap(1, WrapKind::Retired, 1), carried.clone(), renewed.clone()]);

    write(store, |rows| rows.delete_wrap(account_id(1), WrapKind::Retired, 1))?;
    write(store, |rows| rows.delete_wrap(account_id(1), WrapKind::Retired, 2))?;
    assert_eq!(read(store, |rows| rows.wraps(account_id(1)))?, [carried, renewed]);
    Ok(())
}

pub(super) fn the_kdf_strings_in_force_are_a_sample_by_account(store: &dyn Store) -> Result<(), Error> {
    let put = |rows: &mut dyn Writer, n, kind, generation, kdf: &str| {
        rows.put_wrap(&WrapRow { kdf: kdf.to_owned(), ..wrap(n, kind, generation) })
    };
    write(store, |rows| {
        (1..=3).try_for_each(|n| rows.insert_account(&account(n)).map(|_| ()))?;
        put(rows, 3, WrapKind::Current, 1, "c")?;
        put(rows, 1, WrapKind::Retired, 1, "old")?;
        put(rows, 1, WrapKind::Current, 2, "a")?;
        put(rows, 2, WrapKind::Carried, 1, "")?;
        put(rows, 2, WrapKind::Current, 2, "b")
    })?;
    assert_eq!(read(store, |rows| rows.current_kdfs(9))?, ["a", "b", "c"]);
    assert_eq!(read(store, |rows| rows.current_kdfs(2))?, ["a", "b"]);
    assert!(read(store, |rows| rows.current_kdfs(0))?.is_empty());
    Ok(())
}

pub(super) fn authenticators_come_in_the_order_they_were_added(store: &dyn Store) -> Result<(), Error> {
    let late = AuthenticatorRow { added: UnixTime::from_seconds(1_900_000_000), ..authenticator(1, 1) };
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.insert_account(&account(2))?;
        rows.put_authenticator(&late)?;
        rows.put_authenticator(&authenticator(1, 2))?;
        rows.put_authenticator(&authenticator(2, 3))
    })?;
    assert_eq!(read(store, |rows| rows.authenticators(account_id(1)))?, [authenticator(1, 2), late.clone()]);

    let used = AuthenticatorRow { last_used: Some(UnixTime::from_seconds(3)), name: "New".to_owned(), ..late };
    write(store, |rows| rows.put_authenticator(&used))?;
    write(store, |rows| rows.delete_authenticator(authenticator(1, 2).id))?;
    assert_eq!(read(store, |rows| rows.authenticators(account_id(1)))?, [used]);
    Ok(())
}

pub(super) fn two_authenticators_of_an_account_cannot_share_a_name(store: &dyn Store) -> Result<(), Error> {
    let same = AuthenticatorRow { name: authenticator(1, 1).name, ..authenticator(1, 2) };
    let elsewhere = AuthenticatorRow { account: account_id(2), ..same.clone() };
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.insert_account(&account(2))?;
        rows.put_authenticator(&authenticator(1, 1))
    })?;
    assert!(is_conflict(&write(store, |rows| rows.put_authenticator(&same))));
    write(store, |rows| rows.put_authenticator(&elsewhere))?;
    assert!(is_conflict(&write(store, |rows| {
        rows.put_authenticator(&AuthenticatorRow {
            account: account_id(1),
            name: "Mine".to_owned(),
            ..elsewhere.clone()
        })
    })));
    assert_eq!(read(store, |rows| rows.authenticators(account_id(1)))?, [authenticator(1, 1)]);
    Ok(())
}

pub(super) fn a_step_is_spent_once_and_never_lowered(store: &dyn Store) -> Result<(), Error> {
    let row = authenticator(1, 1);
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.put_authenticator(&row)
    })?;
    let spend = |step| write(store, |rows| rows.spend_step(row.id, step));
    let last =
        || Ok::<_, Error>(read(store, |rows| rows.authenticators(row.account))?.first().map(|row| row.last_step));

    assert!(!spend(row.last_step)?);
    assert!(!spend(row.last_step - 1)?);
    assert!(spend(row.last_step + 2)?);
    assert!(!spend(row.last_step + 2)?);
    assert!(!spend(row.last_step + 1)?);
    assert_eq!(last()?, Some(row.last_step + 2));

    write(store, |rows| rows.put_authenticator(&row))?;
    assert_eq!(last()?, Some(row.last_step + 2));

    let absurd = AuthenticatorRow { last_step: AuthenticatorRow::STEP_LIMIT + 1, ..row.clone() };
    assert!(is_conflict(&write(store, |rows| rows.put_authenticator(&absurd))));
    assert!(is_conflict(&spend(absurd.last_step)));
    assert!(spend(AuthenticatorRow::STEP_LIMIT)?);
    assert!(!write(store, |rows| rows.spend_step(AuthenticatorId::from_bytes([8; 16]), 1))?);
    Ok(())
}

pub(super) fn a_recovery_code_is_spent_once(store: &dyn Store) -> Result<(), Error> {
    let fresh = recovery(1, 1, 0);
    let used = RecoveryRow { used: Some(UnixTime::from_seconds(5)), ..fresh.clone() };
    let later = RecoveryRow { used: Some(UnixTime::from_seconds(6)), ..fresh.clone() };
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.replace_recovery(account_id(1), &[recovery(1, 1, 1), fresh.clone()])
    })?;
    let spend = |row: &RecoveryRow| write(store, |rows| rows.spend_recovery(row));
    assert!(!spend(&RecoveryRow { tag: [9; 32], ..used.clone() })?);
    assert!(!spend(&RecoveryRow { set: 2, ..used.clone() })?);
    assert!(!spend(&RecoveryRow { account: account_id(2), ..used.clone() })?);
    assert!(is_conflict(&spend(&fresh)));
    assert!(spend(&used)?);
    assert!(!spend(&later)?);
    assert_eq!(read(store, |rows| rows.recovery(account_id(1)))?, [used, recovery(1, 1, 1)]);
    Ok(())
}

pub(super) fn a_new_set_of_recovery_codes_replaces_the_old_one(store: &dyn Store) -> Result<(), Error> {
    let set = |owner, number| (0..10).map(|index| recovery(owner, number, index)).collect::<Vec<_>>();
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.insert_account(&account(2))?;
        rows.replace_recovery(account_id(1), &set(1, 1))?;
        rows.replace_recovery(account_id(2), &set(2, 1))?;
        rows.replace_recovery(account_id(1), &set(1, 2))
    })?;
    assert_eq!(read(store, |rows| rows.recovery(account_id(1)))?, set(1, 2));
    assert_eq!(read(store, |rows| rows.recovery(account_id(2)))?, set(2, 1));
    assert!(is_conflict(&write(store, |rows| rows.replace_recovery(account_id(1), &set(2, 3)))));
    write(store, |rows| rows.replace_recovery(account_id(1), &[]))?;
    assert_eq!(read(store, |rows| rows.recovery(account_id(1)))?, []);
    Ok(())
}

pub(super) fn a_help_code_is_put_replaced_and_removed(store: &dyn Store) -> Result<(), Error> {
    let id = account_id(1);
    let kept = || read(store, |rows| rows.help_code(id));
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.put_help_code(id, Some(&sample::help(1)))
    })?;
    assert_eq!(kept()?, Some(sample::help(1)));
    write(store, |rows| rows.put_help_code(id, Some(&sample::help(2))))?;
    assert_eq!(kept()?, Some(sample::help(2)));
    write(store, |rows| rows.put_help_code(id, None))?;
    assert_eq!(kept()?, None);
    Ok(())
}
