//! The pure decisions, from counter and clocks to counter.

use proptest::prelude::*;

use super::*;
use crate::auth::{AccountId, UnixTime};

const KEY: CounterKey = CounterKey::Account(AccountId::from_bytes([1; 16]), CounterKind::Code);
const PASSWORD: CounterKey = CounterKey::Account(AccountId::from_bytes([1; 16]), CounterKind::Password);
const HERE: BootId = BootId::from_bytes([1; 16]);
const ELSEWHERE: BootId = BootId::from_bytes([2; 16]);

fn at(seconds: i64, boot_id: BootId) -> Stamp {
    let boot_millis = u64::try_from(seconds * 1000).unwrap_or(0);
    Stamp { wall: UnixTime::from_seconds(seconds), boot_millis, boot_id }
}

fn granted(charge: Charge) -> (CounterRow, Ticket) {
    match charge {
        Charge::Granted(row, ticket) => (row, ticket),
        other => panic!("{other:?}"),
    }
}

fn left_of(charge: &Charge) -> Option<Duration> {
    match charge {
        Charge::Waiting(_, left) => Some(*left),
        Charge::Granted(..) | Charge::Suspended(_) => None,
    }
}

/// A counter after so many wrong tries, each as early as possible; and when the last was.
fn wrong_tries(limits: &Limits, key: CounterKey, tries: u32) -> (CounterRow, i64) {
    let (mut row, mut now) = (CounterRow::default(), 1_000_000);
    for _ in 0..tries {
        now += row.wait.map_or(0, |wait| i64::try_from(wait.length_millis / 1000).unwrap());
        row = granted(charge(limits, key, row, at(now, HERE))).0;
    }
    (row, now)
}

#[test]
fn limits_of_nothing_or_without_end_are_refused_by_name() {
    let good = Limits::default();
    assert!(good.check().is_ok());
    let ladder = good.password;
    let day = Duration::from_secs(24 * 3600);
    let absurd = [
        Ladder { free: 0, ..ladder },
        Ladder { free: 101, ..ladder },
        Ladder { free: u32::MAX, ..ladder },
        Ladder { first: Duration::ZERO, ..ladder },
        Ladder { first: Duration::from_nanos(1), ..ladder },
        Ladder { first: Duration::from_millis(999), ..ladder },
        Ladder { longest: Duration::ZERO, ..ladder },
        Ladder { first: Duration::from_secs(2), longest: Duration::from_secs(1), ..ladder },
        Ladder { longest: day + Duration::from_secs(1), ..ladder },
        Ladder { longest: Duration::MAX, ..ladder },
    ];
    for ladder in absurd {
        for (limits, name) in [
            (Limits { password: ladder, ..good }, "password"),
            (Limits { code: ladder, ..good }, "code"),
            (Limits { recovery: ladder, ..good }, "recovery"),
        ] {
            assert!(matches!(limits.check(), Err(Error::Limit(found)) if found == name), "{ladder:?}");
        }
    }
    let at_the_bounds = Ladder { free: 100, first: Duration::from_secs(1), longest: day };
    assert!(Limits { password: at_the_bounds, ..good }.check().is_ok());
    for count in [0, 10_001, u32::MAX] {
        assert!(Limits { suspend_after: count, ..good }.check().is_err());
        assert!(Limits { suspend_unfinished: count, ..good }.check().is_err());
        assert!(Limits { setup_tries: count, ..good }.check().is_err());
    }
}

