//! Logging the start of the program, and correcting the latest time seen.

use std::time::Duration;

use crate::auth::testing::{ALICE, Fixture, expect_refused, options};
use crate::auth::{CodeRefusal, Options, Outcome, UnixTime};

/// 1 January 2099.
const FAR: UnixTime = UnixTime::from_seconds(4_070_908_800);
const HOUR: u64 = 3600;

fn starts(fixture: &Fixture) -> usize {
    fixture.audit_log().iter().filter(|(event, _)| event == "started").count()
}

#[test]
fn the_start_entry_is_the_first_of_each_run_and_written_once() {
    let fixture = Fixture::with_alice();
    assert_eq!(fixture.audit_log()[0], ("started".into(), "Vestibule".into()));
    let _ = expect_refused(fixture.sign_in(ALICE, "wrong"));
    fixture.auth.record_start().unwrap();
    assert_eq!(starts(&fixture), 1);
    let window = fixture.restarted(2);
    let before = fixture.audit_log().len();
    window.auth.record_start().unwrap();
    assert_eq!(fixture.audit_log()[before..], [("started".into(), "Vestibule".into())], "a second window logs a start");
    window.auth.record_start().unwrap();
    let _ = expect_refused(window.sign_in(ALICE, "wrong"));
    assert_eq!(starts(&fixture), 2);
}

#[test]
fn a_read_only_run_writes_no_start_entry() {
    let fixture = Fixture::with_alice();
    let before = fixture.store.version().unwrap();
    let window = fixture.restarted(2);
    assert!(!window.auth.has_no_accounts().unwrap());
    let _ = window.auth.policy().unwrap();
    assert_eq!(window.auth.remaining_wait(ALICE).unwrap(), None);
    assert_eq!(fixture.store.version().unwrap(), before);
}

#[test]
fn a_rolled_back_start_entry_is_written_with_the_next_entry() {
    let (store, fixture) = Fixture::with_faulty_store();
    store.fail_at(1);
    assert!(fixture.auth.record_start().is_err());
    store.heal();
    assert_eq!(starts(&fixture), 0);
    let _ = expect_refused(fixture.sign_in("nobody", "wrong"));
    assert_eq!(fixture.audit_log()[0].0, "started");
    assert_eq!(starts(&fixture), 1);
}

#[test]
fn only_one_of_many_threads_writes_the_start_entry() {
    let fixture = Fixture::with_alice().restarted(2);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| fixture.auth.record_start().unwrap());
        }
    });
    assert_eq!(starts(&fixture), 2);
}

/// Accounts that were opened once while the clock showed 2099, and the seeds for further starts.
fn opened_in_2099() -> (Fixture, std::ops::RangeFrom<u64>) {
    let fixture = Fixture::with_alice();
    let right = fixture.now();
    fixture.clock.set_wall(FAR);
    let _ = expect_refused(fixture.sign_in(ALICE, "wrong"));
    fixture.clock.set_wall(right.after(Duration::from_mins(1)));
    (fixture, 2..)
}

fn start(fixture: &Fixture, seed: Option<u64>) -> Fixture {
    let started = fixture.restarted(seed.unwrap());
    started.auth.record_start().unwrap();
    started
}

fn latest(fixture: &Fixture) -> UnixTime {
    fixture.read(|rows| Ok(rows.meta()?.latest_seen_time))
}

#[test]
fn three_agreeing_starts_an_hour_apart_correct_the_latest_time_and_are_logged() {
    let (fixture, mut seeds) = opened_in_2099();
    for _ in 0..2 {
        let _ = start(&fixture, seeds.next());
        assert_eq!(latest(&fixture), FAR);
        fixture.clock.advance_seconds(HOUR);
    }
    let fixture = start(&fixture, seeds.next());
    assert_eq!(latest(&fixture), fixture.now());
    assert_eq!(fixture.last_entry(), ("latest-time-corrected".into(), "2099-01-01 00:00:00 UTC".into()));
    fixture.clock.advance_seconds(3 * HOUR);
    let fixture = start(&fixture, seeds.next());
    assert_eq!(fixture.last_entry().0, "started", "no further correction is logged");
}

