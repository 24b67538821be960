//! What administrators can and cannot do to other accounts.

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, TestAuthenticator, expect_code_refused, expect_ended,
    expect_enrolment_required, expect_refused, expect_signed_in, typed,
};
use crate::auth::{
    AccountId, ActionError, CodeRefusal, CounterKind, Outcome, PasswordRefusal, Policy, Role, Session, StepUpPurpose,
    UsernameProblem,
};

/// Every operation on another account, by name.
fn operations(
    house: &Fixture,
    by: &Session,
    password: &str,
    target: AccountId,
) -> Vec<(&'static str, Result<(), ActionError>)> {
    let prove = || house.step_up_with_password(password, by, StepUpPurpose::Administration, None);
    vec![
        ("reset", house.auth.reset_two_factor(by, prove(), target).map(|_| ())),
        ("temporary", house.auth.temporary_password(by, prove(), target).map(|_| ())),
        ("allow codes", house.auth.allow_codes(by, prove(), target)),
        ("disable", house.auth.set_enabled(by, prove(), target, false)),
        ("enable", house.auth.set_enabled(by, prove(), target, true)),
        ("demote", house.auth.set_role(by, prove(), target, Role::Member)),
        ("delete", house.auth.delete_account(by, prove(), target)),
    ]
}

#[test]
fn members_do_nothing_to_others_and_do_not_see_them() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    for (act, answer) in operations(&house, &bob, BOBS_PASSWORD, admin.account()) {
        assert!(matches!(answer, Err(ActionError::NotAdministrator)), "{act}: {answer:?}");
    }
    let prove = || house.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::Administration, None);
    let added = house.auth.add_user(&bob, prove(), "carol", Role::Administrator);
    assert!(matches!(added, Err(ActionError::NotAdministrator)));
    assert!(matches!(house.auth.set_policy(&bob, prove(), Policy::default()), Err(ActionError::NotAdministrator)));
    assert!(matches!(house.auth.users(&bob), Err(ActionError::NotAdministrator)));
    assert!(house.auth.account(&admin).is_ok(), "her session is unchanged");
}

#[test]
fn administrators_cannot_apply_these_operations_to_themselves() {
    let (house, admin, _bob) = Fixture::alice_and_bob(Role::Administrator);
    for (act, answer) in operations(&house, &admin, crate::auth::testing::PASSWORD, admin.account()) {
        assert!(matches!(answer, Err(ActionError::OnSelf)), "{act}: {answer:?}");
    }
    assert!(house.account_row(ALICE).enabled && house.account_row(ALICE).role == Role::Administrator);
}

#[test]
fn mutual_demotion_leaves_one_administrator() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Administrator);
    let (one, other) = (
        house.admin_step_up(&admin),
        house.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::Administration, None),
    );
    house.auth.set_role(&admin, one, bob.account(), Role::Member).unwrap();
    let late = house.auth.set_role(&bob, other, admin.account(), Role::Member);
    assert!(matches!(late, Err(ActionError::SessionEnded)), "{late:?}");
    assert_eq!(house.read(|rows| rows.active_administrators(9)), [admin.account()]);
}

#[test]
fn the_last_active_administrator_cannot_be_removed() {
    // As another program could leave it: the caller has no own password any more, but still a session.
    type Operation = fn(&Fixture, &Session, crate::auth::StepUp, AccountId) -> Result<(), ActionError>;
    let acts: [Operation; 4] = [
        |house, by, proof, target| house.auth.set_enabled(by, proof, target, false),
        |house, by, proof, target| house.auth.set_role(by, proof, target, Role::Member),
        |house, by, proof, target| house.auth.delete_account(by, proof, target),
        |house, by, proof, target| house.auth.temporary_password(by, proof, target).map(|_| ()),
    ];
    for act in acts {
        let (house, admin, bob) = Fixture::alice_and_bob(Role::Administrator);
        let proof = house.admin_step_up(&admin);
        let password = crate::auth::PasswordKind::Temporary { until: house.now() };
        let row = crate::auth::AccountRow { password_kind: password, ..house.account_row(ALICE) };
        house.write(|rows| rows.update_account(&row));
        let before = (house.audit_log(), house.account_row(BOB));
        let denied = act(&house, &admin, proof, bob.account());
        assert!(matches!(denied, Err(ActionError::LastAdministrator)), "{denied:?}");
        assert_eq!((house.audit_log(), house.account_row(BOB)), before, "everything was rolled back");
        assert!(house.auth.account(&bob).is_ok());
        let _ = expect_signed_in(house.sign_in(BOB, BOBS_PASSWORD));
    }
}

