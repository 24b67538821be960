//! Passwords: how they are prepared, what a new one must satisfy, and what deriving a key from one costs.

mod cost;
mod passphrase;
mod prepared;
mod strength;

pub use cost::Cost;
pub(crate) use cost::KdfString;
pub use passphrase::passphrase;
pub(crate) use prepared::{Prepared, normalize, prepare};
pub use strength::{Guess, Strength, strength};

use super::secret::Password;
use super::username::Username;

/// The shortest password, in characters, composed with their accents (NIST SP 800-63B-4 section 3.1.1.2).
pub const MINIMUM: usize = 15;

/// The longest password, in characters, composed with their accents.
pub const MAXIMUM: usize = 256;

/// Why a password cannot be chosen, or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordProblem {
    /// Fewer than [`MINIMUM`] characters.
    TooShort {
        /// How many there are.
        characters: usize,
    },
    /// More than [`MAXIMUM`] characters.
    TooLong,
    /// It holds a character that no password may have, such as a control character (RFC 8264 section 4.3).
    Character,
    /// It contains the username, in whatever case.
    ContainsUsername,
    /// It contains the name of the program, in whatever case.
    ContainsProgram,
    /// It would be guessed.
    Guessable(Guess),
}

/// Whether `password` may become the new password of `username` in the program named `program`. Slow by design of
/// the guesser: milliseconds, not for a drawing thread.
///
/// # Errors
/// The first reason against it.
pub fn check_new(password: &Password, username: &Username, program: &str) -> Result<(), PasswordProblem> {
    let prepared = prepare(password)?;
    strength::check(&prepared, &[username.key(), username.display()], program)
}

#[cfg(test)]
mod tests;
