//! Tests with hand-edited files.

use super::*;
use crate::auth::testing::capture_log;

fn read(text: &str) -> Settings {
    serde_json::from_str(text).unwrap()
}

/// Returns the values that were logged, too.
fn read_logged(text: &str) -> (Settings, String) {
    let (settings, events) = capture_log(|| read(text));
    let values: Vec<String> = events.into_iter().flatten().map(|(_, value)| value).collect();
    (settings, values.join("\n"))
}

#[test]
fn an_out_of_range_number_is_clamped_and_its_field_logged() {
    let min = Settings { zoom_percent: 100, lock_after_minutes: Some(1), ..Settings::default() };
    let min = Settings { clear_clipboard_seconds: Some(10), ..min };
    let max = Settings { zoom_percent: 200, lock_after_minutes: Some(60), ..Settings::default() };
    let max = Settings { clear_clipboard_seconds: Some(120), ..max };
    for (typed, expected) in [("0", &min), ("-7", &min), ("99999", &max), ("9223372036854775807", &max)] {
        let text = format!(
            r#"{{"zoom_percent":{typed},"lock_after_minutes":{typed},"clear_clipboard_seconds":{typed},"theme":"dark"}}"#
        );
        let (settings, log) = read_logged(&text);
        assert_eq!(settings, Settings { theme: ThemeChoice::Dark, ..expected.clone() }, "{typed}");
        for field in ["zoom_percent", "lock_after_minutes", "clear_clipboard_seconds"] {
            assert!(log.contains(field), "the log does not name {field}: {log}");
        }
    }
}

#[test]
fn a_value_of_the_wrong_type_gets_its_default_alone() {
    let wrong = [
        ("theme", "\"mauve\""),
        ("theme", "3"),
        ("zoom_percent", "\"large\""),
        ("zoom_percent", "1e300"),
        ("reduce_motion", "1"),
        ("lock_after_minutes", "[5]"),
        ("lock_after_minutes", "2.5"),
        ("clear_clipboard_seconds", "99999999999999999999"),
        ("submit_at_sixth_digit", "{}"),
    ];
    for (field, value) in wrong {
        let others = [("theme", "\"dark\""), ("zoom_percent", "150")].into_iter().filter(|(name, _)| *name != field);
        let fields = others.chain([(field, value)]).map(|(name, value)| format!("\"{name}\":{value}"));
        let text = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));
        let (settings, log) = read_logged(&text);
        let other_values = Settings { theme: ThemeChoice::Dark, zoom_percent: 150, ..Settings::default() };
        let expected = match field {
            "theme" => Settings { theme: ThemeChoice::System, ..other_values },
            "zoom_percent" => Settings { zoom_percent: 100, ..other_values },
            _ => other_values,
        };
        assert_eq!(settings, expected, "{text}");
        assert!(log.contains(field), "the log does not name {field}: {log}");
    }
}

#[test]
fn an_unknown_field_is_ignored_and_logged() {
    let (settings, log) = read_logged(r#"{"theme":"dark","colour_of_the_moon":[7],"lock_after_minutes":null}"#);
    assert_eq!(settings, Settings { theme: ThemeChoice::Dark, ..Settings::default() });
    assert!(log.contains("colour_of_the_moon") && !log.contains("zoom"), "{log}");
}

#[test]
fn settings_round_trip() {
    let settings = Settings {
        theme: ThemeChoice::Light,
        zoom_percent: 125,
        reduce_motion: true,
        lock_after_minutes: Some(5),
        clear_clipboard_seconds: Some(20),
        submit_at_sixth_digit: false,
    };
    assert_eq!(read_logged(&serde_json::to_string(&settings).unwrap()), (settings, String::new()));
}

#[test]
fn settings_from_a_host_are_clamped() {
    let wrong = Settings {
        zoom_percent: 65_535,
        lock_after_minutes: Some(0),
        clear_clipboard_seconds: Some(u32::MAX),
        ..Settings::default()
    };
    let right = wrong.within_bounds();
    assert_eq!(
        (right.zoom_percent, right.lock_after_minutes, right.clear_clipboard_seconds),
        (200, Some(1), Some(120))
    );
}
