//! What administrators can and cannot do to other accounts.

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_code_refused, expect_ended,
    expect_enrolment_required, expect_refused, expect_signed_in, typed,
};
use crate::auth::{
    AccountId, ActionError, CodeRefusal, CounterKind, Outcome, PasswordRefusal, Policy, Role, Session, StepUpPurpose,
    TwoFactorStatus, UsernameProblem,
};

/// Every operation on another account, by name.
fn operations(
    fixture: &Fixture,
    by: &Session,
    password: &str,
    target: AccountId,
) -> Vec<(&'static str, Result<(), ActionError>)> {
    let prove = || fixture.step_up_with_password(password, by, StepUpPurpose::Administration, None);
    vec![
        ("reset", fixture.auth.reset_two_factor(by, prove(), target).map(|_| ())),
        ("temporary", fixture.auth.temporary_password(by, prove(), target).map(|_| ())),
        ("allow codes", fixture.auth.allow_codes(by, prove(), target)),
        ("disable", fixture.auth.set_enabled(by, prove(), target, false)),
        ("enable", fixture.auth.set_enabled(by, prove(), target, true)),
        ("demote", fixture.auth.set_role(by, prove(), target, Role::Member)),
        ("delete", fixture.auth.delete_account(by, prove(), target)),
    ]
}

#[test]
fn members_do_nothing_to_others_and_do_not_see_them() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    for (operation, result) in operations(&fixture, &bob, BOBS_PASSWORD, admin.account()) {
        assert!(matches!(result, Err(ActionError::NotAdministrator)), "{operation}: {result:?}");
    }
    let prove = || fixture.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::Administration, None);
    let added = fixture.auth.add_user(&bob, prove(), "carol", Role::Administrator);
    assert!(matches!(added, Err(ActionError::NotAdministrator)));
    assert!(matches!(fixture.auth.set_policy(&bob, prove(), Policy::default()), Err(ActionError::NotAdministrator)));
    assert!(matches!(fixture.auth.users(&bob), Err(ActionError::NotAdministrator)));
    assert!(fixture.auth.account(&admin).is_ok(), "the administrator's session is unchanged");
}

#[test]
fn administrators_cannot_apply_these_operations_to_themselves() {
    let (fixture, admin, _bob) = Fixture::alice_and_bob(Role::Administrator);
    for (operation, result) in operations(&fixture, &admin, crate::auth::testing::PASSWORD, admin.account()) {
        assert!(matches!(result, Err(ActionError::OnSelf)), "{operation}: {result:?}");
    }
    assert!(fixture.account_row(ALICE).enabled && fixture.account_row(ALICE).role == Role::Administrator);
}

#[test]
fn mutual_demotion_leaves_one_administrator() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Administrator);
    let (one, other) = (
        fixture.admin_step_up(&admin),
        fixture.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::Administration, None),
    );
    fixture.auth.set_role(&admin, one, bob.account(), Role::Member).unwrap();
    let late = fixture.auth.set_role(&bob, other, admin.account(), Role::Member);
    assert!(matches!(late, Err(ActionError::SessionEnded)), "{late:?}");
    assert_eq!(fixture.read(|rows| rows.active_administrators(9)), [admin.account()]);
}

#[test]
fn the_last_active_administrator_cannot_be_removed() {
    // As another program could leave it: the caller has no own password any more, but still a session.
    type Operation = fn(&Fixture, &Session, crate::auth::StepUp, AccountId) -> Result<(), ActionError>;
    let operations: [Operation; 4] = [
        |fixture, by, proof, target| fixture.auth.set_enabled(by, proof, target, false),
        |fixture, by, proof, target| fixture.auth.set_role(by, proof, target, Role::Member),
        |fixture, by, proof, target| fixture.auth.delete_account(by, proof, target),
        |fixture, by, proof, target| fixture.auth.temporary_password(by, proof, target).map(|_| ()),
    ];
    for operation in operations {
        let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Administrator);
        let proof = fixture.admin_step_up(&admin);
        let password = crate::auth::PasswordKind::Temporary { until: fixture.now() };
        let row = crate::auth::AccountRow { password_kind: password, ..fixture.account_row(ALICE) };
        fixture.write(|rows| rows.update_account(&row));
        let before = (fixture.audit_log(), fixture.account_row(BOB));
        let denied = operation(&fixture, &admin, proof, bob.account());
        assert!(matches!(denied, Err(ActionError::LastAdministrator)), "{denied:?}");
        assert_eq!((fixture.audit_log(), fixture.account_row(BOB)), before, "the operation is rolled back");
        assert!(fixture.auth.account(&bob).is_ok());
        let _ = expect_signed_in(fixture.sign_in(BOB, BOBS_PASSWORD));
    }
}

