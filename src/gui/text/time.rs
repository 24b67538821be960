//! Times of day in the computer's time zone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::auth::UnixTime;

/// "14:03:20".
pub fn clock(moment: UnixTime) -> String {
    format_time(moment, "%H:%M:%S")
}

fn format_time(moment: UnixTime, format: &str) -> String {
    Timestamp::from_millisecond(moment.millis())
        .map(|moment| moment.to_zoned(TimeZone::system()).strftime(format).to_string())
        .unwrap_or_default()
}
