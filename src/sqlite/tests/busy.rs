//! Another process holds the write lock: a writer that waits less than five seconds for it succeeds.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::auth::testing::subprocess::{Child, argument, print_line, read_line};
use crate::auth::testing::{ALICE, Fixture, PASSWORD, expect_signed_in, typed};
use crate::auth::{CounterKind, Error, Open, StoreError};
use crate::sqlite::tests::TestDatabase;

/// Half of the five seconds; the machine may be busy with other tests.
const LOCKED: Duration = Duration::from_millis(2500);

/// How long a writer waits.
const BUSY: Duration = Duration::from_secs(5);

/// Not a test of its own: the child process of the tests below.
#[test]
fn child_process_holds_the_write_lock() {
    let Some(file) = argument() else { return };
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    print_line("held");
    read_line();
    connection.execute_batch("ROLLBACK").unwrap();
    print_line("let go");
    read_line();
}

fn start_lock_holder(database: &TestDatabase) -> Child {
    const HOLDER: &str = "sqlite::tests::busy::child_process_holds_the_write_lock";
    let mut holder = Child::start(HOLDER, database.path());
    assert_eq!(holder.receive_reply(), "held");
    holder
}

fn release(holder: &mut Child) {
    holder.send("let go");
    assert_eq!(holder.receive_reply(), "let go");
}

#[test]
fn a_write_waits_for_another_process_and_then_succeeds() {
    let database = TestDatabase::in_memory();
    let fixture = Fixture::with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap()));
    fixture.sign_out(fixture.create_first().0);
    let mut holder = start_lock_holder(&database);
    let (done, outcome) = channel();
    thread::scope(|scope| {
        for seed in 2..5 {
            let done = done.clone();
            // Each uses a window of its own, opened while the other process writes.
            let window = Fixture::with_store(Arc::new(database.open(Open::Existing).unwrap())).restarted(seed);
            scope.spawn(move || done.send(window.auth.sign_in(ALICE, typed(PASSWORD))).unwrap());
        }
        assert!(!fixture.auth.has_no_accounts().unwrap(), "a read must not wait");
        assert!(matches!(outcome.recv_timeout(LOCKED), Err(RecvTimeoutError::Timeout)), "a write must wait");
        release(&mut holder);
        for _ in 0..3 {
            let _ = expect_signed_in(outcome.recv().unwrap().unwrap());
        }
    });
}

#[test]
fn a_write_that_waited_five_seconds_is_refused_and_charges_nothing() {
    let database = TestDatabase::in_memory();
    let fixture = Fixture::with_store(Arc::new(database.open(Open::CreateIfMissing).unwrap()));
    fixture.sign_out(fixture.create_first().0);
    let before = fixture.audit_log();
    let mut holder = start_lock_holder(&database);
    let start = Instant::now();
    let fault = fixture.auth.sign_in(ALICE, typed(PASSWORD)).unwrap_err();
    assert!(start.elapsed() > BUSY - Duration::from_millis(500), "{:?}", start.elapsed());
    assert!(matches!(fault, Error::Store(StoreError::Busy(_))), "{fault}");
    assert_eq!(fault.advice(), "Close the other program, then try again");
    release(&mut holder);
    assert_eq!(fixture.audit_log(), before);
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password).failures, 0);
    fixture.sign_in_without_factor();
}
