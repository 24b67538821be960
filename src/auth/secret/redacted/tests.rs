//! Tests of `Debug` output.
//!
//! A derived `Debug` prints the output of its fields. Therefore no secret is printed if no type with byte fields
//! derives it, except those whose bytes reveal no secret, and if no manual implementation, by a macro or not, prints
//! one.

use std::collections::BTreeSet;

use crate::auth::contract::sample;
use crate::auth::password::{KdfParams, normalize_new};
use crate::auth::secret::{
    AccountKey, DataKey, RecoveryCode, Redacted, SecretInput, SecretText, TotpSecret, source_scan,
};
use crate::auth::session::SessionKeys;
use crate::auth::step_up::SessionEpoch;
use crate::auth::testing::{ALICE, Fixture, PASSWORD, secret_of, typed};
use crate::auth::totp::{Code, otpauth_uri};
use crate::auth::transactions::DeferredChange;
use crate::auth::{
    AuthenticatorRow, ConfirmResult, Cost, CounterKey, Factor, HelpCodeRow, Meta, NameBucket, Outcome, RecoveryRow,
    SessionRow, WrapKind, WrappedKeyRow, code_at, derive,
};

/// Types that derive `Debug` and hold bytes: hashes of the audit chain, whose entries hold no secret.
const ALLOWED: [&str; 2] = ["AuditRow", "Head"];

/// Types with a manual `Debug` that print bytes: ids.
const IDS: &str = "$name";

/// Types above this layer with a manual `Debug`: four print only their names, and four print options of a host or a
/// sentence.
const UPPER_LAYERS: [&str; 8] =
    ["CodeBuffer", "FileContent", "Header", "SecretBuffer", "Gate", "Options", "StartError", "Window"];

/// The content of every secret here, and of every value that guesses can be checked against.
const BYTE: u8 = 0xc3;
const TEXT: &str = "hidden";

/// Possible renderings: bytes, digits, a text, a KDF string.
const RENDERINGS: [&str; 5] = ["195", "c3c3", "C3C3", TEXT, "argon2"];

#[test]
fn no_type_with_byte_fields_derives_debug() {
    let types = source_scan::types().into_iter().filter(|found| found.derives_debug && found.holds_bytes);
    assert_eq!(types.map(|found| found.name).collect::<BTreeSet<_>>(), ALLOWED.map(str::to_owned).into());
}

#[test]
fn every_manual_debug_implementation_is_covered() {
    let types = source_scan::types().into_iter().filter(|found| found.implements_debug);
    let own: BTreeSet<_> = types.map(|found| found.name).collect();
    let printed = printed().into_iter().map(|(name, _)| name);
    assert_eq!(own, printed.chain(UPPER_LAYERS).chain([IDS]).map(str::to_owned).collect());
}

#[test]
fn debug_output_contains_no_secret_and_no_tag() {
    for (name, text) in printed().into_iter().chain(composed()) {
        let found = RENDERINGS.iter().find(|form| text.contains(**form));
        assert_eq!(found, None, "{name} prints {text}");
    }
}

#[test]
fn fields_that_are_not_secret_still_print() {
    let row = format!("{:?}", wrapped_key());
    for field in [
        "kind: Active",
        "generation: 7",
        "kdf_params: [redacted]",
        "password_tag: [redacted]",
        "sealed_key: [redacted]",
    ] {
        assert!(row.contains(field), "{row}");
    }
    let mac = u16::from_be_bytes([BYTE; 2]);
    assert_eq!(format!("{:?}", CounterKey::Name(NameBucket::Mac(mac))), "Name(Mac([redacted]))");
}

fn wrapped_key() -> WrappedKeyRow {
    let sealed = vec![BYTE; WrappedKeyRow::SEALED_LENGTH];
    WrappedKeyRow {
        kdf_params: TEXT.to_owned(),
        password_tag: [BYTE; 32],
        sealed_key: sealed,
        ..sample::wrapped_key(1, WrapKind::Active, 7)
    }
}

/// Returns one row of each kind with hidden fields.
fn rows() -> Vec<(&'static str, String)> {
    let (tag, sealed) = ([BYTE; 32], vec![BYTE; AuthenticatorRow::SEALED_LENGTH]);
    let bucket = NameBucket::Mac(u16::from_be_bytes([BYTE; 2]));
    vec![
        ("Meta", both(&Meta { store_key: tag, ..Fixture::empty().read(|rows| rows.meta()) })),
        ("WrappedKeyRow", both(&wrapped_key())),
        ("AuthenticatorRow", both(&AuthenticatorRow { sealed_secret: sealed, ..sample::authenticator(1, 1) })),
        ("RecoveryRow", both(&RecoveryRow { tag, ..sample::recovery(1, 1, 1) })),
        ("HelpCodeRow", both(&HelpCodeRow { tag, ..sample::help_code(1) })),
        ("NameBucket", both(&CounterKey::Name(bucket))),
        ("SessionRow", both(&SessionRow { token_hash: tag, ..sample::session(1, 1) })),
    ]
}

