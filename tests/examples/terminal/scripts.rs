//! Recurring steps of scripts, and actions elsewhere.

use vestibule::auth::{Auth, Outcome, SecretInput, Session, StepUp, StepUpPurpose, StepUpResult};

use super::scripted_terminal::{OTHER_PASSWORD, PASSWORD, ScriptedTerminal, Step, Typed, line, secret};

/// Signs in as alice, an administrator without two-factor, and runs the steps.
pub fn run_signed_in(steps: impl IntoIterator<Item = Vec<Step>>) {
    let steps = [password_steps("alice", PASSWORD).into()].into_iter().chain(steps);
    ScriptedTerminal::with_account().run(steps.flatten());
}

/// Pairs alice's authenticator, signs out, enters her password again, and runs the steps.
pub fn run_at_code_prompt(steps: impl IntoIterator<Item = Vec<Step>>) {
    let to_prompt = [setup_steps(PASSWORD), vec![line("> ", "sign-out")], password_steps("alice", PASSWORD).into()];
    run_signed_in(to_prompt.into_iter().chain(steps));
}

/// The steps from the setup key on the screen to two-factor being on.
pub fn pairing_steps() -> Vec<Step> {
    vec![
        Step::Expect("otpauth://totp/Terminal:"),
        Step::Secret("Code that the app shows", Typed::Code),
        line("Name of this phone (Enter: Phone): ", ""),
        Step::Expect("lets you in once without the phone"),
        line("Have you kept them?", "yes"),
        Step::Expect("Two-factor is on"),
    ]
}

/// Pairs an authenticator in a session.
pub fn setup_steps(password: &'static str) -> Vec<Step> {
    let mut steps = vec![line("> ", "set-up"), secret("Your password", password)];
    steps.extend(pairing_steps());
    steps
}

pub fn password_steps(username: &str, password: &'static str) -> [Step; 2] {
    [line("Username: ", username), secret("Password: ", password)]
}

pub fn concat(parts: impl IntoIterator<Item = Vec<Step>>) -> Vec<Step> {
    parts.into_iter().flatten().collect()
}

/// Alice adds Bob, who chooses his own password and stays signed in.
pub fn add_member_steps() -> Vec<Step> {
    concat([
        password_steps("alice", PASSWORD).into(),
        vec![
            line("> ", "add bob"),
            Step::Expect("shown only now"),
            Step::Capture,
            line("> ", "users"),
            Step::Expect("bob, never signed in"),
            line("> ", "sign-out"),
            line("Username: ", "bob"),
            Step::Secret("Password: ", Typed::Captured),
            Step::Expect("The temporary password has done its work."),
            Step::Secret("New password", Typed::Captured),
            Step::Secret("Once more: ", Typed::Captured),
            Step::Expect("The password is the temporary one. Choose your own."),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Expect("Welcome, bob."),
        ],
    ])
}

/// Opens a second session outside the script, with the password only.
pub fn second_session(auth: &Auth, username: &str, password: &str) -> Session {
    match auth.sign_in(username, SecretInput::new(password.to_owned())).unwrap() {
        Outcome::SignedIn(signed_in) => signed_in.session,
        other => panic!("{other:?}"),
    }
}

/// Performs an administrator's step-up, with the password only.
pub fn step_up(auth: &Auth, session: &Session, password: &str) -> StepUp {
    let typed = SecretInput::new(password.to_owned());
    match auth.step_up(session, StepUpPurpose::Administration, typed, None).unwrap() {
        StepUpResult::Proven(proof) => proof,
        other => panic!("{other:?}"),
    }
}
