use super::*;

#[test]
fn durations_are_spelled_in_the_unit_that_a_person_would_choose() {
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
        assert_eq!(span(Duration::from_millis(millis)), expected, "{millis} ms");
    }
    assert_eq!(minutes(Duration::from_millis(1)), "1 minute");
    assert!(span(Duration::MAX).ends_with(" hours"));
}

#[test]
fn one_of_a_kind_is_counted_in_the_singular() {
    assert_eq!([0, 1, 2].map(|number| count(number, "entry", "entries")), ["0 entries", "1 entry", "2 entries"]);
}
