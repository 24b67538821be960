//! Checks of wrapped keys, authenticators, recovery codes and help codes.

use crate::auth::account::AuthenticatorId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::contract::sample::{self, account, account_id, authenticator, recovery, wrapped_key};
use crate::auth::store::contract::{is_conflict, read, write};
use crate::auth::store::{AuthenticatorRow, EXPIRED, HelpCodeRow, RecoveryRow, Store, WrapKind, WrappedKeyRow, Writer};

pub(super) fn wrapped_keys_are_ordered_by_generation_and_replaced_by_kind_too(store: &dyn Store) -> Result<(), Error> {
    let renewed = WrappedKeyRow {
        password_tag: [5; 32],
        created: UnixTime::from_seconds(9),
        ..wrapped_key(1, WrapKind::Active, 2)
    };
    let rewrapped = WrappedKeyRow {
        kdf_params: String::new(),
        password_tag: [0; 32],
        wrapping_generation: 2,
        ..wrapped_key(1, WrapKind::Rewrapped, 1)
    };
    write(store, |rows| {
        sample::insert_accounts(rows, 2)?;
        rows.put_wrapped_key(&wrapped_key(1, WrapKind::Active, 2))?;
        rows.put_wrapped_key(&wrapped_key(1, WrapKind::Retired, 1))?;
        rows.put_wrapped_key(&wrapped_key(2, WrapKind::Active, 1))?;
        rows.put_wrapped_key(&renewed)?;
        rows.put_wrapped_key(&rewrapped)
    })?;
    let wrapped_keys = read(store, |rows| rows.wrapped_keys(account_id(1)))?;
    assert_eq!(wrapped_keys, [wrapped_key(1, WrapKind::Retired, 1), rewrapped.clone(), renewed.clone()]);

    write(store, |rows| rows.delete_wrapped_key(account_id(1), WrapKind::Retired, 1))?;
    write(store, |rows| rows.delete_wrapped_key(account_id(1), WrapKind::Retired, 2))?;
    assert_eq!(read(store, |rows| rows.wrapped_keys(account_id(1)))?, [rewrapped, renewed]);
    Ok(())
}

pub(super) fn active_kdf_strings_are_sampled_by_account(store: &dyn Store) -> Result<(), Error> {
    let put = |rows: &mut dyn Writer, n, kind, generation, kdf: &str| {
        rows.put_wrapped_key(&WrappedKeyRow { kdf_params: kdf.to_owned(), ..wrapped_key(n, kind, generation) })
    };
    write(store, |rows| {
        sample::insert_accounts(rows, 3)?;
        put(rows, 3, WrapKind::Active, 1, "c")?;
        put(rows, 1, WrapKind::Retired, 1, "old")?;
        put(rows, 1, WrapKind::Active, 2, "a")?;
        put(rows, 2, WrapKind::Rewrapped, 1, "")?;
        put(rows, 2, WrapKind::Active, 2, "b")
    })?;
    assert_eq!(read(store, |rows| rows.active_kdf_params(9))?, ["a", "b", "c"]);
    assert_eq!(read(store, |rows| rows.active_kdf_params(2))?, ["a", "b"]);
    assert!(read(store, |rows| rows.active_kdf_params(0))?.is_empty());
    Ok(())
}

pub(super) fn authenticators_are_listed_in_pairing_order(store: &dyn Store) -> Result<(), Error> {
    let late = AuthenticatorRow { paired_at: UnixTime::from_seconds(1_900_000_000), ..authenticator(1, 1) };
    write(store, |rows| {
        sample::insert_accounts(rows, 2)?;
        rows.put_authenticator(&late)?;
        rows.put_authenticator(&authenticator(1, 2))?;
        rows.put_authenticator(&authenticator(2, 3))
    })?;
    assert_eq!(read(store, |rows| rows.authenticators(account_id(1)))?, [authenticator(1, 2), late.clone()]);

    let used = AuthenticatorRow { last_used_at: Some(UnixTime::from_seconds(3)), name: "New".to_owned(), ..late };
    write(store, |rows| rows.put_authenticator(&used))?;
    write(store, |rows| rows.delete_authenticator(authenticator(1, 2).id))?;
    assert_eq!(read(store, |rows| rows.authenticators(account_id(1)))?, [used]);
    Ok(())
}

pub(super) fn two_authenticators_of_an_account_cannot_share_a_name(store: &dyn Store) -> Result<(), Error> {
    let same = AuthenticatorRow { name: authenticator(1, 1).name, ..authenticator(1, 2) };
    let elsewhere = AuthenticatorRow { account: account_id(2), ..same.clone() };
    write(store, |rows| {
        sample::insert_accounts(rows, 2)?;
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
    let used = RecoveryRow { used_at: Some(UnixTime::from_seconds(5)), ..fresh.clone() };
    let later = RecoveryRow { used_at: Some(UnixTime::from_seconds(6)), ..fresh.clone() };
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.replace_recovery(account_id(1), &[recovery(1, 1, 1), fresh.clone()])
    })?;
    let spend = |row: &RecoveryRow| write(store, |rows| rows.spend_recovery(row));
    assert!(!spend(&RecoveryRow { tag: [9; 32], ..used.clone() })?);
    assert!(!spend(&RecoveryRow { set_number: 2, ..used.clone() })?);
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
        sample::insert_accounts(rows, 2)?;
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
    let stored = || read(store, |rows| rows.help_code(id));
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        rows.put_help_code(id, Some(&sample::help_code(1)))
    })?;
    assert_eq!(stored()?, Some(sample::help_code(1)));
    write(store, |rows| rows.put_help_code(id, Some(&sample::help_code(2))))?;
    assert_eq!(stored()?, Some(sample::help_code(2)));
    write(store, |rows| rows.put_help_code(id, None))?;
    assert_eq!(stored()?, None);
    Ok(())
}

pub(super) fn a_help_code_is_listed_with_its_account(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| {
        sample::insert_accounts(rows, 3)?;
        rows.put_help_code(account_id(2), Some(&sample::help_code(2)))?;
        rows.put_help_code(account_id(3), Some(&HelpCodeRow { until: EXPIRED, ..sample::help_code(3) }))
    })?;
    let listed = read(store, |rows| rows.account_summaries())?;
    let listed: Vec<_> = listed.into_iter().map(|summary| summary.help_code_until).collect();
    assert_eq!(listed, [None, Some(sample::help_code(2).until), Some(EXPIRED)]);
    Ok(())
}
