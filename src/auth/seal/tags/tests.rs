use super::*;
use crate::auth::random::SystemRandom;

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
fn an_unknown_name_is_told_by_its_store_only() {
    assert_eq!(unknown_name_tag(&[7; 32], "alice"), unknown_name_tag(&[7; 32], "alice"));
    assert_ne!(unknown_name_tag(&[7; 32], "alice"), unknown_name_tag(&[7; 32], "bob"));
    assert_ne!(unknown_name_tag(&[7; 32], "alice"), unknown_name_tag(&[8; 32], "alice"));
}

#[test]
fn a_token_is_found_by_its_sha_256() {
    let token = SessionToken::draw(&SystemRandom).unwrap();
    assert_eq!(token_hash(&token)[..], Sha256::digest(token.expose_bytes())[..]);
    assert_ne!(token_hash(&token), token_hash(&SessionToken::draw(&SystemRandom).unwrap()));
}
