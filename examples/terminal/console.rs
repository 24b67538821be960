//! The terminal, behind a trait so that tests can type.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use vestibule::auth::{ActionError, Error, Interrupted, Report, SecretInput};

/// Where the conversation is held.
pub trait Terminal {
    /// Says something, on lines of its own.
    fn print(&mut self, text: &str) -> Result<(), Exit>;
    /// Says what happened, with its causes, and what to do about it.
    fn print_error(&mut self, error: &dyn std::error::Error, advice: &str) -> Result<(), Exit> {
        self.print(&format!("{} {advice}.", sentence(Report::new(error))))
    }
    /// Asks for a line that may be seen.
    fn line(&mut self, prompt: &str) -> Result<String, Exit>;
    /// Asks for one that nobody may read over a shoulder. It is never kept as anything but [`SecretInput`].
    fn secret(&mut self, prompt: &str) -> Result<SecretInput, Exit>;
}

/// Why the conversation does not go on.
#[derive(Debug, thiserror::Error)]
pub enum Exit {
    /// The end of input: whoever was there has left.
    #[error("the input has ended")]
    EndOfInput,
    /// The terminal is gone.
    #[error(transparent)]
    Terminal(io::Error),
    /// An act was not done, or a fault of the accounts.
    #[error(transparent)]
    Denied(#[from] ActionError),
}

impl From<Error> for Exit {
    fn from(fault: Error) -> Self {
        Self::Denied(ActionError::Fault(fault))
    }
}

/// Where nothing is left to try again with, the state goes with the conversation.
impl<S> From<Interrupted<S>> for Exit {
    fn from(interrupted: Interrupted<S>) -> Self {
        interrupted.error.into()
    }
}

impl<S> From<Interrupted<S, ActionError>> for Exit {
    fn from(interrupted: Interrupted<S, ActionError>) -> Self {
        Self::Denied(interrupted.error)
    }
}

impl From<io::Error> for Exit {
    fn from(error: io::Error) -> Self {
        // What `rpassword` makes of Ctrl-D.
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::EndOfInput } else { Self::Terminal(error) }
    }
}

/// What the library says, with a capital letter and a full stop.
pub fn sentence(message: impl Display) -> String {
    let said = message.to_string();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Standard input and output.
pub struct Console;

impl Terminal for Console {
    fn print(&mut self, text: &str) -> Result<(), Exit> {
        Ok(writeln!(io::stdout(), "{text}")?)
    }

    fn line(&mut self, prompt: &str) -> Result<String, Exit> {
        print_prompt(prompt)?;
        read_line()
    }

    fn secret(&mut self, prompt: &str) -> Result<SecretInput, Exit> {
        print_prompt(prompt)?;
        // What comes through a pipe is shown by nobody.
        let typed = if io::stdin().is_terminal() { rpassword::read_password()? } else { read_line()? };
        Ok(SecretInput::new(typed))
    }
}

fn print_prompt(prompt: &str) -> Result<(), Exit> {
    let mut output = io::stdout().lock();
    write!(output, "{prompt}")?;
    Ok(output.flush()?)
}

/// A line without its end. All the room at once, since a buffer that grows leaves copies of a secret.
fn read_line() -> Result<String, Exit> {
    let mut line = String::with_capacity(4096);
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(Exit::EndOfInput);
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}
