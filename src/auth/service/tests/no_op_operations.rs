//! Operations without effect write no entry, end no session and bump no version; and the contents of audit entries.

use crate::auth::service::tests::throttling::type_wrong_codes;
use crate::auth::testing::{ALICE, BOB, Fixture, expect_refused, expect_signed_in, typed};
use crate::auth::{
    AccountId, CounterKey, CounterKind, CounterRow, Policy, Role, Session, SessionStatus, StepUp, StepUpPurpose,
    UnixTime,
};

type Operation = fn(&Fixture, &Session, StepUp, AccountId);

fn administer(fixture: &Fixture, admin: &Session, bob: &Session, operation: Operation) {
    operation(fixture, admin, fixture.admin_step_up(admin), bob.account());
}

#[test]
fn an_admin_operation_without_effect_writes_nothing() {
    let operations: [(&str, Operation); 4] = [
        ("enabled", |fixture, admin, proof, bob| fixture.auth.set_enabled(admin, proof, bob, true).unwrap()),
        ("member", |fixture, admin, proof, bob| fixture.auth.set_role(admin, proof, bob, Role::Member).unwrap()),
        ("codes", |fixture, admin, proof, bob| fixture.auth.allow_codes(admin, proof, bob).unwrap()),
        ("policy", |fixture, admin, proof, _| fixture.auth.set_policy(admin, proof, Policy::default()).unwrap()),
    ];
    for (what, operation) in operations {
        let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
        let code = CounterKey::Account(bob.account(), CounterKind::Code);
        let counter = CounterRow { failures: 3, incomplete_failures: 3, failed_attempts: 3, ..CounterRow::default() };
        fixture.write(|rows| rows.put_counter(&code, &counter));
        let proof = fixture.admin_step_up(&admin);
        let state = || (fixture.audit_log(), fixture.account_row(BOB), fixture.read(|rows| rows.meta()));
        let before = state();
        operation(&fixture, &admin, proof, bob.account());
        assert_eq!(state(), before, "{what}");
        assert_eq!(fixture.counter(bob.account(), CounterKind::Code), counter, "{what}");
        assert_eq!(fixture.auth.refresh_session(&bob).unwrap(), SessionStatus::Active, "{what}");
    }
}

#[test]
fn disabling_and_promoting_are_idempotent() {
    let operations: [(&str, Operation); 2] = [
        ("disabled", |fixture, admin, proof, bob| fixture.auth.set_enabled(admin, proof, bob, false).unwrap()),
        ("made-administrator", |fixture, admin, proof, bob| {
            fixture.auth.set_role(admin, proof, bob, Role::Administrator).unwrap();
        }),
    ];
    for (event, operation) in operations {
        let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
        administer(&fixture, &admin, &bob, operation);
        let version = fixture.account_row(BOB).credentials_version;
        administer(&fixture, &admin, &bob, operation);
        assert_eq!(fixture.audit_log().iter().filter(|(found, _)| found == event).count(), 1);
        assert_eq!(fixture.account_row(BOB).credentials_version, version);
    }
}

#[test]
fn an_own_account_operation_without_effect_writes_nothing() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let session = fixture.sign_in_with_code(&phone);
    let id = fixture.read(|rows| rows.authenticators(session.account()))[0].id;
    let state = || (fixture.audit_log(), fixture.account_row(ALICE));
    let before = state();
    fixture.auth.rename_authenticator(&session, id, " Phone ").unwrap();
    fixture.auth.sign_out_others(&session).unwrap();
    assert_eq!(state(), before);
    fixture.advance_steps(1);
    let proof = fixture.own_step_up(&session, Some(&phone));
    fixture.auth.turn_off_two_factor(&session, proof).unwrap();
    let (off, proof) = (fixture.account_row(ALICE), fixture.own_step_up(&session, None));
    let before = fixture.audit_log();
    fixture.auth.turn_off_two_factor(&session, proof).unwrap();
    assert_eq!((fixture.audit_log(), fixture.account_row(ALICE)), (before, off));
}

#[test]
fn a_forbidden_operation_is_denied_even_without_effect() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let result =
        fixture.auth.step_up(&bob, StepUpPurpose::Administration, typed(crate::auth::testing::BOBS_PASSWORD), None);
    let proof = crate::auth::testing::expect_step_up(result.unwrap());
    let result = fixture.auth.set_enabled(&bob, proof, admin.account(), true);
    assert!(matches!(result, Err(crate::auth::ActionError::NotAdministrator)));
}

