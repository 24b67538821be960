use super::*;
use crate::auth::random_source::SystemRandom;

const CHEAP: Cost = Cost::for_tests();
const SALT: &str = "AAECAwQFBgcICQoLDA0ODw";

fn kdf_text(cost: &str) -> String {
    format!("$argon2id$v=19${cost}${SALT}")
}

fn parse(text: &str) -> Option<Cost> {
    KdfParams::parse(text, &Cost::STANDARD).ok().map(|kdf| kdf.cost)
}

#[test]
fn kdf_params_are_read_back_as_written() {
    let kdf = KdfParams::draw(Cost::STANDARD, &SystemRandom).unwrap();
    assert!(kdf.text.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"));
    assert_eq!(kdf.text.len(), "$argon2id$v=19$m=65536,t=3,p=4$".len() + 22);
    assert_eq!(KdfParams::parse(&kdf.text, &Cost::STANDARD).unwrap(), kdf);
    let known = KdfParams::parse(&kdf_text("m=65536,t=3,p=4"), &Cost::STANDARD).unwrap();
    assert_eq!(known.salt, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
}

#[test]
fn a_cost_below_the_floor_or_above_the_ceiling_is_refused() {
    for (cost, is_read) in [
        ("m=19456,t=2,p=1", true),
        ("m=19455,t=2,p=1", false),
        // Only the total memory filled counts: one pass over 46 MiB is more than two over 19.
        ("m=47104,t=1,p=1", true),
        ("m=38912,t=1,p=1", true),
        ("m=38911,t=1,p=1", false),
        ("m=12971,t=3,p=1", true),
        ("m=12970,t=3,p=1", false),
        ("m=1048576,t=16,p=16", true),
        ("m=1048577,t=3,p=4", false),
        ("m=65536,t=17,p=4", false),
        ("m=65536,t=3,p=17", false),
        ("m=65536,t=3,p=0", false),
        ("m=0,t=0,p=0", false),
        ("m=4294967295,t=3,p=4", false),
        ("m=4294967296,t=3,p=4", false),
        ("m=65536,t=4294967295,p=4", false),
    ] {
        assert_eq!(parse(&kdf_text(cost)).is_some(), is_read, "{cost}");
    }
}

#[test]
fn a_cost_below_the_floor_is_read_only_at_an_equally_low_current_cost() {
    let cheap = kdf_text("m=64,t=1,p=1");
    assert!(KdfParams::parse(&cheap, &Cost::STANDARD).is_err());
    assert!(KdfParams::parse(&cheap, &CHEAP).is_ok());
    assert!(KdfParams::parse(&kdf_text("m=63,t=1,p=1"), &CHEAP).is_err());
    assert!(KdfParams::parse(&kdf_text("m=64,t=1,p=9"), &CHEAP).is_err(), "Argon2 requires eight blocks per lane");
}

#[test]
fn kdf_params_have_one_spelling() {
    for text in [
        "",
        "$",
        "$argon2id$v=19$",
        &kdf_text("m=065536,t=3,p=4"),
        &kdf_text("m=+65536,t=3,p=4"),
        &kdf_text("m=65536, t=3,p=4"),
        &kdf_text("t=3,m=65536,p=4"),
        &kdf_text("m=65536,t=3"),
        &kdf_text("m=65536,t=3,p=4,keyid=AA"),
        &kdf_text("m=65536,t=3,p=4").replace("argon2id", "argon2i"),
        &kdf_text("m=65536,t=3,p=4").replace("v=19", "v=16"),
        &kdf_text("m=65536,t=3,p=4").replace(SALT, "AAECAwQFBgcICQoLDA0ODx"),
        &kdf_text("m=65536,t=3,p=4").replace(SALT, "AAECAwQFBgcICQoLDA0ODw=="),
        &kdf_text("m=65536,t=3,p=4").replace(SALT, "AAECAwQFBgcICQoLDA0O"),
        &kdf_text("m=65536,t=3,p=4").replace(SALT, "AAECAwQFBgcICQoLDA0ODxAR"),
        &kdf_text("m=65536,t=3,p=4").replace(SALT, ""),
        &format!("{}\n", kdf_text("m=65536,t=3,p=4")),
        &format!("{}$tag", kdf_text("m=65536,t=3,p=4")),
        &"$argon2id$v=19$m=65536,t=3,p=4$".repeat(1 << 15),
    ] {
        assert_eq!(parse(text), None, "{}", &text[..text.len().min(80)]);
    }
}

#[test]
fn every_bit_of_the_kdf_params_counts() {
    let text = kdf_text("m=65536,t=3,p=4");
    let right = KdfParams::parse(&text, &Cost::STANDARD).unwrap();
    for bit in 0..8 * text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        if let Ok(kdf) = KdfParams::parse(&changed, &Cost::STANDARD) {
            assert!(kdf.cost != right.cost || kdf.salt != right.salt);
        }
    }
}

#[test]
fn at_most_one_of_two_costs_is_weaker() {
    let costs = [CHEAP, Cost::STANDARD, Cost::new(131_072, 2, 4), Cost::new(32_768, 6, 4), Cost::new(65_536, 3, 1)];
    for one in &costs {
        assert!(!one.weaker_than(one));
        for other in &costs {
            assert!(!(one.weaker_than(other) && other.weaker_than(one)));
        }
    }
    assert!(CHEAP.weaker_than(&Cost::STANDARD));
    assert!(Cost::new(65_536, 2, 4).weaker_than(&Cost::STANDARD));
    assert!(Cost::new(32_768, 6, 4).weaker_than(&Cost::STANDARD));
    assert!(Cost::STANDARD.weaker_than(&Cost::new(131_072, 2, 4)));
    assert!(!Cost::new(65_535, 4, 4).weaker_than(&Cost::STANDARD), "one pass more outweighs one KiB less");
}

#[test]
fn a_cost_returns_its_parameters() {
    let cost = Cost::new(64, 2, 3);
    assert_eq!((cost.memory_kib(), cost.passes(), cost.lanes()), (64, 2, 3));
}

#[test]
fn an_impossible_or_too_low_cost_is_refused_before_use() {
    for cost in [
        Cost::new(0, 0, 0),
        Cost::new(7, 1, 1),
        Cost::new(64, 0, 1),
        Cost::new(u32::MAX, 3, 4),
        // Costs that earlier versions allowed hosts to set.
        Cost::new(8, 1, 1),
        Cost::new(64, 1, 1),
        Cost::new(19 * 1024 - 1, 3, 1),
        Cost::new(38 * 1024 - 1, 1, 1),
        Cost::new(1024 * 1024 + 1, 3, 4),
        Cost::new(64 * 1024, 17, 4),
        Cost::new(64 * 1024, 3, 17),
    ] {
        assert!(matches!(cost.check(), Err(Error::InvalidSetting("password cost"))), "{cost:?}");
        assert!(
            matches!(KdfParams::draw(cost, &SystemRandom), Err(Error::InvalidSetting("password cost"))),
            "{cost:?}"
        );
    }
    for cost in [Cost::new(19 * 1024, 2, 1), Cost::new(38 * 1024, 1, 1), Cost::STANDARD, Cost::new(1024 * 1024, 16, 16)]
    {
        assert!(cost.check().is_ok(), "{cost:?}");
    }
    assert!(CHEAP.check().is_ok());
    assert!(Cost::new(0, 1, 1).exempt_from_floor().check().is_err(), "a cost below Argon2's own minimum is refused");
}

#[test]
fn a_stored_cost_carries_no_exemption_from_the_floor() {
    let kdf = KdfParams::draw(CHEAP, &SystemRandom).unwrap();
    assert!(kdf.cost.check().is_err());
    assert_eq!(KdfParams::parse(&kdf.text, &CHEAP).unwrap(), kdf);
}
