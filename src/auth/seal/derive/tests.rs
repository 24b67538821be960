use std::cell::Cell;

use argon2::{AssociatedData, ParamsBuilder};

use super::*;
use crate::auth::Cost;

/// The derivations of this thread so far.
#[derive(Clone, Copy)]
struct DerivationStats {
    count: u32,
    most_kib: u32,
    filled_kib: u64,
}

thread_local! {
    static DERIVED: Cell<DerivationStats> = const { Cell::new(DerivationStats { count: 0, most_kib: 0, filled_kib: 0 }) };
}

/// Counts one derivation.
pub(super) fn record_derivation(cost: Cost) {
    let DerivationStats { count: times, most_kib, filled_kib } = DERIVED.get();
    DERIVED.set(DerivationStats {
        count: times + 1,
        most_kib: most_kib.max(cost.memory_kib()),
        filled_kib: filled_kib + u64::from(cost.memory_kib()) * u64::from(cost.passes()),
    });
}

/// Returns how many derivations this thread made; a refusal's duration must not reveal its cause.
pub(crate) fn derivations() -> u32 {
    DERIVED.get().count
}

/// Returns the largest memory, in KiB, of any derivation of this thread.
pub(crate) fn max_memory_kib() -> u32 {
    DERIVED.get().most_kib
}

/// Returns the total memory, in KiB, that this thread filled, each pass counted: a measure of the derivations' time.
pub(crate) fn filled_kib() -> u64 {
    DERIVED.get().filled_kib
}

#[test]
fn derivation_matches_argon2id_of_rfc_9106_section_5_3() {
    let mut params = ParamsBuilder::new();
    params.m_cost(32).t_cost(3).p_cost(4).output_len(32).data(AssociatedData::new(&[4; 12]).unwrap());
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    let argon2 = Argon2::new_with_secret(&[3; 8], algorithm, version, params.build().unwrap()).unwrap();
    let expected = [
        0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e,
        0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
    ];
    assert_eq!(argon2id(&argon2, &[1; 32], &[2; 16]).unwrap().expose_bytes(), &expected);
}

#[test]
fn subkeys_and_tags_are_plain_hkdf_and_hmac() {
    let hmac = |key: &[u8], text: &[u8]| -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
        mac.update(text);
        mac.finalize().into_bytes().into()
    };
    let joined = length_prefixed(&[b"label", b""]);
    assert_eq!(tag(&[7; 32], &[b"label", b""]), hmac(&[7; 32], &joined));
    // RFC 5869 section 2: extract with a zero salt, then one block of expand.
    let extracted = hmac(&[0; 32], &[7; 32]);
    let expected = hmac(&extracted, &[joined.as_slice(), &[1]].concat());
    assert_eq!(subkey(&[7; 32], &[b"label", b""]).expose_bytes(), &expected);
}

#[test]
fn similar_lists_are_encoded_differently() {
    let lists: [&[&[u8]]; 6] = [&[], &[b""], &[b"", b""], &[b"ab"], &[b"a", b"b"], &[b"ab", b""]];
    for (index, one) in lists.iter().enumerate() {
        assert!(lists.iter().skip(index + 1).all(|other| length_prefixed(one) != length_prefixed(other)));
    }
}
