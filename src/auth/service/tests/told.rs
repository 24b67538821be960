//! What states and errors tell whoever draws them.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::setup::codes;
use crate::auth::testing::{
    ALICE, BOB, BOBS_PASSWORD, FaultyStore, House, PASSWORD, scan, sent_back, signed_in, typed,
};
use crate::auth::{
    AuthenticatorRow, CHOOSING_FOR, CodeRefusal, Confirmed, Cost, CounterKind, Error, Outcome, PENDING_FOR, Purpose,
    Role, SETUP_FOR, StoreError, WrapKind, WrapRow, code_at,
};

#[test]
fn the_states_last_as_long_as_the_rules_say() {
    let seconds = [PENDING_FOR, CHOOSING_FOR, SETUP_FOR].map(|span| span.as_secs());
    assert_eq!(seconds, [120, 600, 600]);
}

#[test]
fn the_service_says_where_the_accounts_are_and_whether_there_are_any() {
    let house = House::empty();
    assert_eq!(house.auth.place(), None);
    assert!(house.auth.is_new().unwrap());
    let (session, _) = house.first();
    assert!(!house.auth.is_new().unwrap());
    assert_eq!(session.opened(), house.now());
    let elsewhere = House::over(Arc::new(FaultyStore::new()));
    assert_eq!(elsewhere.auth.place().as_deref(), Some("a place with faults"));
}

#[test]
fn a_code_for_an_account_that_was_changed_meanwhile_is_not_looked_at() {
    let house = House::of_alice();
    let admin = house.alone();
    let bob = house.bob(&admin, Role::Member);
    let _ = house.pair(&bob, house.prove_with(BOBS_PASSWORD, &bob, Purpose::Own, None));
    house.steps(2);
    let pending = house.pending_of(BOB, BOBS_PASSWORD);
    let proof = house.prove(&admin, Purpose::Administer, None);
    house.auth.set_role(&admin, proof, bob.account(), Role::Administrator).unwrap();
    assert_eq!(sent_back(house.give_code(pending, "123456")), CodeRefusal::Changed);
    assert_eq!(house.counter(bob.account(), CounterKind::Code).failures, 0);
}

#[test]
fn every_state_of_a_sign_in_says_whose_it_is_as_it_was_registered() {
    let house = House::empty();
    let first = house.auth.create_first_account("Alice", typed(PASSWORD)).unwrap();
    let temporary = house.add(&first.session, "Bob", Role::Member);
    let must_change = house.must_change("bob", &temporary);
    assert_eq!(must_change.username(), "Bob");
    drop(super::passwords::choose(&house, must_change, BOBS_PASSWORD));

    let (_, show) = codes(&house, house.auth.begin_setup(&first.session, first.step_up).unwrap());
    assert_eq!(show.username(), "Alice");
    let _ = house.auth.finish_setup(show).unwrap();
    assert_eq!(house.pending_of("ALICE", PASSWORD).username(), "Alice");
}

#[test]
fn a_pairing_that_is_owed_says_whose_it_is_and_that_it_is_owed_at_every_step() {
    let (house, _admin, help) = super::owed::house_of_bob_with_help();
    let Outcome::PairingOwed(state) = house.give_recovery_code(house.pending_of(BOB, BOBS_PASSWORD), &help) else {
        panic!("it is right");
    };
    assert_eq!(state.username(), BOB);
    let confirm = house.auth.begin_owed_setup(*state).unwrap().next();
    assert!(confirm.is_owed() && confirm.is_first());
    let (_, show) = codes(&house, confirm.back());
    assert_eq!(show.username(), BOB);
}

#[test]
fn a_set_up_says_at_every_step_what_it_leads_to_and_how_long_it_lasts() {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    house.clock.advance_seconds(60);
    assert_eq!(show.left(house.auth.now()), Duration::from_secs(540));
    let confirm = show.next();
    assert!(confirm.is_first() && !confirm.is_owed());
    assert_eq!(confirm.suggested_name(), "Phone");
    assert_eq!(confirm.left(house.auth.now()), Duration::from_secs(540));
    let (_, show) = codes(&house, confirm.back());
    assert!(show.turns_on());
    assert_eq!(show.left(house.auth.now()), Duration::from_secs(540));
    let _ = house.auth.finish_setup(show).unwrap();
}

