//! What changes nothing is no act: no entry, no ended session, no raised version. And what the entries of acts say.

use crate::auth::testing::{ALICE, BOB, House, Phone, refused, signed_in, typed};
use crate::auth::{
    AccountId, CodeRefusal, CounterKey, CounterKind, CounterRow, Outcome, Policy, Purpose, Role, Session, StepUp,
    UnixTime, Watched,
};

type Act = fn(&House, &Session, StepUp, AccountId);

fn administer(house: &House, admin: &Session, bob: &Session, act: Act) {
    act(house, admin, house.prove(admin, Purpose::Administer, None), bob.account());
}

#[test]
fn an_administrators_act_that_changes_nothing_is_none() {
    let acts: [(&str, Act); 4] = [
        ("enabled", |house, admin, proof, bob| house.auth.set_enabled(admin, proof, bob, true).unwrap()),
        ("member", |house, admin, proof, bob| house.auth.set_role(admin, proof, bob, Role::Member).unwrap()),
        ("codes", |house, admin, proof, bob| house.auth.allow_codes(admin, proof, bob).unwrap()),
        ("policy", |house, admin, proof, _| house.auth.set_policy(admin, proof, Policy::default()).unwrap()),
    ];
    for (what, act) in acts {
        let house = House::of_alice();
        let admin = house.alone();
        let bob = house.bob(&admin, Role::Member);
        let code = CounterKey::Account(bob.account(), CounterKind::Code);
        let counter = CounterRow { failures: 3, unfinished: 3, failed: 3, ..CounterRow::default() };
        house.write(|rows| rows.put_counter(&code, &counter));
        let proof = house.prove(&admin, Purpose::Administer, None);
        let state = || (house.log(), house.row(BOB), house.read(|rows| rows.meta()));
        let before = state();
        act(&house, &admin, proof, bob.account());
        assert_eq!(state(), before, "{what}");
        assert_eq!(house.counter(bob.account(), CounterKind::Code), counter, "{what}");
        assert_eq!(house.auth.watch(&bob).unwrap(), Watched::Open, "{what}");
    }
}

#[test]
fn disabling_twice_and_promoting_twice_is_doing_it_once() {
    let acts: [(&str, Act); 2] = [
        ("disabled", |house, admin, proof, bob| house.auth.set_enabled(admin, proof, bob, false).unwrap()),
        ("made-administrator", |house, admin, proof, bob| {
            house.auth.set_role(admin, proof, bob, Role::Administrator).unwrap();
        }),
    ];
    for (event, act) in acts {
        let house = House::of_alice();
        let admin = house.alone();
        let bob = house.bob(&admin, Role::Member);
        administer(&house, &admin, &bob, act);
        let version = house.row(BOB).credentials_version;
        administer(&house, &admin, &bob, act);
        assert_eq!(house.log().iter().filter(|(found, _)| found == event).count(), 1);
        assert_eq!(house.row(BOB).credentials_version, version);
    }
}

#[test]
fn an_own_act_that_changes_nothing_is_none() {
    let (house, phone) = House::of_alice_with_phone();
    let session = house.with(&phone);
    let id = house.read(|rows| rows.authenticators(session.account()))[0].id;
    let state = || (house.log(), house.row(ALICE));
    let before = state();
    house.auth.rename_authenticator(&session, id, " Phone ").unwrap();
    house.auth.sign_out_others(&session).unwrap();
    assert_eq!(state(), before);
    house.steps(1);
    let proof = house.prove(&session, Purpose::Own, Some(&phone));
    house.auth.turn_off(&session, proof).unwrap();
    let (off, proof) = (house.row(ALICE), house.prove(&session, Purpose::Own, None));
    let before = house.log();
    house.auth.turn_off(&session, proof).unwrap();
    assert_eq!((house.log(), house.row(ALICE)), (before, off));
}

#[test]
fn who_may_not_do_it_is_told_so_even_where_nothing_would_change() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let answer = house.auth.step_up(&bob, Purpose::Administer, typed(crate::auth::testing::BOBS_PASSWORD), None);
    let proof = crate::auth::testing::proven(answer.unwrap());
    let answer = house.auth.set_enabled(&bob, proof, admin.account(), true);
    assert!(matches!(answer, Err(crate::auth::Denied::NotAdministrator)));
}

