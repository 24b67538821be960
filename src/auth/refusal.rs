//! Why a password, a second factor or the confirmation of a pairing is refused.
//!
//! Each refusal has its sentence (`Display`) and [`advice`](PasswordRefusal::advice), what the user can do about it.

use std::time::Duration;

use crate::auth::formatting::{format_count, format_duration};

/// Why the first door stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Unknown name, wrong password, disabled or unreadable account: nobody outside is told which.
    #[error("wrong username or password")]
    Wrong,
    /// Too many tries for this name.
    #[error("too many attempts; wait {}", format_duration(*left))]
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

impl PasswordRefusal {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
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
    #[error("the code is wrong{}", clock_behind_suffix(*clock_behind))]
    Wrong {
        /// Wrong codes in this sign-in so far.
        wrong: u32,
        /// This computer's clock is behind the latest time that the accounts have seen.
        clock_behind: bool,
    },
    /// Right once, but spent.
    #[error("the code was already used{}", next_code_suffix(*next_in))]
    AlreadyUsed {
        /// How long until the authenticator shows the next one; `None` for a recovery code.
        next_in: Option<Duration>,
    },
    /// Fits a step before the window.
    #[error("{}{}", clocks_apart(*minutes), clock_behind_suffix(*clock_behind))]
    ClockOff {
        /// By about how many minutes.
        minutes: u32,
        /// This computer's clock is behind the latest time that the accounts have seen.
        clock_behind: bool,
    },
    /// The authenticator's last code was spent at a time that is still to come.
    #[error("the authenticator was last used at a time in the future")]
    LastStepInFuture,
    /// Too many tries.
    #[error("too many attempts; wait {}", format_duration(*left))]
    Waiting {
        /// How long.
        left: Duration,
    },
    /// Codes are off until a recovery code, or an administrator's permission.
    #[error("one-time codes are suspended after too many wrong ones")]
    Suspended,
    /// The account's sealed data does not open.
    #[error("this account's data does not open")]
    Corrupt,
    /// An administrator reset two-factor: there is no authenticator, and the help code is owed.
    #[error("two-factor was reset; a help code is required")]
    HelpCodeRequired,
    /// 120 s have passed since the password.
    #[error("the sign-in took too long")]
    Expired,
    /// The account was changed meanwhile.
    #[error("the account was changed meanwhile")]
    Changed,
}

impl CodeRefusal {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Malformed => "Check what you typed",
            Self::Wrong { clock_behind: true, .. } | Self::ClockOff { clock_behind: true, .. } => {
                "Set this computer's clock to automatic time"
            }
            Self::Wrong { .. } => "Type the code that the app shows now",
            Self::AlreadyUsed { next_in: Some(_) } => "Wait for the next one",
            Self::AlreadyUsed { next_in: None } => "Use another recovery code",
            Self::ClockOff { .. } => "Set both clocks to automatic time",
            Self::LastStepInFuture => "Use a recovery code, then pair the authenticator again",
            Self::Waiting { .. } => "Try again after that",
            Self::Suspended => "Use a recovery code, or ask an administrator",
            Self::Corrupt => "Ask an administrator for help",
            Self::HelpCodeRequired => "Use the help code that an administrator gave you",
            Self::Expired | Self::Changed => "Sign in again",
        }
    }

    /// Whether the sign-in is over, and begins again at the password.
    pub(crate) fn ends_sign_in(self, time_left: Duration) -> bool {
        match self {
            Self::Expired | Self::Changed => true,
            // A try at the very end would come too late.
            Self::Waiting { left } => left >= time_left,
            _ => false,
        }
    }
}

/// Why step 2 did not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentRefusal {
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
    InvalidName,
    /// Another authenticator of the account has this name.
    #[error("another authenticator has this name")]
    NameTaken,
    /// All tries are used up: there is a new secret, to be scanned anew.
    #[error("too many wrong codes; there is a new setup key")]
    NewSecret,
}

impl EnrolmentRefusal {
    /// What the person can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Malformed => "Check what you typed",
            Self::Wrong => "Type the code that the app shows now",
            Self::ClockOff { .. } => "Set both clocks to automatic time",
            Self::InvalidName => "Type a shorter name",
            Self::NameTaken => "Choose another name",
            Self::NewSecret => "Scan or type it, and remove the old entry from the app",
        }
    }
}

/// A clock is off, and it is not known whose.
fn clocks_apart(minutes: u32) -> String {
    let minutes = format_count(minutes.into(), "minute", "minutes");
    format!("the clocks of the phone and this computer are about {minutes} apart")
}

fn clock_behind_suffix(is_behind: bool) -> &'static str {
    if is_behind { ", and this computer's clock is behind" } else { "" }
}

fn next_code_suffix(comes_in: Option<Duration>) -> String {
    comes_in.map_or_else(String::new, |left| format!("; the next one comes in {}", format_duration(left)))
}