#[test]
fn a_program_with_such_limits_does_not_start() {
    let started = |change: fn(&mut crate::auth::Options)| {
        let mut options = crate::auth::testing::options();
        change(&mut options);
        let (_, _, store) = crate::auth::testing::auth();
        crate::auth::Auth::new(store, options).map(|_| ())
    };
    assert!(started(|_| {}).is_ok());
    assert!(matches!(started(|options| options.limits.code.free = 0), Err(Error::Limit("code"))));
    assert!(matches!(started(|options| options.limits.setup_tries = 0), Err(Error::Limit("setup_tries"))));
    let costs: [fn(&mut crate::auth::Options); 5] = [
        |options| options.cost = crate::auth::Cost::new(0, 0, 0).into(),
        |options| options.cost = crate::auth::Cost::new(64, 0, 1).into(),
        |options| options.cost = crate::auth::Cost::new(u32::MAX, 3, 4).into(),
        |options| options.cost = crate::auth::Cost::new(8, 1, 1).into(),
        |options| options.cost = crate::auth::Cost::new(64, 1, 1).into(),
    ];
    let guesses = |options: &mut crate::auth::Options| options.required_guesses = 100_000_000;
    assert!(matches!(started(guesses), Err(Error::Limit("guesses for a new password"))));
    for change in costs {
        assert!(matches!(started(change), Err(Error::Limit("password cost"))));
    }
}

#[test]
fn code_waits_double_from_thirty_seconds_to_fifteen_minutes() {
    let limits = Limits { suspend_after: 1000, ..Limits::default() };
    let waits: Vec<_> =
        (5..13).map(|tries| wrong_tries(&limits, KEY, tries).0.wait.map(|wait| wait.length_millis / 1000)).collect();
    assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900].map(Some));
    assert_eq!(wrong_tries(&limits, KEY, 4).0.wait, None);
}

#[test]
fn a_wait_stays_within_its_length_after_a_million_tries() {
    let limits = Limits::default();
    let row = CounterRow { failures: u32::MAX - 1, ..CounterRow::default() };
    let (row, _) = granted(charge(&limits, PASSWORD, row, at(10, HERE)));
    assert_eq!(row.wait.map(|wait| wait.length_millis), Some(300_000));
    assert_eq!(row.failures, u32::MAX);
}

#[test]
fn an_absurd_wait_in_the_store_is_cut_to_the_longest_there_is() {
    let limits = Limits::default();
    let wait = Some(Wait { start: at(100, HERE), length_millis: u64::MAX });
    let row = CounterRow { wait, touched: at(100, HERE), ..CounterRow::default() };
    let answer = charge(&limits, PASSWORD, row, at(100, HERE));
    assert_eq!(left_of(&answer), Some(Duration::from_secs(300)));
    let later = charge(&limits, PASSWORD, row, at(400, HERE));
    assert!(matches!(later, Charge::Granted(..)));
}

#[test]
fn within_one_boot_the_boot_clock_decides_and_across_boots_the_wall_clock() {
    let limits = Limits::default();
    let (row, now) = wrong_tries(&limits, KEY, 5);
    let turned = Stamp { wall: UnixTime::from_seconds(now + 10_000), ..at(now, HERE) };
    assert_eq!(left_of(&charge(&limits, KEY, row, turned)), Some(Duration::from_secs(30)));
    let restarted = Stamp { boot_millis: 0, ..at(now + 20, ELSEWHERE) };
    assert_eq!(left_of(&charge(&limits, KEY, row, restarted)), Some(Duration::from_secs(10)));
}

#[test]
fn a_start_in_the_future_begins_the_wait_anew_and_the_new_start_is_stored() {
    let limits = Limits::default();
    let (row, now) = wrong_tries(&limits, KEY, 5);
    let back = at(now - 3600, ELSEWHERE);
    let Charge::Waiting(anew, left) = charge(&limits, KEY, row, back) else { panic!("it begins anew") };
    assert_eq!(left, Duration::from_secs(30));
    assert_eq!(anew.wait.map(|wait| wait.start), Some(back));
    assert_eq!(anew.failures, row.failures, "nothing is charged");
    assert!(matches!(charge(&limits, KEY, anew, at(now - 3570, ELSEWHERE)), Charge::Granted(..)));
}

