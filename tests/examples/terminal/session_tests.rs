//! Tests of the session and of signing out.

use std::sync::mpsc;
use std::time::Duration;

use super::scripted_terminal::{OTHER_PASSWORD, PASSWORD, ScriptedTerminal, Step, Typed, line, secret};
use super::scripts::{add_member_steps, concat, password_steps, run_signed_in, second_session, setup_steps};
use super::session;

#[test]
fn members_cannot_administer() {
    let mut terminal = ScriptedTerminal::with_account();
    terminal.run(concat([
        add_member_steps(),
        vec![
            line("> ", "users"),
            Step::Expect("Only an administrator may do this."),
            line("> ", "add carol"),
            secret("Your password", OTHER_PASSWORD),
            Step::Expect("Only an administrator may do this."),
        ],
    ]));
}

#[test]
fn an_abandoned_setup_changes_nothing() {
    run_signed_in([vec![
        line("> ", "set-up"),
        secret("Your password", PASSWORD),
        secret("Code that the app shows", "k"),
        Step::Expect("Type this key there:"),
        secret("Code that the app shows", "12"),
        line("Name of this phone", ""),
        Step::Expect("A one-time code has six digits."),
        Step::Secret("Code that the app shows", Typed::Code),
        line("Name of this phone", "My phone"),
        line("Have you kept them?", "no"),
        Step::Expect("Then nothing was changed."),
        line("> ", "whoami"),
        Step::Expect("alice, administrator, no two-factor"),
    ]]);
}

#[test]
fn unlocking_requires_both_factors() {
    run_signed_in([
        setup_steps(PASSWORD),
        vec![
            line("> ", "lock"),
            Step::Expect("Locked. alice is signed in"),
            secret("Your password", "not it"),
            Step::Secret("Code", Typed::Code),
            Step::Expect("Wrong username or password."),
            secret("Your password", PASSWORD),
            Step::Secret("Code", Typed::Code),
            Step::Expect("The code was already used"),
            Step::Wait(30),
            secret("Your password", PASSWORD),
            Step::Secret("Code", Typed::Code),
            line("> ", "whoami"),
            Step::Expect("alice, administrator"),
            line("> ", "lock"),
            secret("Your password", "b"),
            line("Username: ", "alice"),
        ],
    ]);
}

#[test]
fn a_command_after_the_idle_timeout_finds_the_session_locked() {
    run_signed_in([vec![
        Step::Wait(14 * 60),
        line("> ", "whoami"),
        Step::Wait(14 * 60),
        line("> ", "whoami"),
        Step::Expect("alice, administrator"),
        Step::Wait(15 * 60),
        line("> ", "whoami"),
        Step::ExpectNot("alice, administrator"),
        Step::Expect("Locked. alice is signed in"),
        secret("Your password", PASSWORD),
        line("> ", "whoami"),
        Step::Expect("alice, administrator"),
    ]]);
}

/// Ends the session of the script from another one.
fn sign_out_elsewhere() -> Step {
    Step::Concurrently(Box::new(|auth| {
        auth.sign_out_others(&second_session(auth, "alice", PASSWORD)).unwrap();
        String::new()
    }))
}

#[test]
fn a_session_ended_elsewhere_accepts_no_commands() {
    run_signed_in([vec![
        sign_out_elsewhere(),
        line("> ", "whoami"),
        Step::ExpectNot("alice, administrator"),
        Step::Expect("The session was ended elsewhere."),
        line("Username: ", "alice"),
    ]]);
}

#[test]
fn an_operation_is_refused_when_its_session_ends_midway() {
    run_signed_in([
        vec![
            line("> ", "password"),
            secret("New password", OTHER_PASSWORD),
            sign_out_elsewhere(),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Expect("The session is locked or over. Sign in again."),
        ],
        password_steps("alice", PASSWORD).into(),
        vec![Step::Expect("Welcome, alice.")],
    ]);
}

#[test]
fn a_session_is_refreshed_while_waiting_for_input() {
    let (refreshed, refreshes) = mpsc::channel();
    let refresh = move || {
        // After the first refresh the receiver is dropped.
        let _ = refreshed.send(());
        Ok(())
    };
    let result = session::with_session_refresh(Duration::from_millis(1), refresh, || {
        refreshes.recv_timeout(Duration::from_mins(1))
    });
    assert_eq!(result, Ok(()));
}

#[test]
fn a_session_expires_after_twelve_hours() {
    let quarters = (0..71).flat_map(|_| [Step::Wait(10 * 60), line("> ", "")]);
    run_signed_in([
        quarters.collect(),
        vec![
            Step::Expect("The session ends in 10 minutes."),
            Step::Wait(10 * 60),
            line("> ", "whoami"),
            Step::Expect("The session has lasted for 12 hours."),
        ],
        password_steps("alice", PASSWORD).into(),
        vec![line("> ", "history"), Step::Expect("expired")],
    ]);
}

#[test]
fn account_changes_require_a_step_up() {
    run_signed_in([
        setup_steps(PASSWORD),
        vec![
            line("> ", "password"),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            secret("Your password", "not it"),
            secret("Code", "000000"),
            Step::Expect("Wrong username or password."),
            line("> ", "password"),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            secret("Your password", PASSWORD),
            Step::Wait(30),
            Step::Secret("Code", Typed::Code),
            Step::Expect("The password is changed."),
            line("> ", "codes"),
            secret("Your password", OTHER_PASSWORD),
            line("Have you kept them?", "yes"),
            Step::Expect("The new recovery codes are valid"),
            line("> ", "turn-off"),
            secret("Your password", OTHER_PASSWORD),
            Step::Expect("Two-factor is off."),
            line("> ", "whoami"),
            Step::Expect("no two-factor"),
            line("> ", "key"),
            Step::Expect(".1"),
            line("> ", "history"),
            Step::Expect("two-factor turned off"),
            line("> ", "sing-out"),
            Step::Expect("Type help"),
        ],
    ]);
}

#[test]
fn end_of_input_signs_out() {
    let mut terminal = ScriptedTerminal::with_account();
    let ends: [Vec<Step>; 6] = [
        vec![],
        vec![line("> ", "sign-out")],
        vec![line("> ", "lock"), secret("Your password", "b")],
        vec![line("> ", "set-up"), secret("Your password", PASSWORD)],
        vec![line("> ", "password")],
        vec![line("> ", "lock")],
    ];
    for end in ends {
        terminal.run(concat([password_steps("alice", PASSWORD).into(), end]));
        let session = second_session(&terminal.auth, "alice", PASSWORD);
        assert_eq!(terminal.auth.account(&session).unwrap().sessions.len(), 1, "only this session is open");
        terminal.auth.sign_out(session).unwrap();
    }
}
