use super::*;
use crate::auth::random_source::SystemRandom;

const ALICE: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);
const KEY: [u8; 32] = [7; 32];

fn aad() -> Vec<u8> {
    associated_data("t", "c", ALICE, &[b"1", b"2"])
}

#[test]
fn a_value_opens_only_with_its_own_associated_data() {
    let sealed = seal(&KEY, &aad(), b"four", &SystemRandom).unwrap();
    assert_eq!(open::<4>(&KEY, &aad(), &sealed).unwrap().expose_bytes(), b"four");
    for other in [
        associated_data("tc", "", ALICE, &[b"1", b"2"]),
        associated_data("u", "c", ALICE, &[b"1", b"2"]),
        associated_data("t", "d", ALICE, &[b"1", b"2"]),
        associated_data("t", "c", BOB, &[b"1", b"2"]),
        associated_data("t", "c", ALICE, &[b"12"]),
        associated_data("t", "c", ALICE, &[b"1", b"2", b""]),
        associated_data("t", "c", ALICE, &[b"2", b"1"]),
    ] {
        assert!(matches!(open::<4>(&KEY, &other, &sealed), Err(Error::Corrupt)));
    }
    assert!(matches!(open::<4>(&[8; 32], &aad(), &sealed), Err(Error::Corrupt)));
}

#[test]
fn a_value_of_another_length_does_not_open() {
    let sealed = seal(&KEY, &aad(), b"four", &SystemRandom).unwrap();
    assert!(matches!(open::<3>(&KEY, &aad(), &sealed), Err(Error::Corrupt)));
    assert!(matches!(open::<5>(&KEY, &aad(), &sealed), Err(Error::Corrupt)));
}

#[test]
fn sealing_matches_the_xchacha20_poly1305_draft() {
    // draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len() / 2).map(|index| u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).unwrap()).collect()
    };
    let key: [u8; 32] = bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f").try_into().unwrap();
    let nonce: [u8; 24] = bytes("404142434445464748494a4b4c4d4e4f5051525354555657").try_into().unwrap();
    let mut text = *b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
        sunscreen would be it.";
    let tag = XChaCha20Poly1305::new((&key).into())
        .encrypt_inout_detached(&XNonce::from(nonce), &bytes("50515253c0c1c2c3c4c5c6c7"), text.as_mut_slice().into())
        .unwrap();
    assert_eq!(text[..16], bytes("bd6d179d3e83d43b9576579493c0e939"));
    assert_eq!(tag[..], bytes("c0875924c1c7987947deafd8780acf49"));
}
