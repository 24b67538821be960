//! A store in memory, for tests and demonstrations. Nothing is persisted.

mod tables;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::tables::Tables;
use crate::auth::account::StoreId;
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::random_source::{self, Random};
use crate::auth::store::{Head, Meta, Policy, Reader, Store, Writer};

/// Accounts in memory.
///
/// A write changes a copy of the tables, which replaces them when the write succeeds; a reader keeps the tables it
/// began with.
pub struct MemoryStore {
    tables: Mutex<Arc<Tables>>,
    writes: AtomicU64,
}

impl MemoryStore {
    /// Creates an empty store with its own id and key. Its creation time is the epoch.
    ///
    /// # Errors
    /// Fails with [`Error::RandomSource`] if the random source fails.
    pub fn new(random: &dyn Random) -> Result<Self, Error> {
        let meta = Meta {
            id: StoreId::draw(random)?,
            store_key: random_source::bytes(random)?,
            created: UnixTime::default(),
            latest_seen_time: UnixTime::default(),
            starts_behind: 0,
            last_start_behind: UnixTime::default(),
            unlogged_refusals: 0,
            unknown_logged: UnixTime::default(),
            head: Head { number: 0, hash: [0; 32] },
            policy: Policy::default(),
            measured: None,
        };
        let tables = Tables {
            meta,
            accounts: BTreeMap::new(),
            wrapped_keys: BTreeMap::new(),
            authenticators: BTreeMap::new(),
            recovery: BTreeMap::new(),
            help_codes: BTreeMap::new(),
            counters: BTreeMap::new(),
            sessions: BTreeMap::new(),
            audit: BTreeMap::new(),
        };
        Ok(Self { tables: Mutex::new(Arc::new(tables)), writes: AtomicU64::new(0) })
    }

    /// Ignores poisoning: a write that panicked has changed only its copy.
    fn lock(&self) -> MutexGuard<'_, Arc<Tables>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn write(&self, operation: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let mut shared = self.lock();
        let mut changed = Tables::clone(&shared);
        operation(&mut changed)?;
        *shared = Arc::new(changed);
        self.writes.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn read(&self, operation: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        let snapshot = Arc::clone(&self.lock());
        operation(&*snapshot)
    }

    fn version(&self) -> Result<u64, Error> {
        Ok(self.writes.load(Ordering::SeqCst))
    }

    fn purge_deleted(&self) -> Result<(), Error> {
        Ok(())
    }

    fn location(&self) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::SystemRandom;
    use crate::auth::contract;

    #[test]
    fn the_memory_store_satisfies_the_contract() {
        contract::run(|| MemoryStore::new(&SystemRandom).unwrap());
    }

    #[test]
    fn a_reader_keeps_its_snapshot_during_a_write() {
        let store = MemoryStore::new(&SystemRandom).unwrap();
        let policy = Policy { lock_after_minutes: 3, ..Policy::default() };
        store
            .read(&mut |rows| {
                let before = rows.meta()?;
                std::thread::scope(|scope| {
                    let write = scope.spawn(|| {
                        store.write(&mut |rows| {
                            let meta = Meta { policy, ..rows.meta()? };
                            rows.put_meta(&meta)
                        })
                    });
                    write.join().unwrap()
                })?;
                assert_eq!(rows.meta()?, before);
                Ok(())
            })
            .unwrap();
        store.read(&mut |rows| rows.meta().map(|meta| assert_eq!(meta.policy, policy))).unwrap();
    }

    #[test]
    fn two_stores_have_two_ids_and_two_keys() {
        let meta = || {
            let mut meta = None;
            let store = MemoryStore::new(&SystemRandom).unwrap();
            store.read(&mut |rows| rows.meta().map(|row| meta = Some(row))).unwrap();
            meta.unwrap()
        };
        let (one, other) = (meta(), meta());
        assert_ne!(one.id, other.id);
        assert_ne!(one.store_key, other.store_key);
    }
}
