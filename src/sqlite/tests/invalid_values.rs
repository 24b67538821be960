//! Invalid values make only their own row corrupt.

use std::sync::OnceLock;

use crate::auth::contract::sample;
use crate::auth::{ChainStatus, Error, Event, NewEntry, Open, Store, UnixTime, append, verify};
use crate::sqlite::tests::{TestDatabase, read_account, read_all, seed};

/// Returns the result of reading account 1 after `sql`; account 2 must stay readable.
fn read_after(sql: &str) -> Result<(), Error> {
    static SECOND_ACCOUNT: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = SECOND_ACCOUNT.get_or_init(|| {
        let database = TestDatabase::seeded();
        database.open(Open::Existing).unwrap().write(&mut |rows| seed(rows, 2)).unwrap();
        std::fs::read(database.path()).unwrap()
    });
    let database = TestDatabase::new();
    std::fs::write(database.path(), bytes).unwrap();
    database.tamper(sql);
    let store = database.open(Open::Existing).unwrap_or_else(|fault| panic!("{sql}: {fault}"));
    let first = store.read(&mut |rows| read_account(rows, 1));
    store.read(&mut |rows| read_account(rows, 2)).unwrap_or_else(|fault| panic!("{sql}: {fault}"));
    first
}

/// For each table and the column that selects the first account's row: columns and invalid values.
const INVALID_VALUES: &[(&str, &str, &[&str])] = &[
    (
        "account",
        "key = 'person001'",
        &[
            "role = 'root'",
            "role = ''",
            "enabled = 2",
            "two_factor = -1",
            "two_factor = 9223372036854775807",
            "credentials_version = -1",
            "generation = -9223372036854775808",
            "recovery_set = -1",
        ],
    ),
    (
        "wrap",
        "hex(account) LIKE '01%'",
        &[
            "kind = 'master'",
            "generation = -1",
            "under = -1",
            "tag = zeroblob(31)",
            "tag = zeroblob(33)",
            "sealed = zeroblob(0)",
            "sealed = zeroblob(71)",
        ],
    ),
    (
        "authenticator",
        "hex(account) LIKE '01%'",
        &[
            "last_step = -1",
            "last_step = 8446743360",
            "last_step = 9223372036854775807",
            "last_step = -9223372036854775808",
            "sealed = zeroblob(61)",
            "id = zeroblob(15)",
        ],
    ),
    (
        "recovery",
        "hex(account) LIKE '01%'",
        &["batch = -1", "place = -1", "place = 4294967296", "tag = zeroblob(0)", "tag = zeroblob(1000000)"],
    ),
    ("help_code", "hex(account) LIKE '01%'", &["tag = zeroblob(31)"]),
    (
        "counter",
        "hex(account) LIKE '01%'",
        &[
            "failures = -1",
            "failures = 4294967296",
            "unfinished = -1",
            "suspended = 7",
            "wait_length = -1",
            "wait_length = NULL",
            "wait_boot = -1",
            "wait_wall = NULL",
            "wait_boot_id = zeroblob(15)",
            "wait_boot_id = NULL",
            "failed = 4294967296",
            "refused_unread = -1",
        ],
    ),
    (
        "name_counter",
        "name = 1",
        &["failures = -1", "wait_length = 5", "suspended = -1", "failed = -1", "touched_boot_id = x''"],
    ),
    ("session", "hex(account) LIKE '01%'", &["id = zeroblob(17)", "seen_boot = -1", "seen_boot_id = zeroblob(15)"]),
    (
        "audit",
        "number = 1",
        &["count = -1", "count = 4294967296", "actor = zeroblob(15)", "hash = zeroblob(31)", "number = -1"],
    ),
];

#[test]
fn an_invalid_value_corrupts_only_its_row() {
    for (table, row, changes) in INVALID_VALUES {
        for change in *changes {
            let sql = format!("UPDATE {table} SET {change} WHERE {row}");
            assert!(matches!(read_after(&sql), Err(Error::Corrupt)), "{sql}");
        }
    }
}

