//! Checks of a store whose next commit fails: it returns an error, and writes nothing or everything.

use crate::auth::error::Error;
use crate::auth::store::Store;
use crate::auth::store::contract::sample::{self, account};
use crate::auth::store::contract::state::state;
use crate::auth::store::contract::transaction::modify_everything;
use crate::auth::store::contract::{FailNext, read, write};

pub(super) fn a_failed_commit_is_an_error_and_writes_nothing(
    store: &dyn Store,
    fail: FailNext<'_>,
) -> Result<(), Error> {
    write(store, |rows| sample::seed(rows, 1))?;
    let before = state(store)?;
    fail();
    let outcome = write(store, modify_everything);
    assert!(outcome.is_err(), "the commit failed, and the store reports success");
    assert!(!matches!(outcome, Err(Error::RolledBack)), "`RolledBack` is returned only if the operation requested it");
    assert_eq!(state(store)?, before, "the failed transaction is partly written");
    Ok(())
}

pub(super) fn a_failed_commit_does_not_affect_the_next_one(store: &dyn Store, fail: FailNext<'_>) -> Result<(), Error> {
    fail();
    assert!(write(store, |rows| rows.insert_account(&account(1))).is_err());
    let version = store.version()?;
    write(store, |rows| rows.insert_account(&account(2)))?;
    assert_eq!(read(store, |rows| rows.accounts())?, [account(2)]);
    assert_ne!(store.version()?, version);
    store.purge_deleted()
}

pub(super) fn an_operations_own_error_wins_over_a_failing_commit(
    store: &dyn Store,
    fail: FailNext<'_>,
) -> Result<(), Error> {
    fail();
    let outcome = write(store, |rows| {
        rows.insert_account(&account(1))?;
        Err::<(), _>(Error::RolledBack)
    });
    assert!(matches!(outcome, Err(Error::RolledBack)), "{outcome:?}");
    assert!(read(store, |rows| rows.accounts())?.is_empty());
    Ok(())
}
