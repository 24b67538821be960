//! Commits that SQLite refuses.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::auth::{Error, Open, Reader, Store, Writer, contract};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{TestDatabase, open};

/// A store in which the next operation that adds an account runs completely and fails at its commit: a deferred foreign
/// key is checked only there.
struct FailingCommits {
    store: SqliteStore,
    fails_next: AtomicBool,
}

impl FailingCommits {
    fn execute(&self, sql: &str) {
        self.store.writer.lock().unwrap().execute_batch(sql).unwrap();
    }
}

impl Store for FailingCommits {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        if !self.fails_next.swap(false, Ordering::SeqCst) {
            return self.store.write(act);
        }
        self.execute(
            "CREATE TEMP TRIGGER orphan AFTER INSERT ON main.account BEGIN
                 INSERT INTO help_code (account, tag, until) VALUES (zeroblob(16), zeroblob(32), 0);
             END;
             PRAGMA defer_foreign_keys = ON;",
        );
        let mut result = None;
        let outcome = self.store.write(&mut |rows| {
            let given = act(rows);
            result = Some(given.is_ok());
            given
        });
        self.execute("DROP TRIGGER orphan");
        let is_refused = matches!(&outcome, Err(error) if !matches!(error, Error::RolledBack));
        assert_eq!(result, Some(is_refused), "the commit was to be refused, and nothing before it: {outcome:?}");
        outcome
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        self.store.read(act)
    }

    fn version(&self) -> Result<u64, Error> {
        self.store.version()
    }

    fn purge_deleted(&self) -> Result<(), Error> {
        self.store.purge_deleted()
    }

    fn location(&self) -> Option<String> {
        self.store.location()
    }
}

#[test]
fn a_refused_commit_is_an_error_and_leaves_the_store_intact_and_usable() {
    let place = TestDatabase::new();
    let number = AtomicUsize::new(0);
    let make = || {
        let name = format!("{}.db", number.fetch_add(1, Ordering::SeqCst));
        let store = open(&place.folder.path().join(name), Open::CreateIfMissing).unwrap();
        FailingCommits { store, fails_next: AtomicBool::new(false) }
    };
    contract::run_failing(make, |store| store.fails_next.store(true, Ordering::SeqCst));
}
