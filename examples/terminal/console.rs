//! The terminal, as a trait so that tests can provide the input.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use vestibule::auth::{ActionError, Error, Interrupted, Report, SecretInput};

/// Input and output of the dialogue.
pub trait Terminal {
    /// Prints text on lines of its own.
    fn print(&mut self, text: &str) -> Result<(), Exit>;
    /// Prints an error with its causes, and the advice.
    fn print_error(&mut self, error: &dyn std::error::Error, advice: &str) -> Result<(), Exit> {
        self.print(&format!("{} {advice}.", sentence(Report::new(error))))
    }
    /// Reads a line that may be echoed.
    fn line(&mut self, prompt: &str) -> Result<String, Exit>;
    /// Reads a line without echo. It is kept only as [`SecretInput`].
    fn secret(&mut self, prompt: &str) -> Result<SecretInput, Exit>;
}

/// Why the dialogue ends.
#[derive(Debug, thiserror::Error)]
pub enum Exit {
    /// The end of input: the user has left.
    #[error("the input has ended")]
    EndOfInput,
    /// Reading or writing the terminal failed.
    #[error(transparent)]
    Terminal(io::Error),
    /// An action was refused, or the accounts failed.
    #[error(transparent)]
    Denied(#[from] ActionError),
}

impl From<Error> for Exit {
    fn from(fault: Error) -> Self {
        Self::Denied(ActionError::Fault(fault))
    }
}

/// Where a step is not retried, its state is dropped.
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
        // `rpassword` reports Ctrl-D like this.
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::EndOfInput } else { Self::Terminal(error) }
    }
}

/// Formats a message as a sentence, with a capital letter and a full stop.
pub fn sentence(message: impl Display) -> String {
    let text = message.to_string();
    let mut letters = text.chars();
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
        // Input from a pipe is not echoed.
        let typed = if io::stdin().is_terminal() { rpassword::read_password()? } else { read_line()? };
        Ok(SecretInput::new(typed))
    }
}

fn print_prompt(prompt: &str) -> Result<(), Exit> {
    let mut output = io::stdout().lock();
    write!(output, "{prompt}")?;
    Ok(output.flush()?)
}

/// Reads a line without its end. The capacity is reserved at once, since a growing buffer leaves copies of a secret.
fn read_line() -> Result<String, Exit> {
    let mut line = String::with_capacity(4096);
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(Exit::EndOfInput);
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}
