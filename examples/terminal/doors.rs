//! Both doors: the first account, the password, the code, and a password of one's own.

use vestibule::auth::{
    Auth, Chosen, Denied, Factor, FirstAccount, Interrupted, MustChange, Outcome, Password, Refusal, SignedIn, Username,
};

use super::console::{Over, Terminal};
use super::pairing;

/// Who has come in, and how.
pub enum Arrived {
    /// With the first account there is.
    First(FirstAccount),
    /// Through the doors.
    SignedIn(SignedIn),
}

/// Makes the first account.
pub fn first_account(auth: &Auth, terminal: &mut dyn Terminal) -> Result<Option<Arrived>, Over> {
    terminal.say("There is no account yet. Yours is the first, and administers the others.")?;
    if let Some(place) = auth.place() {
        terminal.say(&format!("The accounts are kept in {place}."))?;
    }
    let username = chosen_name(&terminal.line("Username: ")?)?;
    let password = new_password(auth, terminal, &username)?;
    let made = auth.create_first_account(username.display(), password)?;
    Ok(Some(Arrived::First(made)))
}

/// From a name to a session: every step answers with what is owed next.
pub fn sign_in(auth: &Auth, terminal: &mut dyn Terminal) -> Result<Option<Arrived>, Over> {
    let username = terminal.line("Username: ")?;
    if let Some(left) = auth.waiting(&username)? {
        let refusal = Refusal::Waiting { left };
        return terminal.refuse(&refusal, refusal.way_out()).map(|()| None);
    }
    let password = terminal.secret("Password: ")?;
    let mut outcome = auth.sign_in(&username, password)?;
    loop {
        let pending = match outcome {
            Outcome::SignedIn(signed_in) => return Ok(Some(Arrived::SignedIn(*signed_in))),
            Outcome::CodeOwed(pending) => pending,
            Outcome::PasswordOwed(state) => {
                outcome = choose(auth, terminal, *state)?;
                continue;
            }
            Outcome::PairingOwed(state) => {
                let signed_in = pairing::owed(auth, terminal, *state)?;
                return Ok(signed_in.map(Arrived::SignedIn));
            }
            Outcome::Refused(refusal) => return terminal.refuse(&refusal, refusal.way_out()).map(|()| None),
            Outcome::CodeRefused(refusal, pending) => {
                terminal.refuse(&refusal, refusal.way_out())?;
                match pending {
                    Some(pending) => pending,
                    None => return Ok(None),
                }
            }
        };
        let given = match factor(terminal)? {
            Some(Factor::Code(code)) => auth.give_code(*pending, code),
            Some(Factor::Recovery(code)) => auth.give_recovery_code(*pending, code),
            None => return Ok(None),
        };
        outcome = match given {
            Ok(outcome) => outcome,
            // A disk that is full for a moment does not cost the password.
            Err(Interrupted { state, error }) => {
                terminal.refuse(&error, error.way_out())?;
                Outcome::CodeOwed(state)
            }
        };
    }
}

/// What opens the second door; `None` for going back.
pub fn factor(terminal: &mut dyn Terminal) -> Result<Option<Factor>, Over> {
    loop {
        let typed = terminal.secret("Code (r: use a recovery or help code, b: back): ")?;
        match typed.expose_text().trim() {
            "b" => return Ok(None),
            "r" => {}
            _ => return Ok(Some(Factor::Code(typed))),
        }
        let typed = terminal.secret("Recovery or help code (b: back): ")?;
        if typed.expose_text().trim() != "b" {
            return Ok(Some(Factor::Recovery(typed)));
        }
    }
}

/// A password of one's own in place of a temporary one.
fn choose(auth: &Auth, terminal: &mut dyn Terminal, mut state: MustChange) -> Result<Outcome, Over> {
    terminal.say("The temporary password has done its work. Choose one of your own.")?;
    if state.pairing_follows() {
        terminal.say("Then your phone is paired anew.")?;
    }
    let username = chosen_name(state.username())?;
    loop {
        let password = new_password(auth, terminal, &username)?;
        state = match auth.choose_password(state, password) {
            Ok(Chosen::On(outcome)) => return Ok(outcome),
            Ok(Chosen::Refused(same, problem)) => {
                terminal.refuse(&problem, problem.way_out())?;
                *same
            }
            Err(Interrupted { state, error }) => {
                terminal.refuse(&error, error.way_out())?;
                *state
            }
        };
    }
}

/// The name of an account, as the rules for passwords know it.
pub fn chosen_name(username: &str) -> Result<Username, Over> {
    Ok(Username::parse(username).map_err(Denied::from)?)
}

/// Asks until a password satisfies the rules and was typed twice.
pub fn new_password(auth: &Auth, terminal: &mut dyn Terminal, username: &Username) -> Result<Password, Over> {
    loop {
        let password = terminal.secret("New password (Enter: suggest one): ")?;
        if password.expose_text().is_empty() {
            terminal.say("Six words, drawn by chance. Keep them, then type them:")?;
            terminal.say(auth.suggest_passphrase()?.expose_text())?;
            continue;
        }
        if let Err(problem) = auth.check_new_password(&password, username) {
            terminal.refuse(&problem, problem.way_out())?;
            continue;
        }
        if terminal.secret("Once more: ")?.expose_text() == password.expose_text() {
            return Ok(password);
        }
        terminal.say("Those two differ.")?;
    }
}
