//! The corpus of damaged databases: `tests/corpus/databases`, each with one fault and its own expected error.
//!
//! `manifest.txt` there describes the fault and the error of each file. Files are made by [`make`]; existing ones are
//! kept, so that later versions are tested against what this one refused.

mod faults;
mod generate;

use std::fs;
use std::path::PathBuf;

use crate::auth::testing::capture_log;
use crate::auth::{Error, Open, Store, StoreError};
use crate::sqlite::tests::{TestDatabase, read_all, without_journal_number};

/// Minimum number of faults.
const MIN_DATABASES: usize = 80;

fn corpus_dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/databases"))
}

/// A line of the manifest: the file, its fault, its expected error.
struct Entry {
    file: String,
    error: String,
}

fn manifest() -> Vec<Entry> {
    let text = fs::read_to_string(corpus_dir().join("manifest.txt")).unwrap();
    let entry = |line: &str| {
        let [file, _, error] = line.split(" | ").collect::<Vec<_>>().try_into().unwrap();
        Entry { file: file.to_owned(), error: error.to_owned() }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(entry).collect()
}

/// Returns the error of opening the database or of reading its rows. The file must remain unchanged.
fn refusal(bytes: &[u8]) -> Option<String> {
    let database = TestDatabase::new();
    fs::write(database.path(), bytes).unwrap();
    let opened = database.open(Open::Existing);
    let is_open = opened.is_ok();
    let refusal = match opened {
        Err(Error::Store(fault)) => Some(store_error_text(fault)),
        Err(other) => panic!("unexpected error: {other}"),
        Ok(store) => row_error_text(&store),
    };
    let (before, after) = (bytes.to_vec(), fs::read(database.path()).unwrap());
    let is_unchanged = match is_open {
        true => without_journal_number(before) == without_journal_number(after),
        false => before == after,
    };
    assert!(is_migrated(bytes) || is_unchanged, "{refusal:?}: the file is modified");
    refusal
}

/// Whether a file has an earlier schema: such a file is migrated when it opens, and row faults are found afterwards.
fn is_migrated(bytes: &[u8]) -> bool {
    let version = bytes.get(60..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| i32::from_be_bytes(*bytes));
    (1..super::super::schema::VERSION).contains(&version.into())
}

fn store_error_text(fault: StoreError) -> String {
    match fault {
        StoreError::Damaged { cause, .. } => format!("damaged: {cause}"),
        StoreError::Io { cause, .. } => format!("unusable: {cause}"),
        StoreError::NotVestibule(_) => "foreign".to_owned(),
        StoreError::NewerSchema { file_schema: found, .. } => format!("newer: {found}"),
        other => panic!("unexpected error: {other}"),
    }
}

/// Reads account 1. Its corrupt row must be refused and its column logged; account 2 must be readable.
fn row_error_text(store: &dyn Store) -> Option<String> {
    let (read, events) = capture_log(|| store.read(&mut |rows| read_all(rows, 1)));
    let mut messages = events.into_iter().flatten().filter(|(field, _)| *field == "message").map(|(_, value)| value);
    match (read, messages.next_back()) {
        (Ok(()), None) => None,
        (Err(Error::Corrupt), None) => Some("unreadable".to_owned()),
        (Err(Error::Corrupt), Some(last)) => Some(last),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_corpus_database_is_refused_with_its_own_error_and_unchanged() {
    let (entries, mut others) = (manifest(), Vec::new());
    for Entry { file, error } in &entries {
        let bytes = fs::read(corpus_dir().join(file)).unwrap();
        let refusal = refusal(&bytes).unwrap_or_default();
        if refusal != *error {
            others.push(format!("{file}: {error:?} was {refusal:?}"));
        }
    }
    assert!(others.is_empty(), "{others:#?}");
    assert!(entries.len() >= MIN_DATABASES, "{}", entries.len());
}

#[test]
fn the_database_the_corpus_was_made_from_is_intact() {
    assert_eq!(refusal(&fs::read(corpus_dir().join(generate::INTACT_FILE)).unwrap()), None);
}

#[test]
fn every_corpus_file_is_in_the_manifest() {
    let listed = manifest().into_iter().map(|entry| entry.file);
    let mut listed: Vec<String> = listed.chain([generate::INTACT_FILE, "manifest.txt"].map(str::to_owned)).collect();
    let files = fs::read_dir(corpus_dir()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.collect();
    listed.sort();
    files.sort();
    assert_eq!(files, listed);
}
