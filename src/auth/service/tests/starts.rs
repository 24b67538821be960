//! The start of the program in the log, and what several starts say about the latest time seen.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::testing::{ALICE, FaultyStore, House, options, refused};
use crate::auth::{CodeRefusal, Options, Outcome, UnixTime};

/// 1 January 2099.
const FAR: UnixTime = UnixTime::from_seconds(4_070_908_800);
const HOUR: u64 = 3600;

fn starts(house: &House) -> usize {
    house.log().iter().filter(|(event, _)| event == "started").count()
}

#[test]
fn the_start_is_the_first_entry_of_each_run_and_is_written_once() {
    let house = House::of_alice();
    assert_eq!(house.log()[0], ("started".into(), "Vestibule".into()));
    let _ = refused(house.sign_in(ALICE, "wrong"));
    house.auth.record_start().unwrap();
    assert_eq!(starts(&house), 1);
    let window = house.restarted(2);
    let before = house.log().len();
    window.auth.record_start().unwrap();
    assert_eq!(house.log()[before..], [("started".into(), "Vestibule".into())], "a second window is a start");
    window.auth.record_start().unwrap();
    let _ = refused(window.sign_in(ALICE, "wrong"));
    assert_eq!(starts(&house), 2);
}

#[test]
fn what_only_reads_writes_no_start() {
    let house = House::of_alice();
    let before = house.store.version().unwrap();
    let window = house.restarted(2);
    assert!(!window.auth.is_new().unwrap());
    let _ = window.auth.policy().unwrap();
    assert_eq!(window.auth.waiting(ALICE).unwrap(), None);
    assert_eq!(house.store.version().unwrap(), before);
}

#[test]
fn a_start_that_was_rolled_back_is_written_with_the_next_entry() {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    store.fail_at(1);
    assert!(house.auth.record_start().is_err());
    store.mend();
    assert_eq!(starts(&house), 0);
    let _ = refused(house.sign_in("nobody", "wrong"));
    assert_eq!(house.log()[0].0, "started");
    assert_eq!(starts(&house), 1);
}

#[test]
fn of_many_threads_one_writes_the_start() {
    let house = House::of_alice().restarted(2);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| house.auth.record_start().unwrap());
        }
    });
    assert_eq!(starts(&house), 2);
}

/// Accounts that were opened once while the clock stood in 2099, and the seeds for further starts.
fn opened_in_2099() -> (House, std::ops::RangeFrom<u64>) {
    let house = House::of_alice();
    let right = house.now();
    house.clock.set_wall(FAR);
    let _ = refused(house.sign_in(ALICE, "wrong"));
    house.clock.set_wall(right.after(Duration::from_secs(60)));
    (house, 2..)
}

fn start(house: &House, seed: Option<u64>) -> House {
    let started = house.restarted(seed.unwrap());
    started.auth.record_start().unwrap();
    started
}

fn latest(house: &House) -> UnixTime {
    house.read(|rows| Ok(rows.meta()?.latest))
}

#[test]
fn the_latest_time_is_corrected_when_three_starts_an_hour_apart_agree_and_that_is_logged() {
    let (house, mut seeds) = opened_in_2099();
    for _ in 0..2 {
        let _ = start(&house, seeds.next());
        assert_eq!(latest(&house), FAR);
        house.clock.advance_seconds(HOUR);
    }
    let house = start(&house, seeds.next());
    assert_eq!(latest(&house), house.now());
    assert_eq!(house.last_entry(), ("latest-time-corrected".into(), "2099-01-01 00:00:00 UTC".into()));
    house.clock.advance_seconds(3 * HOUR);
    let house = start(&house, seeds.next());
    assert_eq!(house.last_entry().0, "started", "it is right now");
}

