//! The kit of spoilt sealed rows: `tests/kit/rows`, each with one fault, each refused at its own step.
//!
//! A file is the row as text, and below it the step that refuses it. Files are made by [`make`]; once made they stay, so
//! that a later version opens what this one sealed, and refuses what this one refused.

mod make;
mod row;

use std::fs;
use std::path::PathBuf;

use self::row::Row;
use crate::auth::error::Error;
use crate::auth::password::{Cost, KdfString, prepare};
use crate::auth::seal::{derive, is_right, open_carried, open_totp, open_wrap};
use crate::auth::secret::{AccountKey, Password};
use crate::auth::store::{WrapKind, WrapRow};

/// The password of every wrap in the kit.
const PASSWORD: &str = "correct horse battery staple";
const CHEAP: Cost = Cost::for_tests();
/// The account key that is wrapped, and seals the authenticators; and the later one that it is carried under.
const KEYS: [[u8; 32]; 2] = [[7; 32], [8; 32]];

/// So many faults at least.
const FEWEST: usize = 60;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kit/rows"))
}

/// Opens a row of the kit as a sign-in would; the step that refuses it, or "opens".
fn opened(row: &Row) -> &'static str {
    let [key, later] = KEYS.each_ref().map(AccountKey::from_bytes);
    let (outcome, refused) = match row {
        Row::Authenticator(row) => (open_totp(&key, row).map(|_| ()), "authenticator.sealed does not open here"),
        Row::Wrap(row) if row.kind == WrapKind::Carried => {
            (open_carried(&later, row).map(|opened| is(&opened, &key)), "carried wrap.sealed does not open here")
        }
        Row::Wrap(row) => return by_password(row, &key),
    };
    match outcome {
        Ok(()) => "opens",
        Err(Error::Unreadable) => refused,
        Err(other) => panic!("another kind of fault: {other}"),
    }
}

fn by_password(row: &WrapRow, key: &AccountKey) -> &'static str {
    let Ok(kdf) = KdfString::parse(&row.kdf, &CHEAP) else { return "wrap.kdf is not read" };
    let derived = derive(&prepare(&Password::new(PASSWORD.to_owned())).unwrap(), &kdf).unwrap();
    if !is_right(&derived, row) {
        return "wrap.tag is not this password's";
    }
    match open_wrap(&derived, row) {
        Ok(opened) => {
            is(&opened, key);
            "opens"
        }
        Err(Error::Unreadable) => "wrap.sealed does not open here",
        Err(other) => panic!("another kind of fault: {other}"),
    }
}

fn is(opened: &AccountKey, key: &AccountKey) {
    assert_eq!(opened.expose_bytes(), key.expose_bytes(), "another key");
}

#[test]
fn each_row_of_the_kit_is_refused_at_its_own_step_and_the_whole_ones_open() {
    let (mut whole, mut refused) = (0, 0);
    for file in fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (row, expected) = Row::read(&text);
        let step = opened(&row);
        assert_eq!(step, expected, "{}", path.display());
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "it stays as it is");
        *(if step == "opens" { &mut whole } else { &mut refused }) += 1;
    }
    assert_eq!(whole, 4, "one of each kind, and a wrap that was retired");
    assert!(refused >= FEWEST, "{refused}");
}

#[test]
fn the_same_source_makes_the_same_rows() {
    let files = make::files();
    for (name, text) in &files {
        assert_eq!(&fs::read_to_string(folder().join(name)).unwrap(), text, "{name}");
    }
    assert_eq!(fs::read_dir(folder()).unwrap().count(), files.len());
}
