//! Tampered rows are refused, and nothing is overwritten. (Every column of every table: `sqlite::tests::tamper`.)

use std::time::Duration;

use crate::auth::testing::{ALICE, Fixture, PASSWORD, derivations, expect_refused, max_memory_kib};
use crate::auth::{AccountRow, CounterKey, CounterKind, HelpCodeRow, PasswordKind, PasswordRefusal, WrappedKeyRow};

#[test]
fn a_wrapped_key_with_any_flipped_bit_is_refused_and_not_overwritten() {
    let fixture = Fixture::with_alice();
    let account = fixture.account_row(ALICE).id;
    let wrapped_key = fixture.read(|rows| rows.wrapped_keys(account)).remove(0);
    for bit in 0..8 * wrapped_key.sealed_key.len() {
        let mut changed = wrapped_key.clone();
        changed.sealed_key[bit / 8] ^= 1 << (bit % 8);
        fixture.write(|rows| rows.put_wrapped_key(&changed));
        fixture.write(|rows| rows.delete_counter(&CounterKey::Account(account, CounterKind::Password)));
        let of_name = fixture.name_counter_key(ALICE);
        fixture.write(|rows| rows.delete_counter(&of_name));
        assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong);
        assert_eq!(fixture.read(|rows| rows.wrapped_keys(account)), [changed]);
    }
}

#[test]
fn an_out_of_range_kdf_cost_is_refused_and_never_run() {
    let fixture = Fixture::with_alice();
    let account = fixture.account_row(ALICE).id;
    let wrapped_key = fixture.read(|rows| rows.wrapped_keys(account)).remove(0);
    let right = "m=64,t=1,p=1";
    assert!(wrapped_key.kdf_params.contains(right));
    for cost in [
        "m=8,t=1,p=1",
        "m=64,t=0,p=1",
        "m=1048577,t=1,p=1",
        "m=1048576,t=17,p=1",
        "m=1048576,t=16,p=17",
        "m=4294967295,t=4294967295,p=4294967295",
        "m=18446744073709551616,t=1,p=1",
    ] {
        let changed = WrappedKeyRow { kdf_params: wrapped_key.kdf_params.replace(right, cost), ..wrapped_key.clone() };
        fixture.write(|rows| rows.put_wrapped_key(&changed));
        fixture.write(|rows| rows.delete_counter(&CounterKey::Account(account, CounterKind::Password)));
        let of_name = fixture.name_counter_key(ALICE);
        fixture.write(|rows| rows.delete_counter(&of_name));
        let before = derivations();
        assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong, "{cost}");
        assert_eq!((derivations() - before, max_memory_kib()), (1, 64), "{cost}: only the current cost is derived");
        assert_eq!(fixture.read(|rows| rows.wrapped_keys(account)), [changed]);
        assert_eq!(fixture.last_entry(), ("password-refused".into(), "unreadable".into()));
    }
}

#[test]
fn a_temporary_password_with_stored_factors_is_refused() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let account = fixture.account_row(ALICE);
    let until = fixture.now().after(Duration::from_hours(1));
    let password = PasswordKind::Temporary { until };
    fixture.write(|rows| rows.update_account(&AccountRow { password_kind: password, ..account.clone() }));
    assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong);
    fixture.write(|rows| rows.update_account(&account));
    fixture.sign_out(fixture.sign_in_with_code(&phone));
}

#[test]
fn a_cleared_two_factor_flag_with_stored_factors_is_refused() {
    let (fixture, phone) = Fixture::with_alice_2fa();
    let account = fixture.account_row(ALICE);
    fixture.write(|rows| rows.update_account(&AccountRow { two_factor: false, ..account.clone() }));
    assert_eq!(expect_refused(fixture.sign_in(ALICE, PASSWORD)), PasswordRefusal::Wrong);
    assert_eq!(fixture.last_entry(), ("password-refused".into(), "unreadable".into()));
    fixture.write(|rows| rows.update_account(&account));
    fixture.sign_out(fixture.sign_in_with_code(&phone));
}

#[test]
fn any_remaining_factor_contradicts_a_cleared_two_factor_flag() {
    for left in ["authenticators", "recovery codes", "a help code"] {
        let (fixture, _) = Fixture::with_alice_2fa();
        let account = fixture.account_row(ALICE);
        let until = fixture.now().after(Duration::from_hours(1));
        fixture.write(|rows| {
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
            fixture.write(|rows| {
                rows.update_account(&AccountRow { two_factor: false, password_kind: password, ..account.clone() })
            });
            assert_eq!(
                expect_refused(fixture.sign_in(ALICE, PASSWORD)),
                PasswordRefusal::Wrong,
                "{left}, {password:?}"
            );
        }
    }
}
