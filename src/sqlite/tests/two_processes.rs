//! Two windows on one file, and the state after a kill.

use std::sync::Arc;

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, Fixture, ManualClock, PASSWORD, TestAuthenticator, auth_with_store, expect_code_refused,
    expect_refused, expect_signed_in, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, CounterKind, Open, PasswordRefusal, Role, Session, SessionStatus, Store, UnlockResult,
};
use crate::sqlite::tests::TestDatabase;

/// A further window on the file, with its own connections and rules and the shared clock.
fn open_window(database: &TestDatabase, clock: &Arc<ManualClock>, seed: u64) -> Fixture {
    let store: Arc<dyn Store> = Arc::new(database.open(Open::CreateIfMissing).unwrap());
    let auth = Arc::new(auth_with_store(Arc::clone(&store), Arc::clone(clock), seed));
    Fixture { auth, clock: Arc::clone(clock), store }
}

/// Alice, an administrator, is signed in in one window; Bob, who has an authenticator, in another.
fn two_windows(database: &TestDatabase) -> (Fixture, Session, Fixture, Session, TestAuthenticator) {
    let clock = Arc::new(ManualClock::new());
    let one = open_window(database, &clock, 1);
    let (alice, _) = one.create_first();
    let temporary = one.add_user(&alice, BOB, Role::Member);
    let other = open_window(database, &clock, 2);
    let bob = expect_signed_in(other.choose_password(BOB, &temporary, BOBS_PASSWORD)).session;
    let phone = other.pair_bob(&bob);
    other.advance_steps(2);
    (one, alice, other, bob, phone)
}

/// An operation of Alice on Bob's account.
type Operation = (&'static str, fn(&Fixture, &Session, &Session));

const OPERATIONS: [Operation; 5] = [
    ("reset two-factor", |fixture, alice, bob| {
        let _ = fixture.reset_two_factor(alice, bob.account());
    }),
    ("temporary password", |fixture, alice, bob| {
        let _ = fixture.temporary_password(alice, bob.account());
    }),
    ("disable", |fixture, alice, bob| {
        fixture.auth.set_enabled(alice, fixture.admin_step_up(alice), bob.account(), false).unwrap();
    }),
    ("promote", |fixture, alice, bob| {
        let proof = fixture.admin_step_up(alice);
        fixture.auth.set_role(alice, proof, bob.account(), Role::Administrator).unwrap();
    }),
    ("delete", |fixture, alice, bob| {
        fixture.auth.delete_account(alice, fixture.admin_step_up(alice), bob.account()).unwrap();
    }),
];

#[test]
fn an_admin_change_in_one_window_ends_the_session_in_the_other() {
    for (what, operation) in OPERATIONS {
        let database = TestDatabase::new();
        let (one, alice, other, bob, phone) = two_windows(&database);
        let (elsewhere, pending) = (bob.handle(), other.pending_for(BOB, BOBS_PASSWORD));
        assert_eq!(other.auth.refresh_session(&bob).unwrap(), SessionStatus::Active);
        operation(&one, &alice, &bob);
        // No refresh in between: the operation itself notices.
        let denied = other.auth.sign_out_others(&bob);
        assert!(matches!(denied, Err(ActionError::SessionEnded)), "{what}: {denied:?}");
        assert!(matches!(elsewhere.data_key("notes"), Err(ActionError::SessionEnded)), "{what}");
        assert_eq!(other.auth.refresh_session(&bob).unwrap(), SessionStatus::Ended, "{what}");
        let outcome = other.submit_code(pending, &phone.code(other.now()));
        assert!(
            matches!(outcome, crate::auth::Outcome::CodeRefused(CodeRefusal::Changed, None)),
            "{what}: {outcome:?}"
        );
    }
}

#[test]
fn a_password_change_in_one_window_ends_the_other_even_if_locked() {
    let database = TestDatabase::new();
    let clock = Arc::new(ManualClock::new());
    let one = open_window(&database, &clock, 1);
    let (alice, _) = one.create_first();
    let other = open_window(&database, &clock, 2);
    let (open, locked) = (other.sign_in_without_factor(), other.auth.lock(other.sign_in_without_factor()));
    one.auth.change_password(&alice, one.own_step_up(&alice, None), typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(other.auth.account(&open), Err(ActionError::SessionEnded)));
    for password in [PASSWORD, BOBS_PASSWORD] {
        let unlocked = other.auth.unlock(other.auth.lock(open.handle()), typed(password), None).unwrap();
        assert!(matches!(unlocked, UnlockResult::SessionEnded), "{unlocked:?}");
    }
    assert!(matches!(other.auth.unlock(locked, typed(PASSWORD), None), Ok(UnlockResult::SessionEnded)));
    assert_eq!(expect_refused(other.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong);
    assert!(one.auth.account(&alice).is_ok(), "the session that made the change remains valid");
    let _ = expect_signed_in(other.sign_in(ALICE, BOBS_PASSWORD));
}

/// Copies what is on the disk while the store is open, which is what remains after a kill.
fn copy_files(database: &TestDatabase) -> TestDatabase {
    let copy = TestDatabase::new();
    for end in ["", "-wal"] {
        std::fs::copy(database.sibling(end), copy.sibling(end)).unwrap();
    }
    copy
}

#[test]
fn after_a_kill_an_accepted_code_and_recovery_code_stay_spent() {
    for is_code in [true, false] {
        let database = TestDatabase::new();
        let clock = Arc::new(ManualClock::new());
        let fixture = open_window(&database, &clock, 1);
        let (session, proof) = fixture.create_first();
        let phone = fixture.pair(&session, proof);
        fixture.advance_steps(2);
        let give = |fixture: &Fixture| match is_code {
            true => fixture.submit_code(fixture.pending(), &phone.code(fixture.now())),
            false => fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]),
        };
        let _session = expect_signed_in(give(&fixture));
        let left = copy_files(&database);
        let again = open_window(&left, &clock, 2);
        let (refusal, _) = expect_code_refused(give(&again));
        assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
    }
}

#[test]
fn after_a_kill_a_wrong_code_stays_counted() {
    let database = TestDatabase::new();
    let clock = Arc::new(ManualClock::new());
    let fixture = open_window(&database, &clock, 1);
    fixture.sign_out(fixture.create_first().0);
    for attempts in 1..=5 {
        let _ = fixture.sign_in(ALICE, "wrong");
        let copy = copy_files(&database);
        let again = open_window(&copy, &clock, 1 + attempts);
        assert_eq!(u64::from(again.counter(again.account_row(ALICE).id, CounterKind::Password).failures), attempts);
        assert_eq!(
            matches!(again.sign_in(ALICE, "wrong"), crate::auth::Outcome::Refused(PasswordRefusal::Wrong)),
            attempts < 5
        );
    }
}