#[test]
fn disabling_ends_sessions_and_pending_sign_ins_and_enabling_reverts_it() {
    let (house, admin, bob, phone) = Fixture::alice_and_bob_2fa();
    let pending = house.pending_for(BOB, BOBS_PASSWORD);
    let prove = || house.admin_step_up(&admin);
    house.auth.set_enabled(&admin, prove(), bob.account(), false).unwrap();
    assert!(matches!(house.auth.account(&bob), Err(ActionError::SessionEnded)));
    assert_eq!(expect_ended(house.submit_code(pending, &phone.code(house.now()))), CodeRefusal::Changed);
    assert_eq!(expect_refused(house.sign_in(BOB, BOBS_PASSWORD)), PasswordRefusal::Wrong);
    house.auth.set_enabled(&admin, prove(), bob.account(), true).unwrap();
    let _ = expect_signed_in(house.submit_code(house.pending_for(BOB, BOBS_PASSWORD), &phone.code(house.now())));
}

#[test]
fn deleting_an_account_deletes_its_rows_and_keeps_its_entries() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let _phone = house.pair_bob(&bob);
    let pending = house.pending_for(BOB, BOBS_PASSWORD);
    let id = bob.account();
    let entries = house.read(|rows| rows.history(id, 100)).len();
    house.auth.delete_account(&admin, house.admin_step_up(&admin), id).unwrap();
    assert!(matches!(house.auth.account(&bob), Err(ActionError::SessionEnded)));
    assert_eq!(expect_ended(house.submit_code(pending, "123456")), CodeRefusal::Changed);
    let left = house.read(|rows| {
        Ok((
            rows.wrapped_keys(id)?.len(),
            rows.authenticators(id)?.len(),
            rows.recovery(id)?.len(),
            rows.sessions(id)?.len(),
        ))
    });
    assert_eq!(left, (0, 0, 0, 0));
    assert_eq!(house.read(|rows| rows.history(id, 100)).len(), entries + 1);
    let deleted = house.auth.delete_account(&admin, house.admin_step_up(&admin), id);
    assert!(matches!(deleted, Err(ActionError::NotFound)));
    // The name is free, and gets a new account.
    let _ = house.add_user(&admin, BOB, Role::Member);
    assert_ne!(house.account_row(BOB).id, id);
}

#[test]
fn a_role_change_ends_the_sessions_of_that_account() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let proof = house.admin_step_up(&admin);
    house.auth.set_role(&admin, proof, bob.account(), Role::Administrator).unwrap();
    assert!(matches!(house.auth.account(&bob), Err(ActionError::SessionEnded)));
    let bob = expect_signed_in(house.sign_in(BOB, BOBS_PASSWORD)).session;
    assert_eq!(bob.role(), Role::Administrator);
    assert_eq!(house.auth.users(&bob).unwrap().len(), 2);
}

#[test]
fn a_two_factor_reset_keeps_flag_and_key_and_removes_phones_and_codes() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let phone = house.pair_bob(&bob);
    let (id, key) = bob.data_key("notes").unwrap();
    house.advance_steps(1);
    let help = house.auth.reset_two_factor(&admin, house.admin_step_up(&admin), bob.account());
    let help = help.unwrap().expose_text().to_string();
    assert!(house.account_row(BOB).two_factor);
    let pending = house.pending_for(BOB, BOBS_PASSWORD);
    let (refusal, pending) = expect_code_refused(house.submit_code(pending, &phone.code(house.now())));
    assert_eq!(refusal, CodeRefusal::HelpCodeRequired);
    let (refusal, pending) = expect_code_refused(house.submit_recovery_code(pending, &phone.recovery_codes[0]));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    let state = expect_enrolment_required(house.submit_recovery_code(pending, &help));
    let (_, finished) = house.finish_setup(house.auth.begin_required_enrolment(state).unwrap());
    let crate::auth::FinishResult::SignedIn(signed) = finished else { panic!("{finished:?}") };
    assert_eq!(signed.session.data_key_of(id, "notes").unwrap().expose_bytes(), key.expose_bytes());
    assert_eq!(signed.notices.failed, 2);
}

