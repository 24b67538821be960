//! The way in, from an empty file to a prompt behind both doors, and out again.

use vestibule::auth::Auth;

use super::console::{Over, Terminal};
use super::{doors, inside};

/// Leads people through the doors, one after the other, until the input ends.
///
/// # Errors
/// The terminal is gone, or the accounts cannot be read at all.
pub fn run(auth: &Auth, terminal: &mut dyn Terminal) -> Result<(), Over> {
    terminal.say("The end of input leaves: Ctrl-D, on Windows Ctrl-Z and Enter.")?;
    match people(auth, terminal) {
        Err(Over::Left) => terminal.say(""),
        ended => ended,
    }
}

fn people(auth: &Auth, terminal: &mut dyn Terminal) -> Result<(), Over> {
    loop {
        let is_new = auth.is_new()?;
        match visit(auth, terminal, is_new) {
            Ok(()) => {}
            // Whatever was not done, or could not be, the doors are there again.
            Err(Over::Denied(denied)) => terminal.refuse(&denied, denied.way_out())?,
            Err(over @ (Over::Left | Over::Terminal(_))) => return Err(over),
        }
    }
}

/// In through the doors, and out again.
fn visit(auth: &Auth, terminal: &mut dyn Terminal, is_new: bool) -> Result<(), Over> {
    let arrived = if is_new { doors::first_account(auth, terminal)? } else { doors::sign_in(auth, terminal)? };
    match arrived {
        Some(arrived) => inside::stay(auth, terminal, arrived),
        // The doors have said why not.
        None => Ok(()),
    }
}

/// Whether the person says yes.
pub fn agrees(terminal: &mut dyn Terminal, question: &str) -> Result<bool, Over> {
    loop {
        match terminal.line(&format!("{question} (yes/no) "))?.trim() {
            "yes" | "y" => return Ok(true),
            "no" | "n" => return Ok(false),
            _ => {}
        }
    }
}
