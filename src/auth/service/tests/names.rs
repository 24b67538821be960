//! What is kept of a name that was typed, for how long, and that it does not tell whether an account has the name.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::service::tests::passwords::administer;
use crate::auth::service::tests::waits::wait;
use crate::auth::testing::{ALICE, BOB, FaultyStore, House, PASSWORD, refused, signed_in};
use crate::auth::{CounterKey, CounterKind, CounterRow, NameBucket, Refusal, Role, Store, UnixTime};

const DAY_SECONDS: i64 = 24 * 3600;
const DAY: Duration = Duration::from_secs(DAY_SECONDS.unsigned_abs());

fn counters(house: &House) -> Vec<(CounterKey, CounterRow)> {
    house.read(|rows| rows.password_counters())
}

fn keys(house: &House) -> Vec<CounterKey> {
    counters(house).into_iter().map(|(key, _)| key).collect()
}

fn fail(house: &House, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(refused(house.sign_in(name, "wrong")), Refusal::Wrong, "{name}");
        house.clock.advance(house.auth.waiting(name).unwrap().unwrap_or_default());
    }
}

/// Another name with the counter of this one.
fn alike(house: &House, name: &str) -> String {
    let wanted = house.name_counter(name);
    let mut names = (0..).map(|number| format!("name{number}"));
    names.find(|other| house.name_counter(other) == wanted).unwrap()
}

#[test]
fn text_that_is_no_username_shares_one_counter_and_nothing_of_it_is_kept() {
    let house = House::of_alice();
    for typed in ["grumpy violet otters juggle maps", "hunter2!", "pass/word", "", "\0", "♚"] {
        let _ = house.sign_in(typed, "wrong");
    }
    assert_eq!(keys(&house), [CounterKey::Name(NameBucket::Invalid)]);
    assert!(matches!(house.sign_in("another text", "wrong"), crate::auth::Outcome::Refused(Refusal::Waiting { .. })));
    assert_eq!(refused(house.sign_in("nobody", "wrong")), Refusal::Wrong, "a name has another counter");
}

#[test]
fn an_account_whose_stored_name_is_no_username_today_clears_the_counter_of_all_such_text_for_nobody() {
    let house = House::empty();
    let (alice, _) = house.first();
    let _ = house.bob(&alice, Role::Member);
    let mut bob = house.row(BOB);
    bob.key = "name with spaces".into();
    house.write(|rows| rows.update_account(&bob));
    fail(&house, "grumpy violet otters", 3);
    let before = counters(&house);
    let _ = administer(&house, &alice, bob.id);
    assert_eq!(counters(&house), before);
}

#[test]
fn of_a_typed_name_sixteen_bits_are_kept() {
    let house = House::of_alice();
    let _ = house.sign_in("correct-horse-battery", "wrong");
    let [(CounterKey::Name(NameBucket::Mac(_)), row)] = counters(&house)[..] else { panic!("{:?}", keys(&house)) };
    assert_eq!((row.failures, row.wait), (1, None));
    assert_eq!(size_of::<NameBucket>(), 4, "two bytes, and whether they are there");
}

#[test]
fn a_completed_sign_in_leaves_nothing_of_the_name() {
    let house = House::of_alice();
    fail(&house, ALICE, 7);
    assert_eq!(keys(&house).len(), 2);
    house.sign_out(house.alone());
    assert_eq!(keys(&house), []);
}

#[test]
fn names_of_one_counter_wait_for_each_other_whether_they_have_accounts_or_not() {
    // Tries for an unknown name, and what a known one waits; and the other way round.
    for known_first in [false, true] {
        let house = House::of_alice();
        let other = alike(&house, ALICE);
        let (tried, seen) = if known_first { (ALICE, &*other) } else { (&*other, ALICE) };
        let third = alike(&house, &other);
        for _ in 0..6 {
            assert_eq!(house.auth.waiting(seen).unwrap(), house.auth.waiting(tried).unwrap());
            assert_eq!(house.auth.waiting(&third).unwrap(), house.auth.waiting(tried).unwrap());
            let _ = house.sign_in(tried, "wrong");
        }
        assert_eq!(house.auth.waiting(seen).unwrap(), Some(Duration::from_secs(1)), "{tried} was tried");
        assert_eq!(wait(&house, seen), Duration::from_secs(1), "{tried} was tried");
        house.clock.advance_seconds(1);
        let _ = signed_in(house.sign_in(ALICE, PASSWORD));
    }
}

