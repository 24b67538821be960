//! Reasons for refusing a password, a second factor or the confirmation of a pairing.
//!
//! `Display` gives the reason for the user, [`advice`](PasswordRefusal::advice) what the user can do about it.

use std::time::Duration;

use crate::auth::formatting::{format_count, format_duration};

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Unknown name, wrong password, disabled or corrupt account; deliberately not distinguished.
    #[error("wrong username or password")]
    Wrong,
    /// Too many attempts for this name.
    #[error("too many attempts; wait {}", format_duration(*left))]
    Waiting {
        /// Time left to wait.
        left: Duration,
    },
    /// The temporary password was right, but has expired after 72 hours.
    #[error("the temporary password has expired")]
    TemporaryExpired,
    /// The account was changed after the proof was made.
    #[error("the account was changed meanwhile")]
    Changed,
}

impl PasswordRefusal {
    /// What the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Wrong => "Check both, then type them again",
            Self::Waiting { .. } => "Try again after that",
            Self::TemporaryExpired => "Ask an administrator for a new one",
            Self::Changed => "Sign in again",
        }
    }
}

/// Why a second factor is refused. States the reason, since the password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// Neither six digits nor the format of a recovery code. Not counted as an attempt.
    #[error("a one-time code has six digits, a recovery code sixteen letters and digits")]
    Malformed,
    /// Matches nothing.
    #[error("the code is wrong{}", clock_behind_suffix(*clock_behind))]
    Wrong {
        /// Wrong codes in this sign-in so far.
        wrong: u32,
        /// Whether this computer's clock is behind the latest time stored with the accounts.
        clock_behind: bool,
    },
    /// Right, but already spent.
    #[error("the code was already used{}", next_code_suffix(*next_in))]
    AlreadyUsed {
        /// Time until the authenticator shows the next one; `None` for a recovery code.
        next_in: Option<Duration>,
    },
    /// Matches a step before the accepted window.
    #[error("{}{}", clocks_apart(*minutes), clock_behind_suffix(*clock_behind))]
    ClockOff {
        /// The approximate difference in minutes.
        minutes: u32,
        /// Whether this computer's clock is behind the latest time stored with the accounts.
        clock_behind: bool,
    },
    /// The authenticator's last spent step is in the future.
    #[error("the authenticator was last used at a time in the future")]
    LastStepInFuture,
    /// Too many attempts.
    #[error("too many attempts; wait {}", format_duration(*left))]
    Waiting {
        /// Time left to wait.
        left: Duration,
    },
    /// Codes are suspended until a recovery code is used or an administrator lifts the suspension.
    #[error("one-time codes are suspended after too many wrong ones")]
    Suspended,
    /// The account's sealed data is corrupt.
    #[error("this account's data does not open")]
    Corrupt,
    /// An administrator reset two-factor: there is no authenticator, and a help code is required.
    #[error("two-factor was reset; a help code is required")]
    HelpCodeRequired,
    /// More than 120 s have passed since the password.
    #[error("the sign-in took too long")]
    Expired,
    /// The account was changed meanwhile.
    #[error("the account was changed meanwhile")]
    Changed,
}

impl CodeRefusal {
    /// What the user can do about it, as one sentence without a full stop.
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

    /// Returns whether the sign-in is over and must begin again with the password.
    pub(crate) fn ends_sign_in(self, time_left: Duration) -> bool {
        match self {
            Self::Expired | Self::Changed => true,
            // The wait ends after the sign-in expires.
            Self::Waiting { left } => left >= time_left,
            _ => false,
        }
    }
}

/// Why step 2 of an enrolment refused its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentRefusal {
    /// Not six digits. Not counted as an attempt.
    #[error("a one-time code has six digits")]
    Malformed,
    /// Does not match the secret.
    #[error("the code is wrong")]
    Wrong,
    /// Matches the secret at another time.
    #[error("{}", clocks_apart(*minutes))]
    ClockOff {
        /// The approximate difference in minutes.
        minutes: u32,
    },
    /// The name is empty, longer than 32 characters or not printable.
    #[error("the name of an authenticator has 1 to 32 characters on one line")]
    InvalidName,
    /// Another authenticator of the account has this name.
    #[error("another authenticator has this name")]
    NameTaken,
    /// All attempts are used up; a new secret must be scanned.
    #[error("too many wrong codes; there is a new setup key")]
    NewSecret,
}

impl EnrolmentRefusal {
    /// What the user can do about it, as one sentence without a full stop.
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

/// The text for clocks that differ, where it is unknown which one is wrong.
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
