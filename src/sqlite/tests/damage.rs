//! Damaged files: no content causes a panic, and refused files are not changed.

use std::fs;
use std::path::Path;
use std::thread;

use crate::auth::{Error, Open, Store, StoreError};
use crate::sqlite::tests::{TestDatabase, expect_store_error, open, read_all};

const PAGE_SIZE: usize = 4096;

/// Opens a file with `bytes`, reads everything if it opens, and returns the error.
fn open_and_read(bytes: &[u8]) -> Result<(), Error> {
    let database = TestDatabase::in_memory();
    fs::write(database.path(), bytes).unwrap();
    match database.open(Open::Existing) {
        Ok(store) => store.read(&mut |rows| read_all(rows, 1)),
        Err(fault) => {
            assert!(fs::read(database.path()).unwrap() == bytes, "the refused file is modified: {fault}");
            assert!(fault.to_string().contains("accounts.db") && !fault.advice().is_empty(), "{fault}");
            Err(fault)
        }
    }
}

fn is_damage(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Store(StoreError::Damaged { .. })))
}

#[test]
fn a_file_truncated_at_or_within_any_page_is_refused_untouched() {
    let bytes = fs::read(TestDatabase::seeded().path()).unwrap();
    assert_eq!(bytes.len() % PAGE_SIZE, 0);
    for length in (PAGE_SIZE..bytes.len()).step_by(PAGE_SIZE) {
        assert!(is_damage(&open_and_read(&bytes[..length])), "truncated at {length}");
        assert!(is_damage(&open_and_read(&bytes[..length - 1])), "truncated at {length} - 1");
    }
    for length in [1, 15, 16, 99, 100, 512, PAGE_SIZE / 2] {
        assert!(is_damage(&open_and_read(&bytes[..length])), "truncated at {length}");
    }
}

#[test]
fn a_file_with_any_page_zeroed_is_refused_untouched() {
    let bytes = fs::read(TestDatabase::seeded().path()).unwrap();
    for start in (0..bytes.len()).step_by(PAGE_SIZE) {
        let mut damaged = bytes.clone();
        damaged[start..start + PAGE_SIZE].fill(0);
        assert!(is_damage(&open_and_read(&damaged)), "zeroed at {start}");
    }
}

/// The offsets and bits to flip: every byte of the first pages and some of the others. Each bit of the header;
/// elsewhere one bit, and all bits of a byte that is not zero. Most of a small file is empty space.
fn flips(bytes: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    const HEADER: usize = 100;
    const PAGES: usize = 3;
    let header = (0..HEADER).flat_map(|position| (0..8).map(move |bit| (position, 1 << bit)));
    let rest = (HEADER..PAGES * PAGE_SIZE).chain((PAGES * PAGE_SIZE..bytes.len()).step_by(193));
    let some = rest.clone().zip([0x01, 0x80, 0x10, 0x04].into_iter().cycle());
    let all = rest.filter(|position| bytes[*position] != 0).map(|position| (position, 0xff));
    header.chain(some).chain(all)
}

/// Two threads share the work.
#[test]
fn no_changed_byte_of_the_file_causes_a_panic() {
    let bytes = fs::read(TestDatabase::seeded().path()).unwrap();
    let opened = |share: usize| {
        let shared = flips(&bytes).skip(share).step_by(2);
        let opened = shared.filter(|(position, flip)| {
            let mut damaged = bytes.clone();
            damaged[*position] ^= flip;
            open_and_read(&damaged).is_ok()
        });
        opened.count()
    };
    let opened: usize = thread::scope(|scope| {
        let other = scope.spawn(|| opened(1));
        opened(0) + other.join().unwrap()
    });
    let all = flips(&bytes).count();
    println!("{opened} of {all} damaged files opened");
    // Changes in empty space are harmless; others are refused.
    assert!(opened > 0 && opened < all);
}

#[test]
fn a_truncated_wal_loses_only_its_end() {
    let (database, store) = TestDatabase::new_open();
    store.write(&mut |rows| super::seed(rows, 1)).unwrap();
    let copy = database.copy();
    let log = fs::read(copy.sibling("-wal")).unwrap();
    fs::write(copy.sibling("-wal"), &log[..log.len() - 1]).unwrap();
    let cut = copy.open(Open::Existing).unwrap();
    cut.read(&mut |rows| {
        assert!(!rows.has_accounts()?);
        Ok(())
    })
    .unwrap();
}

#[test]
fn damage_in_a_large_store_is_detected_on_open() {
    let (database, store) = TestDatabase::seeded_open();
    store
        .write(&mut |rows| {
            (2..200).try_for_each(|n| rows.insert_account(&crate::auth::contract::sample::account(n)).map(|_| ()))
        })
        .unwrap();
    drop(store);
    let mut bytes = fs::read(database.path()).unwrap();
    let last = bytes.len() - PAGE_SIZE;
    bytes[last..].fill(0x5a);
    fs::write(database.path(), &bytes).unwrap();
    assert!(matches!(
        expect_store_error(open(Path::new(&database.path()), Open::Existing)),
        StoreError::Damaged { .. }
    ));
    assert!(fs::read(database.path()).unwrap() == bytes, "the refused file is modified");
}
