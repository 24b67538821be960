//! What people do more than once, and what others do elsewhere.

use vestibule::auth::{Auth, Outcome, Purpose, Session, StepUp, StepUpAnswer, TypedText};

use super::person::{OTHER_PASSWORD, PASSWORD, Step, Typed, line, secret};

/// From the setup key on the screen to two-factor being on.
pub fn pairs() -> Vec<Step> {
    vec![
        Step::Reads("otpauth://totp/Terminal:"),
        Step::Secret("Code that the app shows", Typed::Code),
        line("Name of this phone (Enter: Phone): ", ""),
        Step::Reads("lets you in once without the phone"),
        line("Have you kept them?", "yes"),
        Step::Reads("Two-factor is on"),
    ]
}

/// Somebody who is signed in pairs a phone.
pub fn sets_up(password: &'static str) -> Vec<Step> {
    let mut steps = vec![line("> ", "set-up"), secret("Your password", password)];
    steps.extend(pairs());
    steps
}

pub fn gives_password(username: &str, password: &'static str) -> [Step; 2] {
    [line("Username: ", username), secret("Password: ", password)]
}

pub fn all(parts: impl IntoIterator<Item = Vec<Step>>) -> Vec<Step> {
    parts.into_iter().flatten().collect()
}

/// Alice adds Bob, who chooses a password of his own and stays.
pub fn bob_arrives() -> Vec<Step> {
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
            Step::Reads("The password is easy to guess"),
            secret("New password", OTHER_PASSWORD),
            secret("Once more: ", OTHER_PASSWORD),
            Step::Reads("Welcome, bob."),
        ],
    ])
}

/// Signs somebody in beside the conversation, with the password alone.
pub fn elsewhere(auth: &Auth, username: &str, password: &str) -> Session {
    match auth.sign_in(username, TypedText::new(password.to_owned())).unwrap() {
        Outcome::SignedIn(signed_in) => signed_in.session,
        other => panic!("{other:?}"),
    }
}

/// An administrator proves to be one, by the password alone.
pub fn proof(auth: &Auth, session: &Session, password: &str) -> StepUp {
    let typed = TypedText::new(password.to_owned());
    match auth.step_up(session, Purpose::Administer, typed, None).unwrap() {
        StepUpAnswer::Proven(proof) => proof,
        other => panic!("{other:?}"),
    }
}
