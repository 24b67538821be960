//! Passwords: normalization, the rules for new ones, and the cost of key derivation.

mod common_passwords;
mod cost;
mod guess_rate;
mod measure;
mod normalized;
mod passphrase;
mod strength;

pub use cost::Cost;
pub(crate) use cost::KdfParams;
pub use measure::MeasuredCost;
pub(crate) use measure::{Machine, Observations, measure, measure_at, memory_limit};
pub(crate) use normalized::{NormalizedPassword, normalize, normalize_new};
pub use passphrase::passphrase;
pub(crate) use strength::PasswordRules;
pub use strength::{Estimate, PasswordWeakness, REQUIRED_GUESSES, Strength};

use crate::auth::formatting::format_count;

/// The minimum password length, in characters after composition (NIST SP 800-63B-4 section 3.1.1.2).
pub const MIN_PASSWORD_CHARS: usize = 15;

/// The maximum password length, in characters after composition.
pub const MAX_PASSWORD_CHARS: usize = 256;

/// Why a password cannot be chosen or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordProblem {
    /// Shorter than [`MIN_PASSWORD_CHARS`].
    #[error("the password has {}, at least {MIN_PASSWORD_CHARS} are needed", characters_in(*characters))]
    TooShort {
        /// The number of characters.
        characters: usize,
    },
    /// Longer than [`MAX_PASSWORD_CHARS`].
    #[error("the password is longer than {MAX_PASSWORD_CHARS} characters")]
    TooLong,
    /// Contains a character that is not allowed, such as a control character (RFC 8264 section 4.3).
    #[error("the password contains a character that is not allowed, such as a line end")]
    Character,
    /// Contains the username, ignoring case.
    #[error("the password contains the username")]
    ContainsUsername,
    /// Contains the name of the program, ignoring case.
    #[error("the password contains the name of the program")]
    ContainsProgram,
    /// The temporary password that is to be replaced.
    #[error("the password is the temporary one")]
    Temporary,
    /// Too easy to guess.
    #[error("the password is easy to guess: {0}")]
    Guessable(PasswordWeakness),
}

impl PasswordProblem {
    /// Returns what the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "Use more characters; several words are easiest",
            Self::TooLong => "Use fewer characters",
            Self::Character => "Leave that character out",
            Self::ContainsUsername => "Leave the username out",
            Self::ContainsProgram => "Leave that name out",
            Self::Temporary => "Choose your own",
            Self::Guessable(_) => "Choose several words",
        }
    }
}

fn characters_in(password: usize) -> String {
    format_count(u64::try_from(password).unwrap_or(u64::MAX), "character", "characters")
}

#[cfg(test)]
mod tests;
