//! Tests of the sign-in, from the first prompt to the session's.

use vestibule::auth::{Auth, SecretInput};

use super::scripted_terminal::{OTHER_PASSWORD, PASSWORD, ScriptedTerminal, Step, Typed, line, secret};
use super::scripts::{
    add_member_steps, concat, pairing_steps, password_steps, run_at_code_prompt, second_session, setup_steps, step_up,
};

#[test]
fn the_first_account_is_paired_and_signs_in_with_both_factors() {
    let mut terminal = ScriptedTerminal::new();
    terminal.run(concat([
        vec![
            Step::Expect("There is no account yet."),
            line("Username: ", "alice"),
            secret("New password", "short"),
            Step::Expect("The password has 5 characters, at least 15 are needed."),
            secret("New password", PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Expect("Those two differ."),
            secret("New password", PASSWORD),
            secret("Once more: ", PASSWORD),
            Step::Expect("Welcome, alice."),
            line("Add two-factor sign-in", "yes"),
        ],
        pairing_steps(),
        vec![
            line("> ", "whoami"),
            Step::Expect("alice, administrator, phones: 1, recovery codes: 10"),
            line("> ", "sign-out"),
        ],
        password_steps("alice", PASSWORD).into(),
        vec![
            Step::Secret("Code", Typed::Code),
            Step::Expect("The code was already used; the next one comes in 10 s."),
            Step::Wait(10),
            Step::Secret("Code", Typed::Code),
            Step::Expect("Welcome, alice."),
            line("> ", "sign-out"),
        ],
        password_steps("alice", PASSWORD).into(),
        vec![Step::Secret("Code", Typed::Code), Step::Expect("The code was already used")],
    ]));
}

#[test]
fn a_suggested_passphrase_is_accepted() {
    let mut terminal = ScriptedTerminal::new();
    terminal.run([
        line("Username: ", "alice"),
        secret("New password", ""),
        Step::Expect("Six words, drawn by chance."),
        Step::Capture,
        Step::Secret("New password", Typed::Captured),
        Step::Secret("Once more: ", Typed::Captured),
        line("Add two-factor sign-in", "no"),
        line("> ", "sign-out"),
        line("Username: ", "alice"),
        Step::Secret("Password: ", Typed::Captured),
        Step::Expect("Welcome, alice."),
    ]);
}

#[test]
fn an_invalid_username_is_refused_with_a_reason() {
    let mut terminal = ScriptedTerminal::new();
    terminal.run([line("Username: ", "al ice"), Step::Expect("Use letters, digits and . _ - @ + only.")]);
    assert!(terminal.auth.has_no_accounts().unwrap());
}

#[test]
fn losing_the_race_for_the_first_account_leads_to_sign_in() {
    let mut terminal = ScriptedTerminal::new();
    terminal.run([
        line("Username: ", "bob"),
        Step::Concurrently(Box::new(|auth| {
            auth.create_first_account("alice", SecretInput::new(PASSWORD.to_owned())).unwrap();
            String::new()
        })),
        secret("New password", OTHER_PASSWORD),
        secret("Once more: ", OTHER_PASSWORD),
        Step::Expect("An account exists already."),
        line("Username: ", "alice"),
        secret("Password: ", PASSWORD),
        Step::Expect("Welcome, alice."),
    ]);
}

#[test]
fn five_wrong_passwords_throttle_the_next_attempt() {
    let mut terminal = ScriptedTerminal::with_account();
    let wrong = || vec![line("Username: ", "alice"), secret("Password: ", "not it"), Step::Expect("Wrong username or")];
    terminal.run(concat([
        concat((0..5).map(|_| wrong())),
        vec![line("Username: ", "alice"), Step::Expect("Too many attempts; wait 1 s."), Step::Wait(1)],
        password_steps("alice", PASSWORD).into(),
        vec![Step::Expect("5 failed attempts since the last sign-in"), Step::Expect("Welcome, alice.")],
    ]));
}

#[test]
fn a_recovery_code_replaces_the_one_time_code_once() {
    run_at_code_prompt([
        vec![
            secret("Code", "r"),
            Step::Secret("Recovery or help code", Typed::Recovery(3)),
            Step::Expect("9 recovery codes left."),
            line("> ", "sign-out"),
        ],
        password_steps("alice", PASSWORD).into(),
        vec![
            secret("Code", "r"),
            Step::Secret("Recovery or help code", Typed::Recovery(3)),
            Step::Expect("The code was already used. Use another recovery code."),
            secret("Code", "r"),
            secret("Recovery or help code", "b"),
            secret("Code", "b"),
            line("Username: ", "alice"),
        ],
    ]);
}

#[test]
fn an_expired_sign_in_starts_over() {
    run_at_code_prompt([vec![
        Step::Wait(120),
        Step::Secret("Code", Typed::Code),
        Step::Expect("The sign-in took too long. Sign in again."),
        line("Username: ", "alice"),
    ]]);
}

#[test]
fn a_temporary_password_must_be_replaced_at_sign_in() {
    let mut terminal = ScriptedTerminal::with_account();
    terminal.run(concat([
        add_member_steps(),
        vec![line("> ", "sign-out")],
        vec![line("Username: ", "bob"), Step::Secret("Password: ", Typed::Captured), Step::Expect("Wrong username or")],
        password_steps("bob", OTHER_PASSWORD).into(),
        vec![Step::Expect("Welcome, bob.")],
    ]));
}

#[test]
fn a_help_code_requires_pairing_and_abandoning_it_changes_nothing() {
    let mut terminal = ScriptedTerminal::with_account();
    let reach_pairing = || {
        concat([
            password_steps("bob", OTHER_PASSWORD).into(),
            vec![
                Step::Expect("Two-factor was reset; a help code is required."),
                Step::Secret("Help code", Typed::Captured),
                Step::Expect("To finish signing in, pair your phone."),
            ],
        ])
    };
    terminal.run(concat([
        add_member_steps(),
        setup_steps(OTHER_PASSWORD),
        vec![line("> ", "sign-out"), Step::Concurrently(Box::new(help_code_for_bob))],
        reach_pairing(),
        vec![secret("Code that the app shows", "b"), Step::Expect("Nothing was changed."), Step::ExpectNot("Welcome")],
        reach_pairing(),
        pairing_steps(),
        vec![Step::Expect("Welcome, bob.")],
    ]));
}

/// An administrator elsewhere creates a help code for Bob, who lost the phone.
fn help_code_for_bob(auth: &Auth) -> String {
    let alice = second_session(auth, "alice", PASSWORD);
    let proof = step_up(auth, &alice, PASSWORD);
    let bob = auth.users(&alice).unwrap().into_iter().find(|user| user.username == "bob").unwrap().id;
    let code = auth.reset_two_factor(&alice, proof, bob).unwrap();
    auth.sign_out(alice).unwrap();
    code.expose_text().to_string()
}
