//! From the first prompt to the one behind the doors.

use vestibule::auth::{Auth, TypedText};

use super::person::{OTHER_PASSWORD, PASSWORD, Person, Step, Typed, line, secret};
use super::steps::{all, bob_arrives, elsewhere, gives_password, pairs, proof, sets_up};

#[test]
fn the_first_person_makes_an_account_and_pairs_a_phone_and_both_open_the_doors() {
    let mut person = Person::new();
    person.does(all([
        vec![
            Step::Reads("There is no account yet."),
            line("Username: ", "alice"),
            secret("New password", "short"),
            Step::Reads("The password has 5 characters, at least 15 are needed."),
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
            Step::Reads("The code was already used; the next one comes in 10 s."),
            Step::Wait(10),
            Step::Secret("Code", Typed::Code),
            Step::Reads("Welcome, alice."),
            line("> ", "sign-out"),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![Step::Secret("Code", Typed::Code), Step::Reads("The code was already used")],
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
    person.does([line("Username: ", "al ice"), Step::Reads("Use letters, digits and . _ - @ + only.")]);
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
        vec![line("Username: ", "alice"), Step::Reads("Too many attempts; wait 1 s."), Step::Wait(1)],
        gives_password("alice", PASSWORD).into(),
        vec![Step::Reads("5 failed attempts since the last sign-in"), Step::Reads("Welcome, alice.")],
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
            Step::Reads("9 recovery codes left."),
            line("> ", "sign-out"),
        ],
        gives_password("alice", PASSWORD).into(),
        vec![
            secret("Code", "r"),
            Step::Secret("Recovery or help code", Typed::Recovery(3)),
            Step::Reads("The code was already used. Use another recovery code."),
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
            Step::Reads("The sign-in took too long. Sign in again."),
            line("Username: ", "alice"),
        ],
    ]));
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
