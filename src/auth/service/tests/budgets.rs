//! How many tries there are, whoever asks, wherever, and however often at once.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::waits::wait;
use crate::auth::testing::{ALICE, BOBS_PASSWORD, FaultyStore, House, PASSWORD, Phone, code_refused, refused, typed};
use crate::auth::{
    CodeRefusal, CounterKind, Denied, Factor, Locked, Outcome, Pending, Purpose, Refusal, Role, Session, StepUpAnswer,
    Unlock,
};

const NO_RECOVERY_CODE: &str = "2222-2222-2222-2222";

/// Alice with her phone, two steps after pairing; her session stays open.
fn house() -> (Arc<FaultyStore>, House, Session, Phone) {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    house.steps(2);
    (store, house, session, phone)
}

fn failures(house: &House) -> [u32; 3] {
    [CounterKind::Password, CounterKind::Code, CounterKind::Recovery]
        .map(|kind| house.counter(house.row(ALICE).id, kind).failures)
}

/// Where Alice stands: in the middle of a sign-in, signed in, and in front of a locked window.
struct Stands {
    pending: Pending,
    session: Session,
    locked: Locked,
}

/// What is tried, of which kind it is, and what does it; `true` if a fault was told.
type Try = (&'static str, CounterKind, fn(&House, Stands, &Phone) -> bool);

fn wrong_code(house: &House, phone: &Phone) -> Option<Factor> {
    Some(Factor::Code(typed(&phone.wrong_code(house.now()))))
}

const TRIES: &[Try] = &[
    ("a password", CounterKind::Password, |house, _, _| house.auth.sign_in(ALICE, typed("wrong")).is_err()),
    ("a code", CounterKind::Code, |house, stands, phone| {
        house.auth.give_code(stands.pending, typed(&phone.wrong_code(house.now()))).is_err()
    }),
    ("a recovery code", CounterKind::Recovery, |house, stands, _| {
        house.auth.give_recovery_code(stands.pending, typed(NO_RECOVERY_CODE)).is_err()
    }),
    ("a password at a step-up", CounterKind::Password, |house, stands, _| {
        house.auth.step_up(&stands.session, Purpose::Own, typed("wrong"), None).is_err()
    }),
    ("a code at a step-up", CounterKind::Code, |house, stands, phone| {
        house.auth.step_up(&stands.session, Purpose::Own, typed(PASSWORD), wrong_code(house, phone)).is_err()
    }),
    ("a password at the lock", CounterKind::Password, |house, stands, _| {
        house.auth.unlock(stands.locked, typed("wrong"), None).is_err()
    }),
    ("a code at the lock", CounterKind::Code, |house, stands, phone| {
        house.auth.unlock(stands.locked, typed(PASSWORD), wrong_code(house, phone)).is_err()
    }),
    ("an old password", CounterKind::Password, |house, stands, _| {
        matches!(house.auth.open_old_data(&stands.session, typed("wrong")), Err(Denied::Fault(_)))
    }),
];

#[test]
fn whatever_is_tried_and_wherever_it_fails_no_try_is_given_back() {
    for (what, kind, act) in TRIES {
        let mut counted = Vec::new();
        loop {
            let (store, house, session, phone) = house();
            let locked = house.auth.lock(house.with(&phone));
            house.steps(1);
            let stands = Stands { pending: house.pending(), session, locked };
            store.fail_at(counted.len() + 1);
            let told = act(&house, stands, &phone);
            let failed = store.mend();
            assert_eq!(told, failed, "{what}, fault {}", counted.len());
            let failures = house.counter(house.row(ALICE).id, *kind).failures;
            if !failed {
                assert_eq!(failures, 1, "{what}");
                break;
            }
            counted.push(failures);
        }
        // Before the charge was written it is not there, after that it stays.
        assert!(counted.is_sorted() && counted.ends_with(&[1]), "{what}: {counted:?}");
    }
}

#[test]
fn a_panic_at_any_point_leaves_the_try_counted_and_signs_nobody_in() {
    let mut counted = Vec::new();
    for call in 1.. {
        let (store, house, _session, phone) = house();
        let pending = house.pending();
        store.between(call, || std::panic::resume_unwind(Box::new("made up")));
        let code = typed(&phone.code(house.now()));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| house.auth.give_code(pending, code)));
        if !store.came_between() {
            break;
        }
        assert!(caught.is_err());
        assert_eq!(house.read(|rows| rows.sessions(house.row(ALICE).id)).len(), 1, "nobody new");
        counted.push(failures(&house)[1]);
    }
    // Once before the charge was written, never after.
    assert_eq!(counted.iter().filter(|failures| **failures == 0).count(), 2, "{counted:?}");
    assert!(counted.is_sorted() && counted.len() > 3, "{counted:?}");
}

