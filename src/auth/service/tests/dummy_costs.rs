//! Unknown names and corrupt accounts are checked at a cost that accounts have: where costs differ, the time of a reply
//! does not reveal whether there is an account.

use std::collections::BTreeMap;

use crate::auth::testing::{ALICE, Corrupt, Fixture, PASSWORD, expect_refused};
use crate::auth::{AccountRow, Cost, PasswordRefusal, WrapKind, WrappedKeyRow, contract, seal};

/// Returns the KiB that the derivations for one wrong password fill.
fn kib_filled(fixture: &Fixture, name: &str) -> u64 {
    let before = (seal::derivations(), seal::filled_kib());
    assert_eq!(expect_refused(fixture.sign_in(name, "wrong")), PasswordRefusal::Wrong, "{name}");
    let after = (seal::derivations(), seal::filled_kib());
    assert_eq!(after.0 - before.0, 1, "{name}");
    after.1 - before.1
}

fn kdf(kib: u32) -> String {
    format!("$argon2id$v=19$m={kib},t=1,p=1$AAECAwQFBgcICQoLDA0ODw")
}

/// Adds accounts with these password costs, in KiB.
fn add(fixture: &Fixture, first: u8, kib: &[u32]) {
    fixture.write(|rows| {
        for (n, kib) in (first..).zip(kib) {
            rows.insert_account(&contract::sample::account(n))?;
            let row = contract::sample::wrapped_key(n, WrapKind::Active, 1);
            rows.put_wrapped_key(&WrappedKeyRow { kdf_params: kdf(*kib), ..row })?;
        }
        Ok(())
    });
}

/// Counts the unknown names per cost.
fn cost_distribution(fixture: &Fixture, names: u32) -> BTreeMap<u64, u32> {
    (0..names).fold(BTreeMap::new(), |mut found, number| {
        *found.entry(kib_filled(fixture, &format!("nobody{number}"))).or_default() += 1;
        found
    })
}

#[test]
fn unknown_names_use_account_costs_in_proportion() {
    let fixture = Fixture::empty();
    add(&fixture, 1, &[64, 128, 64, 64]);
    let found = cost_distribution(&fixture, 1000);
    // Binomial, p = 1/4: three standard deviations are 41.
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [64, 128]);
    assert!((209..=291).contains(&found[&128]), "{found:?}");
    // Retired and rewrapped keys do not contribute a cost.
    fixture.write(|rows| {
        let row = contract::sample::wrapped_key(1, WrapKind::Retired, 0);
        rows.put_wrapped_key(&WrappedKeyRow { kdf_params: kdf(256), ..row })
    });
    add(&fixture, 5, &[128; 96]);
    let found = cost_distribution(&fixture, 300);
    assert!(found[&64] <= 25 && found.len() == 2, "about 3 of 100 accounts have the lower cost: {found:?}");
}

#[test]
fn an_unknown_name_has_a_stable_cost() {
    let fixture = Fixture::empty();
    add(&fixture, 1, &[64, 128, 64, 128]);
    let names: Vec<String> = (0..100).map(|number| format!("nobody{number}")).collect();
    let costs = |fixture: &Fixture| names.iter().map(|name| kib_filled(fixture, name)).collect::<Vec<_>>();
    let before = costs(&fixture);
    assert_eq!(costs(&fixture), before);
    assert_eq!(costs(&fixture.restarted(7)), before, "the cost depends on the store, not on the process");
    add(&fixture, 5, &[64; 1]);
    let moved = costs(&fixture).iter().zip(&before).filter(|(now, then)| now != then).count();
    assert!((1..=25).contains(&moved), "about a tenth of the names change cost: {moved}");
}

#[test]
fn without_accounts_a_name_uses_the_current_cost() {
    let fixture = Fixture::empty().with_cost(Cost::new(128, 1, 1).exempt_from_floor(), 7);
    assert_eq!(kib_filled(&fixture, "nobody"), 128);
}

#[test]
fn a_corrupt_account_uses_dummy_costs_and_a_disabled_one_its_own() {
    let mut seen = BTreeMap::<u64, u32>::new();
    for extra in [64, 128] {
        let (store, fixture) = Fixture::with_faulty_store_and_alice();
        // Alice's own cost is 64; all others have `extra`.
        add(&fixture, 1, &[extra; 200]);
        let row = AccountRow { enabled: false, ..fixture.account_row(ALICE) };
        fixture.write(|rows| rows.update_account(&row));
        assert_eq!(kib_filled(&fixture, ALICE), 64, "a disabled account uses its own cost");
        for corrupt in [Corrupt::Account, Corrupt::WrappedKeys] {
            store.corrupt(&[corrupt]);
            let cost = kib_filled(&fixture, ALICE);
            assert_eq!(cost, u64::from(extra), "{corrupt:?}: the cost of almost all accounts");
            *seen.entry(cost).or_default() += 1;
            store.corrupt(&[]);
        }
    }
    assert_eq!(seen.len(), 2);
}

#[test]
fn known_and_unknown_names_make_the_same_store_calls() {
    let (store, fixture) = Fixture::with_faulty_store_and_alice();
    let calls = |name: &str, password: &str| {
        let before = store.calls();
        assert_eq!(expect_refused(fixture.sign_in(name, password)), PasswordRefusal::Wrong);
        store.calls() - before
    };
    let known = calls(ALICE, "wrong");
    for name in ["nobody", "no name: at all", ""] {
        assert_eq!(calls(name, PASSWORD), known, "{name}");
    }
}
