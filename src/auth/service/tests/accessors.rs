//! Accessors of states and errors for the user interface.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::enrolment::codes;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, Fixture, PASSWORD, expect_ended, expect_enrolment_required,
    expect_signed_in, secret_of, typed,
};
use crate::auth::{
    AuthenticatorRow, CodeRefusal, ConfirmResult, Cost, CounterKind, Error, Outcome, PASSWORD_CHOICE_TIMEOUT,
    PENDING_TIMEOUT, Role, SETUP_TIMEOUT, StepUpPurpose, StoreError, WrapKind, WrappedKeyRow, code_at,
};

#[test]
fn the_states_report_their_time_limits() {
    let seconds = [PENDING_TIMEOUT, PASSWORD_CHOICE_TIMEOUT, SETUP_TIMEOUT].map(|span| span.as_secs());
    assert_eq!(seconds, [120, 600, 600]);
}

#[test]
fn the_service_reports_its_location_and_whether_accounts_exist() {
    let fixture = Fixture::empty();
    assert_eq!(fixture.auth.location(), None);
    assert!(fixture.auth.has_no_accounts().unwrap());
    let (session, _) = fixture.create_first();
    assert!(!fixture.auth.has_no_accounts().unwrap());
    assert_eq!(session.opened_at(), fixture.now());
    let elsewhere = Fixture::with_store(Arc::new(FaultyStore::new()));
    assert_eq!(elsewhere.auth.location().as_deref(), Some("a place with faults"));
}

#[test]
fn a_code_for_a_changed_account_is_not_checked() {
    let (fixture, admin, bob, _) = Fixture::alice_and_bob_2fa();
    let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    let proof = fixture.admin_step_up(&admin);
    fixture.auth.set_role(&admin, proof, bob.account(), Role::Administrator).unwrap();
    assert_eq!(expect_ended(fixture.submit_code(pending, "123456")), CodeRefusal::Changed);
    assert_eq!(fixture.counter(bob.account(), CounterKind::Code).failures, 0);
}

#[test]
fn every_sign_in_state_reports_the_username_as_registered() {
    let fixture = Fixture::empty();
    let first = fixture.auth.create_first_account("Alice", typed(PASSWORD)).unwrap();
    let temporary = fixture.add_user(&first.session, "Bob", Role::Member);
    let must_change = fixture.must_change("bob", &temporary);
    assert_eq!(must_change.username(), "Bob");
    drop(fixture.finish_password_change(must_change, BOBS_PASSWORD));

    let (_, show) = codes(&fixture, fixture.auth.begin_enrolment(&first.session, first.step_up).unwrap());
    assert_eq!(show.username(), "Alice");
    let _ = fixture.auth.finish_enrolment(show).unwrap();
    assert_eq!(fixture.pending_for("ALICE", PASSWORD).username(), "Alice");
}

#[test]
fn a_required_pairing_reports_its_username_and_purpose_at_every_step() {
    let (fixture, _admin, help) = super::required_enrolment::fixture_with_help_code();
    let state = expect_enrolment_required(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &help));
    assert_eq!(state.username(), BOB);
    let confirm = fixture.auth.begin_required_enrolment(state).unwrap().next();
    assert!(confirm.is_required() && confirm.is_first());
    let (_, show) = codes(&fixture, confirm.back());
    assert_eq!(show.username(), BOB);
}

#[test]
fn a_set_up_reports_its_result_and_time_limit_at_every_step() {
    let (fixture, _session, show) = Fixture::alice_enrolling();
    fixture.clock.advance_seconds(60);
    assert_eq!(show.time_left(fixture.auth.now()), Duration::from_mins(9));
    let confirm = show.next();
    assert!(confirm.is_first() && !confirm.is_required());
    assert_eq!(confirm.suggested_name(), "Phone");
    assert_eq!(confirm.time_left(fixture.auth.now()), Duration::from_mins(9));
    let (_, show) = codes(&fixture, confirm.back());
    assert!(show.enables_two_factor());
    assert_eq!(show.time_left(fixture.auth.now()), Duration::from_mins(9));
    let _ = fixture.auth.finish_enrolment(show).unwrap();
}

#[test]
fn further_authenticators_are_suggested_free_names() {
    let (fixture, session, phone) = Fixture::alice_created_2fa();
    for name in ["Phone 2", "Phone 3", "Phone 4", "Phone 5"] {
        fixture.clock.advance_seconds(301);
        let show = fixture.auth.begin_enrolment(&session, fixture.own_step_up(&session, Some(&phone))).unwrap();
        let code = code_at(&secret_of(&show), fixture.now());
        let confirm = show.next();
        assert!(!confirm.is_first());
        assert_eq!(confirm.suggested_name(), name);
        assert!(matches!(fixture.auth.confirm_pairing(confirm, typed(&code), name).unwrap(), ConfirmResult::Added));
    }
}

