//! Clocks that are wrong, and corrected.

use std::time::Duration;

use crate::auth::service::tests::throttling::wait;
use crate::auth::testing::{
    ALICE, Fixture, PASSWORD, START_SECONDS, expect_code_refused, expect_refused, expect_signed_in,
};
use crate::auth::{CodeRefusal, PasswordRefusal, UnixTime};

const HOUR: i64 = 3600;
/// 1 January 2099.
const FAR: i64 = 4_070_908_800;

#[test]
fn a_clock_set_back_reuses_no_code_and_the_message_mentions_the_clock() {
    for back in [HOUR, 24 * HOUR, 400 * 24 * HOUR] {
        let (fixture, phone) = Fixture::with_alice_2fa();
        fixture.advance_steps(2);
        let code = phone.code(fixture.now());
        fixture.sign_out(expect_signed_in(fixture.submit_code(fixture.pending(), &code)).session);
        let then = fixture.now();
        fixture.clock.set_wall(UnixTime::from_seconds(then.seconds() - back));
        let fixture = fixture.restarted(2);
        // The authenticator's code is beyond the window; a code for the shifted clock is below the last step.
        let (refusal, pending) = expect_code_refused(fixture.submit_code(fixture.pending(), &code));
        assert!(matches!(refusal, CodeRefusal::Wrong { clock_behind: true, .. }), "{refusal:?}");
        let (refusal, _) = expect_code_refused(fixture.submit_code(pending, &phone.code(fixture.now())));
        assert_eq!(refusal, CodeRefusal::LastStepInFuture);
        fixture.clock.set_wall(then);
        let (refusal, _) = expect_code_refused(fixture.submit_code(fixture.pending(), &code));
        assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }));
    }
}

#[test]
fn before_1970_every_code_is_refused_and_passwords_and_recovery_codes_work() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    fixture.clock.set_wall(UnixTime::from_seconds(-10 * HOUR));
    let (refusal, pending) =
        expect_code_refused(fixture.submit_code(fixture.pending(), &phone.code(UnixTime::default())));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 1, clock_behind: true });
    // A code for the mirrored time after 1970 is not accepted either.
    let mirrored = phone.code(UnixTime::from_seconds(10 * HOUR));
    let (refusal, pending) = expect_code_refused(fixture.submit_code(pending, &mirrored));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 2, clock_behind: true });
    let _ = expect_signed_in(fixture.submit_recovery_code(pending, &phone.recovery_codes[0]));
}

#[test]
fn a_clock_before_the_program_was_built_is_behind() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let built = UnixTime::from_seconds(START_SECONDS + 30 * 24 * HOUR);
    let fixture =
        fixture.with_options(crate::auth::Options { build_date: built, ..crate::auth::testing::options() }, 5);
    let (refusal, _) = expect_code_refused(fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 1, clock_behind: true });
}

#[test]
fn after_a_start_in_2099_accounts_that_used_no_code_then_sign_in() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let right = fixture.now();
    fixture.clock.set_wall(UnixTime::from_seconds(FAR));
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "wrong")), PasswordRefusal::Wrong, "the attempt stores the time");
    fixture.clock.set_wall(right.after(Duration::from_mins(1)));
    let fixture = fixture.restarted(2);
    let _ = fixture.sign_in_with_code(&phone);
}

#[test]
fn a_code_used_in_2099_is_reported_and_recovery_and_pairing_work() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let right = fixture.now();
    fixture.clock.set_wall(UnixTime::from_seconds(FAR));
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    fixture.clock.set_wall(right.after(Duration::from_mins(1)));
    let fixture = fixture.restarted(2);
    let (refusal, pending) = expect_code_refused(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::LastStepInFuture);
    let session = expect_signed_in(fixture.submit_recovery_code(pending, &phone.recovery_codes[0])).session;
    let factor = Some(crate::auth::Factor::Recovery(crate::auth::testing::typed(&phone.recovery_codes[1])));
    let purpose = crate::auth::StepUpPurpose::OwnAccount;
    let result = fixture.auth.step_up(&session, purpose, crate::auth::testing::typed(PASSWORD), factor).unwrap();
    let tablet = fixture.add_authenticator(&session, crate::auth::testing::expect_step_up(result));
    fixture.sign_out(session);
    fixture.advance_steps(1);
    let _ = fixture.sign_in_with_code(&tablet);
}

#[test]
fn a_wrong_code_does_not_mention_a_correct_clock() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    // A shift within the tolerance.
    fixture.clock.set_wall(UnixTime::from_seconds(fixture.now().seconds() - 80));
    let (refusal, _) = expect_code_refused(fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::Wrong { wrong: 1, clock_behind: false });
}

#[test]
fn a_wait_survives_a_restart() {
    let fixture = Fixture::with_alice();
    fixture.fail_sign_ins(ALICE, 5);
    fixture.clock.advance(Duration::from_millis(400));
    fixture.clock.reboot();
    let fixture = fixture.restarted(2);
    assert_eq!(wait(&fixture, ALICE), Duration::from_millis(600));
    assert_eq!(fixture.auth.remaining_wait(ALICE).unwrap(), Some(Duration::from_millis(600)));
}

#[test]
fn within_one_boot_a_second_window_or_a_clock_change_shortens_no_wait() {
    for name in [ALICE, "nobody"] {
        let fixture = Fixture::with_alice();
        fixture.fail_sign_ins(name, 5);
        fixture.clock.set_wall(UnixTime::from_seconds(4_000_000_000));
        assert_eq!(wait(&fixture, name), Duration::from_secs(1), "{name}");
        let window = fixture.restarted(2);
        assert_eq!(wait(&window, name), Duration::from_secs(1), "{name}, in a second window");
        fixture.clock.advance_seconds(1);
        assert_eq!(expect_refused(window.sign_in(name, "wrong")), PasswordRefusal::Wrong, "{name}");
    }
}

#[test]
fn without_a_boot_id_a_wait_of_another_window_uses_the_wall_clock() {
    let fixture = Fixture::with_alice();
    fixture.clock.set_boot_id(None);
    let (one, other) = (fixture.restarted(2), fixture.restarted(3));
    one.fail_sign_ins(ALICE, 5);
    fixture.clock.set_wall(fixture.now().after(Duration::from_millis(600)));
    assert_eq!(wait(&one, ALICE), Duration::from_secs(1), "the wait is measured by the boot clock");
    assert_eq!(wait(&other, ALICE), Duration::from_millis(400), "the wait is measured by the wall clock");
}

#[test]
fn a_clock_set_back_before_a_restart_restarts_the_wait_without_extending_it() {
    for back in [3600, 24 * 3600, START_SECONDS] {
        let fixture = Fixture::with_alice();
        fixture.fail_sign_ins(ALICE, 5);
        fixture.clock.set_wall(UnixTime::from_seconds(fixture.now().seconds() - back));
        let fixture = fixture.restarted(2);
        assert_eq!(wait(&fixture, ALICE), Duration::from_secs(1));
        fixture.clock.advance_seconds(1);
        let _ = expect_signed_in(fixture.sign_in(ALICE, PASSWORD));
    }
}
