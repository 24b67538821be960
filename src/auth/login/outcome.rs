//! What the steps of a sign-in are answered with.

use crate::auth::login::{MustChange, MustEnrol, Pending};
use crate::auth::notices::SignInNotices;
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::session::Session;

/// What a step of a sign-in led to.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// Both doors are open.
    SignedIn(Box<SignedIn>),
    /// The password was right; a code is owed.
    CodeRequired(Box<Pending>),
    /// A temporary password was right; a password of one's own is owed.
    PasswordChangeRequired(Box<MustChange>),
    /// Everything was right, but there is no authenticator: pairing one is owed.
    EnrolmentRequired(Box<MustEnrol>),
    /// The first door stays closed.
    Refused(PasswordRefusal),
    /// The second door stays closed. With the state, the next code can be tried; without, the sign-in is over.
    CodeRefused(CodeRefusal, Option<Box<Pending>>),
}

/// The number of an [`Outcome`], as the web example that Vestibule grew from counted them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Signed in.
    Ok = 0,
    /// A further step is owed: a code, a new password, or pairing.
    OtpRequired = 1,
    /// A second factor was refused.
    WrongOtp = 2,
    /// A password was refused, or has to wait.
    WrongCredentials = 3,
}

impl Outcome {
    /// Its number.
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
    /// What gives keys and acts.
    pub session: Session,
    /// What the person should hear first.
    pub notices: SignInNotices,
}