#[test]
fn tries_for_other_names_of_its_counter_use_up_none_of_an_accounts_own() {
    let house = House::of_alice();
    fail(&house, &alike(&house, ALICE), 9);
    assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Password), CounterRow::default());
}

#[test]
fn signing_in_clears_no_counter_of_another_account_whose_name_shares_one() {
    let house = House::of_alice();
    let other = alike(&house, ALICE);
    let session = house.alone();
    let _ = house.add(&session, &other, Role::Member);
    fail(&house, &other, 9);
    house.sign_out(house.alone());
    let account = house.row(&other).id;
    assert_eq!(house.counter(account, CounterKind::Password).failures, 9);
    assert_eq!(refused(house.sign_in(&other, "wrong")), Refusal::Wrong);
    assert_eq!(wait(&house, &other), Duration::from_secs(32), "the tenth");
}

/// How long the next try waits after nine wrong ones, `change` and one more.
fn wait_after(name: &str, change: fn(&House) -> House) -> Duration {
    let house = House::of_alice();
    fail(&house, name, 9);
    let house = change(&house);
    let _ = house.sign_in(name, "wrong");
    house.auth.waiting(name).unwrap().unwrap_or_default()
}

fn rebooted(house: &House, seed: u64) -> House {
    house.clock.reboot();
    house.restarted(seed)
}

fn same(house: &House) -> House {
    House { auth: Arc::clone(&house.auth), clock: Arc::clone(&house.clock), store: Arc::clone(&house.store) }
}

fn turned(house: &House, seconds: i64) {
    house.clock.set_wall(UnixTime::from_seconds(house.now().seconds() + seconds));
}

#[test]
fn password_tries_are_forgotten_after_a_day_at_the_same_moment_for_known_and_unknown_names() {
    type Change = fn(&House) -> House;
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
        // The wait begins anew.
        (
            "the clock set back, and the machine started anew",
            |house| {
                turned(house, -1000 * DAY_SECONDS);
                rebooted(house, 7)
            },
            16,
        ),
        // What was charged by a clock years ahead is not kept for years.
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
fn what_is_forgotten_is_removed_at_start_with_any_password_and_with_a_watch() {
    type Look = fn(&House, &crate::auth::Session);
    let looks: [(&str, Look); 3] = [
        ("start", |house, _| drop(house.restarted(7))),
        ("a password of somebody else", |house, _| drop(house.sign_in(BOB, "wrong"))),
        ("a watch", |house, session| assert!(house.auth.watch(session).is_ok())),
    ];
    for (what, look) in looks {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        let (session, _) = house.first();
        fail(&house, ALICE, 2);
        fail(&house, "nobody", 2);
        fail(&house, "no name: at all", 2);
        house.clock.advance(DAY - Duration::from_secs(1));
        look(&house, &session);
        let before = keys(&house);
        for name in ["nobody", "no name: at all", ALICE] {
            assert!(before.contains(&house.name_counter(name)), "{what}: {name}, too early");
        }
        // The rounds are ten minutes apart.
        house.clock.advance_seconds(10 * 60);
        let scrubs = store.scrubs();
        look(&house, &session);
        let after = keys(&house);
        for name in ["nobody", "no name: at all", ALICE] {
            assert!(!after.contains(&house.name_counter(name)), "{what}: {name}");
        }
        assert_eq!(house.counter(house.row(ALICE).id, CounterKind::Password).failures, 0, "{what}");
        assert_eq!(store.scrubs(), scrubs + 1, "{what}: nothing lingers in the journal");
        let version = store.version().unwrap();
        house.clock.advance_seconds(10 * 60);
        drop(house.restarted(8));
        assert_eq!(store.version().unwrap(), version, "{what}: nothing is written where nothing is over");
    }
}
