//! Rows that somebody changed: refused, and nothing overwritten. (Every column of every table: `sqlite::tests::tamper`.)

use std::time::Duration;

use crate::auth::testing::{ALICE, House, PASSWORD, derivations, most_memory, refused};
use crate::auth::{AccountRow, CounterKey, CounterKind, HelpCodeRow, PasswordKind, Refusal, WrapRow};

#[test]
fn any_bit_of_a_wrap_flipped_opens_nothing_and_nothing_is_overwritten() {
    let house = House::of_alice();
    let account = house.row(ALICE).id;
    let wrap = house.read(|rows| rows.wraps(account)).remove(0);
    for bit in 0..8 * wrap.sealed.len() {
        let mut changed = wrap.clone();
        changed.sealed[bit / 8] ^= 1 << (bit % 8);
        house.write(|rows| rows.put_wrap(&changed));
        house.write(|rows| rows.delete_counter(&CounterKey::Account(account, CounterKind::Password)));
        let of_name = house.name_counter(ALICE);
        house.write(|rows| rows.delete_counter(&of_name));
        assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong);
        assert_eq!(house.read(|rows| rows.wraps(account)), [changed]);
    }
}

#[test]
fn a_cost_lowered_or_raised_absurdly_opens_nothing_and_is_never_run() {
    let house = House::of_alice();
    let account = house.row(ALICE).id;
    let wrap = house.read(|rows| rows.wraps(account)).remove(0);
    let right = "m=64,t=1,p=1";
    assert!(wrap.kdf.contains(right));
    for cost in [
        "m=8,t=1,p=1",
        "m=64,t=0,p=1",
        "m=1048577,t=1,p=1",
        "m=1048576,t=17,p=1",
        "m=1048576,t=16,p=17",
        "m=4294967295,t=4294967295,p=4294967295",
        "m=18446744073709551616,t=1,p=1",
    ] {
        let changed = WrapRow { kdf: wrap.kdf.replace(right, cost), ..wrap.clone() };
        house.write(|rows| rows.put_wrap(&changed));
        house.write(|rows| rows.delete_counter(&CounterKey::Account(account, CounterKind::Password)));
        let of_name = house.name_counter(ALICE);
        house.write(|rows| rows.delete_counter(&of_name));
        let before = derivations();
        assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong, "{cost}");
        assert_eq!((derivations() - before, most_memory()), (1, 64), "{cost}: only today's");
        assert_eq!(house.read(|rows| rows.wraps(account)), [changed]);
        assert_eq!(house.last_entry(), ("password-refused".into(), "unreadable".into()));
    }
}

#[test]
fn a_password_said_to_be_temporary_while_there_are_factors_opens_nothing() {
    let (house, phone) = House::of_alice_with_phone();
    let account = house.row(ALICE);
    let until = house.now().after(Duration::from_secs(3600));
    let password = PasswordKind::Temporary { until };
    house.write(|rows| rows.update_account(&AccountRow { password, ..account.clone() }));
    assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong);
    house.write(|rows| rows.update_account(&account));
    house.sign_out(house.with(&phone));
}

#[test]
fn a_flag_that_says_that_no_code_is_owed_while_there_are_factors_opens_nothing() {
    let (house, phone) = House::of_alice_with_phone();
    let account = house.row(ALICE);
    house.write(|rows| rows.update_account(&AccountRow { two_factor: false, ..account.clone() }));
    assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong);
    assert_eq!(house.last_entry(), ("password-refused".into(), "unreadable".into()));
    house.write(|rows| rows.update_account(&account));
    house.sign_out(house.with(&phone));
}

#[test]
fn one_kind_of_factor_that_is_left_is_enough_to_contradict_the_flag() {
    for left in ["authenticators", "recovery codes", "a help code"] {
        let (house, _) = House::of_alice_with_phone();
        let account = house.row(ALICE);
        let until = house.now().after(Duration::from_secs(3600));
        house.write(|rows| {
            if left != "recovery codes" {
                rows.replace_recovery(account.id, &[])?;
            }
            if left != "authenticators" {
                for row in rows.authenticators(account.id)? {
                    rows.delete_authenticator(row.id)?;
                }
            }
            if left == "a help code" {
                rows.put_help_code(account.id, Some(&HelpCodeRow { tag: [7; 32], until }))?;
            }
            Ok(())
        });
        for password in [PasswordKind::Own, PasswordKind::Temporary { until }] {
            house.write(|rows| rows.update_account(&AccountRow { two_factor: false, password, ..account.clone() }));
            assert_eq!(refused(house.sign_in(ALICE, PASSWORD)), Refusal::Wrong, "{left}, {password:?}");
        }
    }
}
