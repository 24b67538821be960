//! Generates the corpus: `VESTIBULE_WRITE_CORPUS=1 cargo test --lib the_corpus_is_written_on_request`. It is
//! deterministic.

use std::fs;

use crate::auth::testing::FixedRandom;
use crate::auth::{Open, Store, UnixTime};
use crate::sqlite::SqliteStore;
use crate::sqlite::tests::corpus::corpus_dir;
use crate::sqlite::tests::corpus::faults::{FIELD_FAULTS, FILE_FAULTS, FaultKind, FieldFault, FileFault};
use crate::sqlite::tests::{TestDatabase, seed};

/// The database that each of the others was made from.
pub(super) const INTACT_FILE: &str = "whole.db";

/// A store with two accounts that have a row of every kind, in small pages.
fn intact_database() -> Vec<u8> {
    let database = TestDatabase::new();
    let now = UnixTime::from_seconds(1_700_000_000);
    let store = SqliteStore::open(&database.path(), Open::CreateIfMissing, &FixedRandom::new(7), now).unwrap();
    store.write(&mut |rows| seed(rows, 1).and_then(|()| seed(rows, 2))).unwrap();
    drop(store);
    database.tamper("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;");
    file_bytes(&database)
}

/// The bytes of the file as a store leaves it: `tamper` switches off the write-ahead log, which the header states (at
/// 18).
fn file_bytes(database: &TestDatabase) -> Vec<u8> {
    let mut bytes = fs::read(database.path()).unwrap();
    bytes[18..20].copy_from_slice(&[2, 2]);
    bytes
}

/// A database with one fault.
struct CorruptDatabase {
    name: String,
    description: String,
    error: String,
    bytes: Vec<u8>,
}

impl CorruptDatabase {
    fn with_field_fault(intact: &[u8], field: &FieldFault) -> Self {
        let FieldFault { table, column, description: what, value, reason: why } = field;
        let row = match *table {
            "meta" => "one = 1",
            "audit" => "number = 1",
            "account" => "key = 'person001'",
            "name_counter" => "name = 1",
            _ => "hex(account) LIKE '01%'",
        };
        let change = format!("UPDATE {table} SET {column} = {value} WHERE {row}");
        // The schema forbids NULL, so its text is changed while the value is written.
        let definitions =
            ["INTEGER", "BLOB"].map(|kind| (format!("{column} {kind} NOT NULL"), format!("{column} {kind}")));
        let set = |from: &str, to: &str| {
            format!("UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}';")
        };
        let loosen: String = definitions.iter().map(|(strict, loose)| set(strict, loose)).collect();
        let tighten: String = definitions.iter().map(|(strict, loose)| set(loose, strict)).collect();
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
            description: format!("{table}.{column}: {what}"),
            error: format!("{table}.{column} cannot be read: {why}"),
            bytes: tampered(intact, &sql),
        }
    }

    fn with_file_fault(intact: &[u8], fault: &FileFault) -> Self {
        let FileFault { name, description: what, kind: how, error } = fault;
        let bytes = match how {
            FaultKind::Sql(sql) => tampered(intact, sql),
            FaultKind::Bytes(change) => {
                let mut bytes = intact.to_vec();
                change(&mut bytes);
                bytes
            }
        };
        Self { name: (*name).to_owned(), description: (*what).to_owned(), error: (*error).to_owned(), bytes }
    }
}

fn tampered(intact: &[u8], sql: &str) -> Vec<u8> {
    let database = TestDatabase::new();
    fs::write(database.path(), intact).unwrap();
    database.tamper(sql);
    file_bytes(&database)
}

#[test]
fn the_corpus_is_written_on_request() {
    if std::env::var_os("VESTIBULE_WRITE_CORPUS").is_none() {
        return;
    }
    let _ = fs::remove_dir_all(corpus_dir());
    fs::create_dir_all(corpus_dir()).unwrap();
    let intact = intact_database();
    fs::write(corpus_dir().join(INTACT_FILE), &intact).unwrap();
    let mut manifest = "# file | what was done to it | what it is refused with\n".to_owned();
    let fields = FIELD_FAULTS.iter().map(|field| CorruptDatabase::with_field_fault(&intact, field));
    for CorruptDatabase { name, description: what, error, bytes } in
        fields.chain(FILE_FAULTS.iter().map(|fault| CorruptDatabase::with_file_fault(&intact, fault)))
    {
        assert!(bytes != intact, "{name}");
        fs::write(corpus_dir().join(format!("{name}.db")), bytes).unwrap();
        manifest.push_str(&format!("{name}.db | {what} | {error}\n"));
    }
    fs::write(corpus_dir().join("manifest.txt"), manifest).unwrap();
}
