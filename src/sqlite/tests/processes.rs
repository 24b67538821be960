//! Several processes on one file, some of them killed.

use crate::auth::testing::subprocess::{Child, argument, print_line, read_line};
use crate::auth::{CounterKey, CounterRow, Error, NameBucket, Open, Store};
use crate::sqlite::tests::TestDatabase;

const KEY: CounterKey = CounterKey::Name(NameBucket::Mac(2));

fn increment(store: &dyn Store) -> Result<u32, Error> {
    let mut count = 0;
    store.write(&mut |rows| {
        let mut row = rows.counter(&KEY)?.unwrap_or_default();
        row.failures += 1;
        count = row.failures;
        rows.put_counter(&KEY, &row)
    })?;
    Ok(count)
}

fn counter(store: &dyn Store) -> u32 {
    let mut row = None;
    store.read(&mut |rows| rows.counter(&KEY).map(|found| row = found)).unwrap();
    row.map_or(0, |row: CounterRow| row.failures)
}

/// Not a test of its own: the child process of the tests below. It prints each number that it counted.
#[test]
fn child_process_increments_the_counter() {
    let Some(path) = argument() else { return };
    let times: u32 = read_line().unwrap().parse().unwrap();
    let store = super::open(path.as_ref(), Open::CreateIfMissing).unwrap();
    for _ in 0..times {
        print_line(increment(&store).unwrap());
    }
}

fn start_child(database: &TestDatabase, times: u32) -> Child {
    const CHILD_TEST: &str = "sqlite::tests::processes::child_process_increments_the_counter";
    let mut process = Child::start(CHILD_TEST, database.path());
    process.send(&times.to_string());
    process
}

#[test]
fn several_processes_creating_a_store_at_once_create_one() {
    for _ in 0..5 {
        let database = TestDatabase::new();
        let mut processes: Vec<_> = (0..6).map(|_| start_child(&database, 3)).collect();
        processes.iter_mut().for_each(Child::wait);
        assert_eq!(counter(&database.open(Open::Existing).unwrap()), 6 * 3);
    }
}

/// The process is killed while it writes the next number, or in any step before. There is no file at first, so the
/// first rounds also kill it while it creates the store.
#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let database = TestDatabase::new();
    let mut acknowledged = 0;
    for count in [0, 0, 1, 2, 3, 5, 8, 13, 21, 34, 4, 6] {
        let mut process = start_child(&database, u32::MAX);
        for _ in 0..count {
            acknowledged = process.receive_reply().parse().unwrap();
        }
        process.kill();

        let store = database.open(Open::CreateIfMissing).unwrap();
        let found = counter(&store);
        assert!(found >= acknowledged, "{found} of {acknowledged}");
        let integrity: String = {
            let writer = store.writer.lock().unwrap();
            writer.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(integrity, "ok");
        acknowledged = found;
    }
    assert!(acknowledged > 90);
}
