//! The rules over one file in two windows, and over what a kill leaves of one.

use std::sync::Arc;

use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FakeClock, House, PASSWORD, Phone, auth_over, code_refused, refused, signed_in, typed,
};
use crate::auth::{CodeRefusal, CounterKind, Denied, Open, Purpose, Refusal, Role, Session, Store, Unlock, Watched};
use crate::sqlite::tests::Place;

/// A window of its own on the file: its own connections and its own rules, the computer's one clock.
fn window(place: &Place, clock: &Arc<FakeClock>, seed: u64) -> House {
    let store: Arc<dyn Store> = Arc::new(place.open(Open::CreateIfMissing).unwrap());
    let auth = Arc::new(auth_over(Arc::clone(&store), Arc::clone(clock), seed));
    House { auth, clock: Arc::clone(clock), store }
}

/// Alice administers in one window; Bob, who has a phone, is signed in in another.
fn two_windows(place: &Place) -> (House, Session, House, Session, Phone) {
    let clock = Arc::new(FakeClock::new());
    let one = window(place, &clock, 1);
    let (alice, _) = one.first();
    let temporary = one.add(&alice, BOB, Role::Member);
    let other = window(place, &clock, 2);
    let bob = signed_in(other.choose(BOB, &temporary, BOBS_PASSWORD)).session;
    let phone = other.pair(&bob, other.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    other.steps(2);
    (one, alice, other, bob, phone)
}

/// What Alice does to Bob in her window.
type Act = (&'static str, fn(&House, &Session, &Session));

const ACTS: [Act; 5] = [
    ("reset two-factor", |house, alice, bob| {
        let proof = house.prove(alice, Purpose::Administer, None);
        let _ = house.auth.reset_two_factor(alice, proof, bob.account()).unwrap();
    }),
    ("temporary password", |house, alice, bob| {
        let proof = house.prove(alice, Purpose::Administer, None);
        let _ = house.auth.temporary_password(alice, proof, bob.account()).unwrap();
    }),
    ("disable", |house, alice, bob| {
        house.auth.set_enabled(alice, house.prove(alice, Purpose::Administer, None), bob.account(), false).unwrap();
    }),
    ("promote", |house, alice, bob| {
        let proof = house.prove(alice, Purpose::Administer, None);
        house.auth.set_role(alice, proof, bob.account(), Role::Administrator).unwrap();
    }),
    ("delete", |house, alice, bob| {
        house.auth.delete_account(alice, house.prove(alice, Purpose::Administer, None), bob.account()).unwrap();
    }),
];

#[test]
fn what_an_administrator_does_in_one_window_ends_the_session_in_the_other_at_its_next_act() {
    for (what, act) in ACTS {
        let place = Place::new();
        let (one, alice, other, bob, phone) = two_windows(&place);
        let (elsewhere, pending) = (bob.share(), other.pending_of(BOB, BOBS_PASSWORD));
        assert_eq!(other.auth.watch(&bob).unwrap(), Watched::Open);
        act(&one, &alice, &bob);
        // Without a look between: the act itself notices.
        let denied = other.auth.sign_out_others(&bob);
        assert!(matches!(denied, Err(Denied::Ended)), "{what}: {denied:?}");
        assert!(matches!(elsewhere.data_key("notes"), Err(Denied::Ended)), "{what}");
        assert_eq!(other.auth.watch(&bob).unwrap(), Watched::Ended, "{what}");
        let outcome = other.give_code(pending, &phone.code(other.now()));
        assert!(
            matches!(outcome, crate::auth::Outcome::CodeRefused(CodeRefusal::Changed, None)),
            "{what}: {outcome:?}"
        );
    }
}

#[test]
fn a_password_changed_in_one_window_ends_the_other_window_locked_or_not() {
    let place = Place::new();
    let clock = Arc::new(FakeClock::new());
    let one = window(&place, &clock, 1);
    let (alice, _) = one.first();
    let other = window(&place, &clock, 2);
    let (open, locked) = (other.alone(), other.auth.lock(other.alone()));
    one.auth.change_password(&alice, one.prove(&alice, Purpose::Own, None), typed(BOBS_PASSWORD)).unwrap();
    assert!(matches!(other.auth.account(&open), Err(Denied::Ended)));
    for password in [PASSWORD, BOBS_PASSWORD] {
        let unlocked = other.auth.unlock(other.auth.lock(open.share()), typed(password), None).unwrap();
        assert!(matches!(unlocked, Unlock::Ended), "{unlocked:?}");
    }
    assert!(matches!(other.auth.unlock(locked, typed(PASSWORD), None), Ok(Unlock::Ended)));
    assert_eq!(refused(other.sign_in(ALICE, PASSWORD)), Refusal::Wrong);
    assert!(one.auth.account(&alice).is_ok(), "the window that made it stays");
    let _ = signed_in(other.sign_in(ALICE, BOBS_PASSWORD));
}

/// What is on the disk while the store is open: all that a kill leaves.
fn copied(place: &Place) -> Place {
    let copy = Place::new();
    for end in ["", "-wal"] {
        std::fs::copy(place.beside(end), copy.beside(end)).unwrap();
    }
    copy
}

#[test]
fn what_a_kill_leaves_right_after_accepted_refuses_the_code_and_the_recovery_code() {
    for is_code in [true, false] {
        let place = Place::new();
        let clock = Arc::new(FakeClock::new());
        let house = window(&place, &clock, 1);
        let (session, proof) = house.first();
        let phone = house.pair(&session, proof);
        house.steps(2);
        let give = |house: &House| match is_code {
            true => house.give_code(house.pending(), &phone.code(house.now())),
            false => house.give_recovery_code(house.pending(), &phone.recovery[0]),
        };
        let _session = signed_in(give(&house));
        let left = copied(&place);
        let again = window(&left, &clock, 2);
        let (refusal, _) = code_refused(give(&again));
        assert!(matches!(refusal, CodeRefusal::AlreadyUsed { .. }), "{refusal:?}");
    }
}

#[test]
fn what_a_kill_leaves_right_after_wrong_has_the_try_counted() {
    let place = Place::new();
    let clock = Arc::new(FakeClock::new());
    let house = window(&place, &clock, 1);
    house.sign_out(house.first().0);
    for tries in 1..=5 {
        let _ = house.sign_in(ALICE, "wrong");
        let again = window(&copied(&place), &clock, 1 + tries);
        assert_eq!(u64::from(again.counter(again.row(ALICE).id, CounterKind::Password).failures), tries);
        assert_eq!(matches!(again.sign_in(ALICE, "wrong"), crate::auth::Outcome::Refused(Refusal::Wrong)), tries < 5);
    }
}
