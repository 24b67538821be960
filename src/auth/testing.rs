//! Test support for every layer: a manual clock, a deterministic random source, and a low password cost.

mod expect;
mod fake_machine;
mod fault_injection;
mod fixture;
mod hooked_store;
#[cfg(any(feature = "gui", feature = "sqlite"))]
mod log_capture;
pub(crate) mod subprocess;

pub(crate) use super::clock::ManualClock;
pub(crate) use super::seal::{derivations, max_memory_kib};
pub(crate) use expect::{
    expect_code_refused, expect_ended, expect_enrolment_required, expect_refused, expect_signed_in, expect_step_up,
    expect_unlocked, secret_of,
};
pub(crate) use fake_machine::FakeMachine;
pub(crate) use fault_injection::{Corrupt, FaultyStore};
pub(crate) use fixture::{ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, TestAuthenticator, typed};
pub(crate) use hooked_store::{Hook, HookedStore, ReadOperation, WriteOperation};
#[cfg(any(feature = "gui", feature = "sqlite"))]
pub(crate) use log_capture::capture_log;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::auth::{Auth, Cost, Error, MemoryStore, Options, Random, Store};

/// Ten seconds before the next step.
pub(crate) const START_SECONDS: i64 = ManualClock::START.seconds();

impl ManualClock {
    pub(crate) fn advance_seconds(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }
}

/// Deterministic random bytes, so that screenshots are reproducible.
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

/// A random source that can be exhausted.
pub(crate) struct ExhaustibleRandom(FixedRandom, AtomicBool);

impl ExhaustibleRandom {
    pub fn new(seed: u64) -> Self {
        Self(FixedRandom::new(seed), AtomicBool::new(false))
    }

    pub fn set_exhausted(&self, exhausted: bool) {
        self.1.store(exhausted, Ordering::SeqCst);
    }
}

impl Random for ExhaustibleRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        if self.1.load(Ordering::SeqCst) { Err(Error::RandomSource) } else { self.0.fill(bytes) }
    }
}

/// The default options with a low cost.
pub(crate) fn options() -> Options {
    Options { cost: Cost::for_tests().into(), ..Options::new("Vestibule") }
}

/// Returns an `Auth` over `store` with the given clock.
pub(crate) fn auth_with_store(store: Arc<dyn Store>, clock: Arc<ManualClock>, seed: u64) -> Auth {
    Auth::with(store, clock, Arc::new(FixedRandom::new(seed)), options()).expect("the options are valid")
}

/// Returns an `Auth` over a new store in memory.
pub(crate) fn auth() -> (Arc<Auth>, Arc<ManualClock>, Arc<dyn Store>) {
    let clock = Arc::new(ManualClock::new());
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new(&FixedRandom::new(99)).expect("memory is available"));
    (Arc::new(auth_with_store(Arc::clone(&store), Arc::clone(&clock), 1)), clock, store)
}
