//! Waiting for something to become true, and saying what did not.

use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for anything on the screen. Generous: the machine may be busy, and nothing ever waits this long in vain.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is something, and fails with `what` and what `instead` saw when [`PATIENCE`] is over.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>, instead: impl FnOnce() -> String) -> T {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        thread::sleep(PAUSE);
    }
    panic!("waited {} s for {what}; instead:\n{}", PATIENCE.as_secs(), instead());
}
