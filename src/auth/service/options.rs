//! Settings chosen by the author of a program.

use crate::auth::clock::UnixTime;
use crate::auth::password::{Cost, REQUIRED_GUESSES};
use crate::auth::throttle::ThrottleLimits;

/// How the cost of deriving a key from a password is determined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostChoice {
    /// By the computer: memory of Argon2id such that one derivation takes about half a second, 64 MiB to 1 GiB and at
    /// most an eighth of the computer's memory, with three passes and four lanes. Measured when the first account is
    /// created, stored, and measured again if the computer turns out to be much faster.
    #[default]
    Measured,
    /// By the program, the same on every computer. Less than 19 MiB of memory, or less work than two passes over 19
    /// MiB, is refused at start.
    Fixed(Cost),
}

impl From<Cost> for CostChoice {
    fn from(cost: Cost) -> Self {
        Self::Fixed(cost)
    }
}

/// Settings of an [`Auth`](super::Auth), fixed when the program starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Program name, shown in the authenticator; no password may contain it.
    pub program_name: String,
    /// What deriving a key from a password costs.
    pub cost: CostChoice,
    /// Guesses that a new password must withstand, as estimated by zxcvbn: from [`REQUIRED_GUESSES`] (10^10) to 10^18.
    /// Values outside are refused at start.
    pub required_guesses: u64,
    /// Limits on guessing.
    pub limits: ThrottleLimits,
    /// Build date of the program; an earlier clock reading is behind.
    pub build_date: UnixTime,
}

impl Options {
    /// Returns the default settings for a program of this name.
    pub fn new(program_name: impl Into<String>) -> Self {
        Self {
            program_name: program_name.into(),
            cost: CostChoice::Measured,
            required_guesses: REQUIRED_GUESSES,
            limits: ThrottleLimits::default(),
            build_date: UnixTime::default(),
        }
    }
}
