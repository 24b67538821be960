//! The computer that the program runs on: its memory, and the duration of a key derivation.
//!
//! On Linux the memory is read from `/proc` and `/sys`, the only files that this layer reads.

#[cfg(target_os = "linux")]
mod linux;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use self::linux::usable_memory;
use crate::auth::error::Error;
use crate::auth::password::{Cost, KdfParams, Machine, NormalizedPassword};
use crate::auth::seal;

/// The real computer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThisMachine;

impl Machine for ThisMachine {
    fn memory(&self) -> Option<u64> {
        usable_memory()
    }

    fn derive(&self, cost: Cost) -> Result<Duration, Error> {
        let kdf = KdfParams::from_parts(cost, [0; KdfParams::SALT_BYTES]);
        let start = Instant::now();
        let _ = seal::derive(&NormalizedPassword::dummy(), &kdf)?;
        Ok(start.elapsed())
    }

    fn clock(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

/// Returns the memory of the computer in bytes.
#[cfg(any(windows, target_os = "macos"))]
fn usable_memory() -> Option<u64> {
    let only_memory = sysinfo::RefreshKind::nothing().with_memory(sysinfo::MemoryRefreshKind::nothing().with_ram());
    let system = sysinfo::System::new_with_specifics(only_memory).ok()?;
    Some(system.total_memory()).filter(|bytes| *bytes > 0)
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
fn usable_memory() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::password::{MeasuredCost, measure, memory_limit};

    /// Measures for real, which takes a second or two.
    #[test]
    fn this_computer_is_measured_within_the_bounds() {
        let measured = measure(&ThisMachine).unwrap();
        assert!(measured.is_valid());
        assert!(measured.memory_kib <= memory_limit(ThisMachine.memory()));
        assert_eq!(measured.memory_kib % (16 * 1024), 0);
        assert!(measured.cost().check().is_ok());
        assert!(!measured.cost().weaker_than(&Cost::STANDARD));
    }

    #[test]
    fn a_derivation_takes_time_and_the_clock_advances() {
        let before = ThisMachine.clock();
        let took = ThisMachine.derive(MeasuredCost { memory_kib: 64 * 1024, millis: 1 }.cost()).unwrap();
        assert!(took > Duration::from_millis(1));
        assert!(ThisMachine.clock() >= before + took);
    }
}
