//! Several processes on one file, some of them killed.

use crate::auth::testing::children::{Child, given, say, told};
use crate::auth::{CounterKey, CounterRow, Error, NameBucket, Open, Store};
use crate::sqlite::tests::Place;

const KEY: CounterKey = CounterKey::Name(NameBucket::Mac(2));

fn count_one(store: &dyn Store) -> Result<u32, Error> {
    let mut count = 0;
    store.write(&mut |rows| {
        let mut row = rows.counter(&KEY)?.unwrap_or_default();
        row.failures += 1;
        count = row.failures;
        rows.put_counter(&KEY, &row)
    })?;
    Ok(count)
}

fn counted(store: &dyn Store) -> u32 {
    let mut row = None;
    store.read(&mut |rows| rows.counter(&KEY).map(|found| row = found)).unwrap();
    row.map_or(0, |row: CounterRow| row.failures)
}

/// Not a promise of its own: what another process does for the tests below. It says each number that it counted.
#[test]
fn another_process_counts_as_often_as_it_is_told() {
    let Some(path) = given() else { return };
    let times: u32 = told().unwrap().parse().unwrap();
    let store = super::open(path.as_ref(), Open::CreateIfMissing).unwrap();
    for _ in 0..times {
        say(count_one(&store).unwrap());
    }
}

fn another_process(place: &Place, times: u32) -> Child {
    const COUNTER: &str = "sqlite::tests::process::another_process_counts_as_often_as_it_is_told";
    let mut process = Child::start(COUNTER, place.file());
    process.tell(&times.to_string());
    process
}

#[test]
fn stores_made_at_once_by_several_processes_are_one_store() {
    for _ in 0..5 {
        let place = Place::new();
        let mut processes: Vec<_> = (0..6).map(|_| another_process(&place, 3)).collect();
        processes.iter_mut().for_each(Child::end);
        assert_eq!(counted(&place.open(Open::Existing).unwrap()), 6 * 3);
    }
}

/// Killed while it writes the next number, or any of the steps before. Beginning with no file, the first rounds also
/// kill it while it makes the store.
#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    let place = Place::new();
    let mut acknowledged = 0;
    for said in [0, 0, 1, 2, 3, 5, 8, 13, 21, 34, 4, 6] {
        let mut process = another_process(&place, u32::MAX);
        for _ in 0..said {
            acknowledged = process.answer().parse().unwrap();
        }
        process.kill();

        let store = place.open(Open::CreateIfMissing).unwrap();
        let found = counted(&store);
        assert!(found >= acknowledged, "{found} of {acknowledged}");
        let whole: String = {
            let writer = store.writer.lock().unwrap();
            writer.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(whole, "ok");
        acknowledged = found;
    }
    assert!(acknowledged > 90);
}
