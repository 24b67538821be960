//! Why an act of somebody who is signed in was not done.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::password::PasswordProblem;
use crate::auth::username::UsernameProblem;
use crate::auth::wording::span;

/// An act was not done, and nothing was changed. It says what happened, its source says why, and [`Denied::way_out`]
/// says what to do. [`Report`](super::Report) prints the first two on one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Denied {
    /// The account was changed between the proof and the act. Signing in again helps.
    #[error("the account was changed meanwhile")]
    Changed,
    /// The session is locked or over.
    #[error("the session is locked or over")]
    Ended,
    /// The proof is older than five minutes, or was for something else.
    #[error("the proof is too old, or was for something else")]
    StepUpOver,
    /// The set-up took longer than ten minutes.
    #[error("the set-up took too long")]
    TookTooLong,
    /// Only administrators may do this.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// Nobody does this to themselves.
    #[error("an administrator may not do this to their own account")]
    Oneself,
    /// The last enabled administrator with a password of their own would be gone.
    #[error("this is the last administrator")]
    LastAdministrator,
    /// The username, or the name of the authenticator, is taken.
    #[error("the name is taken")]
    NameTaken,
    /// The name of the authenticator is empty, longer than 32 characters, or holds some that cannot be seen.
    #[error("the name of an authenticator has 1 to 32 characters on one line")]
    Name,
    /// The username breaks a rule.
    #[error("invalid username")]
    Username(#[from] UsernameProblem),
    /// The new password breaks a rule.
    #[error("invalid password")]
    Password(#[from] PasswordProblem),
    /// The old password is wrong.
    #[error("the old password is wrong")]
    WrongPassword,
    /// Too many passwords were tried.
    #[error("too many attempts; wait {}", span(*.0))]
    Waiting(Duration),
    /// The account has five authenticators already.
    #[error("the account has five authenticators already")]
    TooMany,
    /// Removing the last authenticator is turning two-factor off.
    #[error("this is the only authenticator")]
    LastAuthenticator,
    /// What the act was about does not exist any more.
    #[error("it does not exist, or no longer")]
    Gone,
    /// There is an account already, so this is not the first.
    #[error("an account exists already")]
    AccountsExist,
    /// The host's words are empty, longer than 200 characters, or hold characters that end a line, cannot be seen or move
    /// the others.
    #[error("a text for the log has 1 to 200 characters and stands on one line")]
    Text,
    /// A bound that was to be set is out of range.
    #[error("the value is out of bounds")]
    OutOfRange,
    /// The program fixes what checking a password costs.
    #[error("the program fixes what checking a password costs")]
    CostFixed,
    /// A fault of the store, the random source, or memory.
    #[error("the operation failed")]
    Fault(#[from] Error),
}

impl Denied {
    /// What whoever wanted it can do, as one sentence without a full stop.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Changed | Self::Ended => "Sign in again",
            Self::StepUpOver => "Confirm once more that it is you",
            Self::TookTooLong => "Begin again",
            Self::NotAdministrator => "Ask an administrator",
            Self::Oneself => "Ask another administrator",
            Self::LastAdministrator => "Make a second administrator first",
            Self::NameTaken => "Choose another name",
            Self::Name => "Choose a name of 1 to 32 characters",
            Self::Username(problem) => problem.way_out(),
            Self::Password(problem) => problem.way_out(),
            Self::WrongPassword => "Type it once more",
            Self::Waiting(_) => "Try again after that",
            Self::TooMany => "Remove one first",
            Self::LastAuthenticator => "Turn off two-factor instead",
            Self::Gone => "Look again at what there is",
            Self::AccountsExist => "Sign in",
            Self::Text => "Write one line of 1 to 200 characters",
            Self::OutOfRange => "Choose a value within the bounds",
            Self::CostFixed => "Change the options of the program",
            Self::Fault(fault) => fault.way_out(),
        }
    }
}
