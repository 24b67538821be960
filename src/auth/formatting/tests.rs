use super::*;
use crate::auth::Cost;

#[test]
fn durations_use_the_largest_sensible_unit() {
    let spelled = [
        (0, "0 s"),
        (1, "1 s"),
        (999, "1 s"),
        (1_000, "1 s"),
        (26_001, "27 s"),
        (119_000, "119 s"),
        (119_001, "2 minutes"),
        (120_001, "3 minutes"),
        (900_000, "15 minutes"),
        (7_140_000, "119 minutes"),
        (7_140_001, "2 hours"),
        (43_200_000, "12 hours"),
    ];
    for (millis, expected) in spelled {
        assert_eq!(format_duration(Duration::from_millis(millis)), expected, "{millis} ms");
    }
    assert_eq!(format_minutes(Duration::from_millis(1)), "1 minute");
    assert!(format_duration(Duration::MAX).ends_with(" hours"));
}

#[test]
fn a_count_of_one_uses_the_singular() {
    assert_eq!([0, 1, 2].map(|number| format_count(number, "entry", "entries")), ["0 entries", "1 entry", "2 entries"]);
}

fn time_to_guess_text(guesses: f64, memory_mib: u32) -> String {
    format_approximately(Cost::new(memory_mib * 1024, 3, 4).time_for(guesses))
}

#[test]
fn the_time_to_guess_follows_from_the_measured_rates() {
    for (guesses, memory_mib, sentence) in [
        (1e3, 64, "less than a second"),
        (1e4, 64, "about 1 second"),
        (1e6, 64, "about 2 minutes"),
        (1e8, 64, "about 4 hours"),
        (1e10, 64, "about 20 days"),
        (1e10, 256, "about 2 months"),
        (1e10, 1024, "about 2 years"),
        (1e13, 64, "about 55 years"),
        (1e14, 64, "longer than anybody can wait"),
    ] {
        assert_eq!(time_to_guess_text(guesses, memory_mib), sentence, "{guesses} guesses at {memory_mib} MiB");
    }
}
