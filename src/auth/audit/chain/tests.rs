//! Tests of long logs, with concurrent reads and writes. (For every change of every entry, see `service::tests::audit`
//! and `fuzz::audit`.)

use std::sync::Arc;

use super::*;
use crate::auth::testing::{FaultyStore, Fixture};
use crate::auth::{Event, Meta, NewEntry, UnixTime, append};

/// Creates a fixture with this many entries in its log.
fn long_log(entries: u64) -> (Arc<FaultyStore>, Fixture) {
    let (store, fixture) = Fixture::with_faulty_store();
    fixture.write(|rows| (0..entries).try_for_each(|_| append(rows, &entry())));
    (store, fixture)
}

fn entry() -> NewEntry<'static> {
    let (account, actor, event, detail) = (None, None, Event::Host, "an entry");
    NewEntry { occurred_at: UnixTime::default(), host_name: "till-2", account, actor, event, detail, repeat_count: 1 }
}

#[test]
fn a_long_log_is_verified_in_pages_with_one_transaction_each() {
    let (store, _fixture) = long_log(2_500);
    let before = store.calls();
    assert_eq!(verify(&*store).unwrap(), ChainStatus::Intact { entries: 2_500 });
    assert_eq!(store.calls() - before, 1 + 3, "one read of the head and three pages");
}

#[test]
fn entries_added_during_verification_do_not_break_the_chain() {
    for call in 1..=4 {
        let (store, fixture) = long_log(2_500);
        let write = move || fixture.write(|rows| append(rows, &entry()));
        store.run_before_call(call, write);
        let entries = 2_500 + u64::from(call == 1);
        assert_eq!(verify(&*store).unwrap(), ChainStatus::Intact { entries }, "{call}");
        assert!(store.hook_ran());
        assert_eq!(verify(&*store).unwrap(), ChainStatus::Intact { entries: 2_501 });
    }
}

#[test]
fn an_entry_after_the_recorded_head_breaks_the_chain() {
    let (store, fixture) = long_log(3);
    fixture.write(|rows| {
        let two = rows.audit_from(2, 1)?.remove(0);
        let meta = Meta { head: Head { number: 2, hash: two.hash }, ..rows.meta()? };
        rows.put_meta(&meta)
    });
    assert_eq!(verify(&*store).unwrap(), ChainStatus::Broken { at: 3 });
}

#[test]
fn a_head_beyond_the_last_entry_breaks_the_chain_after_it() {
    for number in [4, 1_500, u64::MAX] {
        let (store, fixture) = long_log(3);
        fixture.write(|rows| {
            let meta = Meta { head: Head { number, hash: [1; 32] }, ..rows.meta()? };
            rows.put_meta(&meta)
        });
        assert_eq!(verify(&*store).unwrap(), ChainStatus::Broken { at: 4 });
    }
}
