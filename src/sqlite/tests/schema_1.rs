//! A file that the first released version wrote, with rows of every kind: Alice with an authenticator, recovery codes
//! and open sessions, Bob with a temporary password, a help code and counters with waits, and the audit log. It cannot
//! be regenerated with today's program.

use std::fs;
use std::sync::Arc;

use crate::auth::testing::{ALICE, BOB, Fixture, PASSWORD, expect_refused, expect_signed_in};
use crate::auth::{
    ChainStatus, ClockStamp, CodeRefusal, CounterKind, Open, Outcome, PasswordRefusal, Store, TotpSecret, UnixTime,
    code_at, verify,
};
use crate::sqlite::tests::TestDatabase;

/// The secret of Alice's authenticator.
const TOTP_SECRET: [u8; TotpSecret::LENGTH] = [
    0xa6, 0x9c, 0xc4, 0x0a, 0xa0, 0x1c, 0x16, 0x2a, 0x1d, 0x67, 0xdc, 0x6e, 0x1f, 0x9e, 0x8b, 0x60, 0xe4, 0xd7, 0x19,
    0x73,
];

/// When Bob's wrong passwords were refused.
const REFUSED: UnixTime = UnixTime::from_seconds(1_795_356_230);

/// A quarter of an hour after the file was written.
const NOW: UnixTime = UnixTime::from_seconds(1_795_357_100);

fn fixture(database: &TestDatabase) -> Fixture {
    copy_file(database);
    open(database)
}

fn copy_file(database: &TestDatabase) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/schema-1/accounts.db");
    fs::write(database.path(), fs::read(file).unwrap()).unwrap();
}

fn open(database: &TestDatabase) -> Fixture {
    let fixture = Fixture::with_store(Arc::new(database.open(Open::Existing).unwrap()) as Arc<dyn Store>);
    fixture.clock.set_wall(NOW);
    fixture
}

#[test]
fn accounts_of_schema_1_sign_in_with_both_factors() {
    let database = TestDatabase::new();
    let fixture = fixture(&database);
    assert_eq!(expect_refused(fixture.sign_in(ALICE, "not the right password")), PasswordRefusal::Wrong);
    let code = code_at(&TotpSecret::from_bytes(&TOTP_SECRET), NOW);
    let signed = expect_signed_in(fixture.submit_code(fixture.pending_for(ALICE, PASSWORD), &code));
    assert_eq!(signed.notices.failed, 1);
    assert_eq!(fixture.auth.users(&signed.session).unwrap().len(), 2);
    let (id, _) = signed.session.data_key("notes").unwrap();
    assert_eq!(id.account(), fixture.account_row(ALICE).id);
    fixture.sign_out(signed.session);
    let again = fixture.submit_code(fixture.pending_for(ALICE, PASSWORD), &code);
    assert!(matches!(again, Outcome::CodeRefused(CodeRefusal::AlreadyUsed { .. }, _)), "{again:?}");
}

#[test]
fn attempts_sessions_and_audit_of_schema_1_survive_in_schema_2() {
    let database = TestDatabase::new();
    let fixture = fixture(&database);
    let bob = fixture.account_row(BOB).id;
    let counter = fixture.counter(bob, CounterKind::Password);
    assert!(counter.failures == 5 && counter.wait.is_some(), "{counter:?}");
    assert_eq!((counter.failed_attempts, counter.last_failed), (5, Some(REFUSED)));
    assert!(fixture.read(|rows| rows.help_code(bob)).is_some());
    let alice = fixture.account_row(ALICE).id;
    let sessions = fixture.read(|rows| rows.sessions(alice));
    assert_eq!(sessions.len(), 2);
    for session in sessions {
        let in_no_boot = ClockStamp { wall: session.last_seen.wall, ..ClockStamp::default() };
        assert_eq!(session.last_seen, in_no_boot, "the session is measured by the wall clock");
    }
    let entries = fixture.audit_log().len() as u64;
    assert!(entries > 10);
    assert_eq!(verify(&*fixture.store).unwrap(), ChainStatus::Intact { entries });
    assert!(!fixture.read(|rows| rows.history(alice, 100)).is_empty());
}

#[test]
fn usernames_of_schema_1_are_found_by_every_spelling_unless_two_would_be_one() {
    let canonical_names = |names: [&str; 2], spellings: &[&str]| {
        let database = TestDatabase::new();
        copy_file(&database);
        let connection = rusqlite::Connection::open(database.path()).unwrap();
        for (name, account) in names.into_iter().zip([ALICE, BOB]) {
            connection.execute("UPDATE account SET username = ?1, key = ?1 WHERE key = ?2", [name, account]).unwrap();
        }
        drop(connection);
        let fixture = open(&database);
        for spelling in spellings {
            assert_eq!(fixture.pending_for(spelling, PASSWORD).username(), names[0], "{spelling}");
        }
        fixture.read(|rows| rows.accounts()).into_iter().map(|row| row.canonical_name).collect::<Vec<_>>()
    };
    assert_eq!(canonical_names(["νίκος", "strauß"], &["Νίκος", "ΝΊΚΟΣ", "νίκοσ"]), ["strauss", "νίκοσ"]);
    assert_eq!(canonical_names(["νίκος", "νίκοσ"], &["Νίκος"]), ["νίκος", "νίκοσ"]);
}
