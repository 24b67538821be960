//! Formats durations and counts, for this layer and those above.

use std::time::Duration;

/// Formats as "27 s", from two minutes on "5 minutes", from two hours on "3 hours". Rounds up, so that a countdown
/// reaches zero when the time is over.
pub(crate) fn format_duration(left: Duration) -> String {
    match whole_seconds(left) {
        few @ ..120 => format!("{few} s"),
        more if more.div_ceil(60) < 120 => format_minutes(left),
        more => format_count(more.div_ceil(3600), "hour", "hours"),
    }
}

/// Formats as "1 minute", "5 minutes", rounded up.
pub(crate) fn format_minutes(left: Duration) -> String {
    format_count(whole_seconds(left).div_ceil(60), "minute", "minutes")
}

/// Returns whole seconds, rounded up from milliseconds.
pub(crate) fn whole_seconds(left: Duration) -> u64 {
    u64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}

/// Formats a long time in its largest unit: "about 2 months". Rounds down, so as not to overstate it.
pub(crate) fn format_approximately(time: Duration) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    const YEAR: u64 = 31_556_952; // seconds of the Gregorian calendar's mean year
    const MONTH: u64 = YEAR / 12;
    /// In years, the time above which the exact value is irrelevant.
    const LIFETIME: u64 = 100;
    let seconds = time.as_secs();
    let amount = match seconds {
        0 => return "less than a second".to_owned(),
        _ if seconds < 2 * MINUTE => format_count(seconds, "second", "seconds"),
        _ if seconds < 2 * HOUR => format_count(seconds / MINUTE, "minute", "minutes"),
        _ if seconds < 2 * DAY => format_count(seconds / HOUR, "hour", "hours"),
        _ if seconds < 2 * MONTH => format_count(seconds / DAY, "day", "days"),
        _ if seconds < 2 * YEAR => format_count(seconds / MONTH, "month", "months"),
        _ if seconds < LIFETIME * YEAR => format_count(seconds / YEAR, "year", "years"),
        _ => return "longer than anybody can wait".to_owned(),
    };
    format!("about {amount}")
}

/// Formats as "1 code", "3 codes".
pub(crate) fn format_count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
