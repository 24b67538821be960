//! Why a code or a name was not accepted while an authenticator is paired.

use crate::auth::login::clocks_apart;

/// Why step 2 did not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmRefusal {
    /// Not six digits. Not counted.
    #[error("a one-time code has six digits")]
    Malformed,
    /// Not a code of this secret.
    #[error("the code is wrong")]
    Wrong,
    /// A code of this secret, but of another time.
    #[error("{}", clocks_apart(*minutes))]
    ClockOff {
        /// By about how many minutes.
        minutes: u32,
    },
    /// The name is empty or longer than 32 characters.
    #[error("the name of an authenticator has 1 to 32 characters on one line")]
    Name,
    /// Another authenticator of the account has this name.
    #[error("another authenticator has this name")]
    NameTaken,
    /// All tries are used up: there is a new secret, to be scanned anew.
    #[error("too many wrong codes; there is a new setup key")]
    NewSecret,
}

impl ConfirmRefusal {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Malformed => "Check what you typed",
            Self::Wrong => "Type the code that the app shows now",
            Self::ClockOff { .. } => "Set both clocks to automatic time",
            Self::Name => "Type a shorter name",
            Self::NameTaken => "Choose another name",
            Self::NewSecret => "Scan or type it, and remove the old entry from the app",
        }
    }
}
