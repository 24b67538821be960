//! Making the kit: `VESTIBULE_MAKE_KIT=1 cargo test --lib kit`. The same source makes the same bytes.

use std::fs;

use super::faults::{FAULTS, Fault, How};
use super::folder;
use crate::auth::testing::FixedRandom;
use crate::auth::{Open, Store, UnixTime};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::{Place, furnish};

/// The database that each of the others was made from.
pub(super) const WHOLE: &str = "whole.db";

/// A store with two accounts that have one of everything, in small pages.
fn whole() -> Vec<u8> {
    let place = Place::new();
    let now = UnixTime::from_seconds(1_700_000_000);
    let store = SqliteStore::open(&place.file(), Open::CreateIfMissing, &FixedRandom::new(7), now).unwrap();
    store.write(&mut |rows| furnish(rows, 1).and_then(|()| furnish(rows, 2))).unwrap();
    drop(store);
    place.tamper("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;");
    at_rest(&place)
}

/// The file as a store leaves it: `tamper` leaves it without a write-ahead log, and says so in the header (at 18).
fn at_rest(place: &Place) -> Vec<u8> {
    let mut bytes = fs::read(place.file()).unwrap();
    bytes[18..20].copy_from_slice(&[2, 2]);
    bytes
}

fn spoilt(whole: &[u8], how: &How) -> Vec<u8> {
    let place = Place::new();
    fs::write(place.file(), whole).unwrap();
    match how {
        How::Sql(sql) => place.tamper(sql),
        How::Loosely { table, word, sql } => {
            let set = |from: &str, to: &str| {
                format!(
                    "PRAGMA writable_schema = ON;
                     UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}';
                     PRAGMA writable_schema = RESET;"
                )
            };
            let loose = word.replace(" NOT NULL", "");
            place.tamper(&format!("{} {sql}; {}", set(word, &loose), set(&loose, word)));
        }
        How::Bytes(change) => {
            let mut bytes = whole.to_vec();
            change(&mut bytes);
            return bytes;
        }
    }
    at_rest(&place)
}

#[test]
fn the_kit_is_made_when_it_is_asked_for() {
    if std::env::var_os("VESTIBULE_MAKE_KIT").is_none() {
        return;
    }
    let _ = fs::remove_dir_all(folder());
    fs::create_dir_all(folder()).unwrap();
    let whole = whole();
    fs::write(folder().join(WHOLE), &whole).unwrap();
    let mut manifest = "# file | what was done to it | what it is refused with\n".to_owned();
    for Fault { name, what, how, error } in FAULTS {
        let bytes = spoilt(&whole, how);
        assert!(bytes != whole, "{name}");
        fs::write(folder().join(format!("{name}.db")), bytes).unwrap();
        manifest.push_str(&format!("{name}.db | {what} | {error}\n"));
    }
    fs::write(folder().join("manifest.txt"), manifest).unwrap();
}
