//! Dates and times as words, in the computer's time zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::auth::UnixTime;
use crate::auth::formatting::format_count;

/// "14:03:20 UTC+02:00": with the offset, since a wrong time zone shows a right time as a wrong one.
pub fn clock(time: UnixTime) -> String {
    clock_in_zone(time, &TimeZone::system())
}

fn clock_in_zone(time: UnixTime, zone: &TimeZone) -> String {
    zoned(time, zone).strftime("%H:%M:%S UTC%:z").to_string()
}

/// The current day, in the computer's time zone.
pub struct DateFormatter {
    zone: TimeZone,
    today: Date,
}

impl DateFormatter {
    /// Creates a formatter for the computer's time zone.
    pub fn local(now: UnixTime) -> Self {
        Self::in_zone(TimeZone::system(), now)
    }

    fn in_zone(zone: TimeZone, now: UnixTime) -> Self {
        let today = zoned(now, &zone).date();
        Self { zone, today }
    }

    /// "today", "yesterday", "3 March", "12 January 2025".
    pub fn day(&self, time: UnixTime) -> String {
        let time = zoned(time, &self.zone);
        match self.days_since(&time) {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            _ => self.date(&time),
        }
    }

    /// "today 09:12", "yesterday 18:40", "Friday 18:40", "3 March 18:40".
    pub fn day_and_time(&self, time: UnixTime) -> String {
        let time = zoned(time, &self.zone);
        format!("{} {}", self.day_name(&time), hour_and_minute(&time))
    }

    /// "today 09:12", "yesterday", "Friday", "3 weeks ago": for tables, which have little space.
    pub fn approximate(&self, time: UnixTime) -> String {
        let time = zoned(time, &self.zone);
        let ago = |number: i32, one, many| format!("{} ago", format_count(number.unsigned_abs().into(), one, many));
        match self.days_since(&time) {
            0 => format!("today {}", hour_and_minute(&time)),
            2..=6 => time.strftime("%A").to_string(),
            days @ 7..=59 => ago(days / 7, "week", "weeks"),
            days @ 60..=729 => ago(days / 30, "month", "months"),
            days @ 730.. => ago(days / 365, "year", "years"),
            _ => self.day_name(&time),
        }
    }

    /// "today at 09:12", "yesterday at 18:40", "on Friday at 18:40", "on 3 March at 18:40".
    pub fn in_sentence(&self, time: UnixTime) -> String {
        let time = zoned(time, &self.zone);
        let preposition = if matches!(self.days_since(&time), 0 | 1) { "" } else { "on " };
        format!("{preposition}{} at {}", self.day_name(&time), hour_and_minute(&time))
    }

    /// "09:12" today, otherwise "yesterday 18:40" and so on.
    pub fn time_or_date(&self, time: UnixTime) -> String {
        let local = zoned(time, &self.zone);
        if self.days_since(&local) == 0 { hour_and_minute(&local) } else { self.day_and_time(time) }
    }

    /// "today", "yesterday", "41 days ago".
    pub fn days_ago(&self, time: UnixTime) -> String {
        let time = zoned(time, &self.zone);
        match self.days_since(&time) {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            days @ 2.. => format!("{days} days ago"),
            _ => format!("on {}", self.date(&time)),
        }
    }

    /// "Friday 20 November 2026, 18:40:03 +01:00".
    pub fn full(&self, time: UnixTime) -> String {
        zoned(time, &self.zone).strftime("%A %-d %B %Y, %H:%M:%S %:z").to_string()
    }

    /// The shortest unambiguous name of the day.
    fn day_name(&self, time: &Zoned) -> String {
        match self.days_since(time) {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            2..=6 => time.strftime("%A").to_string(),
            _ => self.date(time),
        }
    }

    fn date(&self, time: &Zoned) -> String {
        let form = if time.year() == self.today.year() { "%-d %B" } else { "%-d %B %Y" };
        time.strftime(form).to_string()
    }

