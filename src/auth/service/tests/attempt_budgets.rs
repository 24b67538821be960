//! Limits on attempts hold across callers, screens and concurrent requests.

use std::time::Duration;

use crate::auth::service::tests::throttling::wait;
use crate::auth::testing::{
    ALICE, BOBS_PASSWORD, FaultyStore, Fixture, PASSWORD, TestAuthenticator, expect_code_refused, expect_refused, typed,
};
use crate::auth::{
    ActionError, CodeRefusal, CounterKind, Factor, Locked, Outcome, PasswordRefusal, Pending, Role, Session,
    StepUpPurpose, StepUpResult, UnlockResult,
};

const NO_RECOVERY_CODE: &str = "2222-2222-2222-2222";

fn failures(fixture: &Fixture) -> [u32; 3] {
    [CounterKind::Password, CounterKind::Code, CounterKind::Recovery]
        .map(|kind| fixture.counter(fixture.account_row(ALICE).id, kind).failures)
}

/// Alice's states: a pending sign-in, a session, and a locked session.
struct States {
    pending: Pending,
    session: Session,
    locked: Locked,
}

/// The attempt, its kind, and the operation; returns `true` if a fault was reported.
type Attempt = (&'static str, CounterKind, fn(&Fixture, States, &TestAuthenticator) -> bool);

fn wrong_code(fixture: &Fixture, phone: &TestAuthenticator) -> Option<Factor> {
    Some(Factor::Code(typed(&phone.wrong_code(fixture.now()))))
}

const ATTEMPTS: &[Attempt] = &[
    ("a password", CounterKind::Password, |fixture, _, _| fixture.auth.sign_in(ALICE, typed("wrong")).is_err()),
    ("a code", CounterKind::Code, |fixture, states, phone| {
        fixture.auth.submit_code(states.pending, typed(&phone.wrong_code(fixture.now()))).is_err()
    }),
    ("a recovery code", CounterKind::Recovery, |fixture, states, _| {
        fixture.auth.submit_recovery_code(states.pending, typed(NO_RECOVERY_CODE)).is_err()
    }),
    ("a password at a step-up", CounterKind::Password, |fixture, states, _| {
        fixture.auth.step_up(&states.session, StepUpPurpose::OwnAccount, typed("wrong"), None).is_err()
    }),
    ("a code at a step-up", CounterKind::Code, |fixture, states, phone| {
        fixture
            .auth
            .step_up(&states.session, StepUpPurpose::OwnAccount, typed(PASSWORD), wrong_code(fixture, phone))
            .is_err()
    }),
    ("a password at the lock", CounterKind::Password, |fixture, states, _| {
        fixture.auth.unlock(states.locked, typed("wrong"), None).is_err()
    }),
    ("a code at the lock", CounterKind::Code, |fixture, states, phone| {
        fixture.auth.unlock(states.locked, typed(PASSWORD), wrong_code(fixture, phone)).is_err()
    }),
    ("an old password", CounterKind::Password, |fixture, states, _| {
        matches!(fixture.auth.open_old_data(&states.session, typed("wrong")), Err(ActionError::Fault(_)))
    }),
];

#[test]
fn no_attempt_is_refunded_when_the_store_fails_at_any_call() {
    for (what, kind, attempt) in ATTEMPTS {
        let mut counted = Vec::new();
        loop {
            let (store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
            let locked = fixture.auth.lock(fixture.sign_in_with_code(&phone));
            fixture.advance_steps(1);
            let states = States { pending: fixture.pending(), session, locked };
            store.fail_at(counted.len() + 1);
            let reported = attempt(&fixture, states, &phone);
            let failed = store.heal();
            assert_eq!(reported, failed, "{what}, fault {}", counted.len());
            let failures = fixture.counter(fixture.account_row(ALICE).id, *kind).failures;
            if !failed {
                assert_eq!(failures, 1, "{what}");
                break;
            }
            counted.push(failures);
        }
        // Absent before the charge is written, and kept afterwards.
        assert!(counted.is_sorted() && counted.ends_with(&[1]), "{what}: {counted:?}");
    }
}

#[test]
fn a_panic_at_any_call_leaves_the_attempt_charged_and_opens_no_session() {
    let mut counted = Vec::new();
    for call in 1.. {
        let (store, fixture, _session, phone) = Fixture::with_faulty_store_2fa();
        let pending = fixture.pending();
        store.run_before_call(call, || std::panic::resume_unwind(Box::new("made up")));
        let code = typed(&phone.code(fixture.now()));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| fixture.auth.submit_code(pending, code)));
        if !store.hook_ran() {
            break;
        }
        assert!(caught.is_err());
        assert_eq!(fixture.read(|rows| rows.sessions(fixture.account_row(ALICE).id)).len(), 1, "no session is opened");
        counted.push(failures(&fixture)[1]);
    }
    // Zero only before the charge is written.
    assert_eq!(counted.iter().filter(|failures| **failures == 0).count(), 2, "{counted:?}");
    assert!(counted.is_sorted() && counted.len() > 3, "{counted:?}");
}

