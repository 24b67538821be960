//! What prints, and what it prints.
//!
//! A derived `Debug` prints what its fields print and nothing else. So nothing secret is printed if no type with bytes
//! of its own derives it, but for those whose bytes say nothing of a secret, and if no hand-written one, by a macro or
//! not, shows them.

use std::collections::BTreeSet;

use crate::auth::contract::sample;
use crate::auth::login::Due;
use crate::auth::password::{KdfString, prepare};
use crate::auth::secret::{
    AccountKey, DataKey, ExposedText, RecoveryCode, Redacted, SessionToken, TotpSecret, TypedText, source,
};
use crate::auth::session::Keys;
use crate::auth::testing::{ALICE, House, PASSWORD, scan, typed};
use crate::auth::totp::{Code, pairing_uri};
use crate::auth::{
    AuthenticatorRow, Confirmed, Cost, CounterKey, Factor, HelpCodeRow, Meta, NameBucket, Outcome, RecoveryRow,
    SessionRow, WrapKind, WrapRow, code_at, derive,
};

/// They derive `Debug` and hold bytes: hashes of the audit chain, whose entries hold no secret.
const OPEN: [&str; 2] = ["AuditRow", "Head"];

/// They have a `Debug` of their own and print bytes: ids.
const IDS: &str = "$name";

/// They have a `Debug` of their own above this layer: three that print their names alone, and four that print options of a
/// host or a sentence.
const ABOVE: [&str; 7] = ["CodeBuffer", "FileContent", "SecretBuffer", "Gate", "Options", "StartError", "Window"];

/// What every secret here is made of, and whatever guesses can be checked against.
const BYTE: u8 = 0xc3;
const TEXT: &str = "hidden";

/// As they would show: bytes, digits, a text, a KDF string.
const FORMS: [&str; 5] = ["195", "c3c3", "C3C3", TEXT, "argon2"];

#[test]
fn no_type_with_bytes_of_its_own_derives_debug() {
    let types = source::types().into_iter().filter(|found| found.derives_debug && found.holds_bytes);
    assert_eq!(types.map(|found| found.name).collect::<BTreeSet<_>>(), OPEN.map(str::to_owned).into());
}

#[test]
fn every_debug_of_its_own_is_looked_at() {
    let types = source::types().into_iter().filter(|found| found.implements_debug);
    let own: BTreeSet<_> = types.map(|found| found.name).collect();
    let printed = printed().into_iter().map(|(name, _)| name);
    assert_eq!(own, printed.chain(ABOVE).chain([IDS]).map(str::to_owned).collect());
}

#[test]
fn nothing_prints_a_secret_or_what_guesses_can_be_checked_against() {
    for (name, text) in printed().into_iter().chain(composed()) {
        let shown = FORMS.iter().find(|form| text.contains(**form));
        assert_eq!(shown, None, "{name} prints {text}");
    }
}

#[test]
fn what_is_not_secret_still_prints() {
    let row = format!("{:?}", wrap());
    for field in ["kind: Current", "generation: 7", "kdf: [redacted]", "tag: [redacted]", "sealed: [redacted]"] {
        assert!(row.contains(field), "{row}");
    }
    let mac = u16::from_be_bytes([BYTE; 2]);
    assert_eq!(format!("{:?}", CounterKey::Name(NameBucket::Mac(mac))), "Name(Mac([redacted]))");
}

fn wrap() -> WrapRow {
    let sealed = vec![BYTE; WrapRow::SEALED_LENGTH];
    WrapRow { kdf: TEXT.to_owned(), tag: [BYTE; 32], sealed, ..sample::wrap(1, WrapKind::Current, 7) }
}

/// One row of each kind that has something to hide.
fn rows() -> Vec<(&'static str, String)> {
    let (tag, sealed) = ([BYTE; 32], vec![BYTE; AuthenticatorRow::SEALED_LENGTH]);
    let bucket = NameBucket::Mac(u16::from_be_bytes([BYTE; 2]));
    vec![
        ("Meta", both(&Meta { key: tag, ..House::empty().read(|rows| rows.meta()) })),
        ("WrapRow", both(&wrap())),
        ("AuthenticatorRow", both(&AuthenticatorRow { sealed, ..sample::authenticator(1, 1) })),
        ("RecoveryRow", both(&RecoveryRow { tag, ..sample::recovery(1, 1, 1) })),
        ("HelpCodeRow", both(&HelpCodeRow { tag, ..sample::help(1) })),
        ("NameBucket", both(&CounterKey::Name(bucket))),
        ("SessionRow", both(&SessionRow { token_hash: tag, ..sample::session(1, 1) })),
    ]
}

