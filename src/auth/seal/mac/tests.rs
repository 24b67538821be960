use super::*;
use crate::auth::random_source::SystemRandom;

const ALICE: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);

#[test]
fn a_help_tag_belongs_to_one_store_account_and_code() {
    let code = RecoveryCode::from_bytes(&[6; 10]);
    let tag = help_tag(&[7; 32], ALICE, &code);
    assert_eq!(tag, help_tag(&[7; 32], ALICE, &code));
    assert_ne!(tag, help_tag(&[8; 32], ALICE, &code));
    assert_ne!(tag, help_tag(&[7; 32], BOB, &code));
    assert_ne!(tag, help_tag(&[7; 32], ALICE, &RecoveryCode::from_bytes(&[7; 10])));
}

#[test]
fn name_bucket_and_dummy_cost_mac_depend_on_name_and_store_key() {
    let both = |key: u8, name| (name_bucket(&[key; 32], name), dummy_cost_mac(&[key; 32], name));
    assert_eq!(both(7, "alice"), both(7, "alice"));
    for (key, name) in [(7, "bob"), (8, "alice")] {
        let (bucket, number) = both(key, name);
        assert_ne!(bucket, name_bucket(&[7; 32], "alice"));
        assert_ne!(number, dummy_cost_mac(&[7; 32], "alice"));
    }
    // The stored bucket reveals nothing about the number that is not stored.
    let (bucket, number) = both(7, "alice");
    assert_ne!(u64::from(bucket), number >> 48);
}

#[test]
fn names_are_spread_over_all_counters() {
    let used: std::collections::BTreeSet<u16> =
        (0..200_000).map(|number| name_bucket(&[7; 32], &format!("name{number}"))).collect();
    // Expected: the share 1 − e^(−200,000/65,536) = 0.953 of 65,536.
    assert!((0.94..0.96).contains(&(used.len() as f64 / 65_536.0)), "{}", used.len());
}

#[test]
fn a_token_is_looked_up_by_its_sha_256() {
    let token = Secret::draw(&SystemRandom).unwrap();
    assert_eq!(token_hash(&token)[..], Sha256::digest(token.expose_bytes())[..]);
    assert_ne!(token_hash(&token), token_hash(&Secret::draw(&SystemRandom).unwrap()));
}