#[test]
fn a_try_given_back_is_as_if_it_had_not_been_charged() {
    let limits = Limits::default();
    for tries in 0..19 {
        let (before, now) = wrong_tries(&limits, KEY, tries);
        let now = now + before.wait.map_or(0, |wait| i64::try_from(wait.length_millis / 1000).unwrap());
        let (charged, ticket) = granted(charge(&limits, KEY, before, at(now, HERE)));
        let back = refund(&limits, &ticket.charged()[0], charged);
        assert_eq!(back, CounterRow { wait: None, touched: charged.touched, ..before });
    }
}

#[test]
fn giving_one_try_back_leaves_the_wait_that_another_began() {
    let limits = Limits::default();
    let (row, now) = wrong_tries(&limits, PASSWORD, 5);
    // Slow enough that the wait of the first is over when the second comes.
    let (row, slow) = granted(charge(&limits, PASSWORD, row, at(now + 1, HERE)));
    let (row, _other) = granted(charge(&limits, PASSWORD, row, at(now + 3, HERE)));
    let back = refund(&limits, &slow.charged()[0], row);
    assert_eq!((back.failures, back.wait), (6, row.wait));
}

#[test]
fn a_try_given_back_has_not_failed_and_the_last_that_failed_is_the_one_before() {
    let limits = Limits::default();
    let (row, first) = wrong_tries(&limits, KEY, 1);
    assert_eq!((row.failed, row.last_failed), (1, Some(at(first, HERE).wall)));
    let (row, ticket) = granted(charge(&limits, KEY, row, at(first + 60, HERE)));
    assert_eq!((row.failed, row.last_failed), (2, Some(at(first + 60, HERE).wall)));
    let back = refund(&limits, &ticket.charged()[0], row);
    assert_eq!((back.failed, back.last_failed), (1, Some(at(first, HERE).wall)));
    let (later, _) = granted(charge(&limits, KEY, row, at(first + 90, HERE)));
    let back = refund(&limits, &ticket.charged()[0], later);
    assert_eq!((back.failed, back.last_failed), (2, Some(at(first + 90, HERE).wall)), "another failed meanwhile");
    let (only, ticket) = granted(charge(&limits, KEY, CounterRow::default(), at(first, HERE)));
    let back = refund(&limits, &ticket.charged()[0], only);
    assert_eq!((back.failed, back.last_failed), (0, None));
}

#[test]
fn what_is_refused_unread_is_counted_and_neither_charged_nor_failed() {
    let limits = Limits::default();
    let (row, now) = wrong_tries(&limits, KEY, 5);
    let Charge::Waiting(once, _) = charge(&limits, KEY, row, at(now, HERE)) else { panic!("it waits") };
    let Charge::Waiting(twice, _) = charge(&limits, KEY, once, at(now, HERE)) else { panic!("it waits") };
    assert_eq!(twice, CounterRow { refused_unread: 2, ..row });
    let (row, now) = wrong_tries(&limits, KEY, 20);
    let Charge::Suspended(unread) = charge(&limits, KEY, row, at(now, HERE)) else { panic!("it is suspended") };
    assert_eq!(unread, CounterRow { refused_unread: 1, ..row });
    let (charged, _) = granted(charge(&limits, PASSWORD, twice, at(now + 1000, HERE)));
    assert_eq!(charged.refused_unread, 2, "whoever charges tells the log");
}

#[test]
fn what_is_forgotten_leaves_what_is_still_to_be_told() {
    let (row, _) = wrong_tries(&Limits::default(), KEY, 20);
    let kept = CounterRow { failures: 0, unfinished: 0, suspended: false, wait: None, ..row };
    assert_eq!(forgotten(row), Some(kept));
    assert_eq!(forgotten(CounterRow { failed: 0, refused_unread: 3, ..row }).map(|row| row.refused_unread), Some(3));
    assert_eq!(forgotten(CounterRow { failed: 0, ..row }), None);
}

#[test]
fn the_ticket_of_the_try_that_suspends_says_so() {
    let limits = Limits::default();
    for (tries, suspends) in [(18, false), (19, true)] {
        let (row, now) = wrong_tries(&limits, KEY, tries);
        let (_, ticket) = granted(charge(&limits, KEY, row, at(now + 1000, HERE)));
        assert_eq!(ticket.suspends(), suspends, "{tries}");
    }
}

