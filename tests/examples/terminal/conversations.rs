//! Whole conversations, from the first prompt to the end of input.

use std::sync::mpsc;
use std::time::Duration;

use vestibule::auth::{Auth, TypedText};

use super::inside;
use super::person::{OTHER_PASSWORD, PASSWORD, Person, Step, Typed, elsewhere, line, proof, secret};

/// From the setup key on the screen to two-factor being on.
fn pairs() -> Vec<Step> {
    vec![
        Step::Reads("otpauth://totp/Terminal:"),
        Step::Secret("Code that the app shows", Typed::Code),
        line("Name of this phone (Enter: Phone): ", ""),
        Step::Reads("lets you in once without the phone"),
        line("Have you kept them?", "yes"),
        Step::Reads("Two-factor is on."),
    ]
}

/// Somebody who is signed in pairs a phone.
fn sets_up(password: &'static str) -> Vec<Step> {
    let mut steps = vec![line("> ", "set-up"), secret("Your password", password)];
    steps.extend(pairs());
    steps
}

fn gives_password(username: &str, password: &'static str) -> [Step; 2] {
    [line("Username: ", username), secret("Password: ", password)]
}

fn all(parts: impl IntoIterator<Item = Vec<Step>>) -> Vec<Step> {
    parts.into_iter().flatten().collect()
}

#[test]
fn the_first_person_makes_an_account_and_pairs_a_phone_and_both_open_the_doors() {
    let mut person = Person::new();
    person.does(all([
        vec![
            Step::Reads("There is no account yet."),
            line("Username: ", "alice"),
            secret("New password", "short"),
            Step::Reads("That has 5 characters. Use at least 15."),
            secret("New password", PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Reads("Those two differ."),
            secret("New password", PASSWORD),
            secret("Once more: ", PASSWORD),
            Step::Reads("Welcome, alice."),
            line("Add a second door", "yes"),
        ],
        pairs(),
        vec![
            line("> ", "whoami"),
            Step::Reads("alice, administrator, phones: 1, recovery codes: 10"),
            line("> ", "sign-out"),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![
            Step::Secret("Code", Typed::Code),
            Step::Reads("That code was used. The next one comes in 10 s."),
            Step::Wait(10),
            Step::Secret("Code", Typed::Code),
            Step::Reads("Welcome, alice."),
            line("> ", "sign-out"),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![Step::Secret("Code", Typed::Code), Step::Reads("That code was used.")],
    ]));
}

#[test]
fn a_passphrase_is_suggested_and_taken() {
    let mut person = Person::new();
    person.does([
        line("Username: ", "alice"),
        secret("New password", ""),
        Step::Reads("Six words, drawn by chance."),
        Step::Keeps,
        Step::Secret("New password", Typed::Given),
        Step::Secret("Once more: ", Typed::Given),
        line("Add a second door", "no"),
        line("> ", "sign-out"),
        line("Username: ", "alice"),
        Step::Secret("Password: ", Typed::Given),
        Step::Reads("Welcome, alice."),
    ]);
}

#[test]
fn a_name_that_cannot_be_one_is_told_why() {
    let mut person = Person::new();
    person.does([line("Username: ", "al ice"), Step::Reads("A username has letters, digits and . _ - @ + alone.")]);
    assert!(person.auth.is_new().unwrap());
}

#[test]
fn whoever_is_second_at_the_first_account_signs_in() {
    let mut person = Person::new();
    person.does([
        line("Username: ", "bob"),
        Step::Elsewhere(Box::new(|auth| {
            auth.create_first_account("alice", TypedText::new(PASSWORD.to_owned())).unwrap();
            String::new()
        })),
        secret("New password", OTHER_PASSWORD),
        secret("Once more: ", OTHER_PASSWORD),
        Step::Reads("An account exists already."),
        line("Username: ", "alice"),
        secret("Password: ", PASSWORD),
        Step::Reads("Welcome, alice."),
    ]);
}

#[test]
fn five_wrong_passwords_make_the_next_one_wait() {
    let mut person = Person::with_account();
    let wrong = || vec![line("Username: ", "alice"), secret("Password: ", "not it"), Step::Reads("Wrong username or")];
    person.does(all([
        all((0..5).map(|_| wrong())),
        vec![line("Username: ", "alice"), Step::Reads("Too many tries. Wait 1 s."), Step::Wait(1)],
        gives_password("alice", PASSWORD).into(),
        vec![Step::Reads("Failed attempts since your last sign-in: 5"), Step::Reads("Welcome, alice.")],
    ]));
}

#[test]
fn a_recovery_code_stands_in_for_the_phone_once() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        sets_up(PASSWORD),
        vec![line("> ", "sign-out")],
        gives_password("alice", PASSWORD).into(),
        vec![
            secret("Code", "r"),
            Step::Secret("Recovery or help code", Typed::Recovery(3)),
            Step::Reads("Recovery codes left: 9."),
            line("> ", "sign-out"),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![
            secret("Code", "r"),
            Step::Secret("Recovery or help code", Typed::Recovery(3)),
            Step::Reads("That code was used. Take another one."),
            secret("Code", "r"),
            secret("Recovery or help code", "b"),
            secret("Code", "b"),
            line("Username: ", "alice"),
        ],
    ]));
}