/// Returns both forms of the `Debug` output.
fn both(value: &dyn std::fmt::Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Returns the output of all types of this layer with a manual `Debug`.
fn printed() -> Vec<(&'static str, String)> {
    let key = || AccountKey::from_bytes(&[BYTE; 32]);
    let secret = TotpSecret::from_bytes(&[BYTE; 20]);
    let uri = otpauth_uri(TEXT, TEXT, &secret);
    let kdf = KdfParams::from_parts(Cost::new(64, 1, 1), [BYTE; 16]);
    let normalized = normalize_new(&typed(TEXT)).unwrap();
    let derived = derive(&normalized, &kdf).unwrap();
    let mut printed = vec![
        ("Redacted", format!("{Redacted:?}")),
        ("SecretInput", format!("{:?}", SecretInput::new(TEXT.to_owned()))),
        ("SecretText", format!("{:?}", SecretText::new(TEXT.to_owned()))),
        ("TotpSecret", format!("{secret:?}")),
        ("AccountKey", format!("{:?}", key())),
        ("DataKey", format!("{:?}", DataKey::from_bytes(&[BYTE; 32]))),
        ("RecoveryCode", format!("{:?}", RecoveryCode::from_bytes(&[BYTE; 10]))),
        ("SessionEpoch", format!("{:?}", SessionEpoch { token_hash: [BYTE; 32], lock_count: 0 })),
        ("SessionKeys", format!("{:?}", SessionKeys::new(1, key(), vec![(2, key())]))),
        ("PasswordProof", format!("{:?}", Fixture::with_alice_2fa().0.pending())),
        ("KdfParams", format!("{kdf:?}")),
        ("NormalizedPassword", format!("{normalized:?}")),
        ("PasswordKeys", format!("{derived:?}")),
        ("OtpauthUri", format!("{uri:?}")),
        ("Code", format!("{:?}", Code::parse(&typed("195195")))),
        (
            "DeferredChange",
            format!(
                "{:?} {:?}",
                DeferredChange::HelpCode([BYTE; 32]),
                DeferredChange::NewPassword(Box::new(wrapped_key()))
            ),
        ),
    ];
    printed.extend(rows());
    printed.extend(enrolment_states());
    printed
}

/// Returns the states of an enrolment, none of which prints its key or its codes.
fn enrolment_states() -> Vec<(&'static str, String)> {
    let fixture = Fixture::empty();
    let (session, proof) = fixture.create_first();
    let show = fixture.auth.begin_enrolment(&session, proof).unwrap();
    let mut printed = vec![("Session", format!("{session:?}")), ("ShowSecret", format!("{show:?}"))];
    let mut secrets = vec![show.setup_key().to_string(), show.setup_key().replace(' ', "")];
    let code = code_at(&secret_of(&show), fixture.now());
    let confirm = show.next();
    printed.push(("ConfirmCode", format!("{confirm:?}")));
    let confirmed = fixture.auth.confirm_pairing(confirm, typed(&code), "Phone").unwrap();
    printed.push(("ShowRecoveryCodes", format!("{confirmed:?}")));
    let ConfirmResult::RecoveryCodes(codes) = confirmed else { panic!("expected the code to be accepted") };
    secrets.extend(codes.codes().iter().map(|code| code.expose_text().to_string()));
    for (name, text) in &printed {
        assert!(!secrets.iter().any(|secret| text.contains(secret)), "{name} prints {text}");
    }
    printed
}

/// Returns types that derive `Debug` from these.
fn composed() -> Vec<(&'static str, String)> {
    let fixture = Fixture::empty().with_cost(Cost::new(19 * 1024, 2, 1), 2);
    let (session, proof) = fixture.create_first();
    fixture.pair(&session, proof);
    let raised = fixture.with_cost(Cost::new(20 * 1024, 2, 1), 3).sign_in(ALICE, PASSWORD);
    assert!(matches!(raised, Outcome::CodeRequired(_)));
    let renewed = format!("{raised:?}");
    assert!(renewed.contains("upgraded_wrapped_key: Some(WrappedKeyRow"), "{renewed}");
    let factors = [Factor::Code(typed(TEXT)), Factor::Recovery(typed(TEXT))];
    vec![("Outcome", renewed), ("Factor", format!("{factors:?}")), ("Row", format!("{:?}", rows()))]
}
