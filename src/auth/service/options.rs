//! What the author of a program chooses.

use crate::auth::clock::UnixTime;
use crate::auth::error::Error;
use crate::auth::password::{Cost, REQUIRED_GUESSES};
use crate::auth::throttle::ThrottleLimits;

/// Who decides what deriving a key from a password costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostChoice {
    /// The computer: memory of Argon2id such that one derivation takes about half a second, 64 MiB to 1 GiB and at most an
    /// eighth of its memory, with three passes and four lanes. Measured when the first account is made, kept in the
    /// store, and measured again when the computer turns out much faster.
    #[default]
    Measured,
    /// The program, the same on every computer. Less than 19 MiB of memory, or less work than two passes over 19 MiB, is
    /// refused at start.
    Fixed(Cost),
}

impl CostChoice {
    /// Whether a program may choose this.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Measured => Ok(()),
            Self::Fixed(cost) => cost.check(),
        }
    }
}

impl From<Cost> for CostChoice {
    fn from(cost: Cost) -> Self {
        Self::Fixed(cost)
    }
}

/// What is set once, when the program starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the program: what the phone shows, and what no password may contain.
    pub program_name: String,
    /// What deriving a key from a password costs.
    pub cost: CostChoice,
    /// Guesses that a new password must withstand, as the estimator (zxcvbn) counts them: from [`REQUIRED_GUESSES`]
    /// (10^10) to 10^18. Less or more is refused at start.
    pub required_guesses: u64,
    /// Limits on guessing.
    pub limits: ThrottleLimits,
    /// When the program was built: a clock before it is behind.
    pub build_date: UnixTime,
}

impl Options {
    /// The shipped settings, for a program of this name.
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
