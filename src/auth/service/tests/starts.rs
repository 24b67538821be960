//! Logging the start of the program, and correcting the latest time seen.

use std::time::Duration;

use crate::auth::testing::{ALICE, Fixture, expect_refused, options};
use crate::auth::{CodeRefusal, Options, Outcome, UnixTime};

/// 1 January 2099.
const FAR: UnixTime = UnixTime::from_seconds(4_070_908_800);
const HOUR: u64 = 3600;

fn starts(house: &Fixture) -> usize {
    house.audit_log().iter().filter(|(event, _)| event == "started").count()
}

#[test]
fn the_start_entry_is_the_first_of_each_run_and_written_once() {
    let house = Fixture::with_alice();
    assert_eq!(house.audit_log()[0], ("started".into(), "Vestibule".into()));
    let _ = expect_refused(house.sign_in(ALICE, "wrong"));
    house.auth.record_start().unwrap();
    assert_eq!(starts(&house), 1);
    let window = house.restarted(2);
    let before = house.audit_log().len();
    window.auth.record_start().unwrap();
    assert_eq!(house.audit_log()[before..], [("started".into(), "Vestibule".into())], "a second window is a start");
    window.auth.record_start().unwrap();
    let _ = expect_refused(window.sign_in(ALICE, "wrong"));
    assert_eq!(starts(&house), 2);
}

#[test]
fn a_read_only_run_writes_no_start_entry() {
    let house = Fixture::with_alice();
    let before = house.store.version().unwrap();
    let window = house.restarted(2);
    assert!(!window.auth.has_no_accounts().unwrap());
    let _ = window.auth.policy().unwrap();
    assert_eq!(window.auth.remaining_wait(ALICE).unwrap(), None);
    assert_eq!(house.store.version().unwrap(), before);
}

#[test]
fn a_rolled_back_start_entry_is_written_with_the_next_entry() {
    let (store, house) = Fixture::with_faulty_store();
    store.fail_at(1);
    assert!(house.auth.record_start().is_err());
    store.heal();
    assert_eq!(starts(&house), 0);
    let _ = expect_refused(house.sign_in("nobody", "wrong"));
    assert_eq!(house.audit_log()[0].0, "started");
    assert_eq!(starts(&house), 1);
}

#[test]
fn only_one_of_many_threads_writes_the_start_entry() {
    let house = Fixture::with_alice().restarted(2);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| house.auth.record_start().unwrap());
        }
    });
    assert_eq!(starts(&house), 2);
}

/// Accounts that were opened once while the clock showed 2099, and the seeds for further starts.
fn opened_in_2099() -> (Fixture, std::ops::RangeFrom<u64>) {
    let house = Fixture::with_alice();
    let right = house.now();
    house.clock.set_wall(FAR);
    let _ = expect_refused(house.sign_in(ALICE, "wrong"));
    house.clock.set_wall(right.after(Duration::from_secs(60)));
    (house, 2..)
}

fn start(house: &Fixture, seed: Option<u64>) -> Fixture {
    let started = house.restarted(seed.unwrap());
    started.auth.record_start().unwrap();
    started
}

fn latest(house: &Fixture) -> UnixTime {
    house.read(|rows| Ok(rows.meta()?.latest_seen_time))
}

#[test]
fn three_agreeing_starts_an_hour_apart_correct_the_latest_time_and_are_logged() {
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
fn a_wrong_code_mentions_the_clock_until_the_latest_time_is_corrected() {
    let (house, phone) = Fixture::with_alice_2fa();
    let right = house.now();
    house.clock.set_wall(FAR);
    let _ = expect_refused(house.sign_in(ALICE, "wrong"));
    house.clock.set_wall(right);
    let mut behind = Vec::new();
    for seed in 2..5 {
        house.clock.advance_seconds(HOUR);
        let house = start(&house, Some(seed));
        match house.submit_code(house.pending(), &phone.wrong_code(house.now())) {
            Outcome::CodeRefused(CodeRefusal::Wrong { clock_behind, .. }, _) => behind.push(clock_behind),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(behind, [true, true, false]);
}

#[test]
fn starts_within_an_hour_count_once() {
    let (house, mut seeds) = opened_in_2099();
    for _ in 0..20 {
        let _ = start(&house, seeds.next());
        house.clock.advance_seconds(60);
    }
    assert_eq!(latest(&house), FAR);
}

#[test]
fn a_start_with_an_earlier_clock_discards_the_starts_before() {
    let (house, mut seeds) = opened_in_2099();
    for _ in 0..10 {
        let _ = start(&house, seeds.next());
        house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() - 2 * HOUR as i64));
    }
    assert_eq!(latest(&house), FAR);
}

#[test]
fn a_start_with_an_earlier_clock_begins_a_new_count() {
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
fn a_start_with_a_correct_clock_resets_the_count() {
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
        let house = house.with_options(Options { build_date: built, ..options() }, seed);
        house.auth.record_start().unwrap();
        house.clock.advance_seconds(HOUR);
    }
    assert_eq!(latest(&house), FAR);
}

#[test]
fn the_correction_after_a_clock_change_gives_no_code_and_no_attempt() {
    let (house, phone) = Fixture::with_alice_2fa();
    house.advance_steps(2);
    let (then, code) = (house.now(), phone.code(house.now()));
    house.sign_out(house.sign_in_with_code(&phone));
    house.fail_sign_ins(ALICE, 5);
    let waiting = house.auth.remaining_wait(ALICE).unwrap();
    for seed in 2..5 {
        let back = then.seconds() - 9 * HOUR as i64 + (seed * HOUR) as i64;
        house.clock.set_wall(UnixTime::from_seconds(back));
        let _ = start(&house, Some(seed));
    }
    assert!(latest(&house) < then, "it was corrected");
    let house = house.restarted(9);
    assert_eq!(house.auth.remaining_wait(ALICE).unwrap(), waiting, "the boot clock measures the wait");
    house.clock.advance_seconds(1);
    house.clock.set_wall(then);
    let Outcome::CodeRefused(refusal, _) = house.submit_code(house.pending(), &code) else { panic!("it was used") };
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
}