/// As both forms of `Debug` print it.
fn both(value: &dyn std::fmt::Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Everything of this layer with a `Debug` of its own.
fn printed() -> Vec<(&'static str, String)> {
    let key = || AccountKey::from_bytes(&[BYTE; 32]);
    let secret = TotpSecret::from_bytes(&[BYTE; 20]);
    let uri = pairing_uri(TEXT, TEXT, &secret);
    let kdf = KdfString::from_parts(Cost::new(64, 1, 1), [BYTE; 16]);
    let prepared = prepare(&typed(TEXT)).unwrap();
    let derived = derive(&prepared, &kdf).unwrap();
    let mut printed = vec![
        ("Redacted", format!("{Redacted:?}")),
        ("TypedText", format!("{:?}", TypedText::new(TEXT.to_owned()))),
        ("ExposedText", format!("{:?}", ExposedText::new(TEXT.to_owned()))),
        ("TotpSecret", format!("{secret:?}")),
        ("AccountKey", format!("{:?}", key())),
        ("DataKey", format!("{:?}", DataKey::from_bytes(&[BYTE; 32]))),
        ("RecoveryCode", format!("{:?}", RecoveryCode::from_bytes(&[BYTE; 10]))),
        ("SessionToken", format!("{:?}", SessionToken::from_bytes(&[BYTE; 32]))),
        ("Keys", format!("{:?}", Keys::new(1, key(), vec![(2, key())]))),
        ("KdfString", format!("{kdf:?}")),
        ("Prepared", format!("{prepared:?}")),
        ("Derived", format!("{derived:?}")),
        ("PairingUri", format!("{uri:?}")),
        ("Code", format!("{:?}", Code::parse(&typed("195195")))),
        ("Due", format!("{:?} {:?}", Due::HelpCode([BYTE; 32]), Due::NewPassword(Box::new(wrap())))),
    ];
    printed.extend(rows());
    printed.extend(of_a_set_up());
    printed
}

/// The states of a set-up, none of which shows its key or its codes.
fn of_a_set_up() -> Vec<(&'static str, String)> {
    let house = House::empty();
    let (session, proof) = house.first();
    let show = house.auth.begin_setup(&session, proof).unwrap();
    let mut printed = vec![("Session", format!("{session:?}")), ("ShowSecret", format!("{show:?}"))];
    let mut secrets = vec![show.setup_key().to_string(), show.setup_key().replace(' ', "")];
    let code = code_at(&scan(&show), house.now());
    let confirm = show.next();
    printed.push(("ConfirmCode", format!("{confirm:?}")));
    let confirmed = house.auth.confirm(confirm, typed(&code), "Phone").unwrap();
    printed.push(("ShowRecoveryCodes", format!("{confirmed:?}")));
    let Confirmed::Codes(codes) = confirmed else { panic!("the code is right") };
    secrets.extend(codes.codes().iter().map(|code| code.expose_text().to_string()));
    for (name, text) in &printed {
        assert!(!secrets.iter().any(|secret| text.contains(secret)), "{name} prints {text}");
    }
    printed
}

/// What derives its `Debug` from these.
fn composed() -> Vec<(&'static str, String)> {
    let house = House::empty().at_cost(Cost::new(19 * 1024, 2, 1), 2);
    let (session, proof) = house.first();
    house.pair(&session, proof);
    let raised = house.at_cost(Cost::new(20 * 1024, 2, 1), 3).sign_in(ALICE, PASSWORD);
    assert!(matches!(raised, Outcome::CodeOwed(_)));
    let renewed = format!("{raised:?}");
    assert!(renewed.contains("renewed: Some(WrapRow"), "{renewed}");
    let factors = [Factor::Code(typed(TEXT)), Factor::Recovery(typed(TEXT))];
    vec![("Outcome", renewed), ("Factor", format!("{factors:?}")), ("Row", format!("{:?}", rows()))]
}
