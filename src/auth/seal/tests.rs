use super::*;
use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::{Cost, KdfParams, normalize_new};
use crate::auth::random_source::SystemRandom;
use crate::auth::secret::{AccountKey, Password, RecoveryCode, TotpSecret};
use crate::auth::store::{AuthenticatorRow, WrapKind, WrappedKeyRow};

const CHEAP: Cost = Cost::for_tests();
const ALICE: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);
const PHONE: AuthenticatorId = AuthenticatorId::from_bytes([3; 16]);
const TABLET: AuthenticatorId = AuthenticatorId::from_bytes([4; 16]);
const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

fn key(byte: u8) -> AccountKey {
    AccountKey::from_bytes(&[byte; 32])
}

fn kdf(cost: Cost) -> KdfParams {
    KdfParams::from_parts(cost, [9; 16])
}

fn derived(password: &str, kdf: &KdfParams) -> PasswordKeys {
    derive(&normalize_new(&Password::new(password.to_owned())).unwrap(), kdf).unwrap()
}

fn wrapped_by(password: &str, account: AccountId, generation: u64) -> WrappedKeyRow {
    let kdf = kdf(CHEAP);
    let derived = derived(password, &kdf);
    wrap_account_key(&derived, &key(7), account, WrapKind::Active, generation, &kdf, NOW, &SystemRandom).unwrap()
}

fn rewrapped() -> WrappedKeyRow {
    rewrap(&key(7), 1, &key(8), 2, ALICE, NOW, &SystemRandom).unwrap()
}

fn phone() -> AuthenticatorRow {
    let sealed = seal_totp(&key(7), ALICE, PHONE, &TotpSecret::from_bytes(&[5; 20]), &SystemRandom).unwrap();
    AuthenticatorRow {
        id: PHONE,
        account: ALICE,
        name: "Phone".to_owned(),
        sealed_secret: sealed,
        last_step: 1,
        paired_at: NOW,
        last_used_at: None,
    }
}

/// Returns every change of one bit.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..8 * bytes.len()).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    })
}

fn id_flips(id: AccountId) -> Vec<AccountId> {
    flips(id.as_bytes()).map(|bytes| AccountId::from_bytes(bytes.try_into().unwrap())).collect()
}

/// Returns every other length, from empty to twice as long.
fn other_lengths(sealed: &[u8]) -> Vec<Vec<u8>> {
    let long = [sealed, sealed].concat();
    (0..=long.len()).filter(|&length| length != sealed.len()).map(|length| long[..length].to_vec()).collect()
}

fn is_corrupt<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Corrupt))
}

#[test]
fn a_password_opens_its_wrapped_key_at_the_standard_cost() {
    let kdf = KdfParams::draw(Cost::STANDARD, &SystemRandom).unwrap();
    let right = derived("correct horse battery staple", &kdf);
    let wrapped_key = wrap_account_key(&right, &key(7), ALICE, WrapKind::Active, 1, &kdf, NOW, &SystemRandom).unwrap();
    assert_eq!(wrapped_key.sealed_key.len(), 72);

    let stored = KdfParams::parse(&wrapped_key.kdf_params, &Cost::STANDARD).unwrap();
    let again = derived("correct horse battery staple", &stored);
    assert!(verify_password_tag(&again, &wrapped_key));
    assert_eq!(open_wrapped_key(&again, &wrapped_key).unwrap().expose_bytes(), key(7).expose_bytes());
}

#[test]
fn a_wrong_password_fails_its_tag_and_opens_nothing() {
    let wrapped_key = wrapped_by("correct horse", ALICE, 1);
    let wrong = derived("Correct horse", &kdf(CHEAP));
    assert!(!verify_password_tag(&wrong, &wrapped_key));
    assert!(is_corrupt(open_wrapped_key(&wrong, &wrapped_key)));
}

#[test]
fn a_retired_wrapped_key_opens_with_its_password() {
    let wrapped_key = WrappedKeyRow { kind: WrapKind::Retired, ..wrapped_by("correct horse", ALICE, 1) };
    let right = derived("correct horse", &kdf(CHEAP));
    assert!(verify_password_tag(&right, &wrapped_key));
    assert!(open_wrapped_key(&right, &wrapped_key).is_ok());
}

