//! For tests of yours: what a store must do, a clock to turn, and a gate that answers at once.
//!
//! Nothing here belongs in a program: turn the feature `testing` on under `[dev-dependencies]` alone.

pub use crate::auth::clock::ManualClock;

use crate::auth::{Store, contract};
#[cfg(feature = "gui")]
use crate::{
    auth::Auth,
    gui::{self, Gate},
};
#[cfg(feature = "gui")]
use std::sync::Arc;

/// Puts a store through the contract: every promise of [`Store`], [`Reader`](crate::auth::Reader) and
/// [`Writer`](crate::auth::Writer) that one store can be asked for.
///
/// `make` is called once for each promise, and gives an empty store each time that shares nothing with those before.
/// What is checked, in this order: that a new store is empty and has an id and a key that stay; that accounts, wraps,
/// authenticators, recovery codes, help codes, counters, sessions and audit entries are found, ordered, replaced and
/// removed as said; that steps and recovery codes are spent once; that any text, byte and number comes back as it was;
/// that an act which fails or panics leaves nothing, and the store alive; that rows which contradict each other are
/// refused; that a reader keeps the state it began with and holds up no writer; that writers come one after the other;
/// that the version tells of writes, and scrubbing changes no row.
///
/// What a store promises beyond its own life is for [`check_persistent_store`] to check.
///
/// ```
/// use vestibule::auth::{MemoryStore, SystemRandom};
/// use vestibule::testing::check_store;
///
/// check_store(|| MemoryStore::new(&SystemRandom).expect("the system has random bytes"));
/// ```
///
/// # Panics
/// If promises are broken: with the name of each, and what was said. Where, stands in the test's own output.
pub fn check_store<S: Store>(make: impl Fn() -> S) {
    contract::run(make);
}

/// Puts a store that outlives the program through what it promises beyond that: what was written is there when it is
/// opened again, what failed is not, and two that are open at one place see each other's writes, write one after the
/// other, and spend a step or a recovery code once between them.
///
/// `place` is called once for each promise, and gives an empty place of its own: a folder that goes when it is
/// dropped, a database, a key. `open` opens the store there, and makes one if there is none; it is called up to three
/// times for a place, also while a store is open there. What it gives is dropped before its place.
///
/// Whether a write survives a power cut, no test in one program can tell.
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

/// Puts a store through what it promises when a commit fails: an error and never a success, nothing of the act written,
/// and the store alive.
///
/// `make` gives an empty store each time. `fail_next` makes the next commit of that store fail: a full disk, a broken
/// connection, a rule of the database that refuses.
///
/// # Panics
/// As [`check_store`].
pub fn check_failed_commits<S: Store>(make: impl Fn() -> S, fail_next: impl Fn(&S)) {
    contract::run_failing(make, fail_next);
}

/// A gate that does on the calling thread what a gate otherwise has a thread for, so that a test of a host sees each answer
/// in the frame after its request, and waits for nothing.
///
/// With egui_kittest and a [`ManualClock`] a whole day at a program behind the doors is played in a second; fields and
/// buttons are found by the names that a person reads.
///
/// ```
/// use std::sync::Arc;
/// use vestibule::auth::{Auth, Cost, MemoryStore, Options, SystemRandom};
/// use vestibule::gui;
/// use vestibule::testing::{self, ManualClock};
///
/// let store = Arc::new(MemoryStore::new(&SystemRandom)?);
/// let clock = Arc::new(ManualClock::new());
/// // What a password costs to check is for attackers, not for tests.
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