#[test]
fn a_wrong_code_mentions_the_clock_until_the_latest_time_is_corrected() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let right = fixture.now();
    fixture.clock.set_wall(FAR);
    let _ = expect_refused(fixture.sign_in(ALICE, "wrong"));
    fixture.clock.set_wall(right);
    let mut behind = Vec::new();
    for seed in 2..5 {
        fixture.clock.advance_seconds(HOUR);
        let fixture = start(&fixture, Some(seed));
        match fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now())) {
            Outcome::CodeRefused(CodeRefusal::Wrong { clock_behind, .. }, _) => behind.push(clock_behind),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(behind, [true, true, false]);
}

#[test]
fn starts_within_an_hour_count_once() {
    let (fixture, mut seeds) = opened_in_2099();
    for _ in 0..20 {
        let _ = start(&fixture, seeds.next());
        fixture.clock.advance_seconds(60);
    }
    assert_eq!(latest(&fixture), FAR);
}

#[test]
fn a_start_with_an_earlier_clock_discards_the_starts_before() {
    let (fixture, mut seeds) = opened_in_2099();
    for _ in 0..10 {
        let _ = start(&fixture, seeds.next());
        fixture.clock.set_wall(UnixTime::from_seconds(fixture.now().seconds() - 2 * HOUR as i64));
    }
    assert_eq!(latest(&fixture), FAR);
}

#[test]
fn a_start_with_an_earlier_clock_begins_a_new_count() {
    let (fixture, mut seeds) = opened_in_2099();
    let first = fixture.now().seconds();
    for hours in [0, 1, -5, 2] {
        fixture.clock.set_wall(UnixTime::from_seconds(first + hours * HOUR as i64));
        let _ = start(&fixture, seeds.next());
        assert_eq!(latest(&fixture), FAR, "{hours}");
    }
    fixture.clock.set_wall(UnixTime::from_seconds(first + 3 * HOUR as i64));
    let fixture = start(&fixture, seeds.next());
    assert_eq!(latest(&fixture), fixture.now());
}

#[test]
fn a_start_with_a_correct_clock_resets_the_count() {
    let (fixture, mut seeds) = opened_in_2099();
    let right = fixture.now();
    for _ in 0..2 {
        let _ = start(&fixture, seeds.next());
        fixture.clock.advance_seconds(HOUR);
    }
    fixture.clock.set_wall(FAR);
    let _ = start(&fixture, seeds.next());
    fixture.clock.set_wall(right.after(Duration::from_secs(3 * HOUR)));
    let _ = start(&fixture, seeds.next());
    assert!(latest(&fixture) >= FAR);
}

#[test]
fn a_clock_before_the_program_was_built_corrects_nothing() {
    let (fixture, seeds) = opened_in_2099();
    let built = fixture.now().after(Duration::from_secs(400 * 24 * HOUR));
    for seed in seeds.take(6) {
        let fixture = fixture.with_options(Options { build_date: built, ..options() }, seed);
        fixture.auth.record_start().unwrap();
        fixture.clock.advance_seconds(HOUR);
    }
    assert_eq!(latest(&fixture), FAR);
}

#[test]
fn the_correction_after_a_clock_change_gives_no_code_and_no_attempt() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    fixture.advance_steps(2);
    let (then, code) = (fixture.now(), phone.code(fixture.now()));
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    fixture.fail_sign_ins(ALICE, 5);
    let waiting = fixture.auth.remaining_wait(ALICE).unwrap();
    for seed in 2..5 {
        let back = then.seconds() - 9 * HOUR as i64 + (seed * HOUR) as i64;
        fixture.clock.set_wall(UnixTime::from_seconds(back));
        let _ = start(&fixture, Some(seed));
    }
    assert!(latest(&fixture) < then, "the latest known time is corrected");
    let fixture = fixture.restarted(9);
    assert_eq!(fixture.auth.remaining_wait(ALICE).unwrap(), waiting, "the boot clock measures the wait");
    fixture.clock.advance_seconds(1);
    fixture.clock.set_wall(then);
    let Outcome::CodeRefused(refusal, _) = fixture.submit_code(fixture.pending(), &code) else {
        panic!("expected the used code to be refused")
    };
    assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
}