#[test]
fn the_log_says_what_a_policy_was_and_became_and_as_what_an_account_was_made() {
    let house = House::of_alice();
    let admin = house.alone();
    let set = |policy| {
        let proof = house.prove(&admin, Purpose::Administer, None);
        house.auth.set_policy(&admin, proof, policy).unwrap();
        house.last_entry()
    };
    let policy = Policy { lock_after_minutes: 5, unlock_needs_code: false, ..Policy::default() };
    let detail = "lock_after_minutes=15>5 unlock_needs_code=true>false";
    assert_eq!(set(policy), ("policy-changed".into(), detail.into()));
    let detail = "clear_clipboard_seconds=30>20";
    let again = Policy { clear_clipboard_seconds: 20, ..policy };
    assert_eq!(set(again), ("policy-changed".into(), detail.into()));
    let _ = house.add(&admin, "carol", Role::Administrator);
    let _ = house.add(&admin, "dora", Role::Member);
    let made: Vec<_> = house.log().into_iter().filter(|(event, _)| event == "account-created").collect();
    let details: Vec<_> = made.iter().map(|(_, detail)| detail.as_str()).collect();
    assert_eq!(details, ["administrator", "administrator", "member"]);
}

/// Types so many wrong codes, each as early as it may be.
fn type_wrong_codes(house: &House, phone: &Phone, times: u32) {
    let mut typed = 0;
    while typed < times {
        match house.give_code(house.pending(), &phone.wrong_code(house.now())) {
            Outcome::CodeRefused(CodeRefusal::Wrong { .. }, _) => typed += 1,
            Outcome::CodeRefused(CodeRefusal::Waiting { left }, _) => house.clock.advance(left),
            other => panic!("after {typed}: {other:?}"),
        }
    }
}

#[test]
fn the_code_that_suspends_further_ones_is_logged_as_such_and_no_other() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 19);
    assert!(!house.log().iter().any(|(event, _)| event == "codes-suspended"));
    house.clock.advance_seconds(15 * 60);
    type_wrong_codes(&house, &phone, 1);
    let log = house.log();
    assert_eq!(log[log.len() - 2..], [("code-refused".into(), "wrong".into()), ("codes-suspended".into(), "".into())]);
    let _ = house.give_code(house.pending(), &phone.code(house.now()));
    assert_eq!(house.log(), log, "what is refused unread is counted");
}

#[test]
fn a_right_code_on_the_last_try_suspends_nothing() {
    let (house, phone) = House::of_alice_with_phone();
    type_wrong_codes(&house, &phone, 19);
    house.clock.advance_seconds(15 * 60);
    house.sign_out(house.with(&phone));
    assert!(!house.log().iter().any(|(event, _)| event == "codes-suspended"));
}

#[test]
fn a_session_whose_window_ended_without_signing_out_is_logged_with_the_time_it_was_last_seen() {
    let house = House::of_alice();
    let lost = house.alone();
    let seen = house.now();
    house.clock.advance_seconds(61);
    let session = house.alone();
    let log = house.log();
    assert_eq!(
        log[log.len() - 2..],
        [("session-lost".into(), seen.to_string()), ("signed-in".into(), "password".into())]
    );
    let history = house.auth.history(&session).unwrap();
    assert_eq!(history[1].event, Some(crate::auth::Event::SessionLost));
    assert_eq!(house.auth.watch(&lost).unwrap(), Watched::Ended);
}

#[test]
fn signing_out_the_others_tells_the_lost_from_the_ended() {
    let house = House::of_alice();
    let _lost = house.alone();
    house.clock.advance_seconds(40);
    let [open, session] = [house.alone(), house.alone()];
    house.clock.advance_seconds(30);
    house.auth.sign_out_others(&session).unwrap();
    let log: Vec<_> = house.log().into_iter().map(|(event, _)| event).collect();
    assert_eq!(log[log.len() - 2..], ["session-lost", "others-signed-out"]);
    assert_eq!(house.auth.watch(&open).unwrap(), Watched::Ended);
}

#[test]
fn failed_attempts_are_told_after_an_administrators_help_and_however_many_entries_came_after() {
    let (house, phone) = House::of_alice_with_phone();
    let alice = house.with(&phone);
    house.steps(1);
    let proof = house.prove(&alice, Purpose::Administer, Some(&phone));
    let temporary = house.auth.add_user(&alice, proof, BOB, Role::Member).unwrap();
    let _ = signed_in(house.choose(BOB, temporary.expose_text(), crate::auth::testing::BOBS_PASSWORD));
    for _ in 0..3 {
        let _ = refused(house.sign_in(BOB, "wrong"));
        house.clock.advance_seconds(7);
    }
    let last = UnixTime::from_seconds(house.now().seconds() - 7);
    for _ in 0..1200 {
        house.auth.record(&alice, "An entry of the host").unwrap();
    }
    house.steps(1);
    let proof = house.prove(&alice, Purpose::Administer, Some(&phone));
    let temporary = house.auth.temporary_password(&alice, proof, house.row(BOB).id).unwrap();
    let signed = signed_in(house.choose(BOB, temporary.expose_text(), "seven brave kites hum softly"));
    assert_eq!((signed.notices.failed, signed.notices.last_failed), (3, Some(last)));
}
