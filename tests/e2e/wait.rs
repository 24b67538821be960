//! Waiting for something to become true, and saying what did not.

use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for anything on the screen. Generous: the machine may be busy, and nothing ever waits this long in vain.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Between two looks.
const POLL_INTERVAL: Duration = Duration::from_millis(25);

/// Looks until there is something, and fails with `what` and what `instead` saw when [`PATIENCE`] is over.
pub fn wait_for<T>(what: &str, mut poll: impl FnMut() -> Option<T>, describe_failure: impl FnOnce() -> String) -> T {
    let start = Instant::now();
    while start.elapsed() < TIMEOUT {
        if let Some(value) = poll() {
            return value;
        }
        thread::sleep(POLL_INTERVAL);
    }
    panic!("waited {} s for {what}; instead:\n{}", TIMEOUT.as_secs(), describe_failure());
}
