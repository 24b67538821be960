//! The main loop: sign-in, session, and sign-out, beginning with an empty file.

use vestibule::auth::Auth;

use super::console::{Exit, Terminal};
use super::{session, sign_in};

/// Signs users in, one after the other, until the input ends.
///
/// # Errors
/// Fails if the terminal fails, or if the accounts cannot be read at all.
pub fn run(auth: &Auth, terminal: &mut dyn Terminal) -> Result<(), Exit> {
    terminal.print("The end of input leaves: Ctrl-D, on Windows Ctrl-Z and Enter.")?;
    match main_loop(auth, terminal) {
        Err(Exit::EndOfInput) => terminal.print(""),
        result => result,
    }
}

fn main_loop(auth: &Auth, terminal: &mut dyn Terminal) -> Result<(), Exit> {
    loop {
        let is_new = auth.has_no_accounts()?;
        match sign_in_and_run_session(auth, terminal, is_new) {
            Ok(()) => {}
            // Whatever was refused or failed, sign-in begins again.
            Err(Exit::Denied(denied)) => terminal.print_error(&denied, denied.advice())?,
            Err(exit @ (Exit::EndOfInput | Exit::Terminal(_))) => return Err(exit),
        }
    }
}

/// Signs in, and runs the session until it ends.
fn sign_in_and_run_session(auth: &Auth, terminal: &mut dyn Terminal, is_new: bool) -> Result<(), Exit> {
    let new_session =
        if is_new { sign_in::create_first_account(auth, terminal)? } else { sign_in::sign_in(auth, terminal)? };
    match new_session {
        Some(arrived) => session::run_session(auth, terminal, arrived),
        // The reason has already been printed.
        None => Ok(()),
    }
}

/// Asks a question; returns whether the answer was yes.
pub fn confirm(terminal: &mut dyn Terminal, question: &str) -> Result<bool, Exit> {
    loop {
        match terminal.line(&format!("{question} (yes/no) "))?.trim() {
            "yes" | "y" => return Ok(true),
            "no" | "n" => return Ok(false),
            _ => {}
        }
    }
}
