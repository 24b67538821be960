//! What the people of the store meet when they come home. Each question is asked of one person, is answered in a few
//! words, and insists on what must never be.

use std::time::Duration;

use rusqlite::types::Value;

use crate::auth::testing::{ALICE, BOB, BOBS_PASSWORD, PASSWORD, derivations, most_memory, typed};
use crate::auth::{Chain, Denied, EXPIRED, Error, Outcome, Pending, Refusal, UnixTime, Watched, verify};
use crate::sqlite::tests::tamper::people::{
    CAROL, DORA, DORAS_PASSWORD, ERIN, ERINS_PASSWORDS, FRANK, FRANKS_PASSWORD, NOBODY, WRONG,
};
use crate::sqlite::tests::tamper::scene::Scene;

/// Tables that a refusal does not write to.
const KEPT: [&str; 6] = ["account", "wrap", "authenticator", "recovery", "help_code", "session"];

/// In KiB: what a flipped digit of the cheap cost of tests may say. Nothing absurd is ever run.
const MEMORY: u32 = 76;

/// The longest wait that there is for a password.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// Asks, and looks at what it cost.
fn asked(scene: &Scene, ask: impl FnOnce() -> String) -> String {
    let rows = || KEPT.map(|table| marked(scene, table));
    let before = rows();
    let said = ask();
    assert!(most_memory() <= MEMORY, "{said}: {} KiB", most_memory());
    if !said.starts_with("in") {
        assert!(rows() == before, "{said}, but not untouched");
    }
    said
}

/// The rows of a table, with what is over marked as over: that is the one thing that a refusal writes down.
fn marked(scene: &Scene, table: &str) -> Vec<Vec<Value>> {
    let names: Vec<String> = scene.columns(table).into_iter().map(|column| column.name).collect();
    let place = |name: &str| names.iter().position(|other| other == name);
    let mut rows = scene.rows_of(table);
    let Some(until) = place("password_until").or(place("until")) else { return rows };
    let is_over = |value: &Value| matches!(value, Value::Integer(at) if *at <= scene.house.now().millis());
    for row in rows.iter_mut().filter(|row| row.get(until).is_some_and(is_over)) {
        row[until] = Value::Integer(EXPIRED.millis());
        if let Some(tag) = place("tag") {
            row[tag] = Value::Blob(vec![0; 32]);
        }
    }
    rows
}

/// The first door. Whoever owes a code is not let in by it.
fn password(scene: &Scene, name: &str, password: &str) -> Result<Outcome, Error> {
    let before = derivations();
    let outcome = scene.house.auth.sign_in(name, typed(password));
    assert!(derivations() - before <= 1, "a password costs one derivation, whatever is stored");
    if let Ok(Outcome::Refused(Refusal::Waiting { left })) = outcome {
        assert!(left <= LONGEST, "{left:?}");
    }
    outcome
}

/// The first door of somebody with a second.
fn pending(scene: &Scene, name: &str, right: &str) -> Result<Pending, String> {
    match password(scene, name, right) {
        Ok(Outcome::CodeOwed(pending)) => Ok(*pending),
        Ok(Outcome::SignedIn(_)) => panic!("let in by the password alone"),
        Ok(Outcome::PasswordOwed(_)) => panic!("let past the second door to a password"),
        other => Err(told(other)),
    }
}

/// In a few words.
fn told(outcome: Result<Outcome, Error>) -> String {
    match outcome {
        Ok(Outcome::SignedIn(_)) => "in".to_owned(),
        Ok(Outcome::CodeOwed(_)) => "owes a code".to_owned(),
        Ok(Outcome::PasswordOwed(_)) => "owes a password".to_owned(),
        Ok(Outcome::PairingOwed(_)) => "owes pairing".to_owned(),
        Ok(Outcome::Refused(Refusal::Waiting { .. })) => "password: Waiting".to_owned(),
        Ok(Outcome::Refused(refusal)) => format!("password: {refusal:?}"),
        Ok(Outcome::CodeRefused(refusal, _)) => format!("code: {}", first_word(&refusal)),
        Err(fault) => format!("fault: {}", first_word(&fault)),
    }
}

fn first_word(what: &impl std::fmt::Debug) -> String {
    format!("{what:?}").split([' ', '(']).take(2).filter(|word| *word != "{").collect::<Vec<_>>().join(" ")
}

/// A factor that must be refused; the sign-in goes on, or else that is the answer.
fn refuses(outcome: Result<Outcome, Error>) -> Result<Pending, String> {
    match outcome {
        Ok(Outcome::CodeRefused(_, Some(pending))) => Ok(*pending),
        Ok(Outcome::SignedIn(_) | Outcome::PairingOwed(_)) => panic!("let in by a wrong code"),
        other => Err(told(other)),
    }
}

/// Alice comes with her password and her phone, and somebody after her with the same code.
pub(super) fn code(scene: &Scene) -> String {
    asked(scene, || by_code(scene).unwrap_or_else(|refused| refused))
}

