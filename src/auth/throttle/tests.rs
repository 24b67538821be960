//! Tests of the pure decisions, from counter and clocks to counter.

use proptest::prelude::*;

use super::*;
use crate::auth::{AccountId, UnixTime};

const CODE: CounterKey = CounterKey::Account(AccountId::from_bytes([1; 16]), CounterKind::Code);
const PASSWORD: CounterKey = CounterKey::Account(AccountId::from_bytes([1; 16]), CounterKind::Password);
const BOOT: BootId = BootId::from_bytes([1; 16]);
const OTHER_BOOT: BootId = BootId::from_bytes([2; 16]);

fn at(seconds: i64, boot_id: BootId) -> ClockStamp {
    let boot_millis = u64::try_from(seconds * 1000).unwrap_or(0);
    ClockStamp { wall: UnixTime::from_seconds(seconds), boot_millis, boot_id }
}

fn granted(charge: (CounterRow, ChargeOutcome)) -> (CounterRow, Ticket) {
    match charge {
        (row, ChargeOutcome::Granted(ticket)) => (row, ticket),
        other => panic!("{other:?}"),
    }
}

fn remaining_of((_, outcome): &(CounterRow, ChargeOutcome)) -> Option<Duration> {
    match outcome {
        ChargeOutcome::Throttled(left) => Some(*left),
        _ => None,
    }
}

/// Returns a counter after `attempts` wrong attempts, each as early as possible, and the time of the last.
fn after_wrong_attempts(limits: &ThrottleLimits, key: CounterKey, attempts: u32) -> (CounterRow, i64) {
    let (mut row, mut now) = (CounterRow::default(), 1_000_000);
    for _ in 0..attempts {
        now += row.wait.map_or(0, |wait| i64::try_from(wait.length_millis / 1000).unwrap());
        row = granted(charge(limits, key, row, at(now, BOOT))).0;
    }
    (row, now)
}

#[test]
fn code_waits_double_from_thirty_seconds_to_fifteen_minutes() {
    let limits = ThrottleLimits { suspend_after: 1000, ..ThrottleLimits::default() };
    let waits: Vec<_> = (5..13)
        .map(|attempts| after_wrong_attempts(&limits, CODE, attempts).0.wait.map(|wait| wait.length_millis / 1000))
        .collect();
    assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900].map(Some));
    assert_eq!(after_wrong_attempts(&limits, CODE, 4).0.wait, None);
}

#[test]
fn the_failure_counter_and_the_wait_saturate() {
    let limits = ThrottleLimits::default();
    let row = CounterRow { failures: u32::MAX - 1, ..CounterRow::default() };
    let (row, _) = granted(charge(&limits, PASSWORD, row, at(10, BOOT)));
    assert_eq!(row.wait.map(|wait| wait.length_millis), Some(300_000));
    assert_eq!(row.failures, u32::MAX);
}

#[test]
fn an_absurd_stored_wait_is_cut_to_the_maximum() {
    let limits = ThrottleLimits::default();
    let wait = Some(WaitPeriod { start: at(100, BOOT), length_millis: u64::MAX });
    let row = CounterRow { wait, updated_at: at(100, BOOT), ..CounterRow::default() };
    let result = charge(&limits, PASSWORD, row, at(100, BOOT));
    assert_eq!(remaining_of(&result), Some(Duration::from_mins(5)));
    let later = charge(&limits, PASSWORD, row, at(400, BOOT));
    assert!(matches!(later, (_, ChargeOutcome::Granted(_))));
}

#[test]
fn within_one_boot_the_boot_clock_decides_and_across_boots_the_wall_clock() {
    let limits = ThrottleLimits::default();
    let (row, now) = after_wrong_attempts(&limits, CODE, 5);
    let turned = ClockStamp { wall: UnixTime::from_seconds(now + 10_000), ..at(now, BOOT) };
    assert_eq!(remaining_of(&charge(&limits, CODE, row, turned)), Some(Duration::from_secs(30)));
    let restarted = ClockStamp { boot_millis: 0, ..at(now + 20, OTHER_BOOT) };
    assert_eq!(remaining_of(&charge(&limits, CODE, row, restarted)), Some(Duration::from_secs(10)));
}

#[test]
fn a_start_in_the_future_restarts_the_wait_and_is_stored() {
    let limits = ThrottleLimits::default();
    let (row, now) = after_wrong_attempts(&limits, CODE, 5);
    let back = at(now - 3600, OTHER_BOOT);
    let (anew, ChargeOutcome::Throttled(left)) = charge(&limits, CODE, row, back) else { panic!("expected a wait") };
    assert_eq!(left, Duration::from_secs(30));
    assert_eq!(anew.wait.map(|wait| wait.start), Some(back));
    assert_eq!(anew.failures, row.failures, "no attempt is charged");
    assert!(matches!(charge(&limits, CODE, anew, at(now - 3570, OTHER_BOOT)), (_, ChargeOutcome::Granted(_))));
}