/// Returns the result, the number of transactions and the number of derivations.
fn observe(store: &FaultyStore, operation: impl FnOnce() -> String) -> (String, usize, u32) {
    let (calls, derivations) = (store.calls(), crate::auth::seal::derivations());
    let result = operation();
    (result, store.calls() - calls, crate::auth::seal::derivations() - derivations)
}

#[test]
fn during_a_wait_right_and_wrong_answers_are_indistinguishable() {
    let (store, fixture, _session, phone) = Fixture::with_faulty_store_2fa();
    let refusal_of = |pending, code: &str| format!("{:?}", expect_code_refused(fixture.submit_code(pending, code)).0);
    let recovered =
        |pending, code: &str| format!("{:?}", expect_code_refused(fixture.submit_recovery_code(pending, code)).0);
    let pending_sign_ins: Vec<Pending> = (0..4).map(|_| fixture.pending()).collect();
    let wrong = phone.wrong_code(fixture.now());
    let mut pending = fixture.pending();
    for _ in 0..5 {
        pending = expect_code_refused(fixture.submit_code(pending, &wrong)).1;
        pending = expect_code_refused(fixture.submit_recovery_code(pending, NO_RECOVERY_CODE)).1;
        let _ = expect_refused(fixture.sign_in(ALICE, "wrong"));
    }
    let before = failures(&fixture);
    let mut pending_sign_ins = pending_sign_ins.into_iter();
    let mut next = || pending_sign_ins.next().unwrap();
    let (right, wrong) = (
        observe(&store, || refusal_of(next(), &phone.code(fixture.now()))),
        observe(&store, || refusal_of(next(), &wrong)),
    );
    assert_eq!(right, wrong);
    assert!(right.0.starts_with("Waiting") && right.2 == 0, "{right:?}");
    let (right, wrong) = (
        observe(&store, || recovered(next(), &phone.recovery_codes[0])),
        observe(&store, || recovered(next(), NO_RECOVERY_CODE)),
    );
    assert_eq!(right, wrong);
    assert!(right.0.starts_with("Waiting"), "{right:?}");
    let password = |text: &str| observe(&store, || format!("{:?}", expect_refused(fixture.sign_in(ALICE, text))));
    assert_eq!(password(PASSWORD), password("wrong"));
    assert_eq!(password(PASSWORD).2, 0, "the password is not derived during a wait");
    assert_eq!(failures(&fixture), before, "no attempt is charged during a wait");
}

#[test]
fn an_expired_code_wait_allows_exactly_one_attempt() {
    let (_store, fixture, _session, phone) = Fixture::with_faulty_store_2fa();
    let give = |is_code: bool| match is_code {
        true => expect_code_refused(fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now()))).0,
        false => expect_code_refused(fixture.submit_recovery_code(fixture.pending(), NO_RECOVERY_CODE)).0,
    };
    for is_code in [true, false] {
        for _ in 0..5 {
            assert!(matches!(give(is_code), CodeRefusal::Wrong { .. }));
        }
        fixture.clock.advance_seconds(24 * 3600);
        assert!(matches!(give(is_code), CodeRefusal::Wrong { .. }));
        assert_eq!(give(is_code), CodeRefusal::Waiting { left: Duration::from_mins(1) });
    }
}

