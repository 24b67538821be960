//! Several windows on one file.

use std::sync::Barrier;
use std::thread;

use crate::auth::contract::sample;
use crate::auth::{CounterKey, NameBucket, Open, Store, StoreError};
use crate::sqlite::tests::TestDatabase;

#[test]
fn two_stores_see_each_others_writes() {
    let database = TestDatabase::new();
    let one = database.open(Open::CreateIfMissing).unwrap();
    let other = database.open(Open::Existing).unwrap();
    let before = other.version().unwrap();
    one.write(&mut |rows| rows.insert_account(&sample::account(1)).map(|_| ())).unwrap();
    assert_ne!(other.version().unwrap(), before);
    other.read(&mut |rows| rows.accounts().map(|rows| assert_eq!(rows, [sample::account(1)]))).unwrap();

    let before = one.version().unwrap();
    other.write(&mut |rows| rows.delete_account(sample::account_id(1))).unwrap();
    assert_ne!(one.version().unwrap(), before);
    one.read(&mut |rows| rows.has_accounts().map(|any| assert!(!any))).unwrap();
}

#[test]
fn concurrently_created_stores_are_one_store() {
    for _ in 0..20 {
        let database = TestDatabase::new();
        let start = Barrier::new(4);
        let ids: Vec<_> = thread::scope(|scope| {
            let make = || {
                start.wait();
                let store = database.open(Open::CreateIfMissing).unwrap();
                let mut id = None;
                store.read(&mut |rows| rows.meta().map(|meta| id = Some(meta.id))).unwrap();
                id.unwrap()
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
    }
}

#[test]
fn writes_of_two_stores_are_serialised() {
    let database = TestDatabase::new();
    let stores = [(); 2].map(|()| database.open(Open::CreateIfMissing).unwrap());
    let key = CounterKey::Name(NameBucket::Mac(1));
    thread::scope(|scope| {
        for store in &stores {
            scope.spawn(|| {
                for _ in 0..100 {
                    store.write(&mut |rows| sample::add_failure(rows, &key)).unwrap();
                }
            });
        }
    });
    stores[0]
        .read(&mut |rows| rows.counter(&key).map(|row| assert_eq!(row.map(|row| row.failures), Some(200))))
        .unwrap();
}

#[test]
fn a_reader_does_not_wait_for_a_writer_and_sees_the_previous_state() {
    let (_database, store) = TestDatabase::new_open();
    let (written, read) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            store
                .write(&mut |rows| {
                    rows.insert_account(&sample::account(1))?;
                    written.wait();
                    read.wait();
                    Ok(())
                })
                .unwrap();
        });
        written.wait();
        store.read(&mut |rows| rows.has_accounts().map(|any| assert!(!any))).unwrap();
        read.wait();
    });
    store.read(&mut |rows| rows.has_accounts().map(|any| assert!(any))).unwrap();
}

#[test]
fn a_writer_that_holds_the_lock_too_long_is_reported_as_busy() {
    let (database, store) = TestDatabase::new_open();
    let other = rusqlite::Connection::open(database.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.writer.lock().unwrap().busy_timeout(std::time::Duration::from_millis(1)).unwrap();
    let outcome = store.write(&mut |_| panic!("the transaction must not begin"));
    assert!(matches!(outcome, Err(crate::auth::Error::Store(StoreError::Busy(_)))), "{outcome:?}");
    other.execute_batch("ROLLBACK").unwrap();
    store.write(&mut |rows| rows.insert_account(&sample::account(1)).map(|_| ())).unwrap();
}

#[test]
fn a_full_disk_acknowledges_nothing_and_loses_nothing() {
    let (_database, store) = TestDatabase::seeded_open();
    let pages: i64 = {
        let writer = store.writer.lock().unwrap();
        let pages = writer.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        pages
    };
    assert!(pages > 1);
    let fill = |rows: &mut dyn crate::auth::Writer| {
        (2..=u64::from(u16::MAX)).try_for_each(|number| rows.put_audit(&sample::audit(number, None)))
    };
    let outcome = store.write(&mut |rows| fill(rows));
    assert!(matches!(outcome, Err(crate::auth::Error::Store(StoreError::DiskFull(_)))), "{outcome:?}");
    store.read(&mut |rows| rows.audit_from(0, 9).map(|rows| assert_eq!(rows.len(), 1))).unwrap();
    store.read(&mut |rows| rows.accounts().map(|rows| assert_eq!(rows, [sample::account(1)]))).unwrap();
}

/// On Unix a process that closes a handle of a file loses its locks on it. If the header were read while a store is
/// open, another program could remove the log that the store uses.
#[cfg(target_os = "linux")]
#[test]
fn closing_a_second_store_keeps_the_locks_of_the_first() {
    use std::os::unix::fs::MetadataExt;

    let (database, store) = TestDatabase::new_open();
    let inode = format!(":{} ", std::fs::metadata(database.path()).unwrap().ino());
    let locks = || {
        let own = format!(" {} ", std::process::id());
        let table = std::fs::read_to_string("/proc/locks").unwrap();
        table.lines().filter(|line| line.contains(&own) && line.contains(&inode)).count()
    };
    store.read(&mut |rows| rows.has_accounts().map(|_| ())).unwrap();
    let before = locks();
    assert!(before > 0);
    drop(database.open(Open::Existing).unwrap());
    assert_eq!(locks(), before);
}

/// Windows does not allow renaming a file that SQLite has open.
#[cfg(unix)]
#[test]
fn a_file_replaced_at_the_path_is_checked_again() {
    let (database, store) = TestDatabase::new_open();
    std::fs::rename(database.path(), database.sibling(".old")).unwrap();
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(database.sibling(end)).unwrap();
    }
    std::fs::write(database.path(), b"text").unwrap();
    assert!(matches!(super::expect_store_error(database.open(Open::Existing)), StoreError::NotVestibule(_)));
    drop(store);
}
