//! Refusals of a password that nobody can tell apart: not by their words, nor by what they cost. That the words are the
//! same while somebody has to wait stands in `waits`; how long they really take, in the tests of the database.

use std::sync::Arc;

use crate::auth::testing::{ALICE, BOB, FaultyStore, House, PASSWORD, Spoilt, refused};
use crate::auth::{AccountRow, CounterKind, Refusal, Role, Store, WrapRow};

/// Why nobody is let in: a name, a password, and what was done to the accounts before.
struct Cause {
    what: &'static str,
    name: &'static str,
    password: String,
    done: fn(&House, &FaultyStore),
}

fn cause(what: &'static str, name: &'static str, password: &str, done: fn(&House, &FaultyStore)) -> Cause {
    Cause { what, name, password: password.to_owned(), done }
}

fn nothing(_: &House, _: &FaultyStore) {}

fn disable(house: &House, _: &FaultyStore) {
    let row = AccountRow { enabled: false, ..house.row(ALICE) };
    house.write(|rows| rows.update_account(&row));
}

fn change_wrap(house: &House, change: fn(WrapRow) -> WrapRow) {
    let wrap = change(house.read(|rows| rows.wraps(house.row(ALICE).id)).remove(0));
    house.write(|rows| rows.put_wrap(&wrap));
}

fn causes() -> Vec<Cause> {
    let other_generation: fn(&House, &FaultyStore) = |house, _| {
        let row = AccountRow { generation: 7, ..house.row(ALICE) };
        house.write(|rows| rows.update_account(&row));
    };
    let absurd_cost: fn(&House, &FaultyStore) =
        |house, _| change_wrap(house, |wrap| WrapRow { kdf: wrap.kdf.replace("m=64,", "m=4294967295,"), ..wrap });
    let no_cost: fn(&House, &FaultyStore) =
        |house, _| change_wrap(house, |wrap| WrapRow { kdf: String::new(), ..wrap });
    let broken_seal: fn(&House, &FaultyStore) = |house, _| {
        change_wrap(house, |mut wrap| {
            wrap.sealed[30] ^= 1;
            wrap
        });
    };
    let expired: fn(&House, &FaultyStore) = |house, _| {
        let _ = house.add(&house.alone(), BOB, Role::Member);
        house.clock.advance_seconds(73 * 3600);
        // That it is over is written down once, whenever it is seen.
        house.auth.write_expired();
    };
    vec![
        cause("unknown name", "nobody", PASSWORD, nothing),
        cause("what cannot be a name", "no name: at all", PASSWORD, nothing),
        cause("no name", "", PASSWORD, nothing),
        cause("wrong password", ALICE, "wrong", nothing),
        cause("no password", ALICE, "", nothing),
        cause("a megabyte", ALICE, &"x".repeat(1 << 20), nothing),
        cause("what cannot be a password", ALICE, "\0", nothing),
        cause("disabled, right password", ALICE, PASSWORD, disable),
        cause("disabled, wrong password", ALICE, "wrong", disable),
        cause("no wrap of this generation", ALICE, PASSWORD, other_generation),
        cause("a cost that cannot be", ALICE, PASSWORD, absurd_cost),
        cause("no cost", ALICE, PASSWORD, no_cost),
        cause("a wrap that does not open", ALICE, PASSWORD, broken_seal),
        cause("wraps unreadable", ALICE, PASSWORD, |_, store| store.spoil(&[Spoilt::Wraps])),
        cause("account unreadable", ALICE, PASSWORD, |_, store| store.spoil(&[Spoilt::Account])),
        cause("counter unreadable", ALICE, PASSWORD, |_, store| store.spoil(&[Spoilt::Counter(CounterKind::Password)])),
        cause("a temporary password over, wrong password", BOB, "wrong", expired),
    ]
}

#[test]
fn every_refusal_of_a_password_costs_one_derivation() {
    for cause in causes() {
        let Cause { what, name, password, done } = cause;
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        house.sign_out(house.first().0);
        done(&house, &store);
        let spent = || (crate::auth::seal::derivations(), crate::auth::seal::filled_kib(), store.version().unwrap());
        let before = spent();
        assert_eq!(refused(house.sign_in(name, &password)), Refusal::Wrong, "{what}");
        let after = spent();
        // One derivation at the cost of `testing::options`, the charge, and the entry in the log.
        let cost = (after.0 - before.0, after.1 - before.1, after.2 - before.2);
        assert_eq!(cost, (1, 64, 2), "{what}: derivations, KiB filled, writes");
    }
}
