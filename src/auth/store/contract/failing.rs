//! What holds for a store whose next commit fails: an error, and nothing of the act or all of it.

use crate::auth::error::Error;
use crate::auth::store::Store;
use crate::auth::store::contract::sample::{self, account};
use crate::auth::store::contract::state::state;
use crate::auth::store::contract::transaction::upset;
use crate::auth::store::contract::{FailNext, read, write};

pub(super) fn a_commit_that_fails_is_an_error_and_leaves_nothing(
    store: &dyn Store,
    fail: FailNext<'_>,
) -> Result<(), Error> {
    write(store, |rows| sample::furnish(rows, 1))?;
    let before = state(store)?;
    fail();
    let outcome = write(store, upset);
    assert!(outcome.is_err(), "the commit failed, and the store reports success");
    assert!(
        !matches!(outcome, Err(Error::RolledBack)),
        "RolledBack says that the act decided against itself; this act did not"
    );
    assert_eq!(state(store)?, before, "something of it was written");
    Ok(())
}

pub(super) fn after_a_commit_that_failed_the_next_one_counts(
    store: &dyn Store,
    fail: FailNext<'_>,
) -> Result<(), Error> {
    fail();
    assert!(write(store, |rows| rows.insert_account(&account(1))).is_err());
    let version = store.version()?;
    write(store, |rows| rows.insert_account(&account(2)))?;
    assert_eq!(read(store, |rows| rows.accounts())?, [account(2)]);
    assert_ne!(store.version()?, version);
    store.scrub()
}

pub(super) fn an_act_that_gives_an_error_is_told_by_that_error_where_a_commit_would_have_failed(
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
