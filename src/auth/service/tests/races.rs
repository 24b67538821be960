//! Many at once.

use std::sync::Barrier;
use std::thread;

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, House, PASSWORD, typed};
use crate::auth::{CodeRefusal, CounterKind, Denied, Limits, Outcome, Pending, Purpose, Refusal, Role, StepUp};

const THREADS: usize = 64;

/// Runs `act` on as many threads as there are `given`, all at once.
fn at_once<G: Send, T: Send>(given: Vec<G>, act: impl Fn(G) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(given.len());
    thread::scope(|scope| {
        let (barrier, act) = (&barrier, &act);
        let threads: Vec<_> = given
            .into_iter()
            .map(|given| {
                scope.spawn(move || {
                    barrier.wait();
                    act(given)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// The rules with so many free tries that nobody waits.
fn generous() -> crate::auth::Options {
    let free = crate::auth::Ladder { free: 100, ..Limits::default().code };
    let limits = Limits { code: free, recovery: free, password: free, suspend_after: 1000, ..Limits::default() };
    crate::auth::Options { limits, ..crate::auth::testing::options() }
}

fn pendings(house: &House) -> Vec<Pending> {
    (0..THREADS).map(|_| house.pending()).collect()
}

#[test]
fn of_64_threads_with_one_code_exactly_one_gets_a_session() {
    let (house, phone) = House::of_alice_with_phone();
    let house = house.with_options(generous(), 4);
    let code = phone.code(house.now());
    let outcomes = at_once(pendings(&house), |pending| house.auth.give_code(pending, typed(&code)).unwrap());
    let sessions = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
    let used = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, Some(_))))
        .count();
    assert_eq!((sessions, used), (1, THREADS - 1));
    assert_eq!(house.read(|rows| rows.sessions(house.row(ALICE).id)).len(), 1);
}

#[test]
fn of_64_threads_with_one_recovery_code_exactly_one_gets_a_session() {
    let (house, phone) = House::of_alice_with_phone();
    let house = house.with_options(generous(), 4);
    let code = &phone.recovery[0];
    let outcomes = at_once(pendings(&house), |pending| house.auth.give_recovery_code(pending, typed(code)).unwrap());
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count(), 1);
}

#[test]
fn of_64_wrong_passwords_at_once_five_are_looked_at() {
    let house = House::of_alice();
    let answers = at_once(vec![(); THREADS], |()| {
        let before = crate::auth::seal::derivations();
        let outcome = house.sign_in(ALICE, "wrong");
        (crate::auth::seal::derivations() - before, outcome)
    });
    assert_eq!(answers.iter().map(|(derivations, _)| derivations).sum::<u32>(), 5);
    let waiting = |outcome: &Outcome| matches!(outcome, Outcome::Refused(Refusal::Waiting { .. }));
    assert_eq!(answers.iter().filter(|(_, outcome)| waiting(outcome)).count(), THREADS - 5);
}

#[test]
fn of_64_wrong_codes_at_once_five_are_looked_at() {
    let (house, phone) = House::of_alice_with_phone();
    let wrong = phone.wrong_code(house.now());
    let outcomes = at_once(pendings(&house), |pending| house.auth.give_code(pending, typed(&wrong)).unwrap());
    let looked_at = |outcome: &&Outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _));
    assert_eq!(outcomes.iter().filter(looked_at).count(), 5);
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Code).failures, 5);
}

#[test]
fn of_64_wrong_recovery_codes_at_once_five_are_looked_at() {
    let (house, _) = House::of_alice_with_phone();
    let wrong = "2222-2222-2222-2222";
    let outcomes = at_once(pendings(&house), |pending| house.auth.give_recovery_code(pending, typed(wrong)).unwrap());
    let looked_at = |outcome: &&Outcome| matches!(outcome, Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _));
    assert_eq!(outcomes.iter().filter(looked_at).count(), 5);
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Recovery).failures, 5);
}

#[test]
fn of_64_tries_at_once_for_a_name_that_nobody_has_five_are_looked_at() {
    let house = House::of_alice();
    let derivations = at_once(vec![(); THREADS], |()| {
        let before = crate::auth::seal::derivations();
        let _ = house.sign_in("nobody", PASSWORD);
        crate::auth::seal::derivations() - before
    });
    assert_eq!(derivations.iter().sum::<u32>(), 5);
}

#[test]
fn right_passwords_at_once_give_back_exactly_what_they_took() {
    let (house, _) = House::of_alice_with_phone();
    let house = house.with_options(generous(), 4);
    let _ = house.sign_in(ALICE, "wrong");
    let _ = at_once(vec![(); 16], |()| house.pending());
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Password).failures, 1);
}

#[test]
fn two_windows_that_create_the_first_account_make_one() {
    let house = House::empty();
    let names: Vec<String> = (0..THREADS).map(|number| format!("person{number}")).collect();
    let made = at_once(names, |name| house.auth.create_first_account(&name, typed(PASSWORD)).map(|_| ()));
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
    assert!(made.iter().all(|made| matches!(made, Ok(()) | Err(Denied::AccountsExist))));
    assert_eq!(house.read(|rows| rows.accounts()).len(), 1);
}

#[test]
fn two_administrators_who_demote_each_other_at_once_leave_one() {
    for _ in 0..20 {
        let house = House::of_alice();
        let admin = house.alone();
        let bob = house.bob(&admin, Role::Administrator);
        let proofs: Vec<StepUp> = vec![
            house.prove(&admin, Purpose::Administer, None),
            house.prove_with(BOBS_PASSWORD, &bob, Purpose::Administer, None),
        ];
        let given = proofs.into_iter().zip([(&admin, bob.account()), (&bob, admin.account())]).collect();
        let answers =
            at_once(given, |(proof, (by, target))| house.auth.set_role(by, proof, target, Role::Member).is_ok());
        assert_eq!(answers.iter().filter(|done| **done).count(), 1);
        assert_eq!(house.read(|rows| rows.able_administrators(9)).len(), 1);
    }
}

#[test]
fn two_windows_that_exchange_a_temporary_password_at_once_leave_one_that_works() {
    let house = House::of_alice();
    let temporary = house.add(&house.alone(), BOB, Role::Member);
    let passwords = [BOBS_PASSWORD, "seven brave kites hum softly"];
    let given = passwords.iter().map(|own| (house.must_change(BOB, &temporary), *own)).collect();
    let chosen = at_once(given, |(state, own)| {
        let crate::auth::Chosen::On(outcome) = house.auth.choose_password(state, typed(own)).unwrap() else {
            panic!("both are good");
        };
        (own, matches!(outcome, Outcome::SignedIn(_)))
    });
    assert_eq!(chosen.iter().filter(|(_, signed_in)| *signed_in).count(), 1);
    for (own, works) in chosen {
        assert_eq!(matches!(house.sign_in(BOB, own), Outcome::SignedIn(_)), works);
    }
}
