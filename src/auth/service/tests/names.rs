//! Stored data about entered names, its retention, and that it does not reveal whether an account has the name.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::throttling::wait;
use crate::auth::testing::{ALICE, BOB, Fixture, PASSWORD, expect_refused, expect_signed_in};
use crate::auth::{CounterKey, CounterKind, CounterRow, NameBucket, PasswordRefusal, Role, Store, UnixTime};

const DAY_SECONDS: i64 = 24 * 3600;
const DAY: Duration = Duration::from_secs(DAY_SECONDS.unsigned_abs());

fn counters(house: &Fixture) -> Vec<(CounterKey, CounterRow)> {
    house.read(|rows| rows.password_counters())
}

fn keys(house: &Fixture) -> Vec<CounterKey> {
    counters(house).into_iter().map(|(key, _)| key).collect()
}

fn fail(house: &Fixture, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(expect_refused(house.sign_in(name, "wrong")), PasswordRefusal::Wrong, "{name}");
        house.clock.advance(house.auth.remaining_wait(name).unwrap().unwrap_or_default());
    }
}

/// Returns another name with the same counter.
fn name_with_same_counter(house: &Fixture, name: &str) -> String {
    let counter = house.name_counter_key(name);
    let mut names = (0..).map(|number| format!("name{number}"));
    names.find(|other| house.name_counter_key(other) == counter).unwrap()
}

#[test]
fn invalid_usernames_share_one_counter_and_are_not_stored() {
    let house = Fixture::with_alice();
    for typed in ["grumpy violet otters juggle maps", "hunter2!", "pass/word", "", "\0", "♚"] {
        let _ = house.sign_in(typed, "wrong");
    }
    assert_eq!(keys(&house), [CounterKey::Name(NameBucket::Invalid)]);
    assert!(matches!(
        house.sign_in("another text", "wrong"),
        crate::auth::Outcome::Refused(PasswordRefusal::Waiting { .. })
    ));
    assert_eq!(expect_refused(house.sign_in("nobody", "wrong")), PasswordRefusal::Wrong, "a name has another counter");
}

#[test]
fn an_invalid_stored_name_does_not_reset_the_counter_of_invalid_names() {
    let (house, alice, _) = Fixture::alice_created();
    let _ = house.add_bob(&alice, Role::Member);
    let mut bob = house.account_row(BOB);
    bob.canonical_name = "name with spaces".into();
    house.write(|rows| rows.update_account(&bob));
    fail(&house, "grumpy violet otters", 3);
    let before = counters(&house);
    let _ = house.temporary_password(&alice, bob.id);
    assert_eq!(counters(&house), before);
}

#[test]
fn only_sixteen_bits_of_a_typed_name_are_stored() {
    let house = Fixture::with_alice();
    let _ = house.sign_in("correct-horse-battery", "wrong");
    let [(CounterKey::Name(NameBucket::Mac(_)), row)] = counters(&house)[..] else { panic!("{:?}", keys(&house)) };
    assert_eq!((row.failures, row.wait), (1, None));
    assert_eq!(size_of::<NameBucket>(), 4, "two bytes, and whether they are there");
}

#[test]
fn a_completed_sign_in_deletes_the_name_counter() {
    let house = Fixture::with_alice();
    fail(&house, ALICE, 7);
    assert_eq!(keys(&house).len(), 2);
    house.sign_out(house.sign_in_without_factor());
    assert_eq!(keys(&house), []);
}

#[test]
fn names_sharing_a_counter_share_its_wait_with_or_without_accounts() {
    // Attempts for an unknown name delay a known one, and vice versa.
    for known_first in [false, true] {
        let house = Fixture::with_alice();
        let other = name_with_same_counter(&house, ALICE);
        let (first, seen) = if known_first { (ALICE, &*other) } else { (&*other, ALICE) };
        let third = name_with_same_counter(&house, &other);
        for _ in 0..6 {
            assert_eq!(house.auth.remaining_wait(seen).unwrap(), house.auth.remaining_wait(first).unwrap());
            assert_eq!(house.auth.remaining_wait(&third).unwrap(), house.auth.remaining_wait(first).unwrap());
            let _ = house.sign_in(first, "wrong");
        }
        assert_eq!(house.auth.remaining_wait(seen).unwrap(), Some(Duration::from_secs(1)), "{first} was tried");
        assert_eq!(wait(&house, seen), Duration::from_secs(1), "{first} was tried");
        house.clock.advance_seconds(1);
        let _ = expect_signed_in(house.sign_in(ALICE, PASSWORD));
    }
}

#[test]
fn attempts_for_other_names_leave_an_accounts_own_attempts() {
    let house = Fixture::with_alice();
    fail(&house, &name_with_same_counter(&house, ALICE), 9);
    assert_eq!(house.counter(house.account_row(ALICE).id, CounterKind::Password), CounterRow::default());
}

