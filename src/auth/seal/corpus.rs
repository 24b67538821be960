//! The kit of spoilt sealed rows: `tests/corpus/rows`, each with one fault, each refused at its own step.
//!
//! A file is the row as text, and below it the step that refuses it. Files are made by [`make`]; once made they stay, so
//! that a later version opens what this one sealed, and refuses what this one refused.

mod make;
mod row;

use std::fs;
use std::path::PathBuf;

use self::row::CorpusRow;
use crate::auth::error::Error;
use crate::auth::password::{Cost, KdfParams, normalize_new};
use crate::auth::seal::{derive, open_rewrapped_key, open_totp, open_wrapped_key, verify_password_tag};
use crate::auth::secret::{AccountKey, Password};
use crate::auth::store::{WrapKind, WrappedKeyRow};

/// The password of every wrap in the kit.
const PASSWORD: &str = "correct horse battery staple";
const CHEAP: Cost = Cost::for_tests();
/// The account key that is wrapped, and seals the authenticators; and the later one that it is carried under.
const KEYS: [[u8; 32]; 2] = [[7; 32], [8; 32]];

/// So many faults at least.
const MIN_CORRUPT_ROWS: usize = 60;

fn directory() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/rows"))
}

/// Opens a row of the kit as a sign-in would; the step that refuses it, or "opens".
fn open_row(row: &CorpusRow) -> &'static str {
    let [key, later] = KEYS.each_ref().map(AccountKey::from_bytes);
    let (outcome, refused) = match row {
        CorpusRow::Authenticator(row) => (open_totp(&key, row).map(|_| ()), "authenticator.sealed does not open here"),
        CorpusRow::Wrap(row) if row.kind == WrapKind::Rewrapped => (
            open_rewrapped_key(&later, row).map(|opened| assert_same_key(&opened, &key)),
            "carried wrap.sealed does not open here",
        ),
        CorpusRow::Wrap(row) => return open_with_password(row, &key),
    };
    match outcome {
        Ok(()) => "opens",
        Err(Error::Corrupt) => refused,
        Err(other) => panic!("another kind of fault: {other}"),
    }
}

fn open_with_password(row: &WrappedKeyRow, key: &AccountKey) -> &'static str {
    let Ok(kdf) = KdfParams::parse(&row.kdf_params, &CHEAP) else { return "wrap.kdf is not read" };
    let derived = derive(&normalize_new(&Password::new(PASSWORD.to_owned())).unwrap(), &kdf).unwrap();
    if !verify_password_tag(&derived, row) {
        return "wrap.tag is not this password's";
    }
    match open_wrapped_key(&derived, row) {
        Ok(opened) => {
            assert_same_key(&opened, key);
            "opens"
        }
        Err(Error::Corrupt) => "wrap.sealed does not open here",
        Err(other) => panic!("another kind of fault: {other}"),
    }
}

fn assert_same_key(opened: &AccountKey, key: &AccountKey) {
    assert_eq!(opened.expose_bytes(), key.expose_bytes(), "another key");
}

#[test]
fn each_corrupt_row_is_refused_at_its_step_and_intact_rows_open() {
    let (mut intact, mut refused) = (0, 0);
    for file in fs::read_dir(directory()).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (row, expected) = CorpusRow::read(&text);
        let step = open_row(&row);
        assert_eq!(step, expected, "{}", path.display());
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "it stays as it is");
        *(if step == "opens" { &mut intact } else { &mut refused }) += 1;
    }
    assert_eq!(intact, 4, "one of each kind, and a wrap that was retired");
    assert!(refused >= MIN_CORRUPT_ROWS, "{refused}");
}

#[test]
fn the_corpus_is_reproducible() {
    let files = make::files();
    for (name, text) in &files {
        assert_eq!(&fs::read_to_string(directory().join(name)).unwrap(), text, "{name}");
    }
    assert_eq!(fs::read_dir(directory()).unwrap().count(), files.len());
}