#[test]
fn disabling_ends_sessions_and_pending_sign_ins_and_enabling_reverts_it() {
    let (fixture, admin, bob, phone) = Fixture::alice_and_bob_2fa();
    let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    let prove = || fixture.admin_step_up(&admin);
    fixture.auth.set_enabled(&admin, prove(), bob.account(), false).unwrap();
    assert!(matches!(fixture.auth.account(&bob), Err(ActionError::SessionEnded)));
    assert_eq!(expect_ended(fixture.submit_code(pending, &phone.code(fixture.now()))), CodeRefusal::Changed);
    assert_eq!(expect_refused(fixture.sign_in(BOB, BOBS_PASSWORD)), PasswordRefusal::Wrong);
    fixture.auth.set_enabled(&admin, prove(), bob.account(), true).unwrap();
    let _ = expect_signed_in(fixture.submit_code(fixture.pending_for(BOB, BOBS_PASSWORD), &phone.code(fixture.now())));
}

#[test]
fn deleting_an_account_deletes_its_rows_and_keeps_its_entries() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let _phone = fixture.pair_bob(&bob);
    let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    let id = bob.account();
    let entries = fixture.read(|rows| rows.history(id, 100)).len();
    fixture.auth.delete_account(&admin, fixture.admin_step_up(&admin), id).unwrap();
    assert!(matches!(fixture.auth.account(&bob), Err(ActionError::SessionEnded)));
    assert_eq!(expect_ended(fixture.submit_code(pending, "123456")), CodeRefusal::Changed);
    let left = fixture.read(|rows| {
        Ok((
            rows.wrapped_keys(id)?.len(),
            rows.authenticators(id)?.len(),
            rows.recovery(id)?.len(),
            rows.sessions(id)?.len(),
        ))
    });
    assert_eq!(left, (0, 0, 0, 0));
    assert_eq!(fixture.read(|rows| rows.history(id, 100)).len(), entries + 1);
    let deleted = fixture.auth.delete_account(&admin, fixture.admin_step_up(&admin), id);
    assert!(matches!(deleted, Err(ActionError::NotFound)));
    // The name is free, and gets a new account.
    let _ = fixture.add_user(&admin, BOB, Role::Member);
    assert_ne!(fixture.account_row(BOB).id, id);
}

#[test]
fn a_role_change_ends_the_sessions_of_that_account() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let proof = fixture.admin_step_up(&admin);
    fixture.auth.set_role(&admin, proof, bob.account(), Role::Administrator).unwrap();
    assert!(matches!(fixture.auth.account(&bob), Err(ActionError::SessionEnded)));
    let bob = expect_signed_in(fixture.sign_in(BOB, BOBS_PASSWORD)).session;
    assert_eq!(bob.role(), Role::Administrator);
    assert_eq!(fixture.auth.users(&bob).unwrap().len(), 2);
}

#[test]
fn a_two_factor_reset_keeps_flag_and_key_and_removes_phones_and_codes() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let phone = fixture.pair_bob(&bob);
    let (id, key) = bob.data_key("notes").unwrap();
    fixture.advance_steps(1);
    let help = fixture.auth.reset_two_factor(&admin, fixture.admin_step_up(&admin), bob.account());
    let help = help.unwrap().expose_text().to_string();
    assert!(fixture.account_row(BOB).two_factor);
    let listed = |fixture: &Fixture| {
        let users = fixture.auth.users(&admin).unwrap();
        users.into_iter().find(|user| user.username == BOB).unwrap().two_factor
    };
    assert_eq!(listed(&fixture), TwoFactorStatus::HelpCodePending);
    let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    let (refusal, pending) = expect_code_refused(fixture.submit_code(pending, &phone.code(fixture.now())));
    assert_eq!(refusal, CodeRefusal::HelpCodeRequired);
    let (refusal, pending) = expect_code_refused(fixture.submit_recovery_code(pending, &phone.recovery_codes[0]));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    let state = expect_enrolment_required(fixture.submit_recovery_code(pending, &help));
    let (_, finished) = fixture.finish_setup(fixture.auth.begin_required_enrolment(state).unwrap());
    let crate::auth::FinishResult::SignedIn(signed) = finished else { panic!("{finished:?}") };
    assert_eq!(signed.session.data_key_of(id, "notes").unwrap().expose_bytes(), key.expose_bytes());
    assert_eq!(listed(&fixture), TwoFactorStatus::On);
    assert_eq!(signed.notices.failed, 2);
}

#[test]
fn a_second_reset_invalidates_the_first_help_code() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let _ = fixture.pair_bob(&bob);
    let reset = || {
        let proof = fixture.admin_step_up(&admin);
        fixture.auth.reset_two_factor(&admin, proof, bob.account()).unwrap().expose_text().to_string()
    };
    let (first, second) = (reset(), reset());
    let (refusal, pending) =
        expect_code_refused(fixture.submit_recovery_code(fixture.pending_for(BOB, BOBS_PASSWORD), &first));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    assert!(matches!(fixture.submit_recovery_code(pending, &second), Outcome::EnrolmentRequired(_)));
}

