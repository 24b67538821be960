//! Making the kit: `VESTIBULE_MAKE_KIT=1 cargo test --lib the_kit_of_rows_is_made`.

use std::fs;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::password::{Cost, KdfString, prepare};
use crate::auth::seal::kit::row::Row;
use crate::auth::seal::kit::{CHEAP, KEYS, PASSWORD, folder};
use crate::auth::seal::{carry, derive, new_wrap, seal_totp};
use crate::auth::secret::{AccountKey, Password, TotpSecret};
use crate::auth::store::{AuthenticatorRow, WrapKind, WrapRow};
use crate::auth::testing::FixedRandom;

const ALICE: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);
const PHONE: AuthenticatorId = AuthenticatorId::from_bytes([3; 16]);
const TABLET: AuthenticatorId = AuthenticatorId::from_bytes([4; 16]);

const KDF: &str = "wrap.kdf is not read";
const TAG: &str = "wrap.tag is not this password's";
const WRAP: &str = "wrap.sealed does not open here";
const CARRIED: &str = "carried wrap.sealed does not open here";
const AUTHENTICATOR: &str = "authenticator.sealed does not open here";

fn wrap(account: AccountId, generation: u64, cost: Cost, seed: u64) -> WrapRow {
    let random = FixedRandom::new(seed);
    let kdf = KdfString::draw(cost, &random).unwrap();
    let derived = derive(&prepare(&Password::new(PASSWORD.to_owned())).unwrap(), &kdf).unwrap();
    let [key, _] = KEYS.each_ref().map(AccountKey::from_bytes);
    let (kind, now) = (WrapKind::Current, UnixTime::default());
    new_wrap(&derived, &key, account, kind, generation, &kdf, now, &random).unwrap()
}

fn carried(account: AccountId, seed: u64) -> WrapRow {
    let [key, later] = KEYS.each_ref().map(AccountKey::from_bytes);
    carry(&key, 1, &later, 2, account, UnixTime::default(), &FixedRandom::new(seed)).unwrap()
}

fn authenticator(account: AccountId, id: AuthenticatorId, seed: u64) -> AuthenticatorRow {
    let [key, _] = KEYS.each_ref().map(AccountKey::from_bytes);
    let secret = TotpSecret::from_bytes(&[5; 20]);
    let sealed = seal_totp(&key, account, id, &secret, &FixedRandom::new(seed)).unwrap();
    let (name, added) = (String::new(), UnixTime::default());
    AuthenticatorRow { id, account, name, sealed, last_step: 0, added, last_used: None }
}

/// Collects rows as files.
struct Kit {
    files: Vec<(String, String)>,
}

impl Kit {
    fn add(&mut self, base: &str, what: &str, row: Row, outcome: &str) {
        let name = format!("{base}-{what}.txt").replace([' ', '_'], "-");
        assert!(self.files.iter().all(|(other, _)| *other != name), "{name}");
        self.files.push((name, row.write(&format!("{base}: {what}"), outcome)));
    }

    fn wrap(&mut self, base: &str, what: &str, row: &WrapRow, change: impl FnOnce(&mut WrapRow), outcome: &str) {
        let mut changed = row.clone();
        change(&mut changed);
        assert!(changed != *row || outcome == "opens", "{what}");
        self.add(base, what, Row::Wrap(changed), outcome);
    }

    fn phone(&mut self, what: &str, change: impl FnOnce(&mut AuthenticatorRow), outcome: &str) {
        let mut changed = authenticator(ALICE, PHONE, 5);
        change(&mut changed);
        self.add("authenticator", what, Row::Authenticator(changed), outcome);
    }

