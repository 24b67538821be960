//! Concurrent requests.

use std::sync::Barrier;
use std::thread;

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, Fixture, PASSWORD, typed};
use crate::auth::{
    ActionError, CodeRefusal, CounterKind, Outcome, PasswordRefusal, Pending, Role, StepUp, StepUpPurpose,
    ThrottleLimits,
};

const THREADS: usize = 64;

/// Runs `operation` on one thread per input, all at once.
fn run_concurrently<G: Send, T: Send>(inputs: Vec<G>, operation: impl Fn(G) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(inputs.len());
    thread::scope(|scope| {
        let (barrier, operation) = (&barrier, &operation);
        let threads: Vec<_> = inputs
            .into_iter()
            .map(|input| {
                scope.spawn(move || {
                    barrier.wait();
                    operation(input)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Options with so many free attempts that nothing is throttled.
fn lenient_options() -> crate::auth::Options {
    let free = crate::auth::Backoff { free_attempts: 100, ..ThrottleLimits::default().code };
    let limits =
        ThrottleLimits { code: free, recovery: free, password: free, suspend_after: 1000, ..ThrottleLimits::default() };
    crate::auth::Options { limits, ..crate::auth::testing::options() }
}

fn pendings(fixture: &Fixture) -> Vec<Pending> {
    (0..THREADS).map(|_| fixture.pending()).collect()
}

#[test]
fn one_code_in_64_threads_opens_exactly_one_session() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let fixture = fixture.with_options(lenient_options(), 4);
    let code = phone.code(fixture.now());
    let outcomes =
        run_concurrently(pendings(&fixture), |pending| fixture.auth.submit_code(pending, typed(&code)).unwrap());
    let sessions = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
    let used = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, Some(_))))
        .count();
    assert_eq!((sessions, used), (1, THREADS - 1));
    assert_eq!(fixture.read(|rows| rows.sessions(fixture.account_row(ALICE).id)).len(), 1);
}

#[test]
fn one_recovery_code_in_64_threads_opens_exactly_one_session() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let fixture = fixture.with_options(lenient_options(), 4);
    let code = &phone.recovery_codes[0];
    let outcomes = run_concurrently(pendings(&fixture), |pending| {
        fixture.auth.submit_recovery_code(pending, typed(code)).unwrap()
    });
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count(), 1);
}

#[test]
fn five_of_64_simultaneous_wrong_passwords_are_checked() {
    let fixture = Fixture::with_alice();
    let results = run_concurrently(vec![(); THREADS], |()| {
        let before = crate::auth::seal::derivations();
        let outcome = fixture.sign_in(ALICE, "wrong");
        (crate::auth::seal::derivations() - before, outcome)
    });
    assert_eq!(results.iter().map(|(derivations, _)| derivations).sum::<u32>(), 5);
    let waiting = |outcome: &Outcome| matches!(outcome, Outcome::Refused(PasswordRefusal::Waiting { .. }));
    assert_eq!(results.iter().filter(|(_, outcome)| waiting(outcome)).count(), THREADS - 5);
}

#[test]
fn five_of_64_simultaneous_wrong_codes_are_checked() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let wrong = phone.wrong_code(fixture.now());
    let outcomes =
        run_concurrently(pendings(&fixture), |pending| fixture.auth.submit_code(pending, typed(&wrong)).unwrap());
    let checked = |outcome: &&Outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _));
    assert_eq!(outcomes.iter().filter(checked).count(), 5);
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Code).failures, 5);
}

#[test]
fn five_of_64_simultaneous_wrong_recovery_codes_are_checked() {
    let (fixture, _) = Fixture::with_alice_2fa();
    let wrong = "2222-2222-2222-2222";
    let outcomes = run_concurrently(pendings(&fixture), |pending| {
        fixture.auth.submit_recovery_code(pending, typed(wrong)).unwrap()
    });
    let checked = |outcome: &&Outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _));
    assert_eq!(outcomes.iter().filter(checked).count(), 5);
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Recovery).failures, 5);
}

#[test]
fn five_of_64_simultaneous_attempts_for_an_unknown_name_are_checked() {
    let fixture = Fixture::with_alice();
    let derivations = run_concurrently(vec![(); THREADS], |()| {
        let before = crate::auth::seal::derivations();
        let _ = fixture.sign_in("nobody", PASSWORD);
        crate::auth::seal::derivations() - before
    });
    assert_eq!(derivations.iter().sum::<u32>(), 5);
}

#[test]
fn simultaneous_right_passwords_refund_exactly_their_charges() {
    let (fixture, _) = Fixture::with_alice_2fa();
    let fixture = fixture.with_options(lenient_options(), 4);
    let _ = fixture.sign_in(ALICE, "wrong");
    let _ = run_concurrently(vec![(); 16], |()| fixture.pending());
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password).failures, 1);
}

#[test]
fn two_windows_creating_the_first_account_create_one() {
    let fixture = Fixture::empty();
    let names: Vec<String> = (0..THREADS).map(|number| format!("person{number}")).collect();
    let results = run_concurrently(names, |name| fixture.auth.create_first_account(&name, typed(PASSWORD)).map(|_| ()));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(ActionError::AccountsExist))));
    assert_eq!(fixture.read(|rows| rows.accounts()).len(), 1);
}

#[test]
fn two_administrators_who_demote_each_other_at_once_leave_one() {
    for _ in 0..20 {
        let (fixture, admin, bob) = Fixture::alice_and_bob(Role::Administrator);
        let proofs: Vec<StepUp> = vec![
            fixture.admin_step_up(&admin),
            fixture.step_up_with_password(BOBS_PASSWORD, &bob, StepUpPurpose::Administration, None),
        ];
        let inputs = proofs.into_iter().zip([(&admin, bob.account()), (&bob, admin.account())]).collect();
        let results = run_concurrently(inputs, |(proof, (by, target))| {
            fixture.auth.set_role(by, proof, target, Role::Member).is_ok()
        });
        assert_eq!(results.iter().filter(|done| **done).count(), 1);
        assert_eq!(fixture.read(|rows| rows.active_administrators(9)).len(), 1);
    }
}

#[test]
fn concurrent_changes_of_a_temporary_password_leave_one_that_works() {
    let (fixture, _alice, temporary) = Fixture::alice_and_temporary_bob();
    let passwords = [BOBS_PASSWORD, "seven brave kites hum softly"];
    let inputs = passwords.iter().map(|own| (fixture.must_change(BOB, &temporary), *own)).collect();
    let chosen = run_concurrently(inputs, |(state, own)| {
        let crate::auth::PasswordChoice::Accepted(outcome) = fixture.auth.choose_password(state, typed(own)).unwrap()
        else {
            panic!("expected the new password to be accepted");
        };
        (own, matches!(outcome, Outcome::SignedIn(_)))
    });
    assert_eq!(chosen.iter().filter(|(_, signed_in)| *signed_in).count(), 1);
    for (own, works) in chosen {
        assert_eq!(matches!(fixture.sign_in(BOB, own), Outcome::SignedIn(_)), works);
    }
}