#[test]
fn a_sign_in_that_takes_too_long_begins_anew() {
    let mut person = Person::with_account();
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        sets_up(PASSWORD),
        vec![line("> ", "sign-out")],
        gives_password("alice", PASSWORD).into(),
        vec![
            Step::Wait(120),
            Step::Secret("Code", Typed::Code),
            Step::Reads("That took too long. Sign in again."),
            line("Username: ", "alice"),
        ],
    ]));
}

/// Alice adds Bob, who chooses a password of his own and stays.
fn bob_arrives() -> Vec<Step> {
    all([
        gives_password("alice", PASSWORD).into(),
        vec![
            line("> ", "add bob"),
            secret("Your password", PASSWORD),
            Step::Reads("shown only now"),
            Step::Keeps,
            line("> ", "users"),
            Step::Reads("bob, never signed in"),
            line("> ", "sign-out"),
            line("Username: ", "bob"),
            Step::Secret("Password: ", Typed::Given),
            Step::Reads("The temporary password has done its work."),
            Step::Secret("New password", Typed::Given),
            Step::Secret("Once more: ", Typed::Given),
            Step::Reads("That would be guessed"),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Reads("Welcome, bob."),
        ],
    ])
}

#[test]
fn a_temporary_password_leads_to_one_of_their_own() {
    let mut person = Person::with_account();
    person.does(all([
        bob_arrives(),
        vec![line("> ", "sign-out")],
        vec![line("Username: ", "bob"), Step::Secret("Password: ", Typed::Given), Step::Reads("Wrong username or")],
        gives_password("bob", OTHER_PASSWORD).into(),
        vec![Step::Reads("Welcome, bob.")],
    ]));
}

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
fn a_help_code_leads_to_a_new_phone_and_leaving_half_way_to_nothing() {
    let mut person = Person::with_account();
    let asks_for_pairing = || {
        all([
            gives_password("bob", OTHER_PASSWORD).into(),
            vec![
                secret("Code", "r"),
                Step::Secret("Recovery or help code", Typed::Given),
                Step::Reads("To finish signing in, pair your phone."),
            ],
        ])
    };
    person.does(all([
        bob_arrives(),
        sets_up(OTHER_PASSWORD),
        vec![line("> ", "sign-out"), Step::Elsewhere(Box::new(help_code_for_bob))],
        asks_for_pairing(),
        vec![secret("Code that the app shows", "b"), Step::Reads("Nothing was changed."), Step::ReadsNot("Welcome")],
        asks_for_pairing(),
        pairs(),
        vec![Step::Reads("Welcome, bob.")],
    ]));
}

/// At another computer, an administrator helps Bob, who lost the phone.
fn help_code_for_bob(auth: &Auth) -> String {
    let alice = elsewhere(auth, "alice", PASSWORD);
    let proof = proof(auth, &alice, PASSWORD);
    let bob = auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap().id;
    let code = auth.reset_two_factor(&alice, proof, bob).unwrap();
    auth.sign_out(alice).unwrap();
    code.expose_text().to_string()
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
            Step::Reads("A code has six digits."),
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
            Step::Reads("That code was used."),
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
            Step::Reads("This session was ended elsewhere."),
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
        looked.send(()).unwrap();
        Ok(())
    };
    inside::attended(Duration::from_millis(1), look, || looks.recv().unwrap());
}

#[test]
fn a_day_at_the_prompt_ends_with_signing_in_anew() {
    let mut person = Person::with_account();
    let quarters = (0..71).flat_map(|_| [Step::Wait(10 * 60), line("> ", "")]);
    person.does(all([
        gives_password("alice", PASSWORD).into(),
        quarters.collect(),
        vec![
            Step::Reads("This session ends in 10 min."),
            Step::Wait(10 * 60),
            line("> ", "whoami"),
            Step::Reads("Twelve hours are over."),
            line("Username: ", "alice"),
        ],
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
            Step::Reads("The new recovery codes count"),
            line("> ", "turn-off"),
            secret("Your password", OTHER_PASSWORD),
            Step::Reads("Two-factor is off."),
            line("> ", "whoami"),
            Step::Reads("no second door"),
            line("> ", "key"),
            Step::Reads(".1"),
            line("> ", "history"),
            Step::Reads("two-factor-off"),
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
