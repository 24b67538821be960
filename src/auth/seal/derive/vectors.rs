//! Tests against the vectors of Project Wycheproof. Those for HMAC-SHA-1 are not used: one-time codes are computed from
//! eight-byte counters, and the two vectors with such a message exceed any clock. `totp` uses those of RFC 6238.

use wycheproof::TestResult;
use wycheproof::{hkdf as keys, mac as tags};

use super::*;

#[test]
fn keys_are_hkdf_sha_256() {
    let set = keys::TestSet::load(keys::TestName::HkdfSha256).unwrap();
    let (mut right, mut too_long, mut as_used) = (0, 0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let salt = Some(test.salt.as_slice()).filter(|salt| !salt.is_empty());
        let mut output = vec![0; test.size];
        let expanded = expand(salt, &test.ikm, &test.info, &mut output);
        if test.result == TestResult::Invalid {
            assert_eq!(test.flags, [keys::TestFlag::SizeTooLarge], "{}", test.tc_id);
            assert!(expanded.is_err(), "{}", test.tc_id);
            too_long += 1;
            continue;
        }
        expanded.unwrap();
        assert_eq!(output, test.okm.as_slice(), "{}", test.tc_id);
        right += 1;
        as_used += usize::from(salt.is_none() && test.ikm.len() == 32);
    }
    // Every vector is counted; `as_used` are those of the form that this program uses.
    assert_eq!((right, too_long, as_used), (83, 3, 8));
}

#[test]
fn tags_are_hmac_sha_256() {
    let set = tags::TestSet::load(tags::TestName::HmacSha256).unwrap();
    let (mut right, mut refused, mut other_keys, mut truncated) = (0, 0, 0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // The function accepts no other key length, and produces no truncated tag.
        let Ok(key) = test.key.as_slice().try_into() else {
            other_keys += 1;
            continue;
        };
        if test.tag.len() != 32 {
            truncated += 1;
            continue;
        }
        let is_equal = hmac_sha256(&key, &test.msg) == test.tag.as_slice();
        match test.result {
            TestResult::Invalid => {
                assert_eq!(test.flags, [tags::TestFlag::ModifiedTag], "{}", test.tc_id);
                assert!(!is_equal, "{}", test.tc_id);
                refused += 1;
            }
            _ => {
                assert!(is_equal, "{}", test.tc_id);
                right += 1;
            }
        }
    }
    assert_eq!((right, refused), (27, 54));
    assert_eq!((other_keys, truncated), (12, 81), "number of skipped vectors");
}