#[test]
fn a_wait_applies_to_sign_in_unlock_and_step_up_alike() {
    let (_store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
    let right = || fixture.code_factor(&phone);
    for _ in 0..5 {
        let _ = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed("wrong"), None).unwrap();
    }
    assert!(matches!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Waiting { .. }));
    assert!(matches!(fixture.auth.open_old_data(&session, typed(PASSWORD)), Err(ActionError::Waiting(_))));
    let locked = fixture.auth.lock(session);
    let unlocked = fixture.auth.unlock(locked, typed(PASSWORD), right()).unwrap();
    let UnlockResult::PasswordRefused(mut locked, PasswordRefusal::Waiting { .. }) = unlocked else {
        panic!("{unlocked:?}")
    };
    fixture.clock.advance_seconds(60);
    // Five codes at the lock screen.
    for _ in 0..5 {
        let Ok(UnlockResult::CodeRefused(back, _)) =
            fixture.auth.unlock(locked, typed(PASSWORD), wrong_code(&fixture, &phone))
        else {
            panic!("expected the wrong code to be refused");
        };
        locked = back;
    }
    let (refusal, pending) = expect_code_refused(fixture.submit_code(fixture.pending(), &phone.code(fixture.now())));
    assert!(matches!(refusal, CodeRefusal::Waiting { .. }), "{refusal:?}");
    // Recovery codes are not throttled by codes.
    let Outcome::SignedIn(signed_in) = fixture.submit_recovery_code(pending, &phone.recovery_codes[0]) else {
        panic!("expected the recovery code to be accepted");
    };
    let result = fixture.auth.step_up(&signed_in.session, StepUpPurpose::OwnAccount, typed(PASSWORD), right()).unwrap();
    assert!(matches!(result, StepUpResult::Proven(_)), "a completed sign-in clears the wait: {result:?}");
}

#[test]
fn a_code_wait_from_sign_in_applies_within_sessions() {
    let (_store, fixture, session, phone) = Fixture::with_faulty_store_2fa();
    for _ in 0..5 {
        let _ = expect_code_refused(fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now())));
    }
    let right = || fixture.code_factor(&phone);
    let result = fixture.auth.step_up(&session, StepUpPurpose::OwnAccount, typed(PASSWORD), right()).unwrap();
    assert!(matches!(result, StepUpResult::CodeRefused(CodeRefusal::Waiting { .. })), "{result:?}");
    let locked = fixture.auth.lock(session);
    let result = fixture.auth.unlock(locked, typed(PASSWORD), right()).unwrap();
    assert!(matches!(result, UnlockResult::CodeRefused(_, CodeRefusal::Waiting { .. })), "{result:?}");
}

#[test]
fn spellings_of_an_unknown_name_share_one_wait() {
    let fixture = Fixture::with_alice();
    for name in ["Zoë", "zoë", "ZOE\u{308}", "ｚｏë", " zoë\n"] {
        assert_eq!(expect_refused(fixture.sign_in(name, "wrong")), PasswordRefusal::Wrong, "{name}");
    }
    assert_eq!(wait(&fixture, "zOË"), Duration::from_secs(1));
    assert_eq!(wait(&fixture, ALICE), Duration::ZERO);
}

#[test]
fn another_spelling_of_a_name_creates_no_second_account() {
    let fixture = Fixture::empty();
    let admin = fixture.auth.create_first_account("Zoë", typed(PASSWORD)).unwrap().session;
    for name in ["zoë", "ZOË", "Zoe\u{308}", "ｚｏë", "ＺＯＥ\u{308}"] {
        let proof = fixture.admin_step_up(&admin);
        let added = fixture.auth.add_user(&admin, proof, name, Role::Administrator);
        assert!(matches!(added, Err(ActionError::NameTaken)), "{name}: {added:?}");
        let outcome = fixture.sign_in(name, PASSWORD);
        let Outcome::SignedIn(signed_in) = outcome else { panic!("{name}: {outcome:?}") };
        assert_eq!(signed_in.session.account(), admin.account());
    }
    assert_eq!(fixture.read(|rows| rows.accounts()).len(), 1);
    assert_eq!(
        expect_refused(fixture.sign_in("zoe", BOBS_PASSWORD)),
        PasswordRefusal::Wrong,
        "a name with another letter is a different name"
    );
    assert_eq!(fixture.counter(admin.account(), CounterKind::Password).failures, 0);
}
