//! Generates the populated database among the seeds. It has small pages, since a fuzzer changes every byte.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use rusqlite::Connection;

use crate::auth::testing::{ALICE, BOB, FixedRandom, Fixture, PASSWORD, expect_refused, expect_signed_in};
use crate::auth::{HelpCodeRow, Open, Role, StepUpPurpose, TotpSecret, UnixTime, code_at};
use crate::fuzz::database;
use crate::sqlite::SqliteStore;

fn seed_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/database_file").join(name)
}

fn fixture(path: &Path) -> Fixture {
    let now = UnixTime::from_seconds(crate::auth::testing::START_SECONDS);
    let store = SqliteStore::open(path, Open::CreateIfMissing, &FixedRandom::new(7), now).unwrap();
    Fixture::with_store(Arc::new(store))
}

/// Alice with an authenticator and an open session, Bob with a temporary password, waits for both and for an unknown
/// name.
fn populate(fixture: &Fixture) -> [u8; 20] {
    let (first, proof) = fixture.create_first();
    let phone = fixture.pair(&first, proof);
    fixture.advance_steps(1);
    let proof = fixture.step_up(&first, StepUpPurpose::Administration, Some(&phone));
    drop(fixture.auth.add_user(&first, proof, BOB, Role::Member).unwrap());
    fixture.sign_out(first);
    for name in [ALICE, BOB, "mallory"] {
        for _ in 0..6 {
            let _ = expect_refused(fixture.sign_in(name, "not the right password"));
        }
    }
    fixture.advance_steps(2);
    let _ = fixture.submit_code(fixture.pending(), &phone.wrong_code(fixture.now()));
    let _ = fixture.submit_recovery_code(fixture.pending(), &phone.recovery_codes[0]);
    fixture.advance_steps(1);
    let _ = fixture.sign_in_with_code(&phone);
    let help = HelpCodeRow { tag: [9; 32], until: fixture.now() };
    fixture.write(|rows| rows.put_help_code(rows.account_by_canonical_name(BOB)?.unwrap().id, Some(&help)));
    *phone.secret.expose_bytes()
}

/// Sets times to both ends of what the file can hold.
const ABSURD_TIMES: &str = "
    UPDATE account SET created = -9223372036854775808, password_changed = 9223372036854775807,
        last_sign_in = -9223372036854775808;
    UPDATE authenticator SET added = -9223372036854775808, last_used = 9223372036854775807;
    UPDATE recovery SET used = 9223372036854775807;
    UPDATE help_code SET until = 9223372036854775807;
    UPDATE counter SET touched = 9223372036854775807;
    UPDATE counter SET wait_wall = -9223372036854775808, wait_boot = 9223372036854775807,
        wait_length = 9223372036854775807 WHERE wait_length IS NOT NULL;
    UPDATE session SET opened = -9223372036854775808, seen = 9223372036854775807;
    UPDATE audit SET time = -9223372036854775808 WHERE number % 2;
    UPDATE audit SET time = 9223372036854775807 WHERE number % 2 = 0;
    UPDATE meta SET created = 9223372036854775807, latest = 9223372036854775807;";

const ABSURD_NUMBERS: &str = "
    UPDATE account SET credentials_version = 9223372036854775807, recovery_set = 9223372036854775807;
    UPDATE wrap SET generation = 9223372036854775807;
    UPDATE authenticator SET last_step = 8446743359;
    UPDATE recovery SET batch = 9223372036854775807, place = 4294967295 - place;
    UPDATE counter SET failures = 4294967295, unfinished = 4294967295;
    UPDATE audit SET count = 4294967295;
    UPDATE audit SET number = 9223372036854775807 WHERE number = (SELECT max(number) FROM audit);
    UPDATE meta SET head_number = 9223372036854775807;";

/// Rewrites the seeds if `VESTIBULE_WRITE_SEEDS` is set, as after a change of the schema.
fn write_seeds() {
    if env::var_os("VESTIBULE_WRITE_SEEDS").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    let secret = populate(&fixture(&path));
    println!("PHONE is {:?}", secret.map(|byte| format!("{byte:#04x}")));
    let write_seed = |name: &str, sql: &str| {
        let copy = folder.path().join(name);
        fs::copy(&path, &copy).unwrap();
        let connection = Connection::open(&copy).unwrap();
        connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(())).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
        connection.execute_batch(sql).unwrap();
        connection.execute_batch("PRAGMA page_size = 512; VACUUM;").unwrap();
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
        drop(connection);
        fs::copy(&copy, seed_path(name)).unwrap();
    };
    write_seed("furnished", "");
    write_seed(
        "nobody",
        "DELETE FROM account; DELETE FROM wrap; DELETE FROM authenticator; DELETE FROM recovery;
        DELETE FROM counter; DELETE FROM name_counter; DELETE FROM session; DELETE FROM audit;
        DELETE FROM help_code;",
    );
    write_seed("absurd-times", ABSURD_TIMES);
    write_seed("absurd-numbers", ABSURD_NUMBERS);
    write_seed("rows-of-nobody", "DELETE FROM account;");
}

#[test]
fn the_populated_seed_is_exercised_to_the_end() {
    write_seeds();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    fs::copy(seed_path("furnished"), &path).unwrap();
    let fixture = fixture(&path);
    assert_eq!(database::PASSWORD, PASSWORD);
    fixture.clock.set_wall(database::NOW);
    assert!(matches!(fixture.sign_in(BOB, "eleven silent trams"), crate::auth::Outcome::Refused(_)));
    let code = code_at(&TotpSecret::from_bytes(&database::TOTP_SECRET), database::NOW);
    let session = expect_signed_in(fixture.submit_code(fixture.pending(), &code));
    assert_eq!(fixture.auth.users(&session.session).unwrap().len(), 2);
    let bob = fixture.account_row(BOB).id;
    assert!(fixture.read(|rows| rows.help_code(bob)).is_some());
}