#[test]
fn extreme_times_are_read_unchanged() {
    for value in ["9223372036854775807", "-9223372036854775808"] {
        for (table, column) in [
            ("account", "created"),
            ("account", "password_until"),
            ("account", "last_sign_in"),
            ("authenticator", "last_used"),
            ("help_code", "until"),
            ("counter", "touched"),
            ("counter", "wait_wall"),
            ("session", "seen"),
            ("audit", "time"),
        ] {
            read_after(&format!("UPDATE {table} SET {column} = {value}")).unwrap();
        }
    }
}

#[test]
fn invalid_utf8_corrupts_only_its_row() {
    let sql = "UPDATE account SET username = CAST(x'ff41' AS TEXT) WHERE key = 'person001'";
    assert!(matches!(read_after(sql), Err(Error::Corrupt)));
}

#[test]
fn invalid_or_missing_meta_is_corrupt() {
    for sql in [
        "UPDATE meta SET lock_after_minutes = 0",
        "UPDATE meta SET lock_after_minutes = 4294967295",
        "UPDATE meta SET clear_clipboard_seconds = -1",
        "UPDATE meta SET unlock_needs_code = 2",
        "UPDATE meta SET head_number = -1",
        "UPDATE meta SET key = zeroblob(0)",
        "DELETE FROM meta",
    ] {
        let database = TestDatabase::seeded();
        database.tamper(sql);
        let store = database.open(Open::Existing).unwrap();
        assert!(matches!(store.read(&mut |rows| read_all(rows, 1)), Err(Error::Corrupt)), "{sql}");
        let outcome = store.write(&mut |rows| rows.meta().and_then(|meta| rows.put_meta(&meta)));
        assert!(matches!(outcome, Err(Error::Corrupt)), "{sql}");
    }
}

#[test]
fn a_corrupt_account_is_not_listed_and_is_reported_corrupt_by_name() {
    let database = TestDatabase::seeded();
    database.open(Open::Existing).unwrap().write(&mut |rows| seed(rows, 2)).unwrap();
    database.tamper("UPDATE account SET role = 'root' WHERE key = 'person001'");
    let store = database.open(Open::Existing).unwrap();
    store
        .read(&mut |rows| {
            assert_eq!(rows.accounts()?, [sample::account(2)]);
            assert!(matches!(rows.account_by_canonical_name("person001"), Err(Error::Corrupt)));
            assert!(matches!(rows.account(sample::account_id(1)), Err(Error::Corrupt)));
            Ok(())
        })
        .unwrap();
}

/// `PRAGMA writable_schema` removes the constraint while the value is written.
#[test]
fn a_missing_required_value_corrupts_only_its_row() {
    for column in ["last_step", "sealed", "added"] {
        let sql = format!(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, '{column} INTEGER NOT NULL', '{column} INTEGER')
                WHERE name = 'authenticator';
             UPDATE sqlite_schema SET sql = replace(sql, '{column} BLOB NOT NULL', '{column} BLOB')
                WHERE name = 'authenticator';
             PRAGMA writable_schema = RESET;
             UPDATE authenticator SET {column} = NULL WHERE hex(account) LIKE '01%';
             PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, '{column} INTEGER', '{column} INTEGER NOT NULL')
                WHERE name = 'authenticator';
             UPDATE sqlite_schema SET sql = replace(sql, '{column} BLOB', '{column} BLOB NOT NULL')
                WHERE name = 'authenticator';
             PRAGMA writable_schema = RESET;"
        );
        assert!(matches!(read_after(&sql), Err(Error::Corrupt)), "{column}");
    }
}

#[test]
fn the_first_corrupt_audit_entry_is_reported_by_number() {
    for number in [1, 2, 700, 1_000, 1_001, 1_200] {
        let (database, store) = TestDatabase::new_open();
        let (account, actor, event, detail, host) = (None, None, Event::Host, "an entry", "till-2");
        let entry = NewEntry {
            occurred_at: UnixTime::default(),
            host_name: host,
            account,
            actor,
            event,
            detail,
            repeat_count: 1,
        };
        store.write(&mut |rows| (0..1_200).try_for_each(|_| append(rows, &entry))).unwrap();
        drop(store);
        database.tamper(&format!("UPDATE audit SET count = -1 WHERE number IN ({number}, 1200)"));
        let store = database.open(Open::Existing).unwrap();
        assert_eq!(verify(&store).unwrap(), ChainStatus::Broken { at: number });
    }
}