#[test]
fn further_authenticators_are_offered_names_that_are_free_up_to_the_last() {
    let house = House::empty();
    let (session, proof) = house.first();
    let phone = house.pair(&session, proof);
    for name in ["Phone 2", "Phone 3", "Phone 4", "Phone 5"] {
        house.clock.advance_seconds(301);
        let show = house.auth.begin_setup(&session, house.prove(&session, Purpose::Own, Some(&phone))).unwrap();
        let code = code_at(&scan(&show), house.now());
        let confirm = show.next();
        assert!(!confirm.is_first());
        assert_eq!(confirm.suggested_name(), name);
        assert!(matches!(house.auth.confirm(confirm, typed(&code), name).unwrap(), Confirmed::Added));
    }
}

#[test]
fn a_temporary_password_of_a_weaker_cost_is_not_written_anew_when_another_is_chosen_in_its_place() {
    // The weakest that a store may ask for, and a little more.
    let house = House::empty().at_cost(Cost::new(19 * 1024, 2, 1), 7);
    let temporary = house.add(&house.first().0, BOB, Role::Member);
    let dearer = house.at_cost(Cost::new(20 * 1024, 2, 1), 8);
    drop(dearer.choose(BOB, &temporary, BOBS_PASSWORD));
    let wraps = house.read(|rows| rows.wraps(house.row(BOB).id));
    assert_eq!(wraps.iter().map(|wrap| wrap.kind).collect::<Vec<_>>(), [WrapKind::Current]);
    assert!(matches!(dearer.sign_in(BOB, &temporary), Outcome::Refused(_)));
    assert!(matches!(dearer.sign_in(BOB, BOBS_PASSWORD), Outcome::SignedIn(_)));
    assert!(matches!(dearer.sign_in(ALICE, PASSWORD), Outcome::SignedIn(_)));
}

#[test]
fn every_fault_says_what_to_do_in_words_of_its_own() {
    let path = || "accounts.db".into();
    let cause = || "x".into();
    let stores = [
        StoreError::Busy(path()),
        StoreError::Missing(path()),
        StoreError::ReadOnly { path: path(), cause: cause() },
        StoreError::Full(path()),
        StoreError::Foreign(path()),
        StoreError::Newer { path: path(), found: 2, known: 1 },
        StoreError::Damaged { path: path(), cause: cause() },
        StoreError::Network(path()),
        StoreError::Io { path: path(), cause: cause() },
    ];
    let others = [Error::Random, Error::Memory, Error::Unreadable, Error::RolledBack];
    let ways: Vec<_> = stores.into_iter().map(Error::Store).chain(others).map(|fault| fault.way_out()).collect();
    for way in &ways {
        assert!(way.contains(' ') && way.starts_with(char::is_uppercase) && !way.ends_with('.'), "{way:?}");
    }
}

#[test]
fn the_log_says_what_somebody_proved_themselves_for() {
    let house = House::of_alice();
    let session = house.alone();
    for (purpose, word) in [(Purpose::Own, "own"), (Purpose::Administer, "administer"), (Purpose::Prove, "prove")] {
        drop(house.prove(&session, purpose, None));
        assert_eq!(house.last_entry(), ("stepped-up".to_owned(), word.to_owned()));
    }
}

#[test]
fn a_session_prints_its_ids_and_nothing_else() {
    let house = House::of_alice();
    let session = house.alone();
    let (id, account) = (session.id(), session.account());
    assert_eq!(format!("{session:?}"), format!("Session {{ id: {id:?}, account: {account:?}, .. }}"));
}

#[test]
fn the_account_counts_the_recovery_codes_that_are_left_and_lists_this_session_first() {
    let (house, phone) = House::of_alice_with_phone();
    let earlier = house.with(&phone);
    house.steps(2);
    let session = signed_in(house.give_recovery_code(house.pending(), &phone.recovery[0])).session;
    let view = house.auth.account(&session).unwrap();
    assert_eq!(view.recovery_left, 9);
    let listed: Vec<_> = view.sessions.iter().map(|other| (other.this, other.id)).collect();
    assert_eq!(listed, [(true, session.id()), (false, earlier.id())]);
    assert_eq!(house.auth.lock(session).username(), ALICE);
}

#[test]
fn what_is_sealed_is_as_long_as_the_rows_say() {
    let (house, _) = House::of_alice_with_phone();
    let id = house.row(ALICE).id;
    let (wraps, authenticators) = house.read(|rows| Ok((rows.wraps(id)?, rows.authenticators(id)?)));
    assert_eq!(wraps[0].sealed.len(), WrapRow::SEALED_LENGTH);
    assert_eq!(authenticators[0].sealed.len(), AuthenticatorRow::SEALED_LENGTH);
}