#[test]
fn a_second_reset_invalidates_the_first_help_code() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let _ = house.pair_bob(&bob);
    let reset = || {
        let proof = house.admin_step_up(&admin);
        house.auth.reset_two_factor(&admin, proof, bob.account()).unwrap().expose_text().to_string()
    };
    let (first, second) = (reset(), reset());
    let (refusal, pending) =
        expect_code_refused(house.submit_recovery_code(house.pending_for(BOB, BOBS_PASSWORD), &first));
    assert!(matches!(refusal, CodeRefusal::Wrong { .. }));
    assert!(matches!(house.submit_recovery_code(pending, &second), Outcome::EnrolmentRequired(_)));
}

#[test]
fn resetting_two_factor_that_is_off_is_refused() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let proof = house.admin_step_up(&admin);
    let answer = house.auth.reset_two_factor(&admin, proof, bob.account());
    assert!(matches!(answer, Err(ActionError::NotFound)));
    assert!(house.auth.account(&bob).is_ok(), "nothing was changed");
}

#[test]
fn allowing_codes_again_lifts_the_suspension_and_ends_nothing() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let phone = house.pair_bob(&bob);
    suspend(&house, &phone);
    assert!(house.auth.users(&admin).unwrap().iter().any(|user| user.username == BOB && user.codes_suspended));
    let proof = house.admin_step_up(&admin);
    let pending = house.pending_for(BOB, BOBS_PASSWORD);
    house.auth.allow_codes(&admin, proof, bob.account()).unwrap();
    let _ = expect_signed_in(house.submit_code(pending, &phone.code(house.now())));
    assert!(house.read(|rows| rows.session(bob.token_hash())).is_none_or(|row| row.account == bob.account()));
}

fn suspend(house: &Fixture, phone: &TestAuthenticator) {
    loop {
        match house.submit_code(house.pending_for(BOB, BOBS_PASSWORD), &phone.wrong_code(house.now())) {
            Outcome::CodeRefused(CodeRefusal::Suspended, _) => break,
            Outcome::CodeRefused(CodeRefusal::Waiting { left }, _) => house.clock.advance(left),
            _ => {}
        }
    }
    assert!(house.counter(house.account_row(BOB).id, CounterKind::Code).suspended);
}

#[test]
fn taken_and_invalid_names_are_refused() {
    let (house, admin, _) = Fixture::alice_and_bob(Role::Member);
    let add = |name: &str| {
        let proof = house.admin_step_up(&admin);
        house.auth.add_user(&admin, proof, name, Role::Member)
    };
    assert!(matches!(add(" BOB "), Err(ActionError::NameTaken)));
    assert!(matches!(add("a b"), Err(ActionError::Username(UsernameProblem::Character(' ')))));
}

#[test]
fn bounds_out_of_range_are_refused() {
    let (house, admin) = Fixture::alice_signed_in();
    for (lock, clear) in [(0, 30), (61, 30), (15, 9), (15, 121)] {
        let policy = Policy { lock_after_minutes: lock, clear_clipboard_seconds: clear, ..Policy::default() };
        let denied = house.auth.set_policy(&admin, house.admin_step_up(&admin), policy);
        assert!(matches!(denied, Err(ActionError::InvalidPolicy)));
    }
    assert_eq!(house.auth.policy().unwrap(), Policy::default());
}

#[test]
fn the_user_list_shows_role_and_state() {
    let (house, admin, bob) = Fixture::alice_and_bob(Role::Member);
    let _ = house.add_user(&admin, "carol", Role::Administrator);
    let users = house.auth.users(&admin).unwrap();
    let told: Vec<_> = users
        .iter()
        .map(|user| (user.username.as_str(), user.is_self, user.is_last_administrator, user.temporary_password))
        .collect();
    assert_eq!(told, [(ALICE, true, true, false), (BOB, false, false, false), ("carol", false, false, true)]);
    assert!(house.auth.account(&admin).unwrap().only_administrator);
    assert!(!house.auth.account(&bob).unwrap().only_administrator);
}

#[test]
fn the_first_account_cannot_be_created_twice() {
    let house = Fixture::with_alice();
    let again = house.auth.create_first_account("mallory", typed(BOBS_PASSWORD));
    assert!(matches!(again, Err(ActionError::AccountsExist)));
    assert!(!house.auth.has_no_accounts().unwrap());
}
