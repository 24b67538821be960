//! Checks of transactions.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use crate::auth::error::{Error, StoreError};
use crate::auth::store::contract::sample::{self, account, account_id};
use crate::auth::store::contract::state::{state, state_in};
use crate::auth::store::contract::{is_conflict, read, write};
use crate::auth::store::{
    AccountRow, CounterKey, CounterKind, Head, Meta, NameBucket, RecoveryRow, Store, WrapKind, Writer,
};
use crate::auth::{Role, UnixTime};

/// How long a write may take before it counts as blocked.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Changes everything that [`sample::furnish`] wrote, and more.
pub(super) fn modify_everything(rows: &mut dyn Writer) -> Result<(), Error> {
    let id = account_id(1);
    let meta = Meta { head: Head { number: 9, hash: [9; 32] }, ..rows.meta()? };
    rows.put_meta(&meta)?;
    rows.insert_account(&account(2))?;
    rows.update_account(&AccountRow { role: Role::Administrator, canonical_name: "other".to_owned(), ..account(1) })?;
    rows.put_wrapped_key(&sample::wrapped_key(1, WrapKind::Active, 2))?;
    rows.delete_wrapped_key(id, WrapKind::Active, 1)?;
    rows.spend_step(sample::authenticator(1, 1).id, 60_000_000)?;
    rows.put_authenticator(&sample::authenticator(1, 2))?;
    rows.spend_recovery(&RecoveryRow { used_at: Some(UnixTime::from_seconds(1)), ..sample::recovery(1, 1, 0) })?;
    rows.replace_recovery(id, &[sample::recovery(1, 2, 0)])?;
    rows.put_help_code(id, None)?;
    rows.delete_counter(&CounterKey::Account(id, CounterKind::Code))?;
    rows.put_counter(&CounterKey::Name(NameBucket::Invalid), &sample::counter(2, 6))?;
    rows.delete_counter(&CounterKey::Name(NameBucket::Mac(1)))?;
    rows.delete_session(&[1; 32])?;
    rows.put_audit(&sample::audit(2, Some(1)))?;
    rows.delete_account(id)
}

pub(super) fn an_error_rolls_everything_back(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let before = state(store)?;
    let outcome = write(store, |rows| {
        modify_everything(rows)?;
        Err::<(), _>(Error::InvalidSetting("made up"))
    });
    assert!(matches!(outcome, Err(Error::InvalidSetting("made up"))), "{outcome:?}");
    assert_eq!(state(store)?, before);
    Ok(())
}

pub(super) fn every_error_of_an_operation_is_returned_unchanged(store: &dyn Store) -> Result<(), Error> {
    let errors: [fn() -> Error; 6] = [
        || Error::RolledBack,
        || Error::Corrupt,
        || Error::RandomSource,
        || Error::OutOfMemory,
        || StoreError::Busy("a file".into()).into(),
        || StoreError::Conflict("made up".to_owned()).into(),
    ];
    for error in errors {
        let outcome = write(store, |rows| {
            rows.insert_account(&account(1))?;
            Err::<(), _>(error())
        });
        let returned = outcome.as_ref().map_err(|fault| format!("{fault:?}"));
        assert_eq!(returned.err(), Some(format!("{:?}", error())));
        assert!(read(store, |rows| rows.accounts())?.is_empty(), "{:?}", error());
    }
    Ok(())
}

pub(super) fn only_the_last_run_of_a_repeated_operation_is_committed(store: &dyn Store) -> Result<(), Error> {
    let mut runs = 0;
    write(store, |rows| {
        runs += 1;
        rows.insert_account(&account(runs))
    })?;
    assert_eq!(read(store, |rows| rows.accounts())?, [account(runs)]);
    Ok(())
}

pub(super) fn a_panic_rolls_everything_back_and_the_store_stays_usable(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let before = state(store)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        write(store, |rows| {
            modify_everything(rows)?;
            // `resume_unwind` runs no panic hook, and is equivalent for the store.
            resume_unwind(Box::new("made up"));
            #[allow(unreachable_code, reason = "determines the return type of the closure")]
            Ok(())
        })
    }));
    assert!(outcome.is_err());
    assert_eq!(state(store)?, before);

    let reading = catch_unwind(AssertUnwindSafe(|| {
        read(store, |rows| {
            rows.meta()?;
            resume_unwind(Box::new("made up"));
            #[allow(unreachable_code, reason = "determines the return type of the closure")]
            Ok(())
        })
    }));
    assert!(reading.is_err());
    write(store, |rows| rows.insert_account(&account(3)))?;
    assert_eq!(read(store, |rows| rows.accounts())?, [account(1), account(3)]);
    store.version()?;
    store.purge_deleted()
}

