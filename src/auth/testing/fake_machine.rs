//! A computer whose speed and memory a test sets.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::auth::Error;
use crate::auth::password::{Cost, Machine};

/// A computer that takes so many milliseconds for a derivation with 64 MiB, and in proportion for more memory.
///
/// Measuring derives nothing; a real derivation is said to take what it would take here, or what was set with
/// [`FakeMachine::set_derivation_time`].
pub(crate) struct FakeMachine {
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    memory: Option<u64>,
    millis_for_64_mib: u32,
    /// What the next real derivations take.
    derivation_time: Duration,
    clock: Duration,
    measurements: u32,
}

impl FakeMachine {
    pub fn new(memory_gib: u64, millis_for_64_mib: u32) -> Self {
        let memory = Some(memory_gib << 30);
        let (derivation_time, clock) = (Duration::ZERO, Duration::ZERO);
        Self { state: Mutex::new(State { memory, millis_for_64_mib, derivation_time, clock, measurements: 0 }) }
    }

    /// From now on it is another computer.
    pub fn set_hardware(&self, memory_gib: u64, millis_for_64_mib: u32) {
        self.change(|state| {
            state.memory = Some(memory_gib << 30);
            state.millis_for_64_mib = millis_for_64_mib;
        });
    }

    /// The system tells nothing of its memory any more.
    pub fn hide_memory(&self) {
        self.change(|state| state.memory = None);
    }

    /// The next real derivations take so long.
    pub fn set_derivation_time(&self, millis: u64) {
        self.change(|state| state.derivation_time = Duration::from_millis(millis));
    }

    /// How many derivations were made to measure.
    pub fn measurements(&self) -> u32 {
        self.change(|state| state.measurements)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Machine for FakeMachine {
    fn memory(&self) -> Option<u64> {
        self.change(|state| state.memory)
    }

    fn derive(&self, cost: Cost) -> Result<Duration, Error> {
        self.change(|state| {
            state.measurements += 1;
            let millis = u64::from(state.millis_for_64_mib) * u64::from(cost.memory_kib()) / (64 * 1024);
            Ok(Duration::from_millis(millis))
        })
    }

    /// Between two readings lies one derivation.
    fn clock(&self) -> Duration {
        self.change(|state| {
            state.clock += state.derivation_time;
            state.clock
        })
    }
}
