//! How sentences spell durations and counts, in this layer and in those above.

use std::time::Duration;

/// "27 s", from two minutes on "5 minutes", from two hours on "3 hours". Rounded up, so that a countdown reaches zero
/// when the time does.
pub(crate) fn span(left: Duration) -> String {
    match seconds(left) {
        few @ ..120 => format!("{few} s"),
        more if more.div_ceil(60) < 120 => minutes(left),
        more => count(more.div_ceil(3600), "hour", "hours"),
    }
}

/// "1 minute", "5 minutes", rounded up.
pub(crate) fn minutes(left: Duration) -> String {
    count(seconds(left).div_ceil(60), "minute", "minutes")
}

/// Whole seconds, rounded up from milliseconds.
pub(crate) fn seconds(left: Duration) -> u64 {
    u64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}

/// "1 code", "3 codes".
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
