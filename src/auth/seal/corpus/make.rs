//! Generates the corpus: `VESTIBULE_WRITE_CORPUS=1 cargo test --lib the_row_corpus_is_regenerated_on_request`.

use std::fs;

use crate::auth::account::{AccountId, AuthenticatorId};
use crate::auth::clock::UnixTime;
use crate::auth::password::{Cost, KdfParams, normalize_new};
use crate::auth::seal::corpus::row::CorpusRow;
use crate::auth::seal::corpus::{CHEAP, KEYS, PASSWORD, directory};
use crate::auth::seal::{derive, rewrap, seal_totp, wrap_account_key};
use crate::auth::secret::{AccountKey, Password, TotpSecret};
use crate::auth::store::{AuthenticatorRow, WrapKind, WrappedKeyRow};
use crate::auth::testing::FixedRandom;

const ALICE: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);
const PHONE: AuthenticatorId = AuthenticatorId::from_bytes([3; 16]);
const TABLET: AuthenticatorId = AuthenticatorId::from_bytes([4; 16]);

const KDF: &str = "wrap.kdf is not read";
const TAG: &str = "wrap.tag is not this password's";
const WRAP: &str = "wrap.sealed does not open here";
const REWRAPPED: &str = "carried wrap.sealed does not open here";
const AUTHENTICATOR: &str = "authenticator.sealed does not open here";

fn wrapped_key_row(account: AccountId, generation: u64, cost: Cost, seed: u64) -> WrappedKeyRow {
    let random = FixedRandom::new(seed);
    let kdf = KdfParams::draw(cost, &random).unwrap();
    let derived = derive(&normalize_new(&Password::new(PASSWORD.to_owned())).unwrap(), &kdf).unwrap();
    let [key, _] = KEYS.each_ref().map(AccountKey::from_bytes);
    let (kind, now) = (WrapKind::Active, UnixTime::default());
    wrap_account_key(&derived, &key, account, kind, generation, &kdf, now, &random).unwrap()
}

fn rewrapped_key_row(account: AccountId, seed: u64) -> WrappedKeyRow {
    let [key, later] = KEYS.each_ref().map(AccountKey::from_bytes);
    rewrap(&key, 1, &later, 2, account, UnixTime::default(), &FixedRandom::new(seed)).unwrap()
}

fn authenticator_row(account: AccountId, id: AuthenticatorId, seed: u64) -> AuthenticatorRow {
    let [key, _] = KEYS.each_ref().map(AccountKey::from_bytes);
    let secret = TotpSecret::from_bytes(&[5; 20]);
    let sealed = seal_totp(&key, account, id, &secret, &FixedRandom::new(seed)).unwrap();
    let (name, added) = (String::new(), UnixTime::default());
    AuthenticatorRow { id, account, name, sealed_secret: sealed, last_step: 0, paired_at: added, last_used_at: None }
}

/// Collects rows as files.
struct CorpusBuilder {
    files: Vec<(String, String)>,
}

impl CorpusBuilder {
    fn add(&mut self, base: &str, what: &str, row: CorpusRow, outcome: &str) {
        let name = format!("{base}-{what}.txt").replace([' ', '_'], "-");
        assert!(self.files.iter().all(|(other, _)| *other != name), "{name}");
        self.files.push((name, row.write(&format!("{base}: {what}"), outcome)));
    }

    fn add_wrapped_key(
        &mut self,
        base: &str,
        what: &str,
        row: &WrappedKeyRow,
        change: impl FnOnce(&mut WrappedKeyRow),
        outcome: &str,
    ) {
        let mut changed = row.clone();
        change(&mut changed);
        assert!(changed != *row || outcome == "opens", "{what}");
        self.add(base, what, CorpusRow::Wrap(changed), outcome);
    }

    fn add_authenticator(&mut self, what: &str, change: impl FnOnce(&mut AuthenticatorRow), outcome: &str) {
        let mut changed = authenticator_row(ALICE, PHONE, 5);
        change(&mut changed);
        self.add("authenticator", what, CorpusRow::Authenticator(changed), outcome);
    }