#[test]
fn whoever_types_a_wrong_code_is_told_of_the_clock_until_the_latest_time_is_corrected() {
    let (house, phone) = House::of_alice_with_phone();
    let right = house.now();
    house.clock.set_wall(FAR);
    let _ = refused(house.sign_in(ALICE, "wrong"));
    house.clock.set_wall(right);
    let mut behind = Vec::new();
    for seed in 2..5 {
        house.clock.advance_seconds(HOUR);
        let house = start(&house, Some(seed));
        match house.give_code(house.pending(), &phone.wrong_code(house.now())) {
            Outcome::CodeRefused(CodeRefusal::Wrong { clock_behind, .. }, _) => behind.push(clock_behind),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(behind, [true, true, false]);
}

#[test]
fn starts_within_an_hour_count_once_however_many_they_are() {
    let (house, mut seeds) = opened_in_2099();
    for _ in 0..20 {
        let _ = start(&house, seeds.next());
        house.clock.advance_seconds(60);
    }
    assert_eq!(latest(&house), FAR);
}

#[test]
fn a_clock_that_goes_back_from_one_start_to_the_next_agrees_with_none_before() {
    let (house, mut seeds) = opened_in_2099();
    for _ in 0..10 {
        let _ = start(&house, seeds.next());
        house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() - 2 * HOUR as i64));
    }
    assert_eq!(latest(&house), FAR);
}

#[test]
fn a_start_that_went_back_is_the_first_of_those_that_agree() {
    let (house, mut seeds) = opened_in_2099();
    let first = house.now().seconds();
    for hours in [0, 1, -5, 2] {
        house.clock.set_wall(UnixTime::from_seconds(first + hours * HOUR as i64));
        let _ = start(&house, seeds.next());
        assert_eq!(latest(&house), FAR, "{hours}");
    }
    house.clock.set_wall(UnixTime::from_seconds(first + 3 * HOUR as i64));
    let house = start(&house, seeds.next());
    assert_eq!(latest(&house), house.now());
}

#[test]
fn a_start_that_finds_the_clock_right_begins_the_count_anew() {
    let (house, mut seeds) = opened_in_2099();
    let right = house.now();
    for _ in 0..2 {
        let _ = start(&house, seeds.next());
        house.clock.advance_seconds(HOUR);
    }
    house.clock.set_wall(FAR);
    let _ = start(&house, seeds.next());
    house.clock.set_wall(right.after(Duration::from_secs(3 * HOUR)));
    let _ = start(&house, seeds.next());
    assert!(latest(&house) >= FAR);
}

#[test]
fn a_clock_before_the_program_was_built_corrects_nothing() {
    let (house, seeds) = opened_in_2099();
    let built = house.now().after(Duration::from_secs(400 * 24 * HOUR));
    for seed in seeds.take(6) {
        let house = house.with_options(Options { built, ..options() }, seed);
        house.auth.record_start().unwrap();
        house.clock.advance_seconds(HOUR);
    }
    assert_eq!(latest(&house), FAR);
}

#[test]
fn a_clock_turned_back_for_the_correction_gains_no_code_and_no_try() {
    let (house, phone) = House::of_alice_with_phone();
    house.steps(2);
    let (then, code) = (house.now(), phone.code(house.now()));
    house.sign_out(house.with(&phone));
    for _ in 0..5 {
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    let waiting = house.auth.waiting(ALICE).unwrap();
    for seed in 2..5 {
        let back = then.seconds() - 9 * HOUR as i64 + (seed * HOUR) as i64;
        house.clock.set_wall(UnixTime::from_seconds(back));
        let _ = start(&house, Some(seed));
    }
    assert!(latest(&house) < then, "it was corrected");
    let house = house.restarted(9);
    assert_eq!(house.auth.waiting(ALICE).unwrap(), waiting, "the boot clock measures the wait");
    house.clock.advance_seconds(1);
    house.clock.set_wall(then);
    let Outcome::CodeRefused(refusal, _) = house.give_code(house.pending(), &code) else { panic!("it was used") };
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
}
