use super::*;
use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::{Cost, KdfString, prepare};
use crate::auth::random::SystemRandom;
use crate::auth::secret::{AccountKey, Password, RecoveryCode, TotpSecret};
use crate::auth::store::{AuthenticatorRow, WrapKind, WrapRow};

const CHEAP: Cost = Cost::for_tests();
const ALICE: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);
const PHONE: AuthenticatorId = AuthenticatorId::from_bytes([3; 16]);
const TABLET: AuthenticatorId = AuthenticatorId::from_bytes([4; 16]);
const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

fn key(byte: u8) -> AccountKey {
    AccountKey::from_bytes(&[byte; 32])
}

fn kdf(cost: Cost) -> KdfString {
    KdfString::from_parts(cost, [9; 16])
}

fn derived(password: &str, kdf: &KdfString) -> Derived {
    derive(&prepare(&Password::new(password.to_owned())).unwrap(), kdf).unwrap()
}

fn wrap_of(password: &str, account: AccountId, generation: u64) -> WrapRow {
    let kdf = kdf(CHEAP);
    let derived = derived(password, &kdf);
    new_wrap(&derived, &key(7), account, WrapKind::Current, generation, &kdf, NOW, &SystemRandom).unwrap()
}

fn carried() -> WrapRow {
    carry(&key(7), 1, &key(8), 2, ALICE, NOW, &SystemRandom).unwrap()
}

fn phone() -> AuthenticatorRow {
    let sealed = seal_totp(&key(7), ALICE, PHONE, &TotpSecret::from_bytes(&[5; 20]), &SystemRandom).unwrap();
    AuthenticatorRow {
        id: PHONE,
        account: ALICE,
        name: "Phone".to_owned(),
        sealed,
        last_step: 1,
        added: NOW,
        last_used: None,
    }
}

/// Every change of one bit.
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

/// Every other length, from none to twice as long.
fn other_lengths(sealed: &[u8]) -> Vec<Vec<u8>> {
    let long = [sealed, sealed].concat();
    (0..=long.len()).filter(|&length| length != sealed.len()).map(|length| long[..length].to_vec()).collect()
}

fn is_unreadable<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Unreadable))
}

#[test]
fn a_password_opens_its_wrap_at_the_standard_cost() {
    let kdf = KdfString::draw(Cost::STANDARD, &SystemRandom).unwrap();
    let right = derived("correct horse battery staple", &kdf);
    let wrap = new_wrap(&right, &key(7), ALICE, WrapKind::Current, 1, &kdf, NOW, &SystemRandom).unwrap();
    assert_eq!(wrap.sealed.len(), 72);

    let stored = KdfString::parse(&wrap.kdf, &Cost::STANDARD).unwrap();
    let again = derived("correct horse battery staple", &stored);
    assert!(is_right(&again, &wrap));
    assert_eq!(open_wrap(&again, &wrap).unwrap().expose_bytes(), key(7).expose_bytes());
}

#[test]
fn another_password_is_not_right_and_opens_nothing() {
    let wrap = wrap_of("correct horse", ALICE, 1);
    let wrong = derived("Correct horse", &kdf(CHEAP));
    assert!(!is_right(&wrong, &wrap));
    assert!(is_unreadable(open_wrap(&wrong, &wrap)));
}

#[test]
fn a_retired_wrap_opens_with_its_password_as_before() {
    let wrap = WrapRow { kind: WrapKind::Retired, ..wrap_of("correct horse", ALICE, 1) };
    let right = derived("correct horse", &kdf(CHEAP));
    assert!(is_right(&right, &wrap));
    assert!(open_wrap(&right, &wrap).is_ok());
}

#[test]
fn every_bit_of_a_wrap_counts() {
    let wrap = wrap_of("correct horse", ALICE, 1);
    let right = derived("correct horse", &kdf(CHEAP));
    for tag in flips(&wrap.tag) {
        assert!(!is_right(&right, &WrapRow { tag: tag.try_into().unwrap(), ..wrap.clone() }));
    }
    for sealed in flips(&wrap.sealed).chain(other_lengths(&wrap.sealed)) {
        assert!(is_unreadable(open_wrap(&right, &WrapRow { sealed, ..wrap.clone() })));
    }
    for bit in 0..64 {
        assert!(is_unreadable(open_wrap(&right, &WrapRow { generation: 1 ^ (1 << bit), ..wrap.clone() })));
        assert!(is_unreadable(open_wrap(&right, &WrapRow { under: 1 << bit, ..wrap.clone() })));
    }
    for account in id_flips(ALICE) {
        let moved = WrapRow { account, ..wrap.clone() };
        assert!(!is_right(&right, &moved));
        assert!(is_unreadable(open_wrap(&right, &moved)));
    }
    for kdf in flips(wrap.kdf.as_bytes()).filter_map(|text| String::from_utf8(text).ok()) {
        let changed = WrapRow { kdf, ..wrap.clone() };
        assert!(!is_right(&right, &changed));
        assert!(is_unreadable(open_wrap(&right, &changed)));
    }
}

