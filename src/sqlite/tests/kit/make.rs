//! Making the kit: `VESTIBULE_MAKE_KIT=1 cargo test --lib the_kit_is_made`. The same source makes the same bytes.

use std::fs;

use crate::auth::testing::FixedRandom;
use crate::auth::{Open, Store, UnixTime};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::kit::faults::{FIELDS, Field, How, WHOLES, Whole};
use crate::sqlite::tests::kit::folder;
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

/// A database with one fault.
struct Spoilt {
    name: String,
    what: String,
    error: String,
    bytes: Vec<u8>,
}

impl Spoilt {
    fn field(whole: &[u8], field: &Field) -> Self {
        let Field { table, column, what, value, why } = field;
        let row = match *table {
            "meta" => "one = 1",
            "audit" => "number = 1",
            "account" => "key = 'person001'",
            "name_counter" => "name = 1",
            _ => "hex(account) LIKE '01%'",
        };
        let change = format!("UPDATE {table} SET {column} = {value} WHERE {row}");
        // What the schema forbids is put in while its words are changed.
        let words = ["INTEGER", "BLOB"].map(|kind| (format!("{column} {kind} NOT NULL"), format!("{column} {kind}")));
        let set = |from: &str, to: &str| {
            format!("UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}';")
        };
        let loosen: String = words.iter().map(|(strict, loose)| set(strict, loose)).collect();
        let tighten: String = words.iter().map(|(strict, loose)| set(loose, strict)).collect();
        let sql = match *value {
            "NULL" if !column.starts_with("wait") => format!(
                "PRAGMA writable_schema = ON; {loosen} PRAGMA writable_schema = RESET;
                 {change};
                 PRAGMA writable_schema = ON; {tighten} PRAGMA writable_schema = RESET;"
            ),
            _ => change,
        };
        Self {
            name: format!("{table}-{column}-{what}").replace(['_', ' '], "-"),
            what: format!("{table}.{column}: {what}"),
            error: format!("{table}.{column} cannot be read: {why}"),
            bytes: tampered(whole, &sql),
        }
    }

    fn whole(whole: &[u8], fault: &Whole) -> Self {
        let Whole { name, what, how, error } = fault;
        let bytes = match how {
            How::Sql(sql) => tampered(whole, sql),
            How::Bytes(change) => {
                let mut bytes = whole.to_vec();
                change(&mut bytes);
                bytes
            }
        };
        Self { name: (*name).to_owned(), what: (*what).to_owned(), error: (*error).to_owned(), bytes }
    }
}

fn tampered(whole: &[u8], sql: &str) -> Vec<u8> {
    let place = Place::new();
    fs::write(place.file(), whole).unwrap();
    place.tamper(sql);
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
    let fields = FIELDS.iter().map(|field| Spoilt::field(&whole, field));
    for Spoilt { name, what, error, bytes } in fields.chain(WHOLES.iter().map(|fault| Spoilt::whole(&whole, fault))) {
        assert!(bytes != whole, "{name}");
        fs::write(folder().join(format!("{name}.db")), bytes).unwrap();
        manifest.push_str(&format!("{name}.db | {what} | {error}\n"));
    }
    fs::write(folder().join("manifest.txt"), manifest).unwrap();
}