/// What is answered, in how many transactions, after how many derivations.
fn seen(store: &FaultyStore, act: impl FnOnce() -> String) -> (String, usize, u32) {
    let (calls, derivations) = (store.calls(), crate::auth::seal::derivations());
    let answer = act();
    (answer, store.calls() - calls, crate::auth::seal::derivations() - derivations)
}

#[test]
fn during_a_wait_right_and_wrong_are_answered_alike_and_cost_alike() {
    let (store, house, _session, phone) = house();
    let given = |pending, code: &str| format!("{:?}", code_refused(house.give_code(pending, code)).0);
    let recovered = |pending, code: &str| format!("{:?}", code_refused(house.give_recovery_code(pending, code)).0);
    let pendings: Vec<Pending> = (0..4).map(|_| house.pending()).collect();
    let wrong = phone.wrong_code(house.now());
    let mut pending = house.pending();
    for _ in 0..5 {
        pending = code_refused(house.give_code(pending, &wrong)).1;
        pending = code_refused(house.give_recovery_code(pending, NO_RECOVERY_CODE)).1;
        let _ = refused(house.sign_in(ALICE, "wrong"));
    }
    let before = failures(&house);
    let mut pendings = pendings.into_iter();
    let mut next = || pendings.next().unwrap();
    let (right, wrong) =
        (seen(&store, || given(next(), &phone.code(house.now()))), seen(&store, || given(next(), &wrong)));
    assert_eq!(right, wrong);
    assert!(right.0.starts_with("Waiting") && right.2 == 0, "{right:?}");
    let (right, wrong) =
        (seen(&store, || recovered(next(), &phone.recovery[0])), seen(&store, || recovered(next(), NO_RECOVERY_CODE)));
    assert_eq!(right, wrong);
    assert!(right.0.starts_with("Waiting"), "{right:?}");
    let password = |text: &str| seen(&store, || format!("{:?}", refused(house.sign_in(ALICE, text))));
    assert_eq!(password(PASSWORD), password("wrong"));
    assert_eq!(password(PASSWORD).2, 0, "it is not looked at");
    assert_eq!(failures(&house), before, "nothing is charged");
}

#[test]
fn a_wait_for_codes_that_is_over_gives_back_one_try_and_no_more() {
    let (_store, house, _session, phone) = house();
    let give = |is_code: bool| match is_code {
        true => code_refused(house.give_code(house.pending(), &phone.wrong_code(house.now()))).0,
        false => code_refused(house.give_recovery_code(house.pending(), NO_RECOVERY_CODE)).0,
    };
    for is_code in [true, false] {
        for _ in 0..5 {
            assert!(matches!(give(is_code), CodeRefusal::Wrong { .. }));
        }
        house.clock.advance_seconds(24 * 3600);
        assert!(matches!(give(is_code), CodeRefusal::Wrong { .. }));
        assert_eq!(give(is_code), CodeRefusal::Waiting { left: Duration::from_secs(60) });
    }
}

