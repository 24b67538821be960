//! Results of the sign-in steps.

use crate::auth::login::{MustChange, MustEnrol, Pending};
use crate::auth::notices::SignInNotices;
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::session::Session;

/// The result of a sign-in step.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// The sign-in is completed.
    SignedIn(Box<SignedIn>),
    /// The password was right; a code is required.
    CodeRequired(Box<Pending>),
    /// A temporary password was right; a new password is required.
    PasswordChangeRequired(Box<MustChange>),
    /// The sign-in steps succeeded, but the account has no authenticator: pairing one is required.
    EnrolmentRequired(Box<MustEnrol>),
    /// The password was refused.
    Refused(PasswordRefusal),
    /// The second factor was refused. With the state, another code can be submitted; without it, the sign-in is over.
    CodeRefused(CodeRefusal, Option<Box<Pending>>),
}

/// The number of an [`Outcome`], as in the web example that Vestibule is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Signed in.
    Ok = 0,
    /// Another step is required: a code, a new password, or pairing.
    OtpRequired = 1,
    /// A second factor was refused.
    WrongOtp = 2,
    /// A password was refused or throttled.
    WrongCredentials = 3,
}

impl Outcome {
    /// Returns the status number.
    pub fn status(&self) -> Status {
        match self {
            Self::SignedIn(_) => Status::Ok,
            Self::CodeRequired(_) | Self::PasswordChangeRequired(_) | Self::EnrolmentRequired(_) => Status::OtpRequired,
            Self::CodeRefused(..) => Status::WrongOtp,
            Self::Refused(_) => Status::WrongCredentials,
        }
    }
}

/// A completed sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session, which gives keys and permits operations.
    pub session: Session,
    /// Notices to show to the user first.
    pub notices: SignInNotices,
}
