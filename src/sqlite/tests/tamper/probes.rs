//! Sign-ins and other operations after a change of the file. Each probe uses one account, returns the outcome in a few
//! words, and asserts what must never happen.

use std::time::Duration;

use rusqlite::types::Value;

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, PASSWORD, derivations, max_memory_kib, typed};
use crate::auth::{
    ActionError, ChainStatus, EXPIRED, Error, Outcome, PasswordRefusal, Pending, SessionStatus, UnixTime, verify,
};
use crate::sqlite::tests::tamper::database::TamperedDatabase;
use crate::sqlite::tests::tamper::fixtures::{
    CAROL, DORA, DORAS_PASSWORD, ERIN, ERINS_PASSWORDS, FRANK, FRANKS_PASSWORD, UNKNOWN_NAME, WRONG_PASSWORD,
};

/// Tables that a refusal does not write to.
const UNCHANGED_TABLES: [&str; 6] = ["account", "wrap", "authenticator", "recovery", "help_code", "session"];

/// Maximum memory in KiB after a flipped digit of the tests' low cost. Greater costs must never be run.
const MAX_MEMORY_KIB: u32 = 76;

/// The longest wait for a password.
const MAX_WAIT: Duration = Duration::from_mins(5);

/// Runs a probe, and checks its cost.
fn probe(database: &TamperedDatabase, ask: impl FnOnce() -> String) -> String {
    let rows = || UNCHANGED_TABLES.map(|table| with_expiry_marked(database, table));
    let before = rows();
    let outcome = ask();
    assert!(max_memory_kib() <= MAX_MEMORY_KIB, "{outcome}: {} KiB", max_memory_kib());
    if !outcome.starts_with("in") {
        assert!(rows() == before, "{outcome}: the database is modified");
    }
    outcome
}

/// Returns the rows of a table with expired credentials marked as expired: the only change that a refusal writes.
fn with_expiry_marked(database: &TamperedDatabase, table: &str) -> Vec<Vec<Value>> {
    let names: Vec<String> = database.columns(table).into_iter().map(|column| column.name).collect();
    let index_of = |name: &str| names.iter().position(|other| other == name);
    let mut rows = database.rows_of(table);
    let Some(until) = index_of("password_until").or(index_of("until")) else { return rows };
    let is_over = |value: &Value| matches!(value, Value::Integer(at) if *at <= database.fixture.now().millis());
    for row in rows.iter_mut().filter(|row| row.get(until).is_some_and(is_over)) {
        row[until] = Value::Integer(EXPIRED.millis());
        if let Some(tag) = index_of("tag") {
            row[tag] = Value::Blob(vec![0; 32]);
        }
    }
    rows
}

/// Submits a password. An account that requires a code must not be signed in by it.
fn password(database: &TamperedDatabase, name: &str, password: &str) -> Result<Outcome, Error> {
    let before = derivations();
    let outcome = database.fixture.auth.sign_in(name, typed(password));
    assert!(derivations() - before <= 1, "a password costs at most one derivation");
    if let Ok(Outcome::Refused(PasswordRefusal::Waiting { left })) = outcome {
        assert!(left <= MAX_WAIT, "{left:?}");
    }
    outcome
}

/// Submits the password of an account with two-factor.
fn pending(database: &TamperedDatabase, name: &str, right: &str) -> Result<Pending, String> {
    match password(database, name, right) {
        Ok(Outcome::CodeRequired(pending)) => Ok(*pending),
        Ok(Outcome::SignedIn(_)) => panic!("signed in with the password alone"),
        Ok(Outcome::PasswordChangeRequired(_)) => panic!("a password was enough"),
        other => Err(describe(other)),
    }
}

/// Describes the outcome in a few words.
fn describe(outcome: Result<Outcome, Error>) -> String {
    match outcome {
        Ok(Outcome::SignedIn(_)) => "in".to_owned(),
        Ok(Outcome::CodeRequired(_)) => "code due".to_owned(),
        Ok(Outcome::PasswordChangeRequired(_)) => "password due".to_owned(),
        Ok(Outcome::EnrolmentRequired(_)) => "pairing due".to_owned(),
        Ok(Outcome::Refused(PasswordRefusal::Waiting { .. })) => "password: Waiting".to_owned(),
        Ok(Outcome::Refused(refusal)) => format!("password: {refusal:?}"),
        Ok(Outcome::CodeRefused(refusal, _)) => format!("code: {}", variant_name(&refusal)),
        Err(fault) => format!("fault: {}", variant_name(&fault)),
    }
}

fn variant_name(what: &impl std::fmt::Debug) -> String {
    format!("{what:?}").split([' ', '(']).take(2).filter(|word| *word != "{").collect::<Vec<_>>().join(" ")
}

/// Expects a refused factor and returns the pending sign-in; any other outcome is the error.
fn expect_refused(outcome: Result<Outcome, Error>) -> Result<Pending, String> {
    match outcome {
        Ok(Outcome::CodeRefused(_, Some(pending))) => Ok(*pending),
        Ok(Outcome::SignedIn(_) | Outcome::EnrolmentRequired(_)) => panic!("signed in with a wrong code"),
        other => Err(describe(other)),
    }
}

/// Signs Alice in with a code, and then replays the code.
pub(super) fn code(database: &TamperedDatabase) -> String {
    probe(database, || check_code(database).unwrap_or_else(|refused| refused))
}

