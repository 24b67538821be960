//! A computer whose speed and memory the test sets.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::auth::Error;
use crate::auth::password::{Cost, Machine};

/// A computer that takes a given number of milliseconds for a derivation with 64 MiB, and proportionally longer for
/// more memory.
///
/// Measuring derives nothing. A real derivation is reported to take that time too, or the time set with
/// [`FakeMachine::set_derivation_time`].
pub(crate) struct FakeMachine {
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    memory: Option<u64>,
    millis_for_64_mib: u32,
    /// Reported duration of the next real derivations.
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

    /// Replaces the hardware.
    pub fn set_hardware(&self, memory_gib: u64, millis_for_64_mib: u32) {
        self.change(|state| {
            state.memory = Some(memory_gib << 30);
            state.millis_for_64_mib = millis_for_64_mib;
        });
    }

    /// Stops reporting the memory.
    pub fn hide_memory(&self) {
        self.change(|state| state.memory = None);
    }

    /// Sets the reported duration of the next real derivations.
    pub fn set_derivation_time(&self, millis: u64) {
        self.change(|state| state.derivation_time = Duration::from_millis(millis));
    }

    /// Number of derivations made to measure.
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

    /// Consecutive readings differ by the duration of one derivation.
    fn clock(&self) -> Duration {
        self.change(|state| {
            state.clock += state.derivation_time;
            state.clock
        })
    }
}
