//! What the steps of a sign-in are answered with.

use std::time::Duration;

use super::{MustChange, MustEnrol, Pending};
use crate::auth::clock::UnixTime;
use crate::auth::session::Session;

/// What a step of a sign-in led to.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// Both doors are open.
    SignedIn(Box<SignedIn>),
    /// The password was right; a code is owed.
    CodeOwed(Box<Pending>),
    /// A temporary password was right; a password of one's own is owed.
    PasswordOwed(Box<MustChange>),
    /// Everything was right, but there is no authenticator: pairing one is owed.
    PairingOwed(Box<MustEnrol>),
    /// The first door stays closed.
    Refused(Refusal),
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
            Self::CodeOwed(_) | Self::PasswordOwed(_) | Self::PairingOwed(_) => Status::OtpRequired,
            Self::CodeRefused(..) => Status::WrongOtp,
            Self::Refused(_) => Status::WrongCredentials,
        }
    }
}

/// Why the first door stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Unknown name, wrong password, disabled or unreadable account: nobody outside is told which.
    Wrong,
    /// Too many tries for this name.
    Waiting {
        /// How long.
        left: Duration,
    },
    /// The temporary password was right, but its 72 hours are over.
    TemporaryExpired,
    /// A proof was made before the account was changed.
    Changed,
}

/// Why the second door stays closed. Told plainly, since the password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// Not six digits, or not a recovery code's shape. Not counted.
    Malformed,
    /// Fits nothing.
    Wrong {
        /// Wrong codes in this sign-in so far.
        wrong: u32,
        /// This computer's clock is behind the latest time that the accounts have seen.
        clock_behind: bool,
    },
    /// Right once, but spent.
    AlreadyUsed {
        /// How long until the authenticator shows the next one; `None` for a recovery code.
        next_in: Option<Duration>,
    },
    /// Fits a step before the window.
    ClockOff {
        /// By about how many minutes.
        minutes: u32,
        /// This computer's clock is behind the latest time that the accounts have seen.
        clock_behind: bool,
    },
    /// The authenticator's last code was spent at a time that is still to come.
    AheadOfTime,
    /// Too many tries.
    Waiting {
        /// How long.
        left: Duration,
    },
    /// Codes are off until a recovery code, or an administrator's permission.
    Suspended,
    /// The account's sealed data does not open.
    Unreadable,
    /// An administrator reset two-factor: there is no authenticator, and the help code is owed.
    HelpCodeOwed,
    /// 120 s have passed since the password.
    TookTooLong,
    /// The account was changed meanwhile.
    Changed,
}

impl CodeRefusal {
    /// Whether the sign-in is over, and begins again at the password.
    pub(crate) fn ends(self, left_of_pending: Duration) -> bool {
        match self {
            Self::TookTooLong | Self::Changed => true,
            // A try at the very end would come too late.
            Self::Waiting { left } => left >= left_of_pending,
            _ => false,
        }
    }
}

/// A completed sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// What gives keys and acts.
    pub session: Session,
    /// What the person should hear first.
    pub notices: Notices,
}

/// What happened since the last sign-in, and what is running short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// Failed attempts since the last sign-in.
    pub failed: u32,
    /// When the last of them was.
    pub last_failed: Option<UnixTime>,
    /// Wrong codes typed after the right password, in sign-ins never completed.
    pub wrong_codes: u32,
    /// Recovery codes left, if this sign-in used one.
    pub recovery_left: Option<u32>,
}
