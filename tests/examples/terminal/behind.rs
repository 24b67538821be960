//! Behind the doors, and out again.

use std::sync::mpsc;
use std::time::Duration;

use super::inside;
use super::person::{OTHER_PASSWORD, PASSWORD, Person, Step, Typed, line, secret};
use super::steps::{all, bob_arrives, elsewhere, gives_password, sets_up};

#[test]
fn members_administer_nobody() {
    let mut person = Person::with_account();
    person.does(all([
        bob_arrives(),
        vec![
            line("> ", "users"),
            Step::Reads("Only an administrator may do this."),
            line("> ", "add carol"),
            secret("Your password", OTHER_PASSWORD),
            Step::Reads("Only an administrator may do this."),
        ],
    ]));
}

#[test]
fn a_set_up_that_is_left_changes_nothing() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        vec![
            line("> ", "set-up"),
            secret("Your password", PASSWORD),
            secret("Code that the app shows", "k"),
            Step::Reads("Type this key there:"),
            secret("Code that the app shows", "12"),
            line("Name of this phone", ""),
            Step::Reads("A one-time code has six digits."),
            Step::Secret("Code that the app shows", Typed::Code),
            line("Name of this phone", "My phone"),
            line("Have you kept them?", "no"),
            Step::Reads("Then nothing was changed."),
            line("> ", "whoami"),
            Step::Reads("alice, administrator, no second door"),
        ],
    ]));
}

#[test]
fn locking_asks_for_both_doors_again() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        sets_up(PASSWORD),
        vec![
            line("> ", "lock"),
            Step::Reads("Locked. alice is signed in"),
            secret("Your password", "not it"),
            Step::Secret("Code", Typed::Code),
            Step::Reads("Wrong username or password."),
            secret("Your password", PASSWORD),
            Step::Secret("Code", Typed::Code),
            Step::Reads("The code was already used"),
            Step::Wait(30),
            secret("Your password", PASSWORD),
            Step::Secret("Code", Typed::Code),
            line("> ", "whoami"),
            Step::Reads("alice, administrator"),
            line("> ", "lock"),
            secret("Your password", "b"),
            line("Username: ", "alice"),
        ],
    ]));
}

#[test]
fn a_line_typed_after_a_long_silence_finds_the_session_locked() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        vec![
            Step::Wait(14 * 60),
            line("> ", "whoami"),
            Step::Wait(14 * 60),
            line("> ", "whoami"),
            Step::Reads("alice, administrator"),
            Step::Wait(15 * 60),
            line("> ", "whoami"),
            Step::ReadsNot("alice, administrator"),
            Step::Reads("Locked. alice is signed in"),
            secret("Your password", PASSWORD),
            line("> ", "whoami"),
            Step::Reads("alice, administrator"),
        ],
    ]));
}

#[test]
fn a_session_that_was_ended_elsewhere_obeys_no_more() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        vec![
            Step::Elsewhere(Box::new(|auth| {
                auth.sign_out_others(&elsewhere(auth, "alice", PASSWORD)).unwrap();
                String::new()
            })),
            line("> ", "whoami"),
            Step::ReadsNot("alice, administrator"),
            Step::Reads("The session was ended elsewhere."),
            line("Username: ", "alice"),
        ],
    ]));
}

#[test]
fn an_act_whose_session_ends_half_way_is_not_done() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        vec![
            line("> ", "password"),
            secret("New password", OTHER_PASSWORD),
            Step::Elsewhere(Box::new(|auth| {
                auth.sign_out_others(&elsewhere(auth, "alice", PASSWORD)).unwrap();
                String::new()
            })),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Reads("The session is locked or over. Sign in again."),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![Step::Reads("Welcome, alice.")],
    ]));
}

#[test]
fn a_session_is_looked_after_while_somebody_thinks() {
    let (looked, looks) = mpsc::channel();
    let look = move || {
        // After the first nobody listens any more.
        let _ = looked.send(());
        Ok(())
    };
    let seen = inside::attended(Duration::from_millis(1), look, || looks.recv_timeout(Duration::from_secs(60)));
    assert_eq!(seen, Ok(()));
}

#[test]
fn a_day_at_the_prompt_ends_with_signing_in_anew() {
    let mut person = Person::with_account();
    let quarters = (0..71).flat_map(|_| [Step::Wait(10 * 60), line("> ", "")]);
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        quarters.collect(),
        vec![
            Step::Reads("The session ends in 10 minutes."),
            Step::Wait(10 * 60),
            line("> ", "whoami"),
            Step::Reads("The session has lasted for 12 hours."),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![line("> ", "history"), Step::Reads("expired")],
    ]));
}

#[test]
fn the_own_account_is_changed_by_who_proves_to_be_its_owner() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        sets_up(PASSWORD),
        vec![
            line("> ", "password"),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            secret("Your password", "not it"),
            secret("Code", "000000"),
            Step::Reads("Wrong username or password."),
            line("> ", "password"),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            secret("Your password", PASSWORD),
            Step::Wait(30),
            Step::Secret("Code", Typed::Code),
            Step::Reads("The password is changed."),
            line("> ", "codes"),
            secret("Your password", OTHER_PASSWORD),
            line("Have you kept them?", "yes"),
            Step::Reads("The new recovery codes are valid"),
            line("> ", "turn-off"),
            secret("Your password", OTHER_PASSWORD),
            Step::Reads("Two-factor is off."),
            line("> ", "whoami"),
            Step::Reads("no second door"),
            line("> ", "key"),
            Step::Reads(".1"),
            line("> ", "history"),
            Step::Reads("two-factor turned off"),
            line("> ", "sing-out"),
            Step::Reads("Type help"),
        ],
    ]));
}

#[test]
fn whoever_leaves_is_signed_out_wherever_the_input_ends() {
    let mut person = Person::with_account();
    let ends: [Vec<Step>; 6] = [
        vec![],
        vec![line("> ", "sign-out")],
        vec![line("> ", "lock"), secret("Your password", "b")],
        vec![line("> ", "set-up"), secret("Your password", PASSWORD)],
        vec![line("> ", "password")],
        vec![line("> ", "lock")],
    ];
    for end in ends {
        person.does(all([gives_password("alice", PASSWORD).into(), end]));
        let session = elsewhere(&person.auth, "alice", PASSWORD);
        assert_eq!(person.auth.account(&session).unwrap().sessions.len(), 1, "only this one is open");
        person.auth.sign_out(session).unwrap();
    }
}
