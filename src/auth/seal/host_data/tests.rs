use super::*;
use crate::auth::testing::FixedRandom;

const ALICE: AccountId = AccountId::from_bytes([0xa1; 16]);
const BOB: AccountId = AccountId::from_bytes([0xb0; 16]);

fn key(byte: u8) -> AccountKey {
    AccountKey::from_bytes(&[byte; 32])
}

#[test]
fn a_key_id_is_read_back_as_it_was_written() {
    for generation in [0, 1, 10, u64::MAX] {
        let id = KeyId::new(ALICE, generation);
        assert_eq!(id.to_string().parse::<KeyId>().unwrap(), id);
    }
    assert_eq!(KeyId::new(ALICE, 7).to_string(), "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1.7");
}

#[test]
fn a_key_id_has_one_spelling() {
    let account = "a1".repeat(16);
    for text in [
        String::new(),
        account.clone(),
        format!("{account}."),
        format!(".{account}"),
        format!("{account}.07"),
        format!("{account}.+7"),
        format!("{account}.-7"),
        format!("{account}.7 "),
        format!("{account}.18446744073709551616"),
        format!("{}.7", account.to_uppercase()),
        format!("{}.7", &account[1..]),
        format!("{}.7", "+1".repeat(16)),
        format!("{}.7", "ä".repeat(16)),
        "1".repeat(1 << 20),
    ] {
        assert!(matches!(text.parse::<KeyId>(), Err(ParseKeyIdError(()))), "{}", &text[..text.len().min(60)]);
    }
}

#[test]
fn a_data_key_belongs_to_one_key_account_generation_and_context() {
    let data =
        |key: &AccountKey, account, generation, context| *data_key(key, account, generation, context).expose_bytes();
    let known = data(&key(7), ALICE, 1, "notes");
    assert_eq!(known, data(&key(7), ALICE, 1, "notes"));
    for other in [
        data(&key(8), ALICE, 1, "notes"),
        data(&key(7), BOB, 1, "notes"),
        data(&key(7), ALICE, 2, "notes"),
        data(&key(7), ALICE, 1, "note"),
        data(&key(7), ALICE, 1, ""),
    ] {
        assert_ne!(known, other);
    }
}

#[test]
fn data_keys_never_change_between_versions() {
    // Data sealed by hosts must open with every later version, so this value never changes.
    let known = data_key(&key(7), ALICE, 1, "notes");
    let text: String = known.expose_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, "5c1397771c642870082a0a58cb1144a73651ca9bf0a8ab952ccd28e3c43fb209");
}

fn host_key(byte: u8) -> DataKey {
    DataKey::from_bytes(&[byte; 32])
}

#[test]
fn sealed_data_opens_only_with_its_key_and_associated_data() {
    for data in [b"".as_slice(), b"pH 7.4", &[7; 5000]] {
        let sealed = host_key(1).seal(data, b"row 12", &FixedRandom::new(1)).unwrap();
        assert_eq!(sealed.len(), data.len() + 40);
        assert_eq!(host_key(1).open(&sealed, b"row 12").unwrap(), data);
        assert!(host_key(2).open(&sealed, b"row 12").is_err());
        assert!(host_key(1).open(&sealed, b"row 13").is_err());
    }
}

#[test]
fn changed_shortened_or_lengthened_data_does_not_open() {
    let sealed = host_key(1).seal(b"pH 7.4", b"row 12", &FixedRandom::new(1)).unwrap();
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(host_key(1).open(&changed, b"row 12").is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(host_key(1).open(&sealed[..length], b"row 12").is_err(), "length {length}");
    }
    assert!(host_key(1).open(&[sealed.as_slice(), &[0]].concat(), b"row 12").is_err());
}

#[test]
fn the_same_data_is_sealed_differently_each_time() {
    let random = FixedRandom::new(1);
    assert_ne!(host_key(1).seal(b"pH 7.4", b"", &random).unwrap(), host_key(1).seal(b"pH 7.4", b"", &random).unwrap());
}
