//! Names without an account, and accounts that cannot be read, answer at a cost that accounts have: where costs differ, the
//! time of an answer does not tell whether there is an account.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::auth::testing::{ALICE, FaultyStore, House, PASSWORD, Spoilt, refused};
use crate::auth::{AccountRow, Cost, Refusal, WrapKind, WrapRow, contract, seal};

/// KiB that the derivations for one wrong password fill.
fn filled(house: &House, name: &str) -> u64 {
    let before = (seal::derivations(), seal::filled_kib());
    assert_eq!(refused(house.sign_in(name, "wrong")), Refusal::Wrong, "{name}");
    let after = (seal::derivations(), seal::filled_kib());
    assert_eq!(after.0 - before.0, 1, "{name}");
    after.1 - before.1
}

fn kdf(kib: u32) -> String {
    format!("$argon2id$v=19$m={kib},t=1,p=1$AAECAwQFBgcICQoLDA0ODw")
}

/// Accounts whose passwords cost so much, in KiB.
fn add(house: &House, first: u8, kib: &[u32]) {
    house.write(|rows| {
        for (n, kib) in (first..).zip(kib) {
            rows.insert_account(&contract::sample::account(n))?;
            let row = contract::sample::wrap(n, WrapKind::Current, 1);
            rows.put_wrap(&WrapRow { kdf: kdf(*kib), ..row })?;
        }
        Ok(())
    });
}

/// How many of so many unknown names answer at each cost.
fn spread(house: &House, names: u32) -> BTreeMap<u64, u32> {
    (0..names).fold(BTreeMap::new(), |mut found, number| {
        *found.entry(filled(house, &format!("nobody{number}"))).or_default() += 1;
        found
    })
}

#[test]
fn unknown_names_answer_at_the_costs_of_the_accounts_in_their_proportion() {
    let house = House::empty();
    add(&house, 1, &[64, 128, 64, 64]);
    let found = spread(&house, 1000);
    // Binomial, p = 1/4: three standard deviations are 41.
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [64, 128]);
    assert!((209..=291).contains(&found[&128]), "{found:?}");
    // Retired and carried wraps are nobody's cost.
    house.write(|rows| {
        let row = contract::sample::wrap(1, WrapKind::Retired, 0);
        rows.put_wrap(&WrapRow { kdf: kdf(256), ..row })
    });
    add(&house, 5, &[128; 96]);
    let found = spread(&house, 300);
    assert!(found[&64] <= 25 && found.len() == 2, "3 of 100: {found:?}");
}

#[test]
fn a_name_answers_at_the_same_cost_each_time_and_moves_with_few_accounts() {
    let house = House::empty();
    add(&house, 1, &[64, 128, 64, 128]);
    let names: Vec<String> = (0..100).map(|number| format!("nobody{number}")).collect();
    let costs = |house: &House| names.iter().map(|name| filled(house, name)).collect::<Vec<_>>();
    let before = costs(&house);
    assert_eq!(costs(&house), before);
    assert_eq!(costs(&house.restarted(7)), before, "the store decides, not the program");
    add(&house, 5, &[64; 1]);
    let moved = costs(&house).iter().zip(&before).filter(|(now, then)| now != then).count();
    assert!((1..=25).contains(&moved), "a tenth of the names: {moved}");
}

#[test]
fn without_accounts_a_name_answers_at_todays_cost() {
    let house = House::empty().at_cost(Cost::new(128, 1, 1).exempt_from_floor(), 7);
    assert_eq!(filled(&house, "nobody"), 128);
}

#[test]
fn an_account_that_cannot_be_read_answers_at_the_same_costs_and_a_disabled_one_at_its_own() {
    let mut seen = BTreeMap::<u64, u32>::new();
    for extra in [64, 128] {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        house.sign_out(house.first().0);
        // Alice's own costs 64; all the others cost as much as this.
        add(&house, 1, &[extra; 200]);
        let row = AccountRow { enabled: false, ..house.row(ALICE) };
        house.write(|rows| rows.update_account(&row));
        assert_eq!(filled(&house, ALICE), 64, "disabled");
        for spoilt in [Spoilt::Account, Spoilt::Wraps] {
            store.spoil(&[spoilt]);
            let cost = filled(&house, ALICE);
            assert_eq!(cost, u64::from(extra), "{spoilt:?}: what nearly everybody has");
            *seen.entry(cost).or_default() += 1;
            store.spoil(&[]);
        }
    }
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_known_name_and_an_unknown_one_take_the_same_calls_of_the_store() {
    let store = Arc::new(FaultyStore::new());
    let house = House::over(Arc::clone(&store) as _);
    house.sign_out(house.first().0);
    let calls = |name: &str, password: &str| {
        let before = store.calls();
        assert_eq!(refused(house.sign_in(name, password)), Refusal::Wrong);
        store.calls() - before
    };
    let known = calls(ALICE, "wrong");
    for name in ["nobody", "no name: at all", ""] {
        assert_eq!(calls(name, PASSWORD), known, "{name}");
    }
}
