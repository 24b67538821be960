//! What the steps of a sign-in are answered with.

use std::fmt;
use std::time::Duration;

use crate::auth::clock::UnixTime;
use crate::auth::login::{MustChange, MustEnrol, Pending};
use crate::auth::session::Session;
use crate::auth::wording::{count, span};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Unknown name, wrong password, disabled or unreadable account: nobody outside is told which.
    #[error("wrong username or password")]
    Wrong,
    /// Too many tries for this name.
    #[error("too many attempts; wait {}", span(*left))]
    Waiting {
        /// How long.
        left: Duration,
    },
    /// The temporary password was right, but its 72 hours are over.
    #[error("the temporary password has expired")]
    TemporaryExpired,
    /// A proof was made before the account was changed.
    #[error("the account was changed meanwhile")]
    Changed,
}

impl Refusal {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Wrong => "Check both, then type them again",
            Self::Waiting { .. } => "Try again after that",
            Self::TemporaryExpired => "Ask an administrator for a new one",
            Self::Changed => "Sign in again",
        }
    }
}

/// Why the second door stays closed. Told plainly, since the password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// Not six digits, or not a recovery code's shape. Not counted.
    #[error("a one-time code has six digits, a recovery code sixteen letters and digits")]
    Malformed,
    /// Fits nothing.
    #[error("the code is wrong{}", behind(*clock_behind))]
    Wrong {
        /// Wrong codes in this sign-in so far.
        wrong: u32,
        /// This computer's clock is behind the latest time that the accounts have seen.
        clock_behind: bool,
    },
    /// Right once, but spent.
    #[error("the code was already used{}", next(*next_in))]
    AlreadyUsed {
        /// How long until the authenticator shows the next one; `None` for a recovery code.
        next_in: Option<Duration>,
    },
    /// Fits a step before the window.
    #[error("{}{}", clocks_apart(*minutes), behind(*clock_behind))]
    ClockOff {
        /// By about how many minutes.
        minutes: u32,
        /// This computer's clock is behind the latest time that the accounts have seen.
        clock_behind: bool,
    },
    /// The authenticator's last code was spent at a time that is still to come.
    #[error("the authenticator was last used at a time in the future")]
    AheadOfTime,
    /// Too many tries.
    #[error("too many attempts; wait {}", span(*left))]
    Waiting {
        /// How long.
        left: Duration,
    },
    /// Codes are off until a recovery code, or an administrator's permission.
    #[error("one-time codes are suspended after too many wrong ones")]
    Suspended,
    /// The account's sealed data does not open.
    #[error("this account's data does not open")]
    Unreadable,
    /// An administrator reset two-factor: there is no authenticator, and the help code is owed.
    #[error("two-factor was reset; a help code is required")]
    HelpCodeOwed,
    /// 120 s have passed since the password.
    #[error("the sign-in took too long")]
    TookTooLong,
    /// The account was changed meanwhile.
    #[error("the account was changed meanwhile")]
    Changed,
}

impl CodeRefusal {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Malformed => "Check what you typed",
            Self::Wrong { clock_behind: true, .. } | Self::ClockOff { clock_behind: true, .. } => {
                "Set this computer's clock to automatic time"
            }
            Self::Wrong { .. } => "Type the code that the app shows now",
            Self::AlreadyUsed { next_in: Some(_) } => "Wait for the next one",
            Self::AlreadyUsed { next_in: None } => "Use another recovery code",
            Self::ClockOff { .. } => "Set both clocks to automatic time",
            Self::AheadOfTime => "Use a recovery code, then pair the authenticator again",
            Self::Waiting { .. } => "Try again after that",
            Self::Suspended => "Use a recovery code, or ask an administrator",
            Self::Unreadable => "Ask an administrator for help",
            Self::HelpCodeOwed => "Use the help code that an administrator gave you",
            Self::TookTooLong | Self::Changed => "Sign in again",
        }
    }

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

/// A clock is off, and it is not known whose.
pub(in crate::auth) fn clocks_apart(minutes: u32) -> String {
    let minutes = count(minutes.into(), "minute", "minutes");
    format!("the clocks of the phone and this computer are about {minutes} apart")
}

fn behind(is_behind: bool) -> &'static str {
    if is_behind { ", and this computer's clock is behind" } else { "" }
}

fn next(comes_in: Option<Duration>) -> String {
    comes_in.map_or_else(String::new, |left| format!("; the next one comes in {}", span(left)))
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

impl Notices {
    /// Each as a sentence, the most important first; none if there is nothing to say.
    pub fn sentences(&self) -> Vec<String> {
        let Self { failed, last_failed, wrong_codes, recovery_left } = *self;
        let typed = (wrong_codes > 0).then(|| {
            let codes = count(wrong_codes.into(), "wrong code", "wrong codes");
            format!("someone who knows the password typed {codes}; change the password")
        });
        let failures = (failed > 0).then(|| {
            let attempts = count(failed.into(), "failed attempt", "failed attempts");
            let last = last_failed.map_or_else(String::new, |time| format!(", the last at {time}"));
            format!("{attempts} since the last sign-in{last}")
        });
        let left = recovery_left.map(|left| match left {
            0 => "no recovery codes left".to_owned(),
            left => format!("{} left", count(left.into(), "recovery code", "recovery codes")),
        });
        [typed, failures, left].into_iter().flatten().collect()
    }
}

impl fmt::Display for Notices {
    /// All of them, with semicolons between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences = self.sentences();
        f.write_str(if sentences.is_empty() { "no failed attempts since the last sign-in" } else { "" })?;
        f.write_str(&sentences.join("; "))
    }
}
