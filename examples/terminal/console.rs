//! The terminal, behind a trait so that tests can type.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use vestibule::auth::{Denied, Error, Interrupted, Report, TypedText};

/// Where the conversation is held.
pub trait Terminal {
    /// Says something, on lines of its own.
    fn say(&mut self, text: &str) -> Result<(), Over>;
    /// Says what happened, with its causes, and what to do about it.
    fn refuse(&mut self, why: &dyn std::error::Error, way_out: &str) -> Result<(), Over> {
        self.say(&format!("{} {way_out}.", sentence(Report::new(why))))
    }
    /// Asks for a line that may be seen.
    fn line(&mut self, prompt: &str) -> Result<String, Over>;
    /// Asks for one that nobody may read over a shoulder. It is never kept as anything but [`TypedText`].
    fn secret(&mut self, prompt: &str) -> Result<TypedText, Over>;
}

/// Why the conversation does not go on.
#[derive(Debug, thiserror::Error)]
pub enum Over {
    /// The end of input: whoever was there has left.
    #[error("the input has ended")]
    Left,
    /// The terminal is gone.
    #[error(transparent)]
    Terminal(io::Error),
    /// An act was not done, or a fault of the accounts.
    #[error(transparent)]
    Denied(#[from] Denied),
}

impl From<Error> for Over {
    fn from(fault: Error) -> Self {
        Self::Denied(Denied::Fault(fault))
    }
}

/// Where nothing is left to try again with, the state goes with the conversation.
impl<S> From<Interrupted<S>> for Over {
    fn from(interrupted: Interrupted<S>) -> Self {
        interrupted.error.into()
    }
}

impl<S> From<Interrupted<S, Denied>> for Over {
    fn from(interrupted: Interrupted<S, Denied>) -> Self {
        Self::Denied(interrupted.error)
    }
}

impl From<io::Error> for Over {
    fn from(error: io::Error) -> Self {
        // What `rpassword` makes of Ctrl-D.
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::Left } else { Self::Terminal(error) }
    }
}

/// What the library says, with a capital letter and a full stop.
pub fn sentence(said: impl Display) -> String {
    let said = said.to_string();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Standard input and output.
pub struct Console;

impl Terminal for Console {
    fn say(&mut self, text: &str) -> Result<(), Over> {
        Ok(writeln!(io::stdout(), "{text}")?)
    }

    fn line(&mut self, prompt: &str) -> Result<String, Over> {
        ask(prompt)?;
        read_line()
    }

    fn secret(&mut self, prompt: &str) -> Result<TypedText, Over> {
        ask(prompt)?;
        // What comes through a pipe is shown by nobody.
        let typed = if io::stdin().is_terminal() { rpassword::read_password()? } else { read_line()? };
        Ok(TypedText::new(typed))
    }
}

fn ask(prompt: &str) -> Result<(), Over> {
    let mut output = io::stdout().lock();
    write!(output, "{prompt}")?;
    Ok(output.flush()?)
}

/// A line without its end. All the room at once, since a buffer that grows leaves copies of a secret.
fn read_line() -> Result<String, Over> {
    let mut line = String::with_capacity(4096);
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(Over::Left);
    }
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}
