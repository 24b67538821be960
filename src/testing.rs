//! Support for tests of hosts and stores: a store contract, a manual clock, and a gate that answers synchronously.
//!
//! Not for use in a program: turn the feature `testing` on under `[dev-dependencies]` only.

pub use crate::auth::clock::ManualClock;

use crate::auth::{Store, contract};
#[cfg(feature = "gui")]
use crate::{
    auth::Auth,
    gui::{self, Gate},
};
#[cfg(feature = "gui")]
use std::sync::Arc;

/// Checks a store against the contract: every promise of [`Store`], [`Reader`](crate::auth::Reader) and
/// [`Writer`](crate::auth::Writer) that can be checked with one store.
///
/// `make` is called once for each promise, and returns an empty store that shares nothing with earlier ones. The
/// checks, in this order: a new store is empty and has a constant id and key; accounts, wrapped keys, authenticators,
/// recovery codes, help codes, counters, sessions and audit entries are found, ordered, replaced and removed as
/// documented; steps and recovery codes are spent once; any text, byte and number is returned unchanged; an operation
/// that fails or panics leaves nothing, and the store usable; rows that contradict each other are refused; a reader
/// keeps its initial state and blocks no writer; writers are serialised; the version changes with writes, and purging
/// changes no row.
///
/// Promises about persistence are checked by [`check_persistent_store`].
///
/// ```
/// use vestibule::auth::{MemoryStore, SystemRandom};
/// use vestibule::testing::check_store;
///
/// check_store(|| MemoryStore::new(&SystemRandom).expect("the system has random bytes"));
/// ```
///
/// Panics if promises are broken, with the name and message of each. The locations are in the test's output.
pub fn check_store<S: Store>(make: impl Fn() -> S) {
    contract::run(make);
}

/// Checks the persistence promises of a store: what was written is there when it is opened again, what failed is not,
/// and two stores open at one location see each other's writes, write one after the other, and spend a step or a
/// recovery code once between them.
///
/// `location` is called once for each promise, and returns an empty location: a folder that is deleted when dropped, a
/// database, a key. `open` opens the store there, and creates it if there is none; it is called up to three times for a
/// location, also while a store is open there. Its result is dropped before the location.
///
/// Whether a write survives a power cut cannot be tested within one program.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # {
/// use vestibule::auth::{Open, SystemRandom, UnixTime};
/// use vestibule::sqlite::SqliteStore;
/// use vestibule::testing::check_persistent_store;
///
/// check_persistent_store(
///     || tempfile::tempdir().expect("there is a folder for temporary files"),
///     |folder| {
///         let file = folder.path().join("accounts.db");
///         SqliteStore::open(&file, Open::CreateIfMissing, &SystemRandom, UnixTime::default()).expect("it opens")
///     },
/// );
/// # }
/// ```
///
/// # Panics
/// As [`check_store`].
pub fn check_persistent_store<P, S: Store + 'static>(location: impl Fn() -> P, open: impl Fn(&P) -> S) {
    contract::run_reopen(location, open);
}

/// Checks the promises of a store about failing commits: an error and never a success, nothing of the operation
/// written, and the store still usable.
///
/// `make` returns an empty store each time. `fail_next` makes the next commit of that store fail: a full disk, a broken
/// connection, a violated database constraint.
///
/// # Panics
/// As [`check_store`].
pub fn check_failed_commits<S: Store>(make: impl Fn() -> S, fail_next: impl Fn(&S)) {
    contract::run_failing(make, fail_next);
}

/// Creates a gate that does its work on the calling thread instead of a worker, so that the test of a host sees each
/// answer in the frame after its request, without waiting.
///
/// With `egui_kittest` and a [`ManualClock`] a test plays a whole day in a second; fields and buttons are found by the
/// names that a user reads.
///
/// ```
/// use std::sync::Arc;
/// use vestibule::auth::{Auth, Cost, MemoryStore, Options, SystemRandom};
/// use vestibule::gui;
/// use vestibule::testing::{self, ManualClock};
///
/// let store = Arc::new(MemoryStore::new(&SystemRandom)?);
/// let clock = Arc::new(ManualClock::new());
/// // A low cost: checking a password must be slow for attackers, not for tests.
/// let options = Options { cost: Cost::for_tests().into(), ..Options::new("Till") };
/// let auth = Arc::new(Auth::with(store, clock.clone(), Arc::new(SystemRandom), options)?);
/// let gate = testing::inline_gate(&auth, gui::Options::default());
/// # drop(gate);
/// # Ok::<(), vestibule::auth::Error>(())
/// ```
#[cfg(feature = "gui")]
pub fn inline_gate(auth: &Arc<Auth>, options: gui::Options) -> Gate {
    Gate::inline(auth, options)
}
