//! Chooses the Argon2id memory on this computer, so that one derivation takes about [`TARGET_DURATION`].
//!
//! Passes and lanes stay those of [`Cost::STANDARD`]; memory is what costs an attacker most.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::password::Cost;

/// The intended duration of one derivation.
const TARGET_DURATION: Duration = Duration::from_millis(500);

/// A derivation uses at most this fraction of the computer's memory: one in `MEMORY_DIVISOR`.
const MEMORY_DIVISOR: u64 = 8;

/// The granularity of the memory, in KiB: 16 MiB.
const STEP_KIB: u32 = 16 * 1024;

/// How often the memory is corrected after the first estimate.
const MAX_CORRECTIONS: usize = 2;

/// The tolerated deviation from [`TARGET_DURATION`], in percent.
const TOLERATED_PERCENT: u128 = 15;

/// Consecutive derivations that must deviate by more than a factor of two.
const CONSISTENT_COUNT: u32 = 5;

/// The measured cost of a password check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredCost {
    /// The memory of one derivation in KiB, [`MIN_MEMORY_KIB`](Self::MIN_MEMORY_KIB) to
    /// [`MAX_MEMORY_KIB`](Self::MAX_MEMORY_KIB).
    pub memory_kib: u32,
    /// The duration of one derivation, in milliseconds, 1 to [`MAX_MILLIS`](Self::MAX_MILLIS).
    pub millis: u32,
}

impl MeasuredCost {
    /// 64 MiB, the minimum memory on any computer, however slow.
    pub const MIN_MEMORY_KIB: u32 = Cost::STANDARD.memory_kib();
    /// 1 GiB, the maximum accepted from any store.
    pub const MAX_MEMORY_KIB: u32 = 1024 * 1024;
    /// Ten minutes. A longer derivation was interrupted rather than measured.
    pub const MAX_MILLIS: u32 = 10 * 60 * 1000;

    /// Returns whether both values are in range.
    pub fn is_valid(&self) -> bool {
        (Self::MIN_MEMORY_KIB..=Self::MAX_MEMORY_KIB).contains(&self.memory_kib)
            && (1..=Self::MAX_MILLIS).contains(&self.millis)
    }

    /// Returns the cost at which passwords are stored.
    pub fn cost(&self) -> Cost {
        Cost::new(self.memory_kib, Cost::STANDARD.passes(), Cost::STANDARD.lanes())
    }

    /// Returns the duration of one derivation.
    pub fn duration(&self) -> Duration {
        Duration::from_millis(self.millis.into())
    }

    fn new(memory_kib: u32, took: Duration) -> Self {
        let millis = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        Self { memory_kib, millis: millis.clamp(1, Self::MAX_MILLIS) }
    }
}

/// The computer: its memory, and the duration of derivations.
pub(crate) trait Machine: Send + Sync {
    /// Returns the memory available to this program, in bytes; `None` if unknown.
    fn memory(&self) -> Option<u64>;

    /// Derives once at `cost` and returns the duration.
    ///
    /// # Errors
    /// Fails with [`Error::OutOfMemory`] without enough memory.
    fn derive(&self, cost: Cost) -> Result<Duration, Error>;

    /// Returns a monotonic time, to measure derivations.
    fn clock(&self) -> Duration;
}

/// Returns the memory limit of one derivation, in KiB, for a computer's memory. Unknown memory gives the minimum.
pub(crate) fn memory_limit(memory: Option<u64>) -> u32 {
    let share = memory.unwrap_or(0) / MEMORY_DIVISOR / 1024;
    round_down_to_step(u32::try_from(share).unwrap_or(u32::MAX))
}

/// Measures the cost of a derivation of about [`TARGET_DURATION`], in a second or two.
///
/// # Errors
/// Fails with [`Error::OutOfMemory`] without enough memory for the minimum.
pub(crate) fn measure(machine: &dyn Machine) -> Result<MeasuredCost, Error> {
    let limit = memory_limit(machine.memory());
    let mut best = measure_at(machine, MeasuredCost::MIN_MEMORY_KIB)?;
    for _ in 0..=MAX_CORRECTIONS {
        let memory_kib = scaled(&best).min(limit);
        if memory_kib == best.memory_kib || is_near_target(&best) {
            break;
        }
        best = match measure_at(machine, memory_kib) {
            Ok(measured) => measured,
            // Memory that cannot be allocated now is not relied on later.
            Err(Error::OutOfMemory) => break,
            Err(fault) => return Err(fault),
        };
    }
    Ok(best)
}

/// Measures a derivation with `memory_kib` KiB: the faster of two, because other load makes a computer look slower than
/// it is.
///
/// # Errors
/// Fails with [`Error::OutOfMemory`] without enough memory.
pub(crate) fn measure_at(machine: &dyn Machine, memory_kib: u32) -> Result<MeasuredCost, Error> {
    let cost = MeasuredCost { memory_kib, millis: 1 }.cost();
    Ok(MeasuredCost::new(memory_kib, machine.derive(cost)?.min(machine.derive(cost)?)))
}

/// Returns the memory for [`TARGET_DURATION`], assuming a duration proportional to memory.
fn scaled(measured: &MeasuredCost) -> u32 {
    let memory = u128::from(measured.memory_kib) * TARGET_DURATION.as_millis() / u128::from(measured.millis.max(1));
    round_down_to_step(u32::try_from(memory).unwrap_or(u32::MAX))
}

fn is_near_target(measured: &MeasuredCost) -> bool {
    let off = u128::from(measured.millis).abs_diff(TARGET_DURATION.as_millis());
    off * 100 <= TARGET_DURATION.as_millis() * TOLERATED_PERCENT
}

/// Rounds down to whole steps, within the bounds.
fn round_down_to_step(memory_kib: u32) -> u32 {
    let rounded = memory_kib / STEP_KIB * STEP_KIB;
    rounded.clamp(MeasuredCost::MIN_MEMORY_KIB, MeasuredCost::MAX_MEMORY_KIB)
}

/// Tracks whether real derivations take as long as measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Observations {
    faster: u32,
    slower: u32,
    last: Duration,
    /// The measurement compared with; a different one resets the counts.
    reference: Option<MeasuredCost>,
}

impl Observations {
    /// Records a derivation at the measured cost.
    pub fn record(&mut self, measured: &MeasuredCost, took: Duration) {
        if self.reference != Some(*measured) {
            *self = Self { reference: Some(*measured), ..Self::default() };
        }
        let expected = measured.duration();
        let faster = took < expected / 2;
        let slower = took > expected * 2;
        self.faster = if faster { self.faster.saturating_add(1) } else { 0 };
        self.slower = if slower { self.slower.saturating_add(1) } else { 0 };
        self.last = took;
    }

    /// Returns whether this computer is consistently more than twice as fast as measured.
    pub fn is_faster(&self) -> bool {
        self.faster >= CONSISTENT_COUNT
    }

    /// Returns the last derivation's duration, if this computer is consistently more than twice as slow as measured.
    pub fn slower(&self) -> Option<Duration> {
        (self.slower >= CONSISTENT_COUNT).then_some(self.last)
    }
}

#[cfg(test)]
mod tests;
