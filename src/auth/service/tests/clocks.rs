//! Clocks that are wrong, and put right.

use std::time::Duration;

use crate::auth::service::tests::waits::wait;
use crate::auth::testing::{ALICE, House, NOON, PASSWORD, code_refused, refused, signed_in};
use crate::auth::{CodeRefusal, Refusal, UnixTime};

const HOUR: i64 = 3600;
/// 1 January 2099.
const FAR: i64 = 4_070_908_800;

#[test]
fn set_back_no_code_works_twice_and_the_text_names_the_clock() {
    for back in [HOUR, 24 * HOUR, 400 * 24 * HOUR] {
        let (house, phone) = House::of_alice_with_phone();
        house.steps(2);
        let code = phone.code(house.now());
        house.sign_out(signed_in(house.give_code(house.pending(), &code)).session);
        let then = house.now();
        house.clock.set_wall(UnixTime::from_seconds(then.seconds() - back));
        let house = house.restarted(2);
        // What the phone shows is beyond the window; what fits the turned clock is below the last step.
        let (refusal, pending) = code_refused(house.give_code(house.pending(), &code));
        assert!(matches!(refusal, CodeRefusal::Wrong { clock_behind: true, .. }), "{refusal:?}");
        let (refusal, _) = code_refused(house.give_code(pending, &phone.code(house.now())));
        assert_eq!(refusal, CodeRefusal::AheadOfTime);
        house.clock.set_wall(then);
        let (refusal, _) = code_refused(house.give_code(house.pending(), &code));
        assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }));
    }
}

#[test]
fn before_1970_every_code_is_refused_and_passwords_and_recovery_codes_work() {
    let (house, phone) = House::of_alice_with_phone();
    house.clock.set_wall(UnixTime::from_seconds(-10 * HOUR));
    let (refusal, pending) = code_refused(house.give_code(house.pending(), &phone.code(UnixTime::default())));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 1, clock_behind: true });
    // Nor is it as long after 1970.
    let mirrored = phone.code(UnixTime::from_seconds(10 * HOUR));
    let (refusal, pending) = code_refused(house.give_code(pending, &mirrored));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 2, clock_behind: true });
    let _ = signed_in(house.give_recovery_code(pending, &phone.recovery[0]));
}

#[test]
fn a_clock_before_the_program_was_built_is_behind() {
    let (house, phone) = House::of_alice_with_phone();
    let built = UnixTime::from_seconds(NOON + 30 * 24 * HOUR);
    let house = house.with_options(crate::auth::Options { built, ..crate::auth::testing::options() }, 5);
    let (refusal, _) = code_refused(house.give_code(house.pending(), &phone.wrong_code(house.now())));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 1, clock_behind: true });
}

#[test]
fn started_once_in_2099_and_put_right_everybody_who_used_no_code_then_signs_in() {
    let (house, phone) = House::of_alice_with_phone();
    let right = house.now();
    house.clock.set_wall(UnixTime::from_seconds(FAR));
    assert_eq!(refused(house.sign_in(ALICE, "wrong")), Refusal::Wrong, "the store has seen that time");
    house.clock.set_wall(right.after(Duration::from_secs(60)));
    let house = house.restarted(2);
    let _ = house.with(&phone);
}

#[test]
fn who_used_a_code_in_2099_is_told_and_comes_in_with_a_recovery_code_and_pairs_again() {
    let (house, phone) = House::of_alice_with_phone();
    let right = house.now();
    house.clock.set_wall(UnixTime::from_seconds(FAR));
    house.sign_out(house.with(&phone));
    house.clock.set_wall(right.after(Duration::from_secs(60)));
    let house = house.restarted(2);
    let (refusal, pending) = code_refused(house.give_code(house.pending(), &phone.code(house.now())));
    assert_eq!(refusal, CodeRefusal::AheadOfTime);
    let session = signed_in(house.give_recovery_code(pending, &phone.recovery[0])).session;
    let factor = Some(crate::auth::Factor::Recovery(crate::auth::testing::typed(&phone.recovery[1])));
    let purpose = crate::auth::Purpose::Own;
    let answer = house.auth.step_up(&session, purpose, crate::auth::testing::typed(PASSWORD), factor).unwrap();
    let tablet = house.add_phone(&session, crate::auth::testing::proven(answer));
    house.sign_out(session);
    house.steps(1);
    let _ = house.with(&tablet);
}

#[test]
fn a_wrong_code_tells_nothing_of_the_clock_while_it_is_right() {
    let (house, phone) = House::of_alice_with_phone();
    // A turn of less than what clocks differ by anyway.
    house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() - 80));
    let (refusal, _) = code_refused(house.give_code(house.pending(), &phone.wrong_code(house.now())));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 1, clock_behind: false });
}

#[test]
fn a_wait_outlives_a_restart() {
    let house = House::of_alice();
    for _ in 0..5 {
        let _ = house.sign_in(ALICE, "wrong");
    }
    house.clock.advance(Duration::from_millis(400));
    house.clock.reboot();
    let house = house.restarted(2);
    assert_eq!(wait(&house, ALICE), Duration::from_millis(600));
    assert_eq!(house.auth.waiting(ALICE).unwrap(), Some(Duration::from_millis(600)));
}

#[test]
fn within_one_boot_no_second_window_and_no_clock_turned_forward_shortens_a_wait() {
    for name in [ALICE, "nobody"] {
        let house = House::of_alice();
        for _ in 0..5 {
            let _ = house.sign_in(name, "wrong");
        }
        house.clock.set_wall(UnixTime::from_seconds(4_000_000_000));
        assert_eq!(wait(&house, name), Duration::from_secs(1), "{name}");
        let window = house.restarted(2);
        assert_eq!(wait(&window, name), Duration::from_secs(1), "{name}, in a second window");
        house.clock.advance_seconds(1);
        assert_eq!(refused(window.sign_in(name, "wrong")), Refusal::Wrong, "{name}");
    }
}

#[test]
fn where_the_system_tells_no_boot_a_wait_of_another_window_goes_by_the_wall_clock() {
    let house = House::of_alice();
    house.clock.set_boot_id(None);
    let (one, other) = (house.restarted(2), house.restarted(3));
    for _ in 0..5 {
        let _ = one.sign_in(ALICE, "wrong");
    }
    house.clock.set_wall(house.now().after(Duration::from_millis(600)));
    assert_eq!(wait(&one, ALICE), Duration::from_secs(1), "its own boot clock");
    assert_eq!(wait(&other, ALICE), Duration::from_millis(400), "the wall clock");
}

#[test]
fn a_clock_turned_back_before_a_restart_begins_the_wait_anew_and_never_makes_it_longer() {
    for back in [3600, 24 * 3600, NOON] {
        let house = House::of_alice();
        for _ in 0..5 {
            let _ = house.sign_in(ALICE, "wrong");
        }
        house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() - back));
        let house = house.restarted(2);
        assert_eq!(wait(&house, ALICE), Duration::from_secs(1));
        house.clock.advance_seconds(1);
        let _ = signed_in(house.sign_in(ALICE, PASSWORD));
    }
}