pub(super) fn rows_without_an_account_are_refused(store: &dyn Store) -> Result<(), Error> {
    let key = CounterKey::Account(account_id(1), CounterKind::Code);
    assert!(is_conflict(&write(store, |rows| rows.put_wrapped_key(&sample::wrapped_key(1, WrapKind::Active, 1)))));
    assert!(is_conflict(&write(store, |rows| rows.put_authenticator(&sample::authenticator(1, 1)))));
    assert!(is_conflict(&write(store, |rows| rows.replace_recovery(account_id(1), &[sample::recovery(1, 1, 0)]))));
    assert!(is_conflict(&write(store, |rows| rows.put_help_code(account_id(1), Some(&sample::help_code(1))))));
    assert!(is_conflict(&write(store, |rows| rows.put_counter(&key, &sample::counter(1, 1)))));
    assert!(is_conflict(&write(store, |rows| rows.put_session(&sample::session(1, 1)))));
    assert!(read(store, |rows| rows.wrapped_keys(account_id(1)))?.is_empty());
    Ok(())
}

pub(super) fn a_read_sees_what_was_written_and_returns_its_own_error(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| {
        rows.insert_account(&account(1))?;
        assert_eq!(rows.accounts()?, [account(1)]);
        Ok(())
    })?;
    assert_eq!(read(store, |rows| rows.accounts())?, [account(1)]);
    let outcome = read(store, |_| Err::<(), _>(Error::InvalidSetting("made up")));
    assert!(matches!(outcome, Err(Error::InvalidSetting("made up"))), "{outcome:?}");
    Ok(())
}

pub(super) fn a_read_sees_one_snapshot_and_blocks_no_writer(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let (written, result) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let mut written = Some(written);
        read(store, |rows| {
            let before = state_in(rows)?;
            let written = written.take();
            scope.spawn(move || {
                let outcome = write(store, modify_everything);
                // The receiver no longer exists if this write had to wait.
                written.map(|written| written.send(outcome))
            });
            // A writer blocked by this reader would wait forever.
            let outcome = result.recv_timeout(TIMEOUT);
            assert!(outcome.is_ok(), "a writer is blocked by a reader");
            assert!(matches!(outcome, Ok(Ok(()))), "{outcome:?}");
            assert_eq!(state_in(rows)?, before);
            Ok(())
        })
    })?;
    assert!(read(store, |rows| rows.accounts())?.iter().all(|row| *row != account(1)));
    Ok(())
}

pub(super) fn writes_of_two_threads_are_serialised(store: &dyn Store) -> Result<(), Error> {
    let key = CounterKey::Name(NameBucket::Mac(3));
    write(store, |rows| rows.put_counter(&key, &sample::counter(0, 0)))?;
    let count = || (0..200).try_for_each(|_| write(store, |rows| sample::add_failure(rows, &key)));
    std::thread::scope(|scope| {
        let threads = [scope.spawn(count), scope.spawn(count)];
        for thread in threads {
            assert!(matches!(thread.join(), Ok(Ok(()))));
        }
    });
    assert_eq!(read(store, |rows| rows.counter(&key))?.map(|row| row.failures), Some(400));
    Ok(())
}

pub(super) fn the_version_changes_with_every_write(store: &dyn Store) -> Result<(), Error> {
    let first = store.version()?;
    assert_eq!(store.version()?, first);
    read(store, |rows| rows.meta())?;
    assert_eq!(store.version()?, first);
    write(store, |rows| rows.insert_account(&account(1)))?;
    let second = store.version()?;
    assert_ne!(second, first);
    let other = || write(store, |rows| rows.insert_account(&account(2)));
    assert!(std::thread::scope(|scope| scope.spawn(other).join()).is_ok_and(|outcome| outcome.is_ok()));
    assert_ne!(store.version()?, second);
    Ok(())
}

pub(super) fn scrubbing_changes_no_row(store: &dyn Store) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let before = state(store)?;
    store.purge_deleted()?;
    assert_eq!(state(store)?, before);
    Ok(())
}
