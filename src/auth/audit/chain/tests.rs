//! Long logs, and what is found in them while others read and write. (Every change of every entry: `service::tests::audit`
//! and `fuzz::audit`.)

use std::sync::Arc;

use super::*;
use crate::auth::testing::{FaultyStore, House};
use crate::auth::{Entry, Event, Meta, append};

/// A house with so many entries in its log.
fn long_log(entries: u64) -> (Arc<FaultyStore>, House) {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    house.write(|rows| (0..entries).try_for_each(|_| append(rows, &entry())));
    (store, house)
}

fn entry() -> Entry<'static> {
    let (account, actor, event, detail) = (None, None, Event::Host, "an entry");
    Entry { time: Default::default(), host: "till-2", account, actor, event, detail, count: 1 }
}

#[test]
fn a_long_log_is_read_in_pages_and_each_page_is_a_transaction_of_its_own() {
    let (store, _house) = long_log(2_500);
    let before = store.calls();
    assert_eq!(verify(&*store).unwrap(), Chain::Whole { entries: 2_500 });
    assert_eq!(store.calls() - before, 1 + 3, "the end, and three pages");
}

#[test]
fn what_is_added_while_a_log_is_verified_breaks_nothing() {
    for call in 1..=4 {
        let (store, house) = long_log(2_500);
        let write = move || house.write(|rows| append(rows, &entry()));
        store.between(call, write);
        let entries = 2_500 + u64::from(call == 1);
        assert_eq!(verify(&*store).unwrap(), Chain::Whole { entries }, "{call}");
        assert!(store.came_between());
        assert_eq!(verify(&*store).unwrap(), Chain::Whole { entries: 2_501 });
    }
}

#[test]
fn an_entry_beyond_the_last_that_the_store_names_is_broken() {
    let (store, house) = long_log(3);
    house.write(|rows| {
        let two = rows.audit_from(2, 1)?.remove(0);
        let meta = Meta { head: Head { number: 2, hash: two.hash }, ..rows.meta()? };
        rows.put_meta(&meta)
    });
    assert_eq!(verify(&*store).unwrap(), Chain::Broken { at: 3 });
}

#[test]
fn an_end_that_lies_beyond_the_last_entry_is_broken_behind_that_one() {
    for number in [4, 1_500, u64::MAX] {
        let (store, house) = long_log(3);
        house.write(|rows| {
            let meta = Meta { head: Head { number, hash: [1; 32] }, ..rows.meta()? };
            rows.put_meta(&meta)
        });
        assert_eq!(verify(&*store).unwrap(), Chain::Broken { at: 4 });
    }
}