#[test]
fn a_cost_lowered_or_raised_in_the_store_makes_the_password_wrong() {
    let kdf = kdf(Cost::new(64, 2, 1).exempt_from_floor());
    let right = derived("correct horse", &kdf);
    let wrap = new_wrap(&right, &key(7), ALICE, WrapKind::Current, 1, &kdf, NOW, &SystemRandom).unwrap();
    for cost in ["m=64,t=1,p=1", "m=64,t=3,p=1", "m=128,t=2,p=1", "m=64,t=2,p=2"] {
        let changed = WrapRow { kdf: wrap.kdf.replace("m=64,t=2,p=1", cost), ..wrap.clone() };
        let stored = KdfString::parse(&changed.kdf, &CHEAP).unwrap();
        let derived = derived("correct horse", &stored);
        assert!(!is_right(&derived, &changed), "{cost}");
        assert!(is_unreadable(open_wrap(&derived, &changed)), "{cost}");
    }
}

#[test]
fn wraps_of_two_accounts_with_one_password_do_not_open_each_other() {
    let right = derived("correct horse", &kdf(CHEAP));
    let swapped = WrapRow { account: BOB, ..wrap_of("correct horse", ALICE, 1) };
    assert!(!is_right(&right, &swapped));
    assert!(is_unreadable(open_wrap(&right, &swapped)));
}

#[test]
fn an_old_key_is_carried_under_the_later_one_only() {
    let wrap = carried();
    assert_eq!(open_carried(&key(8), &wrap).unwrap().expose_bytes(), key(7).expose_bytes());
    assert!(is_unreadable(open_carried(&key(7), &wrap)));
    assert!(!is_right(&derived("correct horse", &kdf(CHEAP)), &wrap));
    assert!(is_unreadable(open_wrap(&derived("correct horse", &kdf(CHEAP)), &wrap)));
    let disguised = WrapRow { kind: WrapKind::Carried, ..wrap_of("correct horse", ALICE, 1) };
    assert!(is_unreadable(open_carried(&key(8), &disguised)));
}

#[test]
fn every_bit_of_a_carried_wrap_counts() {
    let wrap = carried();
    for sealed in flips(&wrap.sealed).chain(other_lengths(&wrap.sealed)) {
        assert!(is_unreadable(open_carried(&key(8), &WrapRow { sealed, ..wrap.clone() })));
    }
    for bit in 0..64 {
        assert!(is_unreadable(open_carried(&key(8), &WrapRow { generation: 1 ^ (1 << bit), ..wrap.clone() })));
        assert!(is_unreadable(open_carried(&key(8), &WrapRow { under: 2 ^ (1 << bit), ..wrap.clone() })));
    }
    for account in id_flips(ALICE) {
        assert!(is_unreadable(open_carried(&key(8), &WrapRow { account, ..wrap.clone() })));
    }
    for tag in flips(&wrap.tag) {
        assert!(is_unreadable(open_carried(&key(8), &WrapRow { tag: tag.try_into().unwrap(), ..wrap.clone() })));
    }
    for kdf in ["$", wrap_of("correct horse", ALICE, 1).kdf.as_str()] {
        assert!(is_unreadable(open_carried(&key(8), &WrapRow { kdf: kdf.to_owned(), ..wrap.clone() })));
    }
}

#[test]
fn an_authenticator_opens_under_its_account_its_row_and_its_key_only() {
    let row = phone();
    assert_eq!(row.sealed.len(), 60);
    assert_eq!(open_totp(&key(7), &row).unwrap().expose_bytes(), &[5; 20]);
    assert!(is_unreadable(open_totp(&key(8), &row)));
    assert!(is_unreadable(open_totp(&key(7), &AuthenticatorRow { account: BOB, ..row.clone() })));
    assert!(is_unreadable(open_totp(&key(7), &AuthenticatorRow { id: TABLET, ..row.clone() })));
    for sealed in flips(&row.sealed).chain(other_lengths(&row.sealed)) {
        assert!(is_unreadable(open_totp(&key(7), &AuthenticatorRow { sealed, ..row.clone() })));
    }
    for id in flips(row.id.as_bytes()) {
        let id = AuthenticatorId::from_bytes(id.try_into().unwrap());
        assert!(is_unreadable(open_totp(&key(7), &AuthenticatorRow { id, ..row.clone() })));
    }
}

#[test]
fn nothing_is_sealed_the_same_way_twice() {
    assert_ne!(phone().sealed, phone().sealed);
    assert_ne!(carried().sealed, carried().sealed);
}

#[test]
fn keys_never_print() {
    assert_eq!(format!("{:?}", derived("correct horse", &kdf(CHEAP))), "Derived([redacted])");
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