#[test]
fn every_bit_of_a_wrapped_key_counts() {
    let wrapped_key = wrapped_by("correct horse", ALICE, 1);
    let right = derived("correct horse", &kdf(CHEAP));
    for tag in flips(&wrapped_key.password_tag) {
        assert!(!verify_password_tag(
            &right,
            &WrappedKeyRow { password_tag: tag.try_into().unwrap(), ..wrapped_key.clone() }
        ));
    }
    for sealed in flips(&wrapped_key.sealed_key).chain(other_lengths(&wrapped_key.sealed_key)) {
        assert!(is_corrupt(open_wrapped_key(&right, &WrappedKeyRow { sealed_key: sealed, ..wrapped_key.clone() })));
    }
    for bit in 0..64 {
        assert!(is_corrupt(open_wrapped_key(
            &right,
            &WrappedKeyRow { key_generation: 1 ^ (1 << bit), ..wrapped_key.clone() }
        )));
        assert!(is_corrupt(open_wrapped_key(
            &right,
            &WrappedKeyRow { wrapping_generation: 1 << bit, ..wrapped_key.clone() }
        )));
    }
    for account in id_flips(ALICE) {
        let moved = WrappedKeyRow { account, ..wrapped_key.clone() };
        assert!(!verify_password_tag(&right, &moved));
        assert!(is_corrupt(open_wrapped_key(&right, &moved)));
    }
    for kdf in flips(wrapped_key.kdf_params.as_bytes()).filter_map(|text| String::from_utf8(text).ok()) {
        let changed = WrappedKeyRow { kdf_params: kdf, ..wrapped_key.clone() };
        assert!(!verify_password_tag(&right, &changed));
        assert!(is_corrupt(open_wrapped_key(&right, &changed)));
    }
}

#[test]
fn a_changed_cost_in_the_store_makes_the_password_wrong() {
    let kdf = kdf(Cost::new(64, 2, 1).exempt_from_floor());
    let right = derived("correct horse", &kdf);
    let wrapped_key = wrap_account_key(&right, &key(7), ALICE, WrapKind::Active, 1, &kdf, NOW, &SystemRandom).unwrap();
    for cost in ["m=64,t=1,p=1", "m=64,t=3,p=1", "m=128,t=2,p=1", "m=64,t=2,p=2"] {
        let changed =
            WrappedKeyRow { kdf_params: wrapped_key.kdf_params.replace("m=64,t=2,p=1", cost), ..wrapped_key.clone() };
        let stored = KdfParams::parse(&changed.kdf_params, &CHEAP).unwrap();
        let derived = derived("correct horse", &stored);
        assert!(!verify_password_tag(&derived, &changed), "{cost}");
        assert!(is_corrupt(open_wrapped_key(&derived, &changed)), "{cost}");
    }
}

#[test]
fn wrapped_keys_of_accounts_with_the_same_password_are_not_interchangeable() {
    let right = derived("correct horse", &kdf(CHEAP));
    let swapped = WrappedKeyRow { account: BOB, ..wrapped_by("correct horse", ALICE, 1) };
    assert!(!verify_password_tag(&right, &swapped));
    assert!(is_corrupt(open_wrapped_key(&right, &swapped)));
}

#[test]
fn a_rewrapped_key_opens_only_with_the_later_key() {
    let wrapped_key = rewrapped();
    assert_eq!(open_rewrapped_key(&key(8), &wrapped_key).unwrap().expose_bytes(), key(7).expose_bytes());
    assert!(is_corrupt(open_rewrapped_key(&key(7), &wrapped_key)));
    assert!(!verify_password_tag(&derived("correct horse", &kdf(CHEAP)), &wrapped_key));
    assert!(is_corrupt(open_wrapped_key(&derived("correct horse", &kdf(CHEAP)), &wrapped_key)));
    let disguised = WrappedKeyRow { kind: WrapKind::Rewrapped, ..wrapped_by("correct horse", ALICE, 1) };
    assert!(is_corrupt(open_rewrapped_key(&key(8), &disguised)));
}