#[test]
fn signing_in_resets_no_other_account_counter() {
    let house = Fixture::with_alice();
    let other = name_with_same_counter(&house, ALICE);
    let session = house.sign_in_without_factor();
    let _ = house.add_user(&session, &other, Role::Member);
    fail(&house, &other, 9);
    house.sign_out(house.sign_in_without_factor());
    let account = house.account_row(&other).id;
    assert_eq!(house.counter(account, CounterKind::Password).failures, 9);
    assert_eq!(expect_refused(house.sign_in(&other, "wrong")), PasswordRefusal::Wrong);
    assert_eq!(wait(&house, &other), Duration::from_secs(32), "the tenth");
}

/// Returns the wait after nine wrong attempts, `change` and one more.
fn wait_after(name: &str, change: fn(&Fixture) -> Fixture) -> Duration {
    let house = Fixture::with_alice();
    fail(&house, name, 9);
    let house = change(&house);
    let _ = house.sign_in(name, "wrong");
    house.auth.remaining_wait(name).unwrap().unwrap_or_default()
}

fn rebooted(house: &Fixture, seed: u64) -> Fixture {
    house.clock.reboot();
    house.restarted(seed)
}

fn same(house: &Fixture) -> Fixture {
    Fixture { auth: Arc::clone(&house.auth), clock: Arc::clone(&house.clock), store: Arc::clone(&house.store) }
}

fn turned(house: &Fixture, seconds: i64) {
    house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() + seconds));
}

#[test]
fn password_attempts_expire_after_a_day_equally_for_known_and_unknown_names() {
    type Change = fn(&Fixture) -> Fixture;
    let changes: [(&str, Change, u64); 9] = [
        ("a restart", |house| house.restarted(7), 32),
        (
            "a day less a moment",
            |house| {
                house.clock.advance(DAY - Duration::from_secs(16) - Duration::from_millis(1));
                house.restarted(7)
            },
            32,
        ),
        (
            "a day",
            |house| {
                house.clock.advance(DAY);
                house.restarted(7)
            },
            0,
        ),
        (
            "a day, in the same run",
            |house| {
                house.clock.advance(DAY);
                same(house)
            },
            0,
        ),
        (
            "the clock set on, in the same boot",
            |house| {
                turned(house, 2 * DAY_SECONDS);
                same(house)
            },
            32,
        ),
        (
            "the clock set back, in the same boot",
            |house| {
                turned(house, -2 * DAY_SECONDS);
                same(house)
            },
            32,
        ),
        (
            "the clock set on, and the machine started anew",
            |house| {
                turned(house, 2 * DAY_SECONDS);
                rebooted(house, 7)
            },
            0,
        ),
        // The wait restarts.
        (
            "the clock set back, and the machine started anew",
            |house| {
                turned(house, -1000 * DAY_SECONDS);
                rebooted(house, 7)
            },
            16,
        ),
        // An attempt charged by a clock years ahead is not kept for years.
        (
            "the clock set back, a start of the machine, and a day",
            |house| {
                turned(house, -1000 * DAY_SECONDS);
                let house = rebooted(house, 7);
                house.clock.advance(DAY);
                house.restarted(8)
            },
            0,
        ),
    ];
    for (what, change, left) in changes {
        for name in [ALICE, "nobody", "no name: at all"] {
            assert_eq!(wait_after(name, change), Duration::from_secs(left), "{what}: {name}");
        }
    }
}

#[test]
fn expired_counters_are_deleted_at_start_on_attempts_and_on_refresh() {
    type Trigger = fn(&Fixture, &crate::auth::Session);
    let triggers: [(&str, Trigger); 3] = [
        ("start", |house, _| drop(house.restarted(7))),
        ("a password of somebody else", |house, _| drop(house.sign_in(BOB, "wrong"))),
        ("a watch", |house, session| assert!(house.auth.refresh_session(session).is_ok())),
    ];
    for (what, look) in triggers {
        let (store, house) = Fixture::with_faulty_store();
        let (session, _) = house.create_first();
        fail(&house, ALICE, 2);
        fail(&house, "nobody", 2);
        fail(&house, "no name: at all", 2);
        house.clock.advance(DAY - Duration::from_secs(1));
        look(&house, &session);
        let before = keys(&house);
        for name in ["nobody", "no name: at all", ALICE] {
            assert!(before.contains(&house.name_counter_key(name)), "{what}: {name}, too early");
        }
        // The periodic check runs every ten minutes.
        house.clock.advance_seconds(10 * 60);
        let scrubs = store.purges();
        look(&house, &session);
        let after = keys(&house);
        for name in ["nobody", "no name: at all", ALICE] {
            assert!(!after.contains(&house.name_counter_key(name)), "{what}: {name}");
        }
        assert_eq!(house.counter(house.account_row(ALICE).id, CounterKind::Password).failures, 0, "{what}");
        assert_eq!(store.purges(), scrubs + 1, "{what}: nothing lingers in the journal");
        let version = store.version().unwrap();
        house.clock.advance_seconds(10 * 60);
        drop(house.restarted(8));
        assert_eq!(store.version().unwrap(), version, "{what}: nothing is written where nothing is over");
    }
}