#[test]
fn a_refund_restores_the_counter() {
    let limits = ThrottleLimits::default();
    for attempts in 0..19 {
        let (before, now) = after_wrong_attempts(&limits, CODE, attempts);
        let now = now + before.wait.map_or(0, |wait| i64::try_from(wait.length_millis / 1000).unwrap());
        let (charged, ticket) = granted(charge(&limits, CODE, before, at(now, BOOT)));
        let back = refund(&limits, &ticket.charged()[0], charged);
        assert_eq!(back, CounterRow { wait: None, updated_at: charged.updated_at, ..before });
    }
}

#[test]
fn a_refund_keeps_the_wait_started_by_another_attempt() {
    let limits = ThrottleLimits::default();
    let (row, now) = after_wrong_attempts(&limits, PASSWORD, 5);
    // So slow that the wait after the first is over when the second begins.
    let (row, slow) = granted(charge(&limits, PASSWORD, row, at(now + 1, BOOT)));
    let (row, _other) = granted(charge(&limits, PASSWORD, row, at(now + 3, BOOT)));
    let back = refund(&limits, &slow.charged()[0], row);
    assert_eq!((back.failures, back.wait), (6, row.wait));
}

#[test]
fn a_refund_restores_failure_count_and_last_failure() {
    let limits = ThrottleLimits::default();
    let (row, first) = after_wrong_attempts(&limits, CODE, 1);
    assert_eq!((row.failed_attempts, row.last_failed), (1, Some(at(first, BOOT).wall)));
    let (row, ticket) = granted(charge(&limits, CODE, row, at(first + 60, BOOT)));
    assert_eq!((row.failed_attempts, row.last_failed), (2, Some(at(first + 60, BOOT).wall)));
    let back = refund(&limits, &ticket.charged()[0], row);
    assert_eq!((back.failed_attempts, back.last_failed), (1, Some(at(first, BOOT).wall)));
    let (later, _) = granted(charge(&limits, CODE, row, at(first + 90, BOOT)));
    let back = refund(&limits, &ticket.charged()[0], later);
    assert_eq!(
        (back.failed_attempts, back.last_failed),
        (2, Some(at(first + 90, BOOT).wall)),
        "a later failure remains counted"
    );
    let (only, ticket) = granted(charge(&limits, CODE, CounterRow::default(), at(first, BOOT)));
    let back = refund(&limits, &ticket.charged()[0], only);
    assert_eq!((back.failed_attempts, back.last_failed), (0, None));
}

#[test]
fn unread_attempts_are_counted_but_not_charged() {
    let limits = ThrottleLimits::default();
    let (row, now) = after_wrong_attempts(&limits, CODE, 5);
    let (once, ChargeOutcome::Throttled(_)) = charge(&limits, CODE, row, at(now, BOOT)) else {
        panic!("expected a wait")
    };
    let (twice, ChargeOutcome::Throttled(_)) = charge(&limits, CODE, once, at(now, BOOT)) else {
        panic!("expected a wait")
    };
    assert_eq!(twice, CounterRow { refused_unread: 2, ..row });
    let (row, now) = after_wrong_attempts(&limits, CODE, 20);
    let (unread, ChargeOutcome::Suspended) = charge(&limits, CODE, row, at(now, BOOT)) else {
        panic!("expected the counter to be suspended")
    };
    assert_eq!(unread, CounterRow { refused_unread: 1, ..row });
    let (charged, _) = granted(charge(&limits, PASSWORD, twice, at(now + 1000, BOOT)));
    assert_eq!(charged.refused_unread, 2, "the charge keeps the count for the audit log");
}

#[test]
fn a_reset_keeps_failures_and_unlogged_refusals() {
    let (row, _) = after_wrong_attempts(&ThrottleLimits::default(), CODE, 20);
    let remaining = CounterRow { failures: 0, incomplete_failures: 0, suspended: false, wait: None, ..row };
    assert_eq!(after_reset(row), Some(remaining));
    assert_eq!(
        after_reset(CounterRow { failed_attempts: 0, refused_unread: 3, ..row }).map(|row| row.refused_unread),
        Some(3)
    );
    assert_eq!(after_reset(CounterRow { failed_attempts: 0, ..row }), None);
}