    /// Returns mutations of a sealed value, including `others`, which were sealed elsewhere.
    fn mutations(sealed: &[u8], others: [(&'static str, Vec<u8>); 3]) -> Vec<(&'static str, Vec<u8>)> {
        let end = sealed.len() - 1;
        let flipped = |index: usize| {
            let mut changed = sealed.to_vec();
            changed[index] ^= 1;
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

/// Returns every file of the corpus.
pub(super) fn files() -> Vec<(String, String)> {
    let mut kit = CorpusBuilder { files: Vec::new() };
    add_wrapped_keys(&mut kit);
    add_kdf_params(&mut kit);
    add_rewrapped_keys(&mut kit);
    add_authenticators(&mut kit);
    kit.files
}

fn add_wrapped_keys(kit: &mut CorpusBuilder) {
    let row = wrapped_key_row(ALICE, 1, CHEAP, 3);
    kit.add_wrapped_key("wrap", "whole", &row, |_| {}, "opens");
    kit.add_wrapped_key("wrap", "whole and retired", &row, |row| row.kind = WrapKind::Retired, "opens");
    let others = [
        ("what another account has sealed", wrapped_key_row(BOB, 1, CHEAP, 4).sealed_key),
        ("what another generation has sealed", wrapped_key_row(ALICE, 2, CHEAP, 3).sealed_key),
        ("what a carried wrap has sealed", rewrapped_key_row(ALICE, 6).sealed_key),
    ];
    for (what, sealed) in CorpusBuilder::mutations(&row.sealed_key, others) {
        kit.add_wrapped_key("wrap", what, &row, |row| row.sealed_key = sealed, WRAP);
    }
    kit.add_wrapped_key("wrap", "a bit of the tag", &row, |row| row.password_tag[0] ^= 1, TAG);
    kit.add_wrapped_key("wrap", "the last bit of the tag", &row, |row| row.password_tag[31] ^= 0x80, TAG);
    kit.add_wrapped_key("wrap", "the tag zeros", &row, |row| row.password_tag = [0; 32], TAG);
    kit.add_wrapped_key(
        "wrap",
        "the tag of another account",
        &row,
        |row| row.password_tag = wrapped_key_row(BOB, 1, CHEAP, 3).password_tag,
        TAG,
    );
    kit.add_wrapped_key("wrap", "another account", &row, |row| row.account = BOB, TAG);
    kit.add_wrapped_key("wrap", "another generation", &row, |row| row.key_generation = 2, WRAP);
    kit.add_wrapped_key("wrap", "no generation", &row, |row| row.key_generation = 0, WRAP);
    kit.add_wrapped_key(
        "wrap",
        "the largest generation",
        &row,
        |row| row.key_generation = i64::MAX.unsigned_abs(),
        WRAP,
    );
    kit.add_wrapped_key("wrap", "under a generation", &row, |row| row.wrapping_generation = 1, WRAP);
    kit.add_wrapped_key("wrap", "said to be carried", &row, |row| row.kind = WrapKind::Rewrapped, REWRAPPED);
}

fn add_kdf_params(kit: &mut CorpusBuilder) {
    let row = wrapped_key_row(ALICE, 1, Cost::new(64, 2, 1).exempt_from_floor(), 3);
    let (head, salt) = row.kdf_params.rsplit_once('$').unwrap();
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
        ("another algorithm", row.kdf_params.replace("argon2id", "argon2i"), KDF),
        ("another version", row.kdf_params.replace("v=19", "v=16"), KDF),
        ("no salt", format!("{head}$"), KDF),
        ("a salt with padding", format!("{}==", row.kdf_params), KDF),
        ("a salt too long", format!("{}AAAA", row.kdf_params), KDF),
        ("a hash behind the salt", format!("{}$AAAA", row.kdf_params), KDF),
        ("a space at the end", format!("{} ", row.kdf_params), KDF),
        ("a kilobyte", "$".repeat(1024), KDF),
        ("no text", String::new(), KDF),
    ] {
        kit.add_wrapped_key("kdf", what, &row, |row| row.kdf_params = kdf, outcome);
    }
}

fn add_rewrapped_keys(kit: &mut CorpusBuilder) {
    let row = rewrapped_key_row(ALICE, 6);
    kit.add_wrapped_key("carried", "whole", &row, |_| {}, "opens");
    let others = [
        ("what another account has sealed", rewrapped_key_row(BOB, 6).sealed_key),
        ("what a password has sealed", wrapped_key_row(ALICE, 1, CHEAP, 3).sealed_key),
        ("what an authenticator has sealed", authenticator_row(ALICE, PHONE, 5).sealed_secret),
    ];
    for (what, sealed) in CorpusBuilder::mutations(&row.sealed_key, others) {
        kit.add_wrapped_key("carried", what, &row, |row| row.sealed_key = sealed, REWRAPPED);
    }
    kit.add_wrapped_key("carried", "another account", &row, |row| row.account = BOB, REWRAPPED);
    kit.add_wrapped_key("carried", "another generation", &row, |row| row.key_generation = 3, REWRAPPED);
    kit.add_wrapped_key("carried", "under another generation", &row, |row| row.wrapping_generation = 3, REWRAPPED);
    kit.add_wrapped_key("carried", "with a tag", &row, |row| row.password_tag[0] = 1, REWRAPPED);
    kit.add_wrapped_key(
        "carried",
        "with a cost",
        &row,
        |row| row.kdf_params = "$argon2id$v=19$m=64,t=1,p=1$".to_owned(),
        REWRAPPED,
    );
    kit.add_wrapped_key("carried", "said to be current", &row, |row| row.kind = WrapKind::Active, KDF);
}

fn add_authenticators(kit: &mut CorpusBuilder) {
    kit.add_authenticator("whole", |_| {}, "opens");
    let others = [
        ("what another account has sealed", authenticator_row(BOB, PHONE, 5).sealed_secret),
        ("what another authenticator has sealed", authenticator_row(ALICE, TABLET, 5).sealed_secret),
        ("what a wrap has sealed", wrapped_key_row(ALICE, 1, CHEAP, 3).sealed_key),
    ];
    for (what, sealed) in CorpusBuilder::mutations(&authenticator_row(ALICE, PHONE, 5).sealed_secret, others) {
        kit.add_authenticator(what, |row| row.sealed_secret = sealed, AUTHENTICATOR);
    }
    kit.add_authenticator("another account", |row| row.account = BOB, AUTHENTICATOR);
    kit.add_authenticator("another id", |row| row.id = TABLET, AUTHENTICATOR);
}

#[test]
fn the_row_corpus_is_regenerated_on_request() {
    if std::env::var_os("VESTIBULE_WRITE_CORPUS").is_none() {
        return;
    }
    let _ = fs::remove_dir_all(directory());
    fs::create_dir_all(directory()).unwrap();
    for (name, text) in files() {
        fs::write(directory().join(name), text).unwrap();
    }
}
