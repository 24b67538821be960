//! The audit entries of operations.

use crate::auth::testing::{
    ALICE, Fixture, PASSWORD, TestAuthenticator, derivations, expect_signed_in, secret_of, typed,
};
use crate::auth::{
    AccountId, AccountRow, ActionError, CodeRefusal, ConfirmResult, EnrolmentRefusal, Factor, Outcome, Session, StepUp,
    StepUpPurpose, StepUpResult, UnixTime,
};

/// Returns event, account and username of the last audit entry.
fn last_entry(house: &Fixture) -> (String, Option<AccountId>, String) {
    let row = house.read(|rows| rows.audit_from(1, 10_000)).pop().unwrap();
    (row.event, row.account, row.username)
}

#[test]
fn every_session_end_and_lock_is_logged_with_its_account() {
    let house = Fixture::with_alice();
    let account = Some(house.account_row(ALICE).id);
    let entry = |event: &str| (event.to_owned(), account, ALICE.to_owned());
    type End = fn(&Fixture, Session);
    let end: [(&str, End); 4] = [
        ("locked", |house, session| drop(house.auth.lock(session))),
        ("signed-out", |house, session| house.auth.sign_out(session).unwrap()),
        ("signed-out", |house, session| house.auth.sign_out_locked(house.auth.lock(session)).unwrap()),
        ("expired", |house, session| house.auth.expire(session).unwrap()),
    ];
    for (event, end) in end {
        end(&house, house.sign_in_without_factor());
        assert_eq!(last_entry(&house), entry(event));
        let left = house.read(|rows| rows.sessions(house.account_row(ALICE).id)).len();
        assert_eq!(left, 1, "only the locked session is left");
    }
}

#[test]
fn last_seen_of_a_session_is_updated_after_half_a_minute() {
    let (house, session) = Fixture::alice_signed_in();
    let seen = || house.read(|rows| rows.sessions(session.account()))[0].last_seen.wall;
    let opened = house.now();
    for seconds in [10, 19] {
        house.clock.advance_seconds(seconds);
        let _ = house.auth.refresh_session(&session).unwrap();
        assert_eq!(seen(), opened);
    }
    house.clock.advance_seconds(1);
    let _ = house.auth.refresh_session(&session).unwrap();
    assert_eq!(seen(), house.now());
}

#[test]
fn accepting_a_code_updates_only_its_authenticators_last_use() {
    let (house, session, phone) = Fixture::alice_created_2fa();
    house.advance_steps(2);
    let proof = house.own_step_up(&session, Some(&phone));
    let other = house.add_authenticator(&session, proof);
    house.advance_steps(2);
    let used = |house: &Fixture| -> Vec<Option<UnixTime>> {
        house.read(|rows| rows.authenticators(house.account_row(ALICE).id)).iter().map(|row| row.last_used_at).collect()
    };
    let before = used(&house);
    let _ = expect_signed_in(house.submit_code(house.pending(), &other.code(house.now())));
    assert_eq!(used(&house), [before[0], Some(house.now())]);
}

#[test]
fn a_clock_90_seconds_before_the_latest_seen_time_is_behind() {
    let (house, phone) = Fixture::with_alice_2fa();
    house.sign_out(house.sign_in_with_code(&phone));
    let latest = house.now();
    for (seconds, behind) in [(-90, false), (-91, true)] {
        house.clock.set_wall(UnixTime::from_seconds(latest.seconds() + seconds));
        let wrong = phone.wrong_code(house.now());
        match house.submit_code(house.pending(), &wrong) {
            Outcome::CodeRefused(CodeRefusal::Wrong { clock_behind, .. }, _) => assert_eq!(clock_behind, behind),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn own_wrong_recovery_codes_at_step_up_do_not_reduce_the_wrong_code_count() {
    let (house, phone) = Fixture::with_alice_2fa();
    let session = house.sign_in_with_code(&phone);
    house.advance_steps(2);
    for _ in 0..3 {
        drop(house.submit_code(house.pending(), &phone.wrong_code(house.now())));
    }
    let step_up =
        |factor| house.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), Some(factor)).unwrap();
    for code in ["0000-0000-0000-0000", "0000-0000-0000-0001"] {
        assert!(matches!(step_up(Factor::Recovery(typed(code))), StepUpResult::CodeRefused(_)));
    }
    let right = step_up(Factor::Code(typed(&phone.code(house.now()))));
    assert!(matches!(right, StepUpResult::Proven(_)));
    assert_eq!(house.auth.account(&session).unwrap().wrong_codes, 3);
}

#[test]
fn a_new_secret_after_twenty_wrong_codes_keeps_the_name_and_timeout() {
    let (house, session, phone) = Fixture::alice_created_2fa();
    house.advance_steps(2);
    let proof: StepUp = house.own_step_up(&session, Some(&phone));
    let mut show = house.auth.begin_enrolment(&session, proof).unwrap();
    house.clock.advance_seconds(60);
    let left = show.time_left(house.auth.now());
    for _ in 0..20 {
        let wrong = TestAuthenticator { secret: secret_of(&show), recovery_codes: Vec::new() }.wrong_code(house.now());
        match house.auth.confirm_pairing(show.next(), typed(&wrong), "Tablet").unwrap() {
            ConfirmResult::Refused(EnrolmentRefusal::Wrong | EnrolmentRefusal::NewSecret, state) => show = state.back(),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((show.suggested_name(), show.is_first()), ("Phone 2", false));
    assert_eq!(show.time_left(house.auth.now()), left);
}

#[test]
fn a_session_of_a_disabled_account_is_invalid() {
    let (house, session) = Fixture::alice_signed_in();
    let row = AccountRow { enabled: false, ..house.account_row(ALICE) };
    house.write(|rows| rows.update_account(&row));
    assert!(matches!(house.auth.account(&session), Err(ActionError::SessionEnded)));
}

#[test]
fn removing_a_credential_purges_the_journals() {
    let (store, house) = Fixture::with_faulty_store();
    let (session, proof) = house.create_first();
    let before = store.purges();
    house.auth.change_password(&session, proof, typed("seven brave kites hum softly")).unwrap();
    assert_eq!(store.purges(), before + 1);
}

#[test]
fn a_right_password_of_current_cost_needs_one_derivation() {
    let house = Fixture::with_alice();
    let before = derivations();
    let _ = house.sign_in_without_factor();
    assert_eq!(derivations() - before, 1);
}

#[test]
fn last_sign_in_is_set_by_a_completed_sign_in() {
    let house = Fixture::with_alice();
    house.clock.advance_seconds(3600);
    let _ = house.sign_in_without_factor();
    assert_eq!(house.account_row(ALICE).last_sign_in, Some(house.now()));
}
