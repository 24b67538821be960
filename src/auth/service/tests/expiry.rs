//! Temporary passwords and help codes expire, and stay expired whatever the clock shows.

use crate::auth::service::tests::required_enrolment::fixture_with_help_code;
use crate::auth::testing::{
    BOB, BOBS_PASSWORD, Fixture, expect_code_refused, expect_enrolment_required, expect_refused, expect_signed_in,
    secret_of, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, ConfirmResult, EXPIRED, FinishResult, Outcome, PasswordChoice, PasswordKind,
    PasswordRefusal, Session, TwoFactorStatus, UnixTime, code_at,
};

const HOUR: u64 = 3600;

fn turn_back(fixture: &Fixture, hours: u64) {
    let hours = i64::try_from(hours * HOUR).unwrap();
    fixture.clock.set_wall(UnixTime::from_seconds(fixture.now().seconds() - hours));
}

fn entries(fixture: &Fixture, event: &str) -> usize {
    fixture.audit_log().iter().filter(|(found, _)| found == event).count()
}

#[test]
fn a_temporary_password_marked_expired_stays_expired_when_the_clock_is_set_back() {
    type Check = fn(&Fixture, &Session, &str);
    let checks: [(&str, Check); 5] = [
        ("the password", |fixture, _, right| {
            assert_eq!(expect_refused(fixture.sign_in(BOB, right)), PasswordRefusal::TemporaryExpired);
        }),
        ("a wrong password", |fixture, _, _| {
            assert_eq!(expect_refused(fixture.sign_in(BOB, "wrong")), PasswordRefusal::Wrong);
        }),
        ("a password for another name", |fixture, _, _| {
            assert_eq!(expect_refused(fixture.sign_in("nobody", "wrong")), PasswordRefusal::Wrong);
        }),
        ("a session refresh", |fixture, admin, _| assert!(fixture.auth.refresh_session(admin).is_ok())),
        ("a program start", |fixture, _, _| drop(fixture.restarted(7))),
    ];
    for (what, check) in checks {
        let (fixture, admin, temporary) = Fixture::alice_and_temporary_bob();
        fixture.clock.advance_seconds(72 * HOUR - 1);
        drop(fixture.restarted(6));
        assert_eq!(expect_refused(fixture.sign_in(BOB, "wrong")), PasswordRefusal::Wrong);
        assert_eq!(entries(&fixture, "temporary-password-expired"), 0, "{what}: marked before the expiry");
        fixture.clock.advance_seconds(3601);
        check(&fixture, &admin, &temporary);
        assert_eq!(fixture.account_row(BOB).password_kind, PasswordKind::Temporary { until: EXPIRED }, "{what}");
        turn_back(&fixture, 70);
        for _ in 0..2 {
            assert_eq!(expect_refused(fixture.sign_in(BOB, &temporary)), PasswordRefusal::TemporaryExpired, "{what}");
        }
        assert_eq!(entries(&fixture, "temporary-password-expired"), 1, "{what}: the expiry is logged once");
        // A new one is accepted.
        let admin = fixture.sign_in_without_factor();
        let proof = fixture.admin_step_up(&admin);
        let next = fixture.auth.temporary_password(&admin, proof, fixture.account_row(BOB).id).unwrap();
        let _ = expect_signed_in(fixture.choose_password(BOB, next.expose_text(), BOBS_PASSWORD));
    }
}

#[test]
fn a_temporary_password_expiring_during_the_choice_stays_expired() {
    let (fixture, _admin, temporary) = Fixture::alice_and_temporary_bob();
    fixture.clock.advance_seconds(72 * HOUR - 60);
    let state = fixture.must_change(BOB, &temporary);
    fixture.clock.advance_seconds(60);
    let chosen = fixture.auth.choose_password(state, typed(BOBS_PASSWORD)).unwrap();
    assert!(
        matches!(chosen, PasswordChoice::Accepted(Outcome::Refused(PasswordRefusal::TemporaryExpired))),
        "{chosen:?}"
    );
    assert_eq!(fixture.account_row(BOB).password_kind, PasswordKind::Temporary { until: EXPIRED });
    assert_eq!(entries(&fixture, "password-changed"), 0, "no other change is written");
    turn_back(&fixture, 1);
    assert_eq!(expect_refused(fixture.sign_in(BOB, &temporary)), PasswordRefusal::TemporaryExpired);
}

