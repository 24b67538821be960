//! What tests of every layer share: a clock that they turn, a random source that repeats itself, and a cheap cost.

mod answers;
pub(crate) mod children;
mod faulty;
mod house;
mod machine;

pub(crate) use super::clock::ManualClock as FakeClock;
pub(crate) use super::seal::{derivations, most_memory};
pub(crate) use answers::{code_refused, proven, refused, scan, sent_back, signed_in};
pub(crate) use faulty::{FaultyStore, Spoilt};
pub(crate) use house::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, Phone, typed};
pub(crate) use machine::FakeMachine;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::auth::clock::ManualClock;
use crate::auth::{Auth, Cost, Error, MemoryStore, Options, Random, Store};

/// Ten seconds before the next step.
pub(crate) const NOON: i64 = ManualClock::START.seconds();

impl FakeClock {
    pub(crate) fn advance_seconds(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }
}

/// Random bytes that are the same in every run, so that pictures are.
pub(crate) struct FixedRandom(Mutex<u64>);

impl FixedRandom {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed << 32))
    }
}

impl Random for FixedRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        let mut counter = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            *counter += 1;
            let block = Sha256::digest(counter.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

/// The real rules, with a cost that tests can pay.
pub(crate) fn options() -> Options {
    Options { cost: Cost::for_tests().into(), ..Options::new("Vestibule") }
}

/// The rules over one store with one clock.
pub(crate) fn auth_over(store: Arc<dyn Store>, clock: Arc<FakeClock>, seed: u64) -> Auth {
    Auth::with(store, clock, Arc::new(FixedRandom::new(seed)), options()).expect("the options make sense")
}

/// The rules over a new store in memory.
pub(crate) fn auth() -> (Arc<Auth>, Arc<FakeClock>, Arc<dyn Store>) {
    let clock = Arc::new(FakeClock::new());
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).expect("memory is there"));
    (Arc::new(auth_over(Arc::clone(&store), Arc::clone(&clock), 1)), clock, store)
}