#[test]
fn choosing_a_password_does_not_rewrap_a_weaker_temporary_one() {
    // The lowest permitted cost, and a slightly higher one.
    let fixture = Fixture::empty().with_cost(Cost::new(19 * 1024, 2, 1), 7);
    let temporary = fixture.add_user(&fixture.create_first().0, BOB, Role::Member);
    let dearer = fixture.with_cost(Cost::new(20 * 1024, 2, 1), 8);
    drop(dearer.choose_password(BOB, &temporary, BOBS_PASSWORD));
    let wrapped_keys = fixture.read(|rows| rows.wrapped_keys(fixture.account_row(BOB).id));
    assert_eq!(wrapped_keys.iter().map(|wrapped_key| wrapped_key.kind).collect::<Vec<_>>(), [WrapKind::Active]);
    assert!(matches!(dearer.sign_in(BOB, &temporary), Outcome::Refused(_)));
    assert!(matches!(dearer.sign_in(BOB, BOBS_PASSWORD), Outcome::SignedIn(_)));
    assert!(matches!(dearer.sign_in(ALICE, PASSWORD), Outcome::SignedIn(_)));
}

#[test]
fn every_error_has_its_own_advice() {
    let path = || "accounts.db".into();
    let cause = || "x".into();
    let stores = [
        StoreError::Busy(path()),
        StoreError::Missing(path()),
        StoreError::Replaced(path()),
        StoreError::ReadOnly { path: path(), cause: cause() },
        StoreError::DiskFull(path()),
        StoreError::NotVestibule(path()),
        StoreError::NewerSchema { path: path(), file_schema: 2, supported_schema: 1 },
        StoreError::Damaged { path: path(), cause: cause() },
        StoreError::ForeignJournal { path: path(), journal: path() },
        StoreError::NetworkFileSystem(path()),
        StoreError::Io { path: path(), cause: cause() },
    ];
    let others = [Error::RandomSource, Error::OutOfMemory, Error::Corrupt, Error::RolledBack];
    let advice: Vec<_> = stores.into_iter().map(Error::Store).chain(others).map(|fault| fault.advice()).collect();
    for text in &advice {
        assert!(text.contains(' ') && text.starts_with(char::is_uppercase) && !text.ends_with('.'), "{text:?}");
    }
}

#[test]
fn the_log_records_the_purpose_of_a_step_up() {
    let (fixture, session) = Fixture::alice_signed_in();
    // Until then the sign-in counts for administration.
    fixture.clock.advance_seconds(300);
    for (purpose, name) in [
        (StepUpPurpose::OwnAccount, "own"),
        (StepUpPurpose::Administration, "administer"),
        (StepUpPurpose::HostProof, "prove"),
    ] {
        drop(fixture.step_up(&session, purpose, None));
        assert_eq!(fixture.last_entry(), ("stepped-up".to_owned(), name.to_owned()));
    }
}

#[test]
fn debug_output_of_a_session_contains_only_its_ids() {
    let (_fixture, session) = Fixture::alice_signed_in();
    let (id, account) = (session.id(), session.account());
    assert_eq!(format!("{session:?}"), format!("Session {{ id: {id:?}, account: {account:?}, .. }}"));
}

#[test]
fn the_account_view_counts_unused_recovery_codes_and_lists_this_session_first() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let earlier = fixture.sign_in_with_code(&phone);
    fixture.advance_steps(2);
    let session = expect_signed_in(fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0])).session;
    let view = fixture.auth.account(&session).unwrap();
    assert_eq!(view.recovery_left, 9);
    let listed: Vec<_> = view.sessions.iter().map(|other| (other.is_current, other.id)).collect();
    assert_eq!(listed, [(true, session.id()), (false, earlier.id())]);
    assert_eq!(fixture.auth.lock(session).username(), ALICE);
}

#[test]
fn sealed_fields_have_the_length_of_their_columns() {
    let (fixture, _) = Fixture::with_alice_2fa();
    let id = fixture.account_row(ALICE).id;
    let (wrapped_keys, authenticators) = fixture.read(|rows| Ok((rows.wrapped_keys(id)?, rows.authenticators(id)?)));
    assert_eq!(wrapped_keys[0].sealed_key.len(), WrappedKeyRow::SEALED_LENGTH);
    assert_eq!(authenticators[0].sealed_secret.len(), AuthenticatorRow::SEALED_LENGTH);
}
