//! Commits that SQLite refuses.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::auth::testing::{Hook, HookedStore, WriteOperation};
use crate::auth::{Error, Open, Store, contract};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{TestDatabase, open};

/// Lets the next operation that adds an account run completely and fail at its commit: a deferred foreign key is
/// checked only there.
struct FailCommit {
    next: AtomicBool,
}

fn execute(store: &SqliteStore, sql: &str) {
    store.writer.lock().unwrap().execute_batch(sql).unwrap();
}

impl Hook<SqliteStore> for FailCommit {
    fn write(&self, store: &SqliteStore, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        if !self.next.swap(false, Ordering::SeqCst) {
            return store.write(operation);
        }
        execute(
            store,
            "CREATE TEMP TRIGGER orphan AFTER INSERT ON main.account BEGIN
                 INSERT INTO help_code (account, tag, until) VALUES (zeroblob(16), zeroblob(32), 0);
             END;
             PRAGMA defer_foreign_keys = ON;",
        );
        let mut result = None;
        let outcome = store.write(&mut |rows| {
            let outcome = operation(rows);
            result = Some(outcome.is_ok());
            outcome
        });
        execute(store, "DROP TRIGGER orphan");
        let is_refused = matches!(&outcome, Err(error) if !matches!(error, Error::RolledBack));
        assert_eq!(result, Some(is_refused), "only the commit must fail: {outcome:?}");
        outcome
    }
}

#[test]
fn a_refused_commit_is_an_error_and_leaves_the_store_intact_and_usable() {
    let database = TestDatabase::new();
    let number = AtomicUsize::new(0);
    let make = || {
        let name = format!("{}.db", number.fetch_add(1, Ordering::SeqCst));
        let store = open(&database.folder.path().join(name), Open::CreateIfMissing).unwrap();
        HookedStore { store, hook: FailCommit { next: AtomicBool::new(false) } }
    };
    contract::run_failing(make, |store| store.hook.next.store(true, Ordering::SeqCst));
}
