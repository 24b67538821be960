//! Stored data about entered names, its retention, and that it does not reveal whether an account has the name.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::throttling::wait;
use crate::auth::testing::{ALICE, BOB, Fixture, PASSWORD, expect_refused, expect_signed_in};
use crate::auth::{CounterKey, CounterKind, CounterRow, NameBucket, PasswordRefusal, Role, Store, UnixTime};

const DAY_SECONDS: i64 = 24 * 3600;
const DAY: Duration = Duration::from_secs(DAY_SECONDS.unsigned_abs());

fn counters(fixture: &Fixture) -> Vec<(CounterKey, CounterRow)> {
    fixture.read(|rows| rows.password_counters())
}

fn keys(fixture: &Fixture) -> Vec<CounterKey> {
    counters(fixture).into_iter().map(|(key, _)| key).collect()
}

fn fail(fixture: &Fixture, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(expect_refused(fixture.sign_in(name, "wrong")), PasswordRefusal::Wrong, "{name}");
        fixture.clock.advance(fixture.auth.remaining_wait(name).unwrap().unwrap_or_default());
    }
}

/// Returns another name with the same counter.
fn name_with_same_counter(fixture: &Fixture, name: &str) -> String {
    let counter = fixture.name_counter_key(name);
    let mut names = (0..).map(|number| format!("name{number}"));
    names.find(|other| fixture.name_counter_key(other) == counter).unwrap()
}

#[test]
fn invalid_usernames_share_one_counter_and_are_not_stored() {
    let fixture = Fixture::with_alice();
    for typed in ["grumpy violet otters juggle maps", "hunter2!", "pass/word", "", "\0", "♚"] {
        let _ = fixture.sign_in(typed, "wrong");
    }
    assert_eq!(keys(&fixture), [CounterKey::Name(NameBucket::Invalid)]);
    assert!(matches!(
        fixture.sign_in("another text", "wrong"),
        crate::auth::Outcome::Refused(PasswordRefusal::Waiting { .. })
    ));
    assert_eq!(expect_refused(fixture.sign_in("nobody", "wrong")), PasswordRefusal::Wrong, "the counters are separate");
}

#[test]
fn an_invalid_stored_name_does_not_reset_the_counter_of_invalid_names() {
    let (fixture, alice, _) = Fixture::alice_created();
    let _ = fixture.add_bob(&alice, Role::Member);
    let mut bob = fixture.account_row(BOB);
    bob.canonical_name = "name with spaces".into();
    fixture.write(|rows| rows.update_account(&bob));
    fail(&fixture, "grumpy violet otters", 3);
    let before = counters(&fixture);
    let _ = fixture.temporary_password(&alice, bob.id);
    assert_eq!(counters(&fixture), before);
}

#[test]
fn only_sixteen_bits_of_a_typed_name_are_stored() {
    let fixture = Fixture::with_alice();
    let _ = fixture.sign_in("correct-horse-battery", "wrong");
    let [(CounterKey::Name(NameBucket::Mac(_)), row)] = counters(&fixture)[..] else { panic!("{:?}", keys(&fixture)) };
    assert_eq!((row.failures, row.wait), (1, None));
    assert_eq!(size_of::<NameBucket>(), 4, "a MAC of two bytes and a discriminant");
}

#[test]
fn a_completed_sign_in_deletes_the_name_counter() {
    let fixture = Fixture::with_alice();
    fail(&fixture, ALICE, 7);
    assert_eq!(keys(&fixture).len(), 2);
    fixture.sign_out(fixture.sign_in_without_factor());
    assert_eq!(keys(&fixture), []);
}

#[test]
fn names_sharing_a_counter_share_its_wait_with_or_without_accounts() {
    // Attempts for an unknown name delay a known one, and vice versa.
    for known_first in [false, true] {
        let fixture = Fixture::with_alice();
        let other = name_with_same_counter(&fixture, ALICE);
        let (first, seen) = if known_first { (ALICE, &*other) } else { (&*other, ALICE) };
        let third = name_with_same_counter(&fixture, &other);
        for _ in 0..6 {
            assert_eq!(fixture.auth.remaining_wait(seen).unwrap(), fixture.auth.remaining_wait(first).unwrap());
            assert_eq!(fixture.auth.remaining_wait(&third).unwrap(), fixture.auth.remaining_wait(first).unwrap());
            let _ = fixture.sign_in(first, "wrong");
        }
        assert_eq!(fixture.auth.remaining_wait(seen).unwrap(), Some(Duration::from_secs(1)), "an attempt for {first}");
        assert_eq!(wait(&fixture, seen), Duration::from_secs(1), "an attempt for {first}");
        fixture.clock.advance_seconds(1);
        let _ = expect_signed_in(fixture.sign_in(ALICE, PASSWORD));
    }
}

#[test]
fn attempts_for_other_names_leave_an_accounts_own_attempts() {
    let fixture = Fixture::with_alice();
    fail(&fixture, &name_with_same_counter(&fixture, ALICE), 9);
    assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password), CounterRow::default());
}