    /// The number of midnights between `time` and now; negative if `time` is in the future.
    fn days_since(&self, time: &Zoned) -> i32 {
        (self.today - time.date()).get_days()
    }
}

fn zoned(time: UnixTime, zone: &TimeZone) -> Zoned {
    Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone())
}

fn hour_and_minute(time: &Zoned) -> String {
    time.strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sunday 22 November 2026, 15:03:20 in Berlin.
    const NOW: i64 = 1_795_356_200;
    const DAY: i64 = 86_400;

    fn calendar() -> DateFormatter {
        DateFormatter::in_zone(TimeZone::fixed(jiff::tz::offset(1)), UnixTime::from_seconds(NOW))
    }

    fn ago(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(NOW - seconds)
    }

    #[test]
    fn the_clock_names_its_offset() {
        let clock = |hours| clock_in_zone(ago(0), &TimeZone::fixed(jiff::tz::offset(hours)));
        assert_eq!([clock(1), clock(0), clock(-5)], ["15:03:20 UTC+01:00", "14:03:20 UTC+00:00", "09:03:20 UTC-05:00"]);
    }

    #[test]
    fn recent_days_have_names_and_older_days_a_date() {
        let dates = calendar();
        assert_eq!(dates.day_and_time(ago(0)), "today 15:03");
        assert_eq!(dates.day_and_time(ago(DAY)), "yesterday 15:03");
        assert_eq!(dates.day_and_time(ago(2 * DAY)), "Friday 15:03");
        assert_eq!(dates.day_and_time(ago(7 * DAY)), "15 November 15:03");
        assert_eq!(dates.day(ago(2 * DAY)), "20 November");
        assert_eq!(dates.day(ago(400 * DAY)), "18 October 2025");
    }

    #[test]
    fn tables_show_old_times_approximately() {
        let dates = calendar();
        let texts = [0, 1, 2, 6, 7, 13, 41, 90, 800].map(|days| dates.approximate(ago(days * DAY)));
        let expected = [
            "today 15:03",
            "yesterday",
            "Friday",
            "Monday",
            "1 week ago",
            "1 week ago",
            "5 weeks ago",
            "3 months ago",
            "2 years ago",
        ];
        assert_eq!(texts, expected);
        assert_eq!(dates.approximate(ago(-3 * DAY)), "25 November");
    }

    #[test]
    fn midnight_follows_the_time_zone() {
        // 23:30 UTC of the day before is 00:30 here.
        let dates = calendar();
        let night = ago(NOW.rem_euclid(DAY) + 1800);
        assert_eq!(dates.in_sentence(night), "today at 00:30");
        assert_eq!(dates.in_sentence(UnixTime::from_seconds(night.seconds() - 3600)), "yesterday at 23:30");
        assert_eq!(dates.in_sentence(ago(3 * DAY)), "on Thursday at 15:03");
    }

    #[test]
    fn a_future_time_is_shown_as_a_date() {
        assert_eq!(calendar().days_ago(ago(-3 * DAY)), "on 25 November");
        assert_eq!(calendar().day_and_time(ago(-3 * DAY)), "25 November 15:03");
    }

    #[test]
    fn ages_are_counted_in_days() {
        assert_eq!(calendar().days_ago(ago(41 * DAY)), "41 days ago");
        assert_eq!(calendar().days_ago(ago(60)), "today");
        assert_eq!(calendar().time_or_date(ago(60)), "15:02");
    }

    #[test]
    fn the_full_time_includes_the_utc_offset() {
        assert_eq!(calendar().full(ago(0)), "Sunday 22 November 2026, 15:03:20 +01:00");
    }

    #[test]
    fn an_out_of_range_time_is_shown_as_the_epoch() {
        assert_eq!(calendar().day(UnixTime::from_millis(i64::MAX)), "1 January 1970");
    }
}
