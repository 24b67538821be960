//! Why an act of somebody who is signed in was not done.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::formatting::format_duration;
use crate::auth::password::PasswordProblem;
use crate::auth::username::UsernameProblem;

/// An act was not done, and nothing was changed. It says what happened, its source says why, and [`ActionError::advice`]
/// says what to do. [`Report`](super::Report) prints the first two on one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// The account was changed between the proof and the act. Signing in again helps.
    #[error("the account was changed meanwhile")]
    Changed,
    /// The session is locked or over.
    #[error("the session is locked or over")]
    SessionEnded,
    /// The proof is older than five minutes, or was for something else.
    #[error("the proof is too old, or was for something else")]
    StepUpExpired,
    /// The set-up took longer than ten minutes.
    #[error("the set-up took too long")]
    Expired,
    /// Only administrators may do this.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// Nobody does this to themselves.
    #[error("an administrator may not do this to their own account")]
    OnSelf,
    /// The last enabled administrator with a password of their own would be gone.
    #[error("this is the last administrator")]
    LastAdministrator,
    /// The username, or the name of the authenticator, is taken.
    #[error("the name is taken")]
    NameTaken,
    /// The name of the authenticator is empty, longer than 32 characters, or holds some that cannot be seen.
    #[error("the name of an authenticator has 1 to 32 characters on one line")]
    InvalidAuthenticatorName,
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
    #[error("too many attempts; wait {}", format_duration(*.0))]
    Waiting(Duration),
    /// The account has five authenticators already.
    #[error("the account has five authenticators already")]
    TooManyAuthenticators,
    /// Removing the last authenticator is turning two-factor off.
    #[error("this is the only authenticator")]
    LastAuthenticator,
    /// What the act was about does not exist any more.
    #[error("it does not exist, or no longer")]
    NotFound,
    /// There is an account already, so this is not the first.
    #[error("an account exists already")]
    AccountsExist,
    /// The host's words are empty, longer than 200 characters, or hold characters that end a line, cannot be seen or move
    /// the others.
    #[error("a text for the log has 1 to 200 characters and stands on one line")]
    InvalidText,
    /// A bound that was to be set is out of range.
    #[error("the value is out of bounds")]
    InvalidPolicy,
    /// The program fixes what checking a password costs.
    #[error("the program fixes what checking a password costs")]
    CostFixed,
    /// A fault of the store, the random source, or memory.
    #[error("the operation failed")]
    Fault(#[from] Error),
}

impl ActionError {
    /// What whoever wanted it can do, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Changed | Self::SessionEnded => "Sign in again",
            Self::StepUpExpired => "Confirm once more that it is you",
            Self::Expired => "Begin again",
            Self::NotAdministrator => "Ask an administrator",
            Self::OnSelf => "Ask another administrator",
            Self::LastAdministrator => "Make a second administrator first",
            Self::NameTaken => "Choose another name",
            Self::InvalidAuthenticatorName => "Choose a name of 1 to 32 characters",
            Self::Username(problem) => problem.advice(),
            Self::Password(problem) => problem.advice(),
            Self::WrongPassword => "Type it once more",
            Self::Waiting(_) => "Try again after that",
            Self::TooManyAuthenticators => "Remove one first",
            Self::LastAuthenticator => "Turn off two-factor instead",
            Self::NotFound => "Look again at what there is",
            Self::AccountsExist => "Sign in",
            Self::InvalidText => "Write one line of 1 to 200 characters",
            Self::InvalidPolicy => "Choose a value within the bounds",
            Self::CostFixed => "Change the options of the program",
            Self::Fault(fault) => fault.advice(),
        }
    }
}