#[test]
fn the_log_records_policy_changes_and_the_role_of_new_accounts() {
    let (fixture, admin) = Fixture::alice_signed_in();
    let set = |policy| {
        let proof = fixture.admin_step_up(&admin);
        fixture.auth.set_policy(&admin, proof, policy).unwrap();
        fixture.last_entry()
    };
    let policy = Policy { lock_after_minutes: 5, unlock_needs_code: false, ..Policy::default() };
    let detail = "lock_after_minutes=15>5 unlock_needs_code=true>false";
    assert_eq!(set(policy), ("policy-changed".into(), detail.into()));
    let detail = "clear_clipboard_seconds=30>20";
    let again = Policy { clear_clipboard_seconds: 20, ..policy };
    assert_eq!(set(again), ("policy-changed".into(), detail.into()));
    let _ = fixture.add_user(&admin, "carol", Role::Administrator);
    let _ = fixture.add_user(&admin, "dora", Role::Member);
    let created: Vec<_> = fixture.audit_log().into_iter().filter(|(event, _)| event == "account-created").collect();
    let details: Vec<_> = created.iter().map(|(_, detail)| detail.as_str()).collect();
    assert_eq!(details, ["administrator", "administrator", "member"]);
}

#[test]
fn only_the_code_that_causes_suspension_is_logged_as_such() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 19);
    assert!(!fixture.audit_log().iter().any(|(event, _)| event == "codes-suspended"));
    fixture.clock.advance_seconds(15 * 60);
    type_wrong_codes(&fixture, &phone, 1);
    let log = fixture.audit_log();
    assert_eq!(log[log.len() - 2..], [("code-refused".into(), "wrong".into()), ("codes-suspended".into(), "".into())]);
    let _ = fixture.submit_code(fixture.pending(), &phone.code(fixture.now()));
    assert_eq!(fixture.audit_log(), log, "a throttled attempt is counted, not logged");
}

#[test]
fn a_right_code_on_the_last_attempt_does_not_suspend() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    type_wrong_codes(&fixture, &phone, 19);
    fixture.clock.advance_seconds(15 * 60);
    fixture.sign_out(fixture.sign_in_with_code(&phone));
    assert!(!fixture.audit_log().iter().any(|(event, _)| event == "codes-suspended"));
}

#[test]
fn a_lost_session_is_logged_with_its_last_seen_time() {
    let (fixture, lost) = Fixture::alice_signed_in();
    let seen = fixture.now();
    fixture.clock.advance_seconds(61);
    let session = fixture.sign_in_without_factor();
    let log = fixture.audit_log();
    assert_eq!(
        log[log.len() - 2..],
        [("session-lost".into(), seen.to_string()), ("signed-in".into(), "password".into())]
    );
    let history = fixture.auth.history(&session).unwrap();
    assert_eq!(history[1].event, Some(crate::auth::Event::SessionLost));
    assert_eq!(fixture.auth.refresh_session(&lost).unwrap(), SessionStatus::Ended);
}

#[test]
fn signing_out_others_distinguishes_lost_from_ended_sessions() {
    let (fixture, _lost) = Fixture::alice_signed_in();
    fixture.clock.advance_seconds(40);
    let [open, session] = [fixture.sign_in_without_factor(), fixture.sign_in_without_factor()];
    fixture.clock.advance_seconds(30);
    fixture.auth.sign_out_others(&session).unwrap();
    let log: Vec<_> = fixture.audit_log().into_iter().map(|(event, _)| event).collect();
    assert_eq!(log[log.len() - 2..], ["session-lost", "others-signed-out"]);
    assert_eq!(fixture.auth.refresh_session(&open).unwrap(), SessionStatus::Ended);
}

#[test]
fn failed_attempts_are_reported_after_admin_help_despite_many_later_entries() {
    let (fixture, alice, phone) = Fixture::alice_signed_in_2fa();
    let proof = fixture.step_up(&alice, StepUpPurpose::Administration, Some(&phone));
    let temporary = fixture.auth.add_user(&alice, proof, BOB, Role::Member).unwrap();
    let _ =
        expect_signed_in(fixture.choose_password(BOB, temporary.expose_text(), crate::auth::testing::BOBS_PASSWORD));
    for _ in 0..3 {
        let _ = expect_refused(fixture.sign_in(BOB, "wrong"));
        fixture.clock.advance_seconds(7);
    }
    let last = UnixTime::from_seconds(fixture.now().seconds() - 7);
    for _ in 0..1200 {
        fixture.auth.append_event(&alice, "An entry of the host").unwrap();
    }
    fixture.advance_steps(1);
    let proof = fixture.step_up(&alice, StepUpPurpose::Administration, Some(&phone));
    let temporary = fixture.auth.temporary_password(&alice, proof, fixture.account_row(BOB).id).unwrap();
    let signed =
        expect_signed_in(fixture.choose_password(BOB, temporary.expose_text(), "seven brave kites hum softly"));
    assert_eq!((signed.notices.failed, signed.notices.last_failed), (3, Some(last)));
}
