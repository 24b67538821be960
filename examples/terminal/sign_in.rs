//! Sign-in: the first account, the password, the code, and replacing a temporary password.

use vestibule::auth::{
    ActionError, Auth, Factor, FirstAccount, Interrupted, MustChange, Outcome, Password, PasswordChoice,
    PasswordRefusal, RequiredFactor, SignedIn, Username,
};

use super::console::{Exit, Terminal, sentence};
use super::pairing;

/// A new session, by how it began.
pub enum NewSession {
    /// By creating the first account.
    First(FirstAccount),
    /// By signing in.
    SignedIn(SignedIn),
}

/// Creates the first account.
pub fn create_first_account(auth: &Auth, terminal: &mut dyn Terminal) -> Result<Option<NewSession>, Exit> {
    terminal.print("There is no account yet. Yours is the first, and administers the others.")?;
    if let Some(location) = auth.location() {
        terminal.print(&format!("The accounts are kept in {location}."))?;
    }
    let username = parse_username(&terminal.line("Username: ")?)?;
    let password = read_new_password(auth, terminal, &username)?;
    let first = auth.create_first_account(username.display(), password)?;
    Ok(Some(NewSession::First(first)))
}

/// Signs in, from the username to a session: every step returns what is required next.
pub fn sign_in(auth: &Auth, terminal: &mut dyn Terminal) -> Result<Option<NewSession>, Exit> {
    let username = terminal.line("Username: ")?;
    if let Some(remaining) = auth.remaining_wait(&username)? {
        let refusal = PasswordRefusal::Waiting { left: remaining };
        return terminal.print_error(&refusal, refusal.advice()).map(|()| None);
    }
    let password = terminal.secret("Password: ")?;
    let mut outcome = auth.sign_in(&username, password)?;
    loop {
        let pending = match outcome {
            Outcome::SignedIn(signed_in) => return Ok(Some(NewSession::SignedIn(*signed_in))),
            Outcome::CodeRequired(pending) => pending,
            Outcome::PasswordChangeRequired(state) => {
                outcome = choose_password(auth, terminal, *state)?;
                continue;
            }
            Outcome::EnrolmentRequired(state) => {
                let signed_in = pairing::run_required_setup(auth, terminal, *state)?;
                return Ok(signed_in.map(NewSession::SignedIn));
            }
            Outcome::Refused(refusal) => return terminal.print_error(&refusal, refusal.advice()).map(|()| None),
            Outcome::CodeRefused(refusal, pending) => {
                terminal.print_error(&refusal, refusal.advice())?;
                match pending {
                    Some(pending) => pending,
                    None => return Ok(None),
                }
            }
        };
        let input = match read_required_factor(terminal, pending.required_factor())? {
            Some(Factor::Code(code)) => auth.submit_code(*pending, code),
            Some(Factor::Recovery(code)) => auth.submit_recovery_code(*pending, code),
            None => return Ok(None),
        };
        outcome = match input {
            Ok(outcome) => outcome,
            // A temporary fault, such as a full disk, does not require the password again.
            Err(Interrupted { state, error }) => {
                terminal.print_error(&error, error.advice())?;
                Outcome::CodeRequired(state)
            }
        };
    }
}

/// Reads the second factor that a sign-in requires; `None` for going back.
fn read_required_factor(terminal: &mut dyn Terminal, required: RequiredFactor) -> Result<Option<Factor>, Exit> {
    let prompt = match required {
        RequiredFactor::Code => return read_factor(terminal),
        RequiredFactor::RecoveryCode => "Recovery code (b: back): ",
        RequiredFactor::HelpCode => "Help code (b: back): ",
        RequiredFactor::NewHelpCode => return terminal.print(&sentence(required)).map(|()| None),
    };
    terminal.print(&sentence(required))?;
    let typed = terminal.secret(prompt)?;
    Ok((typed.expose_text().trim() != "b").then_some(Factor::Recovery(typed)))
}

/// Reads the second factor; `None` for going back.
pub fn read_factor(terminal: &mut dyn Terminal) -> Result<Option<Factor>, Exit> {
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

/// Replaces a temporary password with an own one.
fn choose_password(auth: &Auth, terminal: &mut dyn Terminal, mut state: MustChange) -> Result<Outcome, Exit> {
    terminal.print("The temporary password has done its work. Choose one of your own.")?;
    if state.pairing_follows() {
        terminal.print("Then your phone is paired anew.")?;
    }
    let username = parse_username(state.username())?;
    loop {
        let password = read_new_password(auth, terminal, &username)?;
        state = match auth.choose_password(state, password) {
            Ok(PasswordChoice::Accepted(outcome)) => return Ok(outcome),
            Ok(PasswordChoice::Refused(unchanged, problem)) => {
                terminal.print_error(&problem, problem.advice())?;
                *unchanged
            }
            Err(Interrupted { state, error }) => {
                terminal.print_error(&error, error.advice())?;
                *state
            }
        };
    }
}

/// Parses the name of an account, for the password rules.
pub fn parse_username(username: &str) -> Result<Username, Exit> {
    Ok(Username::parse(username).map_err(ActionError::from)?)
}

/// Asks until a password satisfies the rules and was typed twice.
pub fn read_new_password(auth: &Auth, terminal: &mut dyn Terminal, username: &Username) -> Result<Password, Exit> {
    loop {
        let password = terminal.secret("New password (Enter: suggest one): ")?;
        if password.expose_text().is_empty() {
            terminal.print("Six words, drawn by chance. Keep them, then type them:")?;
            terminal.print(auth.suggest_passphrase()?.expose_text())?;
            continue;
        }
        if let Err(problem) = auth.check_new_password(&password, username) {
            terminal.print_error(&problem, problem.advice())?;
            continue;
        }
        if terminal.secret("Once more: ")?.expose_text() == password.expose_text() {
            return Ok(password);
        }
        terminal.print("Those two differ.")?;
    }
}