fn check_code(database: &TamperedDatabase) -> Result<String, String> {
    let (auth, phone, now) = (&database.fixture.auth, &database.accounts.alice_authenticator, database.fixture.now());
    assert!(!matches!(password(database, ALICE, WRONG_PASSWORD), Ok(Outcome::SignedIn(_) | Outcome::CodeRequired(_))));
    let spent = phone.code(UnixTime::from_seconds(now.seconds() - 30));
    let codes = [&*phone.wrong_code(now), &spent, &phone.code(now)];
    check_factor(database, codes, |pending, code| auth.submit_code(pending, typed(code)).map_err(Error::from))
}

/// Submits a wrong code, a spent one and a fresh one, and then replays the fresh one.
fn check_factor(
    database: &TamperedDatabase,
    [wrong, spent, fresh]: [&str; 3],
    submit: impl Fn(Pending, &str) -> Result<Outcome, Error>,
) -> Result<String, String> {
    let state = expect_refused(submit(pending(database, ALICE, PASSWORD)?, wrong))?;
    let state = match submit(state, spent) {
        Ok(Outcome::SignedIn(_)) => return Ok("in by a code spent before".to_owned()),
        other => expect_refused(other)?,
    };
    let outcome = describe(submit(state, fresh));
    if outcome == "in" {
        let again = expect_refused(submit(pending(database, ALICE, PASSWORD)?, fresh));
        assert!(again.is_ok(), "the code is accepted twice: {again:?}");
    }
    Ok(outcome)
}

/// Signs Alice in with a recovery code, and then replays it.
pub(super) fn recovery(database: &TamperedDatabase) -> String {
    probe(database, || check_recovery(database).unwrap_or_else(|refused| refused))
}

fn check_recovery(database: &TamperedDatabase) -> Result<String, String> {
    let [spent, fresh, ..] = &database.accounts.alice_authenticator.recovery_codes[..] else { panic!("too few codes") };
    let codes = [&*database.accounts.bob_authenticator.recovery_codes[1], spent, fresh];
    check_factor(database, codes, |pending, code| {
        database.fixture.auth.submit_recovery_code(pending, typed(code)).map_err(Error::from)
    })
}

/// Signs Dora in with her help code.
pub(super) fn help(database: &TamperedDatabase) -> String {
    probe(database, || {
        let ask = || {
            let give = |pending, code: &str| {
                database.fixture.auth.submit_recovery_code(pending, typed(code)).map_err(Error::from)
            };
            let pending = expect_refused(give(
                pending(database, DORA, DORAS_PASSWORD)?,
                &database.accounts.bob_authenticator.recovery_codes[1],
            ))?;
            Ok(describe(give(pending, &database.accounts.dora_help_code)))
        };
        ask().unwrap_or_else(|refused: String| refused)
    })
}

/// Signs Carol in with her temporary password.
pub(super) fn temporary(database: &TamperedDatabase) -> String {
    probe(database, || describe(password(database, CAROL, &database.accounts.carol_temporary_password)))
}

/// Signs Erin in, and opens data sealed under an older password.
pub(super) fn old_data(database: &TamperedDatabase) -> String {
    probe(database, || {
        let [_, old, own] = ERINS_PASSWORDS;
        let session = match password(database, ERIN, own) {
            Ok(Outcome::SignedIn(signed_in)) => signed_in.session,
            other => return describe(other),
        };
        let opened = match database.fixture.auth.open_old_data(&session, typed(old)) {
            Ok(()) => "opened".to_owned(),
            Err(ActionError::Fault(fault)) => format!("fault: {}", variant_name(&fault)),
            Err(denied) => variant_name(&denied),
        };
        let keys = database.accounts.erin_keys.iter().map(|(id, key)| match session.data_key_of(*id, "notes") {
            Ok(opened) if opened.expose_bytes() == key => "a key",
            Ok(_) => panic!("the data key differs"),
            Err(_) => "none",
        });
        format!("in, {opened}: {}", keys.collect::<Vec<_>>().join(", "))
    })
}

/// Submits a wrong password for Frank, and then the right one.
pub(super) fn waiting(database: &TamperedDatabase) -> String {
    probe(database, || {
        let wrong = password(database, FRANK, WRONG_PASSWORD);
        assert!(!matches!(wrong, Ok(Outcome::SignedIn(_))));
        describe(password(database, FRANK, FRANKS_PASSWORD))
    })
}

/// Submits a password for an unknown name.
pub(super) fn unknown_name(database: &TamperedDatabase) -> String {
    probe(database, || describe(password(database, UNKNOWN_NAME, WRONG_PASSWORD)))
}

/// Refreshes Alice's session.
pub(super) fn session(database: &TamperedDatabase) -> String {
    probe(database, || match database.fixture.auth.refresh_session(&database.accounts.alice_session) {
        Ok(SessionStatus::Active) => "in, open".to_owned(),
        Ok(SessionStatus::Ended) => "ended".to_owned(),
        Err(fault) => format!("fault: {}", variant_name(&fault)),
    })
}

/// Signs Alice in, and verifies the audit log.
pub(super) fn audit_log(database: &TamperedDatabase) -> String {
    let result = code(database);
    match verify(&*database.fixture.store) {
        Ok(ChainStatus::Intact { .. }) => format!("{result}; log intact"),
        Ok(ChainStatus::Broken { .. }) => format!("{result}; log broken"),
        Err(fault) => format!("{result}; log {}", variant_name(&fault)),
    }
}

/// Asserts that Bob's password still works, whatever was changed for others.
pub(super) fn assert_bob_unaffected(database: &TamperedDatabase) {
    let outcome = password(database, BOB, BOBS_PASSWORD);
    assert!(matches!(outcome, Ok(Outcome::CodeRequired(_))), "{outcome:?}");
}