#[test]
fn resetting_two_factor_that_is_off_is_refused() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let proof = fixture.admin_step_up(&admin);
    let result = fixture.auth.reset_two_factor(&admin, proof, bob.account());
    assert!(matches!(result, Err(ActionError::NotFound)));
    assert!(fixture.auth.account(&bob).is_ok(), "the session remains valid");
}

#[test]
fn allowing_codes_again_lifts_the_suspension_and_ends_nothing() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let phone = fixture.pair_bob(&bob);
    suspend(&fixture, &phone);
    assert!(fixture.auth.users(&admin).unwrap().iter().any(|user| user.username == BOB && user.codes_suspended));
    let proof = fixture.admin_step_up(&admin);
    let pending = fixture.pending_for(BOB, BOBS_PASSWORD);
    fixture.auth.allow_codes(&admin, proof, bob.account()).unwrap();
    let _ = expect_signed_in(fixture.submit_code(pending, &phone.code(fixture.now())));
    assert!(fixture.read(|rows| rows.session(bob.token_hash())).is_none_or(|row| row.account == bob.account()));
}

fn suspend(fixture: &Fixture, phone: &TestAuthenticator) {
    loop {
        match fixture.submit_code(fixture.pending_for(BOB, BOBS_PASSWORD), &phone.wrong_code(fixture.now())) {
            Outcome::CodeRefused(CodeRefusal::Suspended, _) => break,
            Outcome::CodeRefused(CodeRefusal::Waiting { left }, _) => fixture.clock.advance(left),
            _ => {}
        }
    }
    assert!(fixture.counter(fixture.account_row(BOB).id, CounterKind::Code).suspended);
}

#[test]
fn taken_and_invalid_names_are_refused() {
    let (fixture, admin, _) = Fixture::alice_and_bob(Role::Member);
    let add = |name: &str| {
        let proof = fixture.admin_step_up(&admin);
        fixture.auth.add_user(&admin, proof, name, Role::Member)
    };
    assert!(matches!(add(" BOB "), Err(ActionError::NameTaken)));
    assert!(matches!(add("a b"), Err(ActionError::Username(UsernameProblem::Character(' ')))));
}

#[test]
fn bounds_out_of_range_are_refused() {
    let (fixture, admin) = Fixture::alice_signed_in();
    for (lock, clear) in [(0, 30), (61, 30), (15, 9), (15, 121)] {
        let policy = Policy { lock_after_minutes: lock, clear_clipboard_seconds: clear, ..Policy::default() };
        let denied = fixture.auth.set_policy(&admin, fixture.admin_step_up(&admin), policy);
        assert!(matches!(denied, Err(ActionError::InvalidPolicy)));
    }
    assert_eq!(fixture.auth.policy().unwrap(), Policy::default());
}

#[test]
fn the_user_list_shows_role_and_state() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let _ = fixture.add_user(&admin, "carol", Role::Administrator);
    let users = fixture.auth.users(&admin).unwrap();
    let listed: Vec<_> = users
        .iter()
        .map(|user| (user.username.as_str(), user.is_self, user.is_last_administrator, user.temporary_password))
        .collect();
    assert_eq!(listed, [(ALICE, true, true, false), (BOB, false, false, false), ("carol", false, false, true)]);
    assert!(fixture.auth.account(&admin).unwrap().only_administrator);
    assert!(!fixture.auth.account(&bob).unwrap().only_administrator);
}

#[test]
fn the_first_account_cannot_be_created_twice() {
    let fixture = Fixture::with_alice();
    let again = fixture.auth.create_first_account("mallory", typed(BOBS_PASSWORD));
    assert!(matches!(again, Err(ActionError::AccountsExist)));
    assert!(!fixture.auth.has_no_accounts().unwrap());
}

#[test]
fn what_will_be_refused_is_known_before_the_step_up() {
    let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let auth = &fixture.auth;
    assert!(matches!(auth.check_new_user(&admin, "BOB"), Err(ActionError::NameTaken)));
    assert!(matches!(auth.check_new_user(&admin, "b ob"), Err(ActionError::Username(_))));
    assert!(auth.check_new_user(&admin, "carol").is_ok());
    assert!(matches!(auth.check_target(&admin, admin.account()), Err(ActionError::OnSelf)));
    assert!(matches!(auth.check_target(&admin, AccountId::from_bytes([9; 16])), Err(ActionError::NotFound)));
    assert!(auth.check_target(&admin, bob.account()).is_ok());
    assert!(matches!(auth.check_new_user(&bob, "carol"), Err(ActionError::NotAdministrator)));
    assert!(matches!(auth.check_target(&bob, admin.account()), Err(ActionError::NotAdministrator)));
}
