//! Passwords: how they are prepared, what a new one must satisfy, and what deriving a key from one costs.

mod attack;
mod cost;
mod known;
mod measure;
mod passphrase;
mod prepared;
mod strength;

pub use cost::Cost;
pub(crate) use cost::KdfString;
pub use measure::MeasuredCost;
pub(crate) use measure::{Machine, Observations, measure, memory_limit, time_at};
pub use passphrase::passphrase;
pub(crate) use prepared::{Prepared, normalize, prepare};
pub(crate) use strength::PasswordRules;
pub use strength::{Estimate, Guess, REQUIRED_GUESSES, Strength};

use crate::auth::secret::Password;
use crate::auth::username::Username;
use crate::auth::wording::count;

/// The shortest password, in characters, composed with their accents (NIST SP 800-63B-4 section 3.1.1.2).
pub const MINIMUM: usize = 15;

/// The longest password, in characters, composed with their accents.
pub const MAXIMUM: usize = 256;

/// Why a password cannot be chosen, or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordProblem {
    /// Fewer than [`MINIMUM`] characters.
    #[error("the password has {}, at least {MINIMUM} are needed", characters_in(*characters))]
    TooShort {
        /// How many there are.
        characters: usize,
    },
    /// More than [`MAXIMUM`] characters.
    #[error("the password is longer than {MAXIMUM} characters")]
    TooLong,
    /// It holds a character that no password may have, such as a control character (RFC 8264 section 4.3).
    #[error("the password contains a character that is not allowed, such as a line end")]
    Character,
    /// It contains the username, in whatever case.
    #[error("the password contains the username")]
    ContainsUsername,
    /// It contains the name of the program, in whatever case.
    #[error("the password contains the name of the program")]
    ContainsProgram,
    /// It would be guessed.
    #[error("the password is easy to guess: {0}")]
    Guessable(Guess),
}

impl PasswordProblem {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "Use more characters; several words are easiest",
            Self::TooLong => "Use fewer characters",
            Self::Character => "Leave that character out",
            Self::ContainsUsername => "Leave the username out",
            Self::ContainsProgram => "Leave that name out",
            Self::Guessable(_) => "Choose several words",
        }
    }
}

fn characters_in(password: usize) -> String {
    count(u64::try_from(password).unwrap_or(u64::MAX), "character", "characters")
}

impl PasswordRules<'_> {
    /// Whether `password` may become the new password of `username`. Slow by design of the estimator: milliseconds, not
    /// for a drawing thread.
    ///
    /// # Errors
    /// The first reason against it.
    pub(crate) fn check_new(&self, password: &Password, username: &Username) -> Result<(), PasswordProblem> {
        let prepared = prepare(password)?;
        self.check(&prepared, &[username.key(), username.display()])
    }
}

#[cfg(test)]
mod tests;