#[test]
fn every_bit_of_a_rewrapped_key_counts() {
    let wrapped_key = rewrapped();
    for sealed in flips(&wrapped_key.sealed_key).chain(other_lengths(&wrapped_key.sealed_key)) {
        assert!(is_corrupt(open_rewrapped_key(&key(8), &WrappedKeyRow { sealed_key: sealed, ..wrapped_key.clone() })));
    }
    for bit in 0..64 {
        assert!(is_corrupt(open_rewrapped_key(
            &key(8),
            &WrappedKeyRow { key_generation: 1 ^ (1 << bit), ..wrapped_key.clone() }
        )));
        assert!(is_corrupt(open_rewrapped_key(
            &key(8),
            &WrappedKeyRow { wrapping_generation: 2 ^ (1 << bit), ..wrapped_key.clone() }
        )));
    }
    for account in id_flips(ALICE) {
        assert!(is_corrupt(open_rewrapped_key(&key(8), &WrappedKeyRow { account, ..wrapped_key.clone() })));
    }
    for tag in flips(&wrapped_key.password_tag) {
        assert!(is_corrupt(open_rewrapped_key(
            &key(8),
            &WrappedKeyRow { password_tag: tag.try_into().unwrap(), ..wrapped_key.clone() }
        )));
    }
    for kdf in ["$", wrapped_by("correct horse", ALICE, 1).kdf_params.as_str()] {
        assert!(is_corrupt(open_rewrapped_key(
            &key(8),
            &WrappedKeyRow { kdf_params: kdf.to_owned(), ..wrapped_key.clone() }
        )));
    }
}

#[test]
fn an_authenticator_opens_only_with_its_account_row_and_key() {
    let row = phone();
    assert_eq!(row.sealed_secret.len(), 60);
    assert_eq!(open_totp(&key(7), &row).unwrap().expose_bytes(), &[5; 20]);
    assert!(is_corrupt(open_totp(&key(8), &row)));
    assert!(is_corrupt(open_totp(&key(7), &AuthenticatorRow { account: BOB, ..row.clone() })));
    assert!(is_corrupt(open_totp(&key(7), &AuthenticatorRow { id: TABLET, ..row.clone() })));
    for sealed in flips(&row.sealed_secret).chain(other_lengths(&row.sealed_secret)) {
        assert!(is_corrupt(open_totp(&key(7), &AuthenticatorRow { sealed_secret: sealed, ..row.clone() })));
    }
    for id in flips(row.id.as_bytes()) {
        let id = AuthenticatorId::from_bytes(id.try_into().unwrap());
        assert!(is_corrupt(open_totp(&key(7), &AuthenticatorRow { id, ..row.clone() })));
    }
}

#[test]
fn sealing_twice_gives_different_results() {
    assert_ne!(phone().sealed_secret, phone().sealed_secret);
    assert_ne!(rewrapped().sealed_key, rewrapped().sealed_key);
}

#[test]
fn keys_never_print() {
    assert_eq!(format!("{:?}", derived("correct horse", &kdf(CHEAP))), "PasswordKeys([redacted])");
}

#[test]
fn a_recovery_tag_belongs_to_one_key_account_set_and_code() {
    let code = RecoveryCode::from_bytes(&[6; 10]);
    let tag = recovery_tag(&key(7), ALICE, 1, &code);
    assert_eq!(tag, recovery_tag(&key(7), ALICE, 1, &code));
    for other in [
        recovery_tag(&key(8), ALICE, 1, &code),
        recovery_tag(&key(7), BOB, 1, &code),
        recovery_tag(&key(7), ALICE, 2, &code),
        recovery_tag(&key(7), ALICE, 1, &RecoveryCode::from_bytes(&[7; 10])),
        help_tag(&[7; 32], ALICE, &code),
    ] {
        assert_ne!(tag, other);
    }
}