    /// What can be done to any sealed value, with what stands elsewhere in `others`.
    fn sealed(sealed: &[u8], others: [(&'static str, Vec<u8>); 3]) -> Vec<(&'static str, Vec<u8>)> {
        let end = sealed.len() - 1;
        let flipped = |place: usize| {
            let mut changed = sealed.to_vec();
            changed[place] ^= 1;
            changed
        };
        let mut rotated = sealed.to_vec();
        rotated.rotate_left(24);
        let mut changes = vec![
            ("a bit of the first nonce byte", flipped(0)),
            ("a bit of the last nonce byte", flipped(23)),
            ("a bit of the first sealed byte", flipped(24)),
            ("a bit of the last sealed byte", flipped(end - 16)),
            ("a bit of the first mac byte", flipped(end - 15)),
            ("a bit of the last mac byte", flipped(end)),
            ("a byte less", sealed[..end].to_vec()),
            ("a byte more", [sealed, &[0]].concat()),
            ("nothing sealed", Vec::new()),
            ("a nonce alone", sealed[..24].to_vec()),
            ("zeros sealed", vec![0; sealed.len()]),
            ("the mac of zeros", [&sealed[..=end - 16], &[0; 16]].concat()),
            ("the nonce at the end", rotated),
        ];
        changes.extend(others);
        changes
    }
}

/// Every file of the kit.
pub(super) fn files() -> Vec<(String, String)> {
    let mut kit = Kit { files: Vec::new() };
    wraps(&mut kit);
    costs(&mut kit);
    carried_wraps(&mut kit);
    authenticators(&mut kit);
    kit.files
}

fn wraps(kit: &mut Kit) {
    let row = wrap(ALICE, 1, CHEAP, 3);
    kit.wrap("wrap", "whole", &row, |_| {}, "opens");
    kit.wrap("wrap", "whole and retired", &row, |row| row.kind = WrapKind::Retired, "opens");
    let others = [
        ("what another account has sealed", wrap(BOB, 1, CHEAP, 4).sealed),
        ("what another generation has sealed", wrap(ALICE, 2, CHEAP, 3).sealed),
        ("what a carried wrap has sealed", carried(ALICE, 6).sealed),
    ];
    for (what, sealed) in Kit::sealed(&row.sealed, others) {
        kit.wrap("wrap", what, &row, |row| row.sealed = sealed, WRAP);
    }
    kit.wrap("wrap", "a bit of the tag", &row, |row| row.tag[0] ^= 1, TAG);
    kit.wrap("wrap", "the last bit of the tag", &row, |row| row.tag[31] ^= 0x80, TAG);
    kit.wrap("wrap", "the tag zeros", &row, |row| row.tag = [0; 32], TAG);
    kit.wrap("wrap", "the tag of another account", &row, |row| row.tag = wrap(BOB, 1, CHEAP, 3).tag, TAG);
    kit.wrap("wrap", "another account", &row, |row| row.account = BOB, TAG);
    kit.wrap("wrap", "another generation", &row, |row| row.generation = 2, WRAP);
    kit.wrap("wrap", "no generation", &row, |row| row.generation = 0, WRAP);
    kit.wrap("wrap", "the largest generation", &row, |row| row.generation = i64::MAX.unsigned_abs(), WRAP);
    kit.wrap("wrap", "under a generation", &row, |row| row.under = 1, WRAP);
    kit.wrap("wrap", "said to be carried", &row, |row| row.kind = WrapKind::Carried, CARRIED);
}

fn costs(kit: &mut Kit) {
    let row = wrap(ALICE, 1, Cost::new(64, 2, 1).exempt_from_floor(), 3);
    let (head, salt) = row.kdf.rsplit_once('$').unwrap();
    let cost = |cost: &str| format!("$argon2id$v=19${cost}${salt}");
    for (what, kdf, outcome) in [
        ("fewer passes", cost("m=64,t=1,p=1"), TAG),
        ("more passes", cost("m=64,t=3,p=1"), TAG),
        ("more memory", cost("m=128,t=2,p=1"), TAG),
        ("more lanes", cost("m=64,t=2,p=2"), TAG),
        ("another salt", format!("{head}$AAECAwQFBgcICQoLDA0ODw"), TAG),
        ("less work than the least", cost("m=63,t=1,p=1"), KDF),
        ("no passes", cost("m=64,t=0,p=1"), KDF),
        ("no lanes", cost("m=64,t=2,p=0"), KDF),
        ("more memory than the most", cost("m=1048577,t=2,p=1"), KDF),
        ("more passes than the most", cost("m=64,t=17,p=1"), KDF),
        ("more lanes than the most", cost("m=1024,t=2,p=17"), KDF),
        ("the largest numbers", cost("m=4294967295,t=4294967295,p=4294967295"), KDF),
        ("numbers beyond any", cost("m=18446744073709551616,t=2,p=1"), KDF),
        ("a negative number", cost("m=-64,t=2,p=1"), KDF),
        ("a zero in front", cost("m=064,t=2,p=1"), KDF),
        ("another order", cost("t=2,m=64,p=1"), KDF),
        ("a parameter more", cost("m=64,t=2,p=1,x=1"), KDF),
        ("another algorithm", row.kdf.replace("argon2id", "argon2i"), KDF),
        ("another version", row.kdf.replace("v=19", "v=16"), KDF),
        ("no salt", format!("{head}$"), KDF),
        ("a salt with padding", format!("{}==", row.kdf), KDF),
        ("a salt too long", format!("{}AAAA", row.kdf), KDF),
        ("a hash behind the salt", format!("{}$AAAA", row.kdf), KDF),
        ("a space at the end", format!("{} ", row.kdf), KDF),
        ("a kilobyte", "$".repeat(1024), KDF),
        ("no text", String::new(), KDF),
    ] {
        kit.wrap("kdf", what, &row, |row| row.kdf = kdf, outcome);
    }
}

fn carried_wraps(kit: &mut Kit) {
    let row = carried(ALICE, 6);
    kit.wrap("carried", "whole", &row, |_| {}, "opens");
    let others = [
        ("what another account has sealed", carried(BOB, 6).sealed),
        ("what a password has sealed", wrap(ALICE, 1, CHEAP, 3).sealed),
        ("what an authenticator has sealed", authenticator(ALICE, PHONE, 5).sealed),
    ];
    for (what, sealed) in Kit::sealed(&row.sealed, others) {
        kit.wrap("carried", what, &row, |row| row.sealed = sealed, CARRIED);
    }
    kit.wrap("carried", "another account", &row, |row| row.account = BOB, CARRIED);
    kit.wrap("carried", "another generation", &row, |row| row.generation = 3, CARRIED);
    kit.wrap("carried", "under another generation", &row, |row| row.under = 3, CARRIED);
    kit.wrap("carried", "with a tag", &row, |row| row.tag[0] = 1, CARRIED);
    kit.wrap("carried", "with a cost", &row, |row| row.kdf = "$argon2id$v=19$m=64,t=1,p=1$".to_owned(), CARRIED);
    kit.wrap("carried", "said to be current", &row, |row| row.kind = WrapKind::Current, KDF);
}

fn authenticators(kit: &mut Kit) {
    kit.phone("whole", |_| {}, "opens");
    let others = [
        ("what another account has sealed", authenticator(BOB, PHONE, 5).sealed),
        ("what another authenticator has sealed", authenticator(ALICE, TABLET, 5).sealed),
        ("what a wrap has sealed", wrap(ALICE, 1, CHEAP, 3).sealed),
    ];
    for (what, sealed) in Kit::sealed(&authenticator(ALICE, PHONE, 5).sealed, others) {
        kit.phone(what, |row| row.sealed = sealed, AUTHENTICATOR);
    }
    kit.phone("another account", |row| row.account = BOB, AUTHENTICATOR);
    kit.phone("another id", |row| row.id = TABLET, AUTHENTICATOR);
}

#[test]
fn the_kit_of_rows_is_made_when_it_is_asked_for() {
    if std::env::var_os("VESTIBULE_MAKE_KIT").is_none() {
        return;
    }
    let _ = fs::remove_dir_all(folder());
    fs::create_dir_all(folder()).unwrap();
    for (name, text) in files() {
        fs::write(folder().join(name), text).unwrap();
    }
}
