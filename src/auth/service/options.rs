//! What the author of a program chooses.

use crate::auth::clock::UnixTime;
use crate::auth::password::{Cost, REQUIRED_GUESSES};
use crate::auth::throttle::Limits;

/// What is set once, when the program starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the program: what the phone shows, and what no password may contain.
    pub program: String,
    /// What deriving a key from a password costs. Less than 19 MiB of memory, or less work than two passes over 19 MiB,
    /// is refused at start.
    pub cost: Cost,
    /// Guesses that a new password must withstand, as the estimator (zxcvbn) counts them: from [`REQUIRED_GUESSES`]
    /// (10^10) to 10^18. Less or more is refused at start.
    pub required_guesses: u64,
    /// Limits on guessing.
    pub limits: Limits,
    /// When the program was built: a clock before it is behind.
    pub built: UnixTime,
}

impl Options {
    /// The shipped settings, for a program of this name.
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            cost: Cost::STANDARD,
            required_guesses: REQUIRED_GUESSES,
            limits: Limits::default(),
            built: UnixTime::default(),
        }
    }
}
