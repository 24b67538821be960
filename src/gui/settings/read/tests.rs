//! Files that were edited by hand.

use super::*;
use crate::gui::testing::logged;

fn read(text: &str) -> Settings {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_number_out_of_bounds_is_brought_within_them_and_logged_with_its_field() {
    let least = Settings { zoom_percent: 100, lock_after_minutes: Some(1), ..Settings::default() };
    let least = Settings { clear_clipboard_seconds: Some(10), ..least };
    let most = Settings { zoom_percent: 200, lock_after_minutes: Some(60), ..Settings::default() };
    let most = Settings { clear_clipboard_seconds: Some(120), ..most };
    for (typed, expected) in [("0", &least), ("-7", &least), ("99999", &most), ("9223372036854775807", &most)] {
        let text = format!(
            r#"{{"zoom_percent":{typed},"lock_after_minutes":{typed},"clear_clipboard_seconds":{typed},"theme":"dark"}}"#
        );
        let mut settings = Settings::default();
        let log = logged(|| settings = read(&text));
        assert_eq!(settings, Settings { theme: ThemeChoice::Dark, ..expected.clone() }, "{typed}");
        for field in ["zoom_percent", "lock_after_minutes", "clear_clipboard_seconds"] {
            assert!(log.contains(field), "{field} is named: {log}");
        }
    }
}

#[test]
fn a_value_of_another_kind_has_its_default_and_costs_no_other_field() {
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
        let mut settings = Settings::default();
        let log = logged(|| settings = read(&text));
        let kept = Settings { theme: ThemeChoice::Dark, zoom_percent: 150, ..Settings::default() };
        let expected = match field {
            "theme" => Settings { theme: ThemeChoice::System, ..kept },
            "zoom_percent" => Settings { zoom_percent: 100, ..kept },
            _ => kept,
        };
        assert_eq!(settings, expected, "{text}");
        assert!(log.contains(field), "{field} is named: {log}");
    }
}

#[test]
fn an_unknown_field_is_passed_over_and_logged_and_a_missing_one_is_not() {
    let mut settings = Settings::default();
    let log = logged(|| settings = read(r#"{"theme":"dark","colour_of_the_moon":[7],"lock_after_minutes":null}"#));
    assert_eq!(settings, Settings { theme: ThemeChoice::Dark, ..Settings::default() });
    assert!(log.contains("colour_of_the_moon") && !log.contains("zoom"), "{log}");
}

#[test]
fn settings_are_read_back_as_they_are_written() {
    let settings = Settings {
        theme: ThemeChoice::Light,
        zoom_percent: 125,
        reduce_motion: true,
        lock_after_minutes: Some(5),
        clear_clipboard_seconds: Some(20),
        submit_at_sixth_digit: false,
    };
    let log = logged(|| assert_eq!(read(&serde_json::to_string(&settings).unwrap()), settings));
    assert_eq!(log, "");
}

#[test]
fn settings_of_a_host_are_brought_within_bounds_too() {
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
