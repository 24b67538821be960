//! How much memory Argon2id takes on this computer, so that one derivation lasts about as long as a person waits gladly.
//!
//! The passes and lanes stay those of [`Cost::STANDARD`]; memory is what costs an attacker most.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::password::Cost;

/// What one derivation is to last.
const TARGET_DURATION: Duration = Duration::from_millis(500);

/// Not more than one part in so many of the computer's memory.
const MEMORY_DIVISOR: u64 = 8;

/// Memory is chosen in steps of this, in KiB: 16 MiB.
const STEP_KIB: u32 = 16 * 1024;

/// So often the memory is corrected after the first estimate from the least.
const MAX_CORRECTIONS: usize = 2;

/// A derivation that lasts this much more or less than [`TARGET_DURATION`] is corrected, in percent.
const TOLERATED_PERCENT: u128 = 15;

/// So many derivations in a row must have been faster, or slower, by more than half.
const CONSISTENT_COUNT: u32 = 5;

/// What checking a password was measured to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredCost {
    /// Memory of one derivation in KiB, [`MIN_MEMORY_KIB`](Self::MIN_MEMORY_KIB) to
    /// [`MOST_MEMORY_KIB`](Self::MAX_MEMORY_KIB).
    pub memory_kib: u32,
    /// What one derivation took, in milliseconds, 1 to [`MOST_MILLIS`](Self::MAX_MILLIS).
    pub millis: u32,
}

impl MeasuredCost {
    /// 64 MiB. However slow a computer is, a guess costs no less.
    pub const MIN_MEMORY_KIB: u32 = Cost::STANDARD.memory_kib();
    /// 1 GiB, the most that any store may ask for.
    pub const MAX_MEMORY_KIB: u32 = 1024 * 1024;
    /// Ten minutes. What takes longer was not measured but interrupted.
    pub const MAX_MILLIS: u32 = 10 * 60 * 1000;

    /// Whether both values are within their bounds.
    pub fn is_valid(&self) -> bool {
        (Self::MIN_MEMORY_KIB..=Self::MAX_MEMORY_KIB).contains(&self.memory_kib)
            && (1..=Self::MAX_MILLIS).contains(&self.millis)
    }

    /// The cost that passwords are stored at.
    pub fn cost(&self) -> Cost {
        Cost::new(self.memory_kib, Cost::STANDARD.passes(), Cost::STANDARD.lanes())
    }

    /// What one derivation took.
    pub fn duration(&self) -> Duration {
        Duration::from_millis(self.millis.into())
    }

    fn new(memory_kib: u32, took: Duration) -> Self {
        let millis = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        Self { memory_kib, millis: millis.clamp(1, Self::MAX_MILLIS) }
    }
}

/// The computer: its memory, and how long it derives.
pub(crate) trait Machine: Send + Sync {
    /// Memory that this program may reckon with, in bytes; `None` if the system does not tell.
    fn memory(&self) -> Option<u64>;

    /// Derives once at `cost`, and says how long that took.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] if there is not enough.
    fn derive(&self, cost: Cost) -> Result<Duration, Error>;

    /// A clock that only goes forward, to time derivations with.
    fn clock(&self) -> Duration;
}

/// The most that one derivation may take of a computer with so much memory, in KiB. An unknown one counts as small.
pub(crate) fn memory_limit(memory: Option<u64>) -> u32 {
    let share = memory.unwrap_or(0) / MEMORY_DIVISOR / 1024;
    round_down_to_step(u32::try_from(share).unwrap_or(u32::MAX))
}

/// Measures what a derivation of about [`TARGET_DURATION`] takes here: a second or two of work.
///
/// # Errors
/// [`Error::OutOfMemory`] if there is not even the least.
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
            // What cannot be had now is not relied on later.
            Err(Error::OutOfMemory) => break,
            Err(fault) => return Err(fault),
        };
    }
    Ok(best)
}

/// What a derivation with so much memory takes here.
///
/// # Errors
/// [`Error::OutOfMemory`] if there is not so much.
pub(crate) fn measure_at(machine: &dyn Machine, memory_kib: u32) -> Result<MeasuredCost, Error> {
    Ok(MeasuredCost::new(memory_kib, fastest_of_two(machine, memory_kib)?))
}

/// The faster of two derivations: a computer that does something else beside looks slower than it is.
fn fastest_of_two(machine: &dyn Machine, memory_kib: u32) -> Result<Duration, Error> {
    let cost = MeasuredCost { memory_kib, millis: 1 }.cost();
    Ok(machine.derive(cost)?.min(machine.derive(cost)?))
}

/// The memory with which a derivation would last [`TARGET_DURATION`], if its time grows with its memory.
fn scaled(measured: &MeasuredCost) -> u32 {
    let memory = u128::from(measured.memory_kib) * TARGET_DURATION.as_millis() / u128::from(measured.millis.max(1));
    round_down_to_step(u32::try_from(memory).unwrap_or(u32::MAX))
}

fn is_near_target(measured: &MeasuredCost) -> bool {
    let off = u128::from(measured.millis).abs_diff(TARGET_DURATION.as_millis());
    off * 100 <= TARGET_DURATION.as_millis() * TOLERATED_PERCENT
}

/// Rounded down to whole steps, within the bounds.
fn round_down_to_step(memory_kib: u32) -> u32 {
    let rounded = memory_kib / STEP_KIB * STEP_KIB;
    rounded.clamp(MeasuredCost::MIN_MEMORY_KIB, MeasuredCost::MAX_MEMORY_KIB)
}

/// Whether real derivations take as long as was measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Observations {
    faster: u32,
    slower: u32,
    last: Duration,
    /// What they were compared with; another measurement begins anew.
    reference: Option<MeasuredCost>,
}

impl Observations {
    /// One more derivation at the measured cost.
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

    /// Whether this computer is consistently more than twice as fast as was measured.
    pub fn is_faster(&self) -> bool {
        self.faster >= CONSISTENT_COUNT
    }

    /// What the last derivation took, if this computer is consistently more than twice as slow as was measured.
    pub fn slower(&self) -> Option<Duration> {
        (self.slower >= CONSISTENT_COUNT).then_some(self.last)
    }
}

#[cfg(test)]
mod tests;