fn by_code(scene: &Scene) -> Result<String, String> {
    let (auth, phone, now) = (&scene.house.auth, &scene.people.alices, scene.house.now());
    let give = |pending, code: &str| auth.give_code(pending, typed(code)).map_err(Error::from);
    assert!(!matches!(password(scene, ALICE, WRONG), Ok(Outcome::SignedIn(_) | Outcome::CodeOwed(_))));
    let at_door = refuses(give(pending(scene, ALICE, PASSWORD)?, &phone.wrong_code(now)))?;
    let before = phone.code(UnixTime::from_seconds(now.seconds() - 30));
    let at_door = match give(at_door, &before) {
        Ok(Outcome::SignedIn(_)) => return Ok("in by a code spent before".to_owned()),
        other => refuses(other)?,
    };
    let code = phone.code(now);
    let said = told(give(at_door, &code));
    if said == "in" {
        let again = refuses(give(pending(scene, ALICE, PASSWORD)?, &code));
        assert!(again.is_ok(), "accepted twice: {again:?}");
    }
    Ok(said)
}

/// Alice comes with her password and a recovery code, and somebody after her with the same one.
pub(super) fn recovery(scene: &Scene) -> String {
    asked(scene, || by_recovery(scene).unwrap_or_else(|refused| refused))
}

fn by_recovery(scene: &Scene) -> Result<String, String> {
    let [spent, fresh] = [&scene.people.alices.recovery[0], &scene.people.alices.recovery[1]];
    let give = |pending, code: &str| scene.house.auth.give_recovery_code(pending, typed(code)).map_err(Error::from);
    let at_door = refuses(give(pending(scene, ALICE, PASSWORD)?, &scene.people.bobs.recovery[1]))?;
    let at_door = match give(at_door, spent) {
        Ok(Outcome::SignedIn(_)) => return Ok("in by a code spent before".to_owned()),
        other => refuses(other)?,
    };
    let said = told(give(at_door, fresh));
    if said == "in" {
        let again = refuses(give(pending(scene, ALICE, PASSWORD)?, fresh));
        assert!(again.is_ok(), "accepted twice: {again:?}");
    }
    Ok(said)
}

/// Dora comes with her password and her help code.
pub(super) fn help(scene: &Scene) -> String {
    asked(scene, || {
        let ask = || {
            let give =
                |pending, code: &str| scene.house.auth.give_recovery_code(pending, typed(code)).map_err(Error::from);
            let at_door = refuses(give(pending(scene, DORA, DORAS_PASSWORD)?, &scene.people.bobs.recovery[1]))?;
            Ok(told(give(at_door, &scene.people.doras_help)))
        };
        ask().unwrap_or_else(|refused: String| refused)
    })
}

/// Carol comes with her temporary password.
pub(super) fn temporary(scene: &Scene) -> String {
    asked(scene, || told(password(scene, CAROL, &scene.people.carols_temporary)))
}

/// Erin comes with her password, and with an older one for what was sealed before.
pub(super) fn old_data(scene: &Scene) -> String {
    asked(scene, || {
        let [_, old, own] = ERINS_PASSWORDS;
        let session = match password(scene, ERIN, own) {
            Ok(Outcome::SignedIn(signed_in)) => signed_in.session,
            other => return told(other),
        };
        let opened = match scene.house.auth.open_old_data(&session, typed(old)) {
            Ok(()) => "opened".to_owned(),
            Err(Denied::Fault(fault)) => format!("fault: {}", first_word(&fault)),
            Err(denied) => first_word(&denied),
        };
        let keys = scene.people.erins_keys.iter().map(|(id, key)| match session.data_key_of(*id, "notes") {
            Ok(opened) if opened.expose_bytes() == key => "a key",
            Ok(_) => panic!("another key"),
            Err(_) => "none",
        });
        format!("in, {opened}: {}", keys.collect::<Vec<_>>().join(", "))
    })
}

/// Frank comes with a wrong password, and then with the right one.
pub(super) fn waiting(scene: &Scene) -> String {
    asked(scene, || {
        let wrong = password(scene, FRANK, WRONG);
        assert!(!matches!(wrong, Ok(Outcome::SignedIn(_))));
        told(password(scene, FRANK, FRANKS_PASSWORD))
    })
}

/// Somebody comes who does not exist.
pub(super) fn nobody(scene: &Scene) -> String {
    asked(scene, || told(password(scene, NOBODY, WRONG)))
}

/// Alice looks whether her session still stands.
pub(super) fn session(scene: &Scene) -> String {
    asked(scene, || match scene.house.auth.watch(&scene.people.alices_session) {
        Ok(Watched::Open) => "in, open".to_owned(),
        Ok(Watched::Ended) => "ended".to_owned(),
        Err(fault) => format!("fault: {}", first_word(&fault)),
    })
}

/// Alice comes in, and reads the log.
pub(super) fn log(scene: &Scene) -> String {
    let said = code(scene);
    match verify(&*scene.house.store) {
        Ok(Chain::Whole { .. }) => format!("{said}; log whole"),
        Ok(Chain::Broken { .. }) => format!("{said}; log broken"),
        Err(fault) => format!("{said}; log {}", first_word(&fault)),
    }
}

/// Whatever became of others, Bob finds his first door as it was.
pub(super) fn bob_is_as_before(scene: &Scene) {
    let outcome = password(scene, BOB, BOBS_PASSWORD);
    assert!(matches!(outcome, Ok(Outcome::CodeOwed(_))), "{outcome:?}");
}