#[test]
fn the_ticket_of_the_suspending_attempt_reports_it() {
    let limits = ThrottleLimits::default();
    for (attempts, suspends) in [(18, false), (19, true)] {
        let (row, now) = after_wrong_attempts(&limits, CODE, attempts);
        let (_, ticket) = granted(charge(&limits, CODE, row, at(now + 1000, BOOT)));
        assert_eq!(ticket.suspends(), suspends, "{attempts}");
    }
}

#[test]
fn the_twentieth_wrong_attempt_suspends_codes_and_never_passwords() {
    let limits = ThrottleLimits::default();
    assert!(!after_wrong_attempts(&limits, CODE, 19).0.suspended);
    let (row, now) = after_wrong_attempts(&limits, CODE, 20);
    assert!(matches!(charge(&limits, CODE, row, at(now + 100_000, BOOT)), (_, ChargeOutcome::Suspended)));
    let (row, now) = after_wrong_attempts(&limits, PASSWORD, 200);
    assert!(matches!(charge(&limits, PASSWORD, row, at(now + 300, BOOT)), (_, ChargeOutcome::Granted(_))));
}

#[test]
fn a_sign_in_clears_all_but_the_wrong_codes_of_others() {
    let limits = ThrottleLimits::default();
    let (row, _) = after_wrong_attempts(&limits, CODE, 7);
    let after = after_sign_in(&limits, row, 3, false);
    let cleared = CounterRow { incomplete_failures: 4, updated_at: after.updated_at, ..CounterRow::default() };
    assert_eq!(after, cleared);
    assert_eq!(after_sign_in(&limits, row, 3, true).incomplete_failures, 0);
    let many = CounterRow { incomplete_failures: 150, suspended: true, ..row };
    assert!(after_sign_in(&limits, many, 10, false).suspended);
    assert!(!after_sign_in(&limits, many, 10, true).suspended);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_stored_counter_and_no_clock_exceeds_the_longest_wait(
        failures: u32, unfinished: u32, wall: i64, boot: u64, start_wall: i64, start_boot: u64, length: u64,
        same: bool,
    ) {
        let limits = ThrottleLimits { suspend_after: 10_000, suspend_after_incomplete: 10_000, ..ThrottleLimits::default() };
        let boot_id = if same { BOOT } else { OTHER_BOOT };
        let start = ClockStamp { wall: UnixTime::from_millis(start_wall), boot_millis: start_boot, boot_id: BOOT };
        let wait = Some(WaitPeriod { start, length_millis: length });
        let now = ClockStamp { wall: UnixTime::from_millis(wall), boot_millis: boot, boot_id };
        let row = CounterRow { failures, incomplete_failures: unfinished, wait, updated_at: now, ..CounterRow::default() };
        let longest = Duration::from_mins(5);
        match charge(&limits, PASSWORD, row, now) {
            (_, ChargeOutcome::Throttled(left)) => prop_assert!(left <= longest && !left.is_zero()),
            (charged, ChargeOutcome::Granted(_)) => {
                prop_assert!(charged.failures > failures || failures == u32::MAX);
                let begun = charged.wait.map_or(0, |wait| wait.length_millis);
                prop_assert!(begun <= 300_000 && (charged.failures < 5) == charged.wait.is_none());
            }
            (_, ChargeOutcome::Suspended | ChargeOutcome::Corrupt) => prop_assert!(false),
        }
        prop_assert_eq!(remaining_wait(&limits, &PASSWORD, &row, now), remaining_of(&charge(&limits, PASSWORD, row, now)));
    }

    #[test]
    fn the_backoff_bounds_wrong_attempts_for_any_pauses(pauses in prop::collection::vec(0_i64..400, 1..200)) {
        let limits = ThrottleLimits::default();
        let (mut row, mut now, mut looked_at) = (CounterRow::default(), 0_i64, 0_u32);
        for pause in &pauses {
            now += pause;
            match charge(&limits, PASSWORD, row, at(now, BOOT)) {
                (charged, ChargeOutcome::Granted(_)) => {
                    row = charged;
                    looked_at += 1;
                }
                (unread, ChargeOutcome::Throttled(_)) => {
                    row.refused_unread += 1;
                    prop_assert_eq!(unread, row);
                }
                (_, ChargeOutcome::Suspended | ChargeOutcome::Corrupt) => prop_assert!(false),
            }
        }
        // The minimum time for this many attempts: the sum of the waits between them.
        let waits = (5..looked_at).map(|failures| 300_u64.min(1 << (failures - 5).min(20))).sum::<u64>();
        prop_assert!(u64::try_from(now).unwrap() >= waits, "{} attempts in {} s", looked_at, now);
    }
}