#[test]
fn the_twentieth_try_suspends_codes_and_never_passwords() {
    let limits = Limits::default();
    assert!(!wrong_tries(&limits, KEY, 19).0.suspended);
    let (row, now) = wrong_tries(&limits, KEY, 20);
    assert!(matches!(charge(&limits, KEY, row, at(now + 100_000, HERE)), Charge::Suspended(_)));
    let (row, now) = wrong_tries(&limits, PASSWORD, 200);
    assert!(matches!(charge(&limits, PASSWORD, row, at(now + 300, HERE)), Charge::Granted(..)));
}

#[test]
fn a_completed_sign_in_clears_all_but_what_strangers_typed() {
    let limits = Limits::default();
    let (row, _) = wrong_tries(&limits, KEY, 7);
    let after = completed(&limits, row, 3, false);
    let cleared = CounterRow { unfinished: 4, touched: after.touched, ..CounterRow::default() };
    assert_eq!(after, cleared);
    assert_eq!(completed(&limits, row, 3, true).unfinished, 0);
    let many = CounterRow { unfinished: 150, suspended: true, ..row };
    assert!(completed(&limits, many, 10, false).suspended);
    assert!(!completed(&limits, many, 10, true).suspended);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_stored_counter_and_no_clock_makes_anybody_wait_longer_than_the_longest(
        failures: u32, unfinished: u32, wall: i64, boot: u64, start_wall: i64, start_boot: u64, length: u64,
        same: bool,
    ) {
        let limits = Limits { suspend_after: 10_000, suspend_unfinished: 10_000, ..Limits::default() };
        let boot_id = if same { HERE } else { ELSEWHERE };
        let start = Stamp { wall: UnixTime::from_millis(start_wall), boot_millis: start_boot, boot_id: HERE };
        let wait = Some(Wait { start, length_millis: length });
        let now = Stamp { wall: UnixTime::from_millis(wall), boot_millis: boot, boot_id };
        let row = CounterRow { failures, unfinished, wait, touched: now, ..CounterRow::default() };
        let longest = Duration::from_secs(300);
        match charge(&limits, PASSWORD, row, now) {
            Charge::Waiting(_, left) => prop_assert!(left <= longest && !left.is_zero()),
            Charge::Granted(charged, _) => {
                prop_assert!(charged.failures > failures || failures == u32::MAX);
                let begun = charged.wait.map_or(0, |wait| wait.length_millis);
                prop_assert!(begun <= 300_000 && (charged.failures < 5) == charged.wait.is_none());
            }
            Charge::Suspended(_) => prop_assert!(false),
        }
        prop_assert_eq!(waiting(&limits, &PASSWORD, &row, now), left_of(&charge(&limits, PASSWORD, row, now)));
    }

    #[test]
    fn nobody_gets_more_wrong_tries_than_the_ladder_allows_whatever_the_pauses(pauses in prop::collection::vec(0_i64..400, 1..200)) {
        let limits = Limits::default();
        let (mut row, mut now, mut looked_at) = (CounterRow::default(), 0_i64, 0_u32);
        for pause in &pauses {
            now += pause;
            match charge(&limits, PASSWORD, row, at(now, HERE)) {
                Charge::Granted(charged, _) => {
                    row = charged;
                    looked_at += 1;
                }
                Charge::Waiting(unread, _) => {
                    row.refused_unread += 1;
                    prop_assert_eq!(unread, row);
                }
                Charge::Suspended(_) => prop_assert!(false),
            }
        }
        // The time that so many tries take at least: the sum of the waits between them.
        let waits = (5..looked_at).map(|failures| 300_u64.min(1 << (failures - 5).min(20))).sum::<u64>();
        prop_assert!(u64::try_from(now).unwrap() >= waits, "{} tries in {} s", looked_at, now);
    }
}
