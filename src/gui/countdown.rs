//! The time until something shown changes.

use std::time::Duration;

use crate::auth::{Now, STEP_SECONDS};

/// Returns the time until authenticators show the next code.
pub fn until_next_code(now: Now) -> Duration {
    let step = i64::try_from(STEP_SECONDS).unwrap_or(i64::MAX).saturating_mul(1000);
    let past = now.wall.millis().rem_euclid(step.max(1));
    Duration::from_millis(u64::try_from(step.saturating_sub(past)).unwrap_or_default())
}

/// Returns the time until `left`, rounded up to whole seconds, changes.
pub fn until_next_second(left: Duration) -> Duration {
    let part = left.subsec_nanos();
    if part == 0 { Duration::from_secs(1) } else { Duration::from_nanos(u64::from(part) + 1_000_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_repaint_is_due_when_the_second_changes() {
        assert_eq!(until_next_second(Duration::from_millis(12_300)).as_millis(), 301);
        assert_eq!(until_next_second(Duration::from_secs(12)), Duration::from_secs(1));
    }
}
