//! Why an operation in a session was refused.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::formatting::format_duration;
use crate::auth::password::PasswordProblem;
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::username::UsernameProblem;

/// An operation was refused, and nothing was changed. `Display` says what happened, its source says why, and
/// [`ActionError::advice`] says what to do. [`Report`](super::Report) prints the first two on one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// The account was changed between the proof and the operation. Signing in again helps.
    #[error("the account was changed meanwhile")]
    Changed,
    /// The session is locked or has ended.
    #[error("the session is locked or over")]
    SessionEnded,
    /// The proof is older than five minutes, or was for another purpose.
    #[error("the proof is too old, or was for something else")]
    StepUpExpired,
    /// The enrolment took longer than ten minutes.
    #[error("the set-up took too long")]
    Expired,
    /// Only administrators may do this.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// Administrators may not do this to their own account.
    #[error("an administrator may not do this to their own account")]
    OnSelf,
    /// The operation would leave no enabled administrator with a password of their own.
    #[error("this is the last administrator")]
    LastAdministrator,
    /// The username, or the name of the authenticator, is taken.
    #[error("the name is taken")]
    NameTaken,
    /// The authenticator's name is empty, longer than 32 characters, or has unprintable characters.
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
    /// Too many password attempts.
    #[error("too many attempts; wait {}", format_duration(*.0))]
    Waiting(Duration),
    /// The account has five authenticators already.
    #[error("the account has five authenticators already")]
    TooManyAuthenticators,
    /// The last authenticator can only be removed by turning two-factor off.
    #[error("this is the only authenticator")]
    LastAuthenticator,
    /// The object of the operation no longer exists.
    #[error("it does not exist, or no longer")]
    NotFound,
    /// An account exists already, so this is not the first.
    #[error("an account exists already")]
    AccountsExist,
    /// The host's text is empty, longer than 200 characters, or contains line ends, invisible or direction-changing
    /// characters.
    #[error("a text for the log has 1 to 200 characters and stands on one line")]
    InvalidText,
    /// A setting is out of range.
    #[error("the value is out of bounds")]
    InvalidPolicy,
    /// The program fixes the cost of a password check.
    #[error("the program fixes what checking a password costs")]
    CostFixed,
    /// A failure of the store, the random source, or memory.
    #[error("the operation failed")]
    Fault(#[from] Error),
}

impl ActionError {
    /// Returns what the user can do about it, as one sentence without a full stop.
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

/// Why a password, a second factor or what follows them did not permit the next step. The operation that checks them
/// gives it to the user together with the state that the user may continue from.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum StepError {
    /// The password was refused.
    Password(#[from] PasswordRefusal),
    /// The second factor was refused.
    Code(#[from] CodeRefusal),
    /// Anything else, including faults.
    Failed(#[from] ActionError),
}

impl From<Error> for StepError {
    fn from(fault: Error) -> Self {
        Self::Failed(fault.into())
    }
}