#[test]
fn a_help_code_marked_expired_stays_expired_when_the_clock_is_set_back() {
    type Check = fn(&Fixture, &Session, &str);
    let pending = |fixture: &Fixture| fixture.pending_for(BOB, BOBS_PASSWORD);
    let checks: [(&str, Check); 5] = [
        ("the code", |fixture, _, right| {
            let result = fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), right);
            assert!(matches!(expect_code_refused(result).0, CodeRefusal::Wrong { .. }));
        }),
        ("a one-time code", |fixture, _, _| {
            let result = fixture.submit_code(fixture.pending_for(BOB, BOBS_PASSWORD), "000000");
            assert_eq!(expect_code_refused(result).0, CodeRefusal::HelpCodeRequired);
        }),
        ("the password", |fixture, _, _| drop(fixture.pending_for(BOB, BOBS_PASSWORD))),
        ("a session refresh", |fixture, admin, _| assert!(fixture.auth.refresh_session(admin).is_ok())),
        ("a program start", |fixture, _, _| drop(fixture.restarted(7))),
    ];
    for (what, check) in checks {
        let (fixture, admin, help) = fixture_with_help_code();
        let bob = fixture.account_row(BOB).id;
        fixture.clock.advance_seconds(24 * HOUR + 1);
        // The periodic check is not due within these ten minutes.
        check(&fixture, &admin, &help);
        let row = fixture.read(|rows| rows.help_code(bob)).unwrap();
        assert_eq!((row.until, row.tag), (EXPIRED, [0; 32]), "{what}: the tag of the help code is erased");
        turn_back(&fixture, 20);
        let result = fixture.submit_recovery_code(pending(&fixture), &help);
        assert!(matches!(expect_code_refused(result).0, CodeRefusal::Wrong { .. }), "{what}");
        let result = fixture.submit_code(pending(&fixture), "000000");
        assert_eq!(
            expect_code_refused(result).0,
            CodeRefusal::HelpCodeRequired,
            "{what}: the refusal names the help code"
        );
        assert_eq!(entries(&fixture, "help-code-expired"), 1, "{what}: the expiry is logged once");
    }
}

#[test]
fn administrators_see_whether_a_help_code_is_pending_or_expired() {
    let (fixture, admin, _help) = fixture_with_help_code();
    let listed = |session: &Session| {
        let users = fixture.auth.users(session).unwrap();
        users.into_iter().find(|user| user.username == BOB).unwrap().two_factor
    };
    assert_eq!(listed(&admin), TwoFactorStatus::HelpCodePending);
    fixture.clock.advance_seconds(24 * HOUR + 1);
    assert_eq!(listed(&fixture.sign_in_without_factor()), TwoFactorStatus::HelpCodeExpired);
}

#[test]
fn a_help_code_expiring_during_its_pairing_stays_expired() {
    let (fixture, _admin, help) = fixture_with_help_code();
    fixture.clock.advance_seconds(24 * HOUR - 60);
    let required =
        expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    let show = fixture.auth.begin_required_enrolment(required).unwrap();
    let code = code_at(&secret_of(&show), fixture.now());
    let Ok(ConfirmResult::RecoveryCodes(codes)) = fixture.auth.confirm_pairing(show.next(), typed(&code), "Phone")
    else {
        panic!("expected the code to be accepted")
    };
    fixture.clock.advance_seconds(60);
    let finished = fixture.auth.finish_enrolment(*codes);
    assert!(matches!(finished, Ok(FinishResult::Failed(ActionError::Changed))), "{finished:?}");
    assert!(
        fixture.read(|rows| rows.authenticators(fixture.account_row(BOB).id)).is_empty(),
        "no other change is written"
    );
    turn_back(&fixture, 1);
    let result = fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help);
    assert!(matches!(expect_code_refused(result).0, CodeRefusal::Wrong { .. }));
}