#[test]
fn signing_in_resets_no_other_account_counter() {
    let fixture = Fixture::with_alice();
    let other = name_with_same_counter(&fixture, ALICE);
    let session = fixture.sign_in_without_factor();
    let _ = fixture.add_user(&session, &other, Role::Member);
    fail(&fixture, &other, 9);
    fixture.sign_out(fixture.sign_in_without_factor());
    let account = fixture.account_row(&other).id;
    assert_eq!(fixture.counter(account, CounterKind::Password).failures, 9);
    assert_eq!(expect_refused(fixture.sign_in(&other, "wrong")), PasswordRefusal::Wrong);
    assert_eq!(wait(&fixture, &other), Duration::from_secs(32), "the wait after the tenth failure");
}

/// Returns the wait after nine wrong attempts, `change` and one more.
fn wait_after(name: &str, change: fn(&Fixture) -> Fixture) -> Duration {
    let fixture = Fixture::with_alice();
    fail(&fixture, name, 9);
    let fixture = change(&fixture);
    let _ = fixture.sign_in(name, "wrong");
    fixture.auth.remaining_wait(name).unwrap().unwrap_or_default()
}

fn rebooted(fixture: &Fixture, seed: u64) -> Fixture {
    fixture.clock.reboot();
    fixture.restarted(seed)
}

fn same(fixture: &Fixture) -> Fixture {
    Fixture { auth: Arc::clone(&fixture.auth), clock: Arc::clone(&fixture.clock), store: Arc::clone(&fixture.store) }
}

fn turned(fixture: &Fixture, seconds: i64) {
    fixture.clock.set_wall(UnixTime::from_seconds(fixture.now().seconds() + seconds));
}

#[test]
fn password_attempts_expire_after_a_day_equally_for_known_and_unknown_names() {
    type Change = fn(&Fixture) -> Fixture;
    let changes: [(&str, Change, u64); 9] = [
        ("a restart", |fixture| fixture.restarted(7), 32),
        (
            "just under a day",
            |fixture| {
                fixture.clock.advance(DAY - Duration::from_secs(16) - Duration::from_millis(1));
                fixture.restarted(7)
            },
            32,
        ),
        (
            "a day",
            |fixture| {
                fixture.clock.advance(DAY);
                fixture.restarted(7)
            },
            0,
        ),
        (
            "a day, in the same run",
            |fixture| {
                fixture.clock.advance(DAY);
                same(fixture)
            },
            0,
        ),
        (
            "the clock set forward, in the same boot",
            |fixture| {
                turned(fixture, 2 * DAY_SECONDS);
                same(fixture)
            },
            32,
        ),
        (
            "the clock set back, in the same boot",
            |fixture| {
                turned(fixture, -2 * DAY_SECONDS);
                same(fixture)
            },
            32,
        ),
        (
            "the clock set forward, and a reboot",
            |fixture| {
                turned(fixture, 2 * DAY_SECONDS);
                rebooted(fixture, 7)
            },
            0,
        ),
        // The wait restarts.
        (
            "the clock set back, and a reboot",
            |fixture| {
                turned(fixture, -1000 * DAY_SECONDS);
                rebooted(fixture, 7)
            },
            16,
        ),
        // An attempt charged by a clock years ahead is not kept for years.
        (
            "the clock set back, a reboot, and a day",
            |fixture| {
                turned(fixture, -1000 * DAY_SECONDS);
                let fixture = rebooted(fixture, 7);
                fixture.clock.advance(DAY);
                fixture.restarted(8)
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
        ("start", |fixture, _| drop(fixture.restarted(7))),
        ("an attempt for another account", |fixture, _| drop(fixture.sign_in(BOB, "wrong"))),
        ("a session refresh", |fixture, session| assert!(fixture.auth.refresh_session(session).is_ok())),
    ];
    for (what, trigger) in triggers {
        let (store, fixture) = Fixture::with_faulty_store();
        let (session, _) = fixture.create_first();
        fail(&fixture, ALICE, 2);
        fail(&fixture, "nobody", 2);
        fail(&fixture, "no name: at all", 2);
        fixture.clock.advance(DAY - Duration::from_secs(1));
        trigger(&fixture, &session);
        let before = keys(&fixture);
        for name in ["nobody", "no name: at all", ALICE] {
            assert!(before.contains(&fixture.name_counter_key(name)), "{what}: {name}, deleted too early");
        }
        // The periodic check runs every ten minutes.
        fixture.clock.advance_seconds(10 * 60);
        let scrubs = store.purges();
        trigger(&fixture, &session);
        let after = keys(&fixture);
        for name in ["nobody", "no name: at all", ALICE] {
            assert!(!after.contains(&fixture.name_counter_key(name)), "{what}: {name}");
        }
        assert_eq!(fixture.counter(fixture.account_row(ALICE).id, CounterKind::Password).failures, 0, "{what}");
        assert_eq!(store.purges(), scrubs + 1, "{what}: the journal is purged");
        let version = store.version().unwrap();
        fixture.clock.advance_seconds(10 * 60);
        drop(fixture.restarted(8));
        assert_eq!(store.version().unwrap(), version, "{what}: no write without expired counters");
    }
}
