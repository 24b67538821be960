//! Waiting for a condition, with a description on failure.

use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for anything on the screen. Generous, since the machine may be busy; a passing test never waits this
/// long.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Time between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(25);

/// Polls until there is a value, and fails with `what` and the description after [`TIMEOUT`].
pub fn wait_for<T>(what: &str, mut poll: impl FnMut() -> Option<T>, describe_failure: impl FnOnce() -> String) -> T {
    let start = Instant::now();
    while start.elapsed() < TIMEOUT {
        if let Some(value) = poll() {
            return value;
        }
        thread::sleep(POLL_INTERVAL);
    }
    panic!("timed out after {} s waiting for {what}:\n{}", TIMEOUT.as_secs(), describe_failure());
}
