//! A store in memory: for tests, and for trying the program out. It is gone with the process.

mod read;
mod table;
mod whole;
mod write;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::table::{Table, Undo};
use crate::auth::account::{AccountId, AuthenticatorId, StoreId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::random::{self, Random};
use crate::auth::store::{
    AccountRow, AuditRow, AuthenticatorRow, CounterKey, CounterRow, Head, HelpCodeRow, Meta, Policy, Reader,
    RecoveryRow, SessionRow, Store, WrapKind, WrapRow, Writer,
};

/// Accounts in memory.
///
/// A write changes the tables in place and takes its changes back if it fails; only while somebody reads is it made
/// on a copy, so that the reader keeps the state it began with.
pub struct MemoryStore {
    tables: Mutex<Arc<Tables>>,
    writes: AtomicU64,
}

impl MemoryStore {
    /// An empty store with an id and a key of its own. It counts as made at the epoch.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn new(random: &dyn Random) -> Result<Self, Error> {
        let meta = Meta {
            id: StoreId::draw(random)?,
            key: random::bytes(random)?,
            created: UnixTime::default(),
            latest: UnixTime::default(),
            starts_behind: 0,
            last_start_behind: UnixTime::default(),
            unlogged_refusals: 0,
            unknown_logged: UnixTime::default(),
            head: Head { number: 0, hash: [0; 32] },
            policy: Policy::default(),
            measured: None,
        };
        Ok(Self { tables: Mutex::new(Arc::new(Tables::new(meta))), writes: AtomicU64::new(0) })
    }

    /// A write that panicked poisons the lock, but has taken its changes back ([`Attempt`]).
    fn lock(&self) -> MutexGuard<'_, Arc<Tables>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn write(&self, act: &mut dyn FnMut(&mut dyn Writer) -> Result<(), Error>) -> Result<(), Error> {
        let mut shared = self.lock();
        let attempt = Attempt(Arc::make_mut(&mut shared));
        act(attempt.0)?;
        attempt.keep();
        self.writes.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    fn read(&self, act: &mut dyn FnMut(&dyn Reader) -> Result<(), Error>) -> Result<(), Error> {
        let snapshot = Arc::clone(&self.lock());
        act(&*snapshot)
    }

    fn version(&self) -> Result<u64, Error> {
        Ok(self.writes.load(Ordering::SeqCst))
    }

    fn scrub(&self) -> Result<(), Error> {
        Ok(())
    }

    fn place(&self) -> Option<String> {
        None
    }
}

/// A write under way. Dropped without [`keep`](Self::keep), by an error or a panic, it never was.
struct Attempt<'a>(&'a mut Tables);

impl Attempt<'_> {
    fn keep(self) {
        self.0.keep();
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.0.take_back();
    }
}

/// The rows, each table by its key.
#[derive(Clone)]
struct Tables {
    meta: Table<(), Meta>,
    accounts: Table<AccountId, AccountRow>,
    /// Canonical usernames.
    keys: Table<String, AccountId>,
    wraps: Table<(AccountId, u64, WrapKind), WrapRow>,
    authenticators: Table<AuthenticatorId, AuthenticatorRow>,
    /// Which authenticators an account has.
    paired: Table<(AccountId, AuthenticatorId), ()>,
    recovery: Table<(AccountId, u64, u32), RecoveryRow>,
    help: Table<AccountId, HelpCodeRow>,
    counters: Table<CounterKey, CounterRow>,
    sessions: Table<[u8; 32], SessionRow>,
    audit: Table<u64, AuditRow>,
}

impl Tables {
    fn new(meta: Meta) -> Self {
        Self {
            meta: Table::new(BTreeMap::from([((), meta)])),
            accounts: Table::default(),
            keys: Table::default(),
            wraps: Table::default(),
            authenticators: Table::default(),
            paired: Table::default(),
            recovery: Table::default(),
            help: Table::default(),
            counters: Table::default(),
            sessions: Table::default(),
            audit: Table::default(),
        }
    }

    /// Lets the changes stand.
    fn keep(&mut self) {
        self.all().into_iter().for_each(|table| table.keep());
    }

    /// Undoes the changes since the last [`keep`](Self::keep).
    fn take_back(&mut self) {
        self.all().into_iter().for_each(|table| table.take_back());
    }

    fn all(&mut self) -> [&mut dyn Undo; 11] {
        let Self { meta, accounts, keys, wraps, authenticators, paired, recovery, help, counters, sessions, audit } =
            self;
        [meta, accounts, keys, wraps, authenticators, paired, recovery, help, counters, sessions, audit]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::SystemRandom;
    use crate::auth::contract;

    #[test]
    fn the_memory_store_keeps_the_contract() {
        contract::run(|| MemoryStore::new(&SystemRandom).unwrap());
    }

    #[test]
    fn a_reader_keeps_the_state_it_began_with_while_somebody_writes() {
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
        assert_ne!(one.key, other.key);
    }
}