#[test]
fn a_wait_earned_at_one_door_is_waited_at_every_door() {
    let (_store, house, session, phone) = house();
    let right = || Some(Factor::Code(typed(&phone.code(house.now()))));
    for _ in 0..5 {
        let _ = house.auth.step_up(&session, Purpose::Own, typed("wrong"), None).unwrap();
    }
    assert!(matches!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Waiting { .. }));
    assert!(matches!(house.auth.open_old_data(&session, typed(PASSWORD)), Err(Denied::Waiting(_))));
    let locked = house.auth.lock(session);
    let unlocked = house.auth.unlock(locked, typed(PASSWORD), right()).unwrap();
    let Unlock::PasswordRefused(mut locked, Refusal::Waiting { .. }) = unlocked else { panic!("{unlocked:?}") };
    house.clock.advance_seconds(60);
    // Now codes: five at the locked screen.
    for _ in 0..5 {
        let Ok(Unlock::CodeRefused(back, _)) = house.auth.unlock(locked, typed(PASSWORD), wrong_code(&house, &phone))
        else {
            panic!("it is wrong");
        };
        locked = back;
    }
    let (refusal, pending) = code_refused(house.give_code(house.pending(), &phone.code(house.now())));
    assert!(matches!(refusal, CodeRefusal::Waiting { .. }), "{refusal:?}");
    // A recovery code does not wait for codes.
    let Outcome::SignedIn(signed_in) = house.give_recovery_code(pending, &phone.recovery[0]) else {
        panic!("it is right");
    };
    let answer = house.auth.step_up(&signed_in.session, Purpose::Own, typed(PASSWORD), right()).unwrap();
    assert!(matches!(answer, StepUpAnswer::Proven(_)), "a completed sign-in clears the wait: {answer:?}");
}

#[test]
fn a_wait_for_codes_earned_at_sign_in_holds_for_who_is_signed_in() {
    let (_store, house, session, phone) = house();
    for _ in 0..5 {
        let _ = code_refused(house.give_code(house.pending(), &phone.wrong_code(house.now())));
    }
    let right = || Some(Factor::Code(typed(&phone.code(house.now()))));
    let answer = house.auth.step_up(&session, Purpose::Own, typed(PASSWORD), right()).unwrap();
    assert!(matches!(answer, StepUpAnswer::CodeRefused(CodeRefusal::Waiting { .. })), "{answer:?}");
    let locked = house.auth.lock(session);
    let answer = house.auth.unlock(locked, typed(PASSWORD), right()).unwrap();
    assert!(matches!(answer, Unlock::CodeRefused(_, CodeRefusal::Waiting { .. })), "{answer:?}");
}

#[test]
fn other_spellings_of_a_name_that_nobody_has_wait_together() {
    let house = House::of_alice();
    for name in ["Zoë", "zoë", "ZOE\u{308}", "ｚｏë", " zoë\n"] {
        assert_eq!(refused(house.sign_in(name, "wrong")), Refusal::Wrong, "{name}");
    }
    assert_eq!(wait(&house, "zOË"), Duration::from_secs(1));
    assert_eq!(wait(&house, ALICE), Duration::ZERO);
}

#[test]
fn no_second_account_is_made_by_another_spelling_of_its_name() {
    let house = House::empty();
    let admin = house.auth.create_first_account("Zoë", typed(PASSWORD)).unwrap().session;
    for name in ["zoë", "ZOË", "Zoe\u{308}", "ｚｏë", "ＺＯＥ\u{308}"] {
        let proof = house.prove(&admin, Purpose::Administer, None);
        let added = house.auth.add_user(&admin, proof, name, Role::Administrator);
        assert!(matches!(added, Err(Denied::NameTaken)), "{name}: {added:?}");
        let outcome = house.sign_in(name, PASSWORD);
        let Outcome::SignedIn(signed_in) = outcome else { panic!("{name}: {outcome:?}") };
        assert_eq!(signed_in.session.account(), admin.account());
    }
    assert_eq!(house.read(|rows| rows.accounts()).len(), 1);
    assert_eq!(refused(house.sign_in("zoe", BOBS_PASSWORD)), Refusal::Wrong, "another letter is another name");
    assert_eq!(house.counter(admin.account(), CounterKind::Password).failures, 0);
}
