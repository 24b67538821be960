//! Checks of two stores at one location, opened one after the other or both at once.

use std::sync::Barrier;
use std::thread;

use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::store::contract::sample::{self, account, account_id};
use crate::auth::store::contract::state::state;
use crate::auth::store::contract::transaction::modify_everything;
use crate::auth::store::contract::{Opener, read, write};
use crate::auth::store::{AuthenticatorRow, CounterKey, NameBucket, RecoveryRow, Store};

pub(super) fn committed_rows_are_there_after_reopening(open: &Opener<'_>) -> Result<(), Error> {
    let first = open();
    write(&*first, |rows| sample::seed(rows, 1))?;
    let before = state(&*first)?;
    drop(first);
    let second = open();
    assert_eq!(state(&*second)?, before);
    write(&*second, modify_everything)?;
    let before = state(&*second)?;
    drop(second);
    assert_eq!(state(&*open())?, before);
    Ok(())
}

pub(super) fn failed_writes_are_absent_after_reopening(open: &Opener<'_>) -> Result<(), Error> {
    let first = open();
    write(&*first, |rows| sample::seed(rows, 1))?;
    let before = state(&*first)?;
    let outcome = write(&*first, |rows| {
        modify_everything(rows)?;
        Err::<(), _>(Error::InvalidSetting("made up"))
    });
    assert!(outcome.is_err());
    drop(first);
    assert_eq!(state(&*open())?, before);
    Ok(())
}

pub(super) fn two_open_stores_see_each_others_writes(open: &Opener<'_>) -> Result<(), Error> {
    let (one, other) = (open(), open());
    let turns: [(&dyn Store, &dyn Store); 2] = [(&*one, &*other), (&*other, &*one)];
    for (n, (writer, reader)) in (1..).zip(turns) {
        let before = reader.version()?;
        write(writer, |rows| sample::seed(rows, n))?;
        assert_ne!(reader.version()?, before, "the version is unchanged after a write of the other connection");
        assert_eq!(state(reader)?, state(writer)?);
        assert_eq!(read(reader, |rows| rows.account(account_id(n)))?, Some(account(n)));
    }
    Ok(())
}

pub(super) fn writes_of_two_open_stores_are_serialised(open: &Opener<'_>) -> Result<(), Error> {
    let (one, other) = (open(), open());
    let key = CounterKey::Name(NameBucket::Mac(3));
    let count = |store: &dyn Store| (0..50).try_for_each(|_| write(store, |rows| sample::add_failure(rows, &key)));
    thread::scope(|scope| {
        let threads = [scope.spawn(|| count(&*one)), scope.spawn(|| count(&*other))];
        threads.into_iter().for_each(|thread| assert!(matches!(thread.join(), Ok(Ok(())))));
    });
    assert_eq!(read(&*one, |rows| rows.counter(&key))?.map(|row| row.failures), Some(100));
    Ok(())
}

pub(super) fn a_step_and_a_recovery_code_are_spent_once_by_two_open_stores(open: &Opener<'_>) -> Result<(), Error> {
    let (one, other) = (open(), open());
    let codes: Vec<_> = (0..10).map(|index| sample::recovery(1, 1, index)).collect();
    let row: AuthenticatorRow = sample::authenticator(1, 1);
    write(&*one, |rows| {
        rows.insert_account(&account(1))?;
        rows.put_authenticator(&row)?;
        rows.replace_recovery(account_id(1), &codes)
    })?;
    let start = Barrier::new(2);
    let spend = |store: &dyn Store| -> Vec<Result<(bool, bool), Error>> {
        let spend = |(n, code): (u64, &RecoveryRow)| {
            start.wait();
            let step = write(store, |rows| rows.spend_step(row.id, row.last_step + n))?;
            let used = RecoveryRow { used_at: Some(UnixTime::from_seconds(5)), ..code.clone() };
            Ok((step, write(store, |rows| rows.spend_recovery(&used))?))
        };
        (1..).zip(&codes).map(spend).collect()
    };
    let (ones, others) = thread::scope(|scope| {
        let others = scope.spawn(|| spend(&*other));
        (spend(&*one), others.join().unwrap_or_default())
    });
    assert_eq!(others.len(), codes.len());
    for pair in ones.into_iter().zip(others) {
        let (one, other) = (pair.0?, pair.1?);
        assert!(one.0 != other.0, "a step must be spent exactly once: {one:?} {other:?}");
        assert!(one.1 != other.1, "a recovery code must be spent exactly once: {one:?} {other:?}");
    }
    Ok(())
}
