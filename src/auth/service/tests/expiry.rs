//! Temporary passwords and help codes expire, and stay expired whatever the clock shows.

use crate::auth::service::tests::required_enrolment::fixture_with_help_code;
use crate::auth::testing::{
    BOB, BOBS_PASSWORD, Fixture, expect_code_refused, expect_enrolment_required, expect_refused, expect_signed_in,
    secret_of, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, EXPIRED, FinishResult, Outcome, PasswordChoice, PasswordKind,
    PasswordRefusal, Session, UnixTime, code_at,
};

const HOUR: u64 = 3600;

fn turn_back(house: &Fixture, hours: u64) {
    let hours = i64::try_from(hours * HOUR).unwrap();
    house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() - hours));
}

fn entries(house: &Fixture, event: &str) -> usize {
    house.audit_log().iter().filter(|(found, _)| found == event).count()
}

#[test]
fn a_temporary_password_marked_expired_stays_expired_when_the_clock_is_set_back() {
    type Check = fn(&Fixture, &Session, &str);
    let checks: [(&str, Check); 5] = [
        ("the password", |house, _, right| {
            assert_eq!(expect_refused(house.sign_in(BOB, right)), PasswordRefusal::TemporaryExpired)
        }),
        ("a wrong password", |house, _, _| {
            assert_eq!(expect_refused(house.sign_in(BOB, "wrong")), PasswordRefusal::Wrong)
        }),
        ("a password for another name", |house, _, _| {
            assert_eq!(expect_refused(house.sign_in("nobody", "wrong")), PasswordRefusal::Wrong)
        }),
        ("a watch", |house, admin, _| assert!(house.auth.refresh_session(admin).is_ok())),
        ("a start", |house, _, _| drop(house.restarted(7))),
    ];
    for (what, look) in checks {
        let (house, admin, temporary) = Fixture::alice_and_temporary_bob();
        house.clock.advance_seconds(72 * HOUR - 1);
        drop(house.restarted(6));
        assert_eq!(expect_refused(house.sign_in(BOB, "wrong")), PasswordRefusal::Wrong);
        assert_eq!(entries(&house, "temporary-password-expired"), 0, "{what}: too early");
        house.clock.advance_seconds(3601);
        look(&house, &admin, &temporary);
        assert_eq!(house.account_row(BOB).password_kind, PasswordKind::Temporary { until: EXPIRED }, "{what}");
        turn_back(&house, 70);
        for _ in 0..2 {
            assert_eq!(expect_refused(house.sign_in(BOB, &temporary)), PasswordRefusal::TemporaryExpired, "{what}");
        }
        assert_eq!(entries(&house, "temporary-password-expired"), 1, "{what}: written down once");
        // A new one is accepted.
        let admin = house.sign_in_without_factor();
        let proof = house.admin_step_up(&admin);
        let next = house.auth.temporary_password(&admin, proof, house.account_row(BOB).id).unwrap();
        let _ = expect_signed_in(house.choose_password(BOB, next.expose_text(), BOBS_PASSWORD));
    }
}

#[test]
fn a_temporary_password_expiring_during_the_choice_stays_expired() {
    let (house, _admin, temporary) = Fixture::alice_and_temporary_bob();
    house.clock.advance_seconds(72 * HOUR - 60);
    let state = house.must_change(BOB, &temporary);
    house.clock.advance_seconds(60);
    let chosen = house.auth.choose_password(state, typed(BOBS_PASSWORD)).unwrap();
    assert!(
        matches!(chosen, PasswordChoice::Accepted(Outcome::Refused(PasswordRefusal::TemporaryExpired))),
        "{chosen:?}"
    );
    assert_eq!(house.account_row(BOB).password_kind, PasswordKind::Temporary { until: EXPIRED });
    assert_eq!(entries(&house, "password-changed"), 0, "nothing else was written");
    turn_back(&house, 1);
    assert_eq!(expect_refused(house.sign_in(BOB, &temporary)), PasswordRefusal::TemporaryExpired);
}

#[test]
fn a_help_code_marked_expired_stays_expired_when_the_clock_is_set_back() {
    type Check = fn(&Fixture, &Session, &str);
    let pending = |house: &Fixture| house.pending_for(BOB, BOBS_PASSWORD);
    let checks: [(&str, Check); 5] = [
        ("the code", |house, _, right| {
            let given = house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), right);
            assert!(matches!(expect_code_refused(given).0, CodeRefusal::Wrong { .. }));
        }),
        ("a one-time code", |house, _, _| {
            let given = house.submit_code(house.pending_for(BOB, BOBS_PASSWORD), "000000");
            assert_eq!(expect_code_refused(given).0, CodeRefusal::HelpCodeRequired);
        }),
        ("the password", |house, _, _| drop(house.pending_for(BOB, BOBS_PASSWORD))),
        ("a watch", |house, admin, _| assert!(house.auth.refresh_session(admin).is_ok())),
        ("a start", |house, _, _| drop(house.restarted(7))),
    ];
    for (what, look) in checks {
        let (house, admin, help) = fixture_with_help_code();
        let bob = house.account_row(BOB).id;
        house.clock.advance_seconds(24 * HOUR + 1);
        // The periodic check is not due within these ten minutes.
        look(&house, &admin, &help);
        let row = house.read(|rows| rows.help_code(bob)).unwrap();
        assert_eq!((row.until, row.tag), (EXPIRED, [0; 32]), "{what}: nothing is left to try codes against");
        turn_back(&house, 20);
        let given = house.submit_recovery_code(pending(&house), &help);
        assert!(matches!(expect_code_refused(given).0, CodeRefusal::Wrong { .. }), "{what}");
        let given = house.submit_code(pending(&house), "000000");
        assert_eq!(
            expect_code_refused(given).0,
            CodeRefusal::HelpCodeRequired,
            "{what}: the person hears what to ask for"
        );
        assert_eq!(entries(&house, "help-code-expired"), 1, "{what}: written down once");
    }
}

#[test]
fn a_help_code_expiring_during_its_pairing_stays_expired() {
    let (house, _admin, help) = fixture_with_help_code();
    house.clock.advance_seconds(24 * HOUR - 60);
    let required = expect_enrolment_required(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help));
    let show = house.auth.begin_required_enrolment(required).unwrap();
    let code = code_at(&secret_of(&show), house.now());
    let Ok(ConfirmResult::RecoveryCodes(codes)) = house.auth.confirm_pairing(show.next(), typed(&code), "Phone") else {
        panic!("it is right")
    };
    house.clock.advance_seconds(60);
    let finished = house.auth.finish_enrolment(*codes);
    assert!(matches!(finished, Ok(FinishResult::Failed(ActionError::Changed))), "{finished:?}");
    assert!(house.read(|rows| rows.authenticators(house.account_row(BOB).id)).is_empty(), "nothing else was written");
    turn_back(&house, 1);
    let given = house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &help);
    assert!(matches!(expect_code_refused(given).0, CodeRefusal::Wrong { .. }));
}
