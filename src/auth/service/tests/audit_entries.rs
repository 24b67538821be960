//! The audit entries of operations.

use crate::auth::testing::{
    ALICE, Fixture, PASSWORD, TestAuthenticator, derivations, expect_signed_in, secret_of, typed,
};
use crate::auth::{
    AccountId, AccountRow, ActionError, CodeRefusal, ConfirmResult, EnrolmentRefusal, Factor, Outcome, Session, StepUp,
    StepUpPurpose, StepUpResult, UnixTime,
};

/// Returns event, account and username of the last audit entry.
fn last_entry(fixture: &Fixture) -> (String, Option<AccountId>, String) {
    let row = fixture.read(|rows| rows.audit_from(1, 10_000)).pop().unwrap();
    (row.event, row.account, row.username)
}

#[test]
fn every_session_end_and_lock_is_logged_with_its_account() {
    type End = fn(&Fixture, Session);
    let fixture = Fixture::with_alice();
    let account = Some(fixture.account_row(ALICE).id);
    let entry = |event: &str| (event.to_owned(), account, ALICE.to_owned());
    let end: [(&str, End); 4] = [
        ("locked", |fixture, session| drop(fixture.auth.lock(session))),
        ("signed-out", |fixture, session| fixture.auth.sign_out(session).unwrap()),
        ("signed-out", |fixture, session| fixture.auth.sign_out_locked(fixture.auth.lock(session)).unwrap()),
        ("expired", |fixture, session| fixture.auth.expire(session).unwrap()),
    ];
    for (event, end) in end {
        end(&fixture, fixture.sign_in_without_factor());
        assert_eq!(last_entry(&fixture), entry(event));
        let left = fixture.read(|rows| rows.sessions(fixture.account_row(ALICE).id)).len();
        assert_eq!(left, 1, "only the locked session remains");
    }
}

#[test]
fn last_seen_of_a_session_is_updated_after_half_a_minute() {
    let (fixture, session) = Fixture::alice_signed_in();
    let seen = || fixture.read(|rows| rows.sessions(session.account()))[0].last_seen.wall;
    let opened = fixture.now();
    for seconds in [10, 19] {
        fixture.clock.advance_seconds(seconds);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        assert_eq!(seen(), opened);
    }
    fixture.clock.advance_seconds(1);
    let _ = fixture.auth.refresh_session(&session).unwrap();
    assert_eq!(seen(), fixture.now());
}

#[test]
fn accepting_a_code_updates_only_its_authenticators_last_use() {
    let (fixture, session, phone) = Fixture::alice_created_2fa();
    fixture.advance_steps(2);
    let proof = fixture.own_step_up(&session, Some(&phone));
    let other = fixture.add_authenticator(&session, proof);
    fixture.advance_steps(2);
    let used = |fixture: &Fixture| -> Vec<Option<UnixTime>> {
        fixture
            .read(|rows| rows.authenticators(fixture.account_row(ALICE).id))
            .iter()
            .map(|row| row.last_used_at)
            .collect()
    };
    let before = used(&fixture);
    let _ = expect_signed_in(fixture.submit_code(fixture.pending(), &other.code(fixture.now())));
    assert_eq!(used(&fixture), [before[0], Some(fixture.now())]);
}

#[test]
fn a_clock_90_seconds_before_the_latest_seen_time_is_behind() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    let latest = fixture.now();
    for (seconds, behind) in [(-90, false), (-91, true)] {
        fixture.clock.set_wall(UnixTime::from_seconds(latest.seconds() + seconds));
        let wrong = phone.wrong_code(fixture.now());
        match fixture.submit_code(fixture.pending(), &wrong) {
            Outcome::CodeRefused(CodeRefusal::Wrong { clock_behind, .. }, _) => assert_eq!(clock_behind, behind),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn own_wrong_recovery_codes_at_step_up_do_not_reduce_the_wrong_code_count() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    fixture.advance_steps(2);
    for _ in 0..3 {
        drop(fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now())));
    }
    let step_up =
        |factor| fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), Some(factor)).unwrap();
    for code in ["0000-0000-0000-0000", "0000-0000-0000-0001"] {
        assert!(matches!(step_up(Factor::Recovery(typed(code))), StepUpResult::CodeRefused(_)));
    }
    let right = step_up(Factor::Code(typed(&phone.code(fixture.now()))));
    assert!(matches!(right, StepUpResult::Proven(_)));
    assert_eq!(fixture.auth.account(&session).unwrap().wrong_codes, 3);
}

#[test]
fn a_new_secret_after_twenty_wrong_codes_keeps_the_name_and_timeout() {
    let (fixture, session, phone) = Fixture::alice_created_2fa();
    fixture.advance_steps(2);
    let proof: StepUp = fixture.own_step_up(&session, Some(&phone));
    let mut show = fixture.auth.begin_enrolment(&session, proof).unwrap();
    fixture.clock.advance_seconds(60);
    let left = show.time_left(fixture.auth.now());
    for _ in 0..20 {
        let wrong =
            TestAuthenticator { secret: secret_of(&show), recovery_codes: Vec::new() }.wrong_code(fixture.now());
        match fixture.auth.confirm_pairing(show.next(), typed(&wrong), "Tablet").unwrap() {
            ConfirmResult::Refused(EnrolmentRefusal::Wrong | EnrolmentRefusal::NewSecret, state) => show = state.back(),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((show.suggested_name(), show.is_first()), ("Phone 2", false));
    assert_eq!(show.time_left(fixture.auth.now()), left);
}

#[test]
fn a_session_of_a_disabled_account_is_invalid() {
    let (fixture, session) = Fixture::alice_signed_in();
    let row = AccountRow { enabled: false, ..fixture.account_row(ALICE) };
    fixture.write(|rows| rows.update_account(&row));
    assert!(matches!(fixture.auth.account(&session), Err(ActionError::SessionEnded)));
}

#[test]
fn removing_a_credential_purges_the_journals() {
    let (store, fixture) = Fixture::with_faulty_store();
    let (session, proof) = fixture.create_first();
    let before = store.purges();
    fixture.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
    assert_eq!(store.purges(), before + 1);
}

#[test]
fn a_right_password_of_current_cost_needs_one_derivation() {
    let fixture = Fixture::with_alice();
    let before = derivations();
    let _ = fixture.sign_in_without_factor();
    assert_eq!(derivations() - before, 1);
}

#[test]
fn last_sign_in_is_set_by_a_completed_sign_in() {
    let fixture = Fixture::with_alice();
    fixture.clock.advance_seconds(3600);
    let _ = fixture.sign_in_without_factor();
    assert_eq!(fixture.account_row(ALICE).last_sign_in, Some(fixture.now()));
}
