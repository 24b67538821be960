//! Indistinguishable refusals of a password, in text and cost. Equal texts while throttled are tested in `throttling`,
//! real durations in the tests of the database.

use crate::auth::testing::{ALICE, BOB, Corrupt, FaultyStore, Fixture, PASSWORD, expect_refused};
use crate::auth::{AccountRow, CounterKind, PasswordRefusal, Role, Store, WrappedKeyRow};

/// A reason for a refusal: name, password, and a preceding change to the accounts.
struct Cause {
    what: &'static str,
    name: &'static str,
    password: String,
    prepare: fn(&Fixture, &FaultyStore),
}

fn cause(what: &'static str, name: &'static str, password: &str, prepare: fn(&Fixture, &FaultyStore)) -> Cause {
    Cause { what, name, password: password.to_owned(), prepare }
}

fn no_change(_: &Fixture, _: &FaultyStore) {}

fn disable(fixture: &Fixture, _: &FaultyStore) {
    let row = AccountRow { enabled: false, ..fixture.account_row(ALICE) };
    fixture.write(|rows| rows.update_account(&row));
}

fn change_wrapped_key(fixture: &Fixture, change: fn(WrappedKeyRow) -> WrappedKeyRow) {
    let wrapped_key = change(fixture.read(|rows| rows.wrapped_keys(fixture.account_row(ALICE).id)).remove(0));
    fixture.write(|rows| rows.put_wrapped_key(&wrapped_key));
}

fn causes() -> Vec<Cause> {
    let other_generation: fn(&Fixture, &FaultyStore) = |fixture, _| {
        let row = AccountRow { key_generation: 7, ..fixture.account_row(ALICE) };
        fixture.write(|rows| rows.update_account(&row));
    };
    let absurd_cost: fn(&Fixture, &FaultyStore) = |fixture, _| {
        change_wrapped_key(fixture, |wrapped_key| WrappedKeyRow {
            kdf_params: wrapped_key.kdf_params.replace("m=64,", "m=4294967295,"),
            ..wrapped_key
        });
    };
    let no_cost: fn(&Fixture, &FaultyStore) = |fixture, _| {
        change_wrapped_key(fixture, |wrapped_key| WrappedKeyRow { kdf_params: String::new(), ..wrapped_key });
    };
    let broken_seal: fn(&Fixture, &FaultyStore) = |fixture, _| {
        change_wrapped_key(fixture, |mut wrapped_key| {
            wrapped_key.sealed_key[30] ^= 1;
            wrapped_key
        });
    };
    let expired: fn(&Fixture, &FaultyStore) = |fixture, _| {
        let _ = fixture.add_user(&fixture.sign_in_without_factor(), BOB, Role::Member);
        fixture.clock.advance_seconds(73 * 3600);
        // The expiry is recorded once, whichever call detects it.
        fixture.auth.record_expirations();
    };
    vec![
        cause("unknown name", "nobody", PASSWORD, no_change),
        cause("an invalid name", "no name: at all", PASSWORD, no_change),
        cause("no name", "", PASSWORD, no_change),
        cause("wrong password", ALICE, "wrong", no_change),
        cause("no password", ALICE, "", no_change),
        cause("a password of one megabyte", ALICE, &"x".repeat(1 << 20), no_change),
        cause("an invalid password", ALICE, "\0", no_change),
        cause("disabled, right password", ALICE, PASSWORD, disable),
        cause("disabled, wrong password", ALICE, "wrong", disable),
        cause("no wrapped key of this generation", ALICE, PASSWORD, other_generation),
        cause("an invalid cost", ALICE, PASSWORD, absurd_cost),
        cause("no cost", ALICE, PASSWORD, no_cost),
        cause("a corrupt wrapped key", ALICE, PASSWORD, broken_seal),
        cause("wrapped keys unreadable", ALICE, PASSWORD, |_, store| store.corrupt(&[Corrupt::WrappedKeys])),
        cause("account unreadable", ALICE, PASSWORD, |_, store| store.corrupt(&[Corrupt::Account])),
        cause("counter unreadable", ALICE, PASSWORD, |_, store| {
            store.corrupt(&[Corrupt::Counter(CounterKind::Password)]);
        }),
        cause("an expired temporary password, wrong password", BOB, "wrong", expired),
    ]
}

#[test]
fn every_refusal_of_a_password_costs_one_derivation() {
    for cause in causes() {
        let Cause { what, name, password, prepare: done } = cause;
        let (store, fixture) = Fixture::with_faulty_store_and_alice();
        done(&fixture, &store);
        let spent = || (crate::auth::seal::derivations(), crate::auth::seal::filled_kib(), store.version().unwrap());
        let before = spent();
        assert_eq!(expect_refused(fixture.sign_in(name, &password)), PasswordRefusal::Wrong, "{what}");
        let after = spent();
        // One derivation at the cost of `testing::options`, the charge, and the audit entry.
        let cost = (after.0 - before.0, after.1 - before.1, after.2 - before.2);
        assert_eq!(cost, (1, 64, 2), "{what}: derivations, KiB filled, writes");
    }
}
