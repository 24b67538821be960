//! A store may run an operation again after rolling back the first run.

use std::sync::Arc;

use crate::auth::testing::{
    ALICE, BOBS_PASSWORD, FixedRandom, Fixture, Hook, HookedStore, ReadOperation, WriteOperation, expect_code_refused,
    expect_refused, expect_signed_in, typed,
};
use crate::auth::{CounterKind, Error, MemoryStore, PasswordRefusal, Store};

/// Runs every operation twice, like a database that rolls back the first run.
struct RunTwice;

impl Hook<MemoryStore> for RunTwice {
    fn write(&self, store: &MemoryStore, operation: &mut WriteOperation<'_>) -> Result<(), Error> {
        let _ = store.write(&mut |rows| {
            operation(rows)?;
            Err(Error::RolledBack)
        });
        store.write(operation)
    }

    fn read(&self, store: &MemoryStore, operation: &mut ReadOperation<'_>) -> Result<(), Error> {
        store.read(operation)?;
        store.read(operation)
    }
}

#[test]
fn a_store_that_runs_each_operation_twice_counts_everything_once() {
    let rows = MemoryStore::new(&FixedRandom::new(3)).unwrap();
    let fixture = Fixture::with_store(Arc::new(HookedStore { store: rows, hook: RunTwice }));
    let (session, proof) = fixture.create_first();
    let phone = fixture.pair(&session, proof);
    fixture.advance_steps(2);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), PasswordRefusal::Wrong);
    assert_eq!(fixture.counter(session.account(), CounterKind::Password).failures, 1);
    let pending = fixture.pending();
    assert_eq!(
        fixture.counter(session.account(), CounterKind::Password).failures,
        1,
        "the correct attempt is refunded"
    );
    let (_, pending) = expect_code_refused(fixture.submit_code(pending, &phone.wrong_code(fixture.now())));
    assert_eq!(fixture.counter(session.account(), CounterKind::Code).failures, 1);
    let signed = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
    assert_eq!(signed.notices.wrong_codes, 0);
    fixture.advance_steps(1);
    let proof = fixture.own_step_up(&session, Some(&phone));
    assert_eq!(fixture.counter(session.account(), CounterKind::Code).failures, 0, "the attempt is refunded once");
    fixture.auth.change_password(&session, proof, typed(BOBS_PASSWORD)).unwrap();
    let log = fixture.audit_log();
    assert_eq!(log.iter().filter(|(event, _)| event == "password-changed").count(), 1, "{log:?}");
    assert_eq!(log.iter().filter(|(event, _)| event == "code-refused").count(), 1, "{log:?}");
}
