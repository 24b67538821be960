//! `Display` of the results, for hosts with their own screens: what happened, in lower case, without a full stop.
//!
//! Refusals and failures are errors, whose sentences are next to their variants.

use std::fmt;

use crate::auth::enrolment::{ConfirmResult, FinishResult};
use crate::auth::formatting::format_duration;
use crate::auth::login::{Outcome, RequiredFactor};
use crate::auth::service::{PasswordChoice, SessionStatus, UnlockResult};
use crate::auth::session::SessionDeadline;
use crate::auth::step_up::{StepUpRequirement, StepUpResult};

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedIn(_) => f.write_str("signed in"),
            Self::CodeRequired(pending) => pending.required_factor().fmt(f),
            Self::PasswordChangeRequired(_) => f.write_str("a new password is required"),
            Self::EnrolmentRequired(_) => f.write_str("pairing an authenticator is required"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::CodeRefused(refusal, _) => refusal.fmt(f),
        }
    }
}

impl fmt::Display for RequiredFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code => "a one-time code is required",
            Self::RecoveryCode => "one-time codes are suspended; a recovery code is required",
            Self::HelpCode => "two-factor was reset; a help code is required",
            Self::NewHelpCode => "two-factor was reset and the help code has expired; a new one is required",
        })
    }
}

impl fmt::Display for PasswordChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(outcome) => outcome.fmt(f),
            Self::Refused(_, problem) => problem.fmt(f),
        }
    }
}

impl fmt::Display for ConfirmResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecoveryCodes(_) => f.write_str("the code is right; the recovery codes follow"),
            Self::Added => f.write_str("the authenticator is added"),
            Self::Refused(refusal, _) => refusal.fmt(f),
            Self::Failed(denied) => denied.fmt(f),
        }
    }
}

impl fmt::Display for FinishResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoFactorOn => f.write_str("two-factor is on"),
            Self::RecoveryCodesRenewed => f.write_str("the new recovery codes are valid, the old ones are not"),
            Self::SignedIn(_) => f.write_str("two-factor is on; signed in"),
            Self::Failed(denied) => denied.fmt(f),
        }
    }
}

impl fmt::Display for UnlockResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlocked(_) => f.write_str("unlocked"),
            Self::PasswordRefused(_, refusal) => refusal.fmt(f),
            Self::CodeRefused(_, refusal) => refusal.fmt(f),
            Self::SessionEnded => f.write_str("the session is over"),
        }
    }
}

impl fmt::Display for SessionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "the session is open",
            Self::Ended => "the session was ended elsewhere",
        })
    }
}

impl fmt::Display for SessionDeadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDue => f.write_str("the session is open"),
            Self::LocksIn(left) => write!(f, "the session locks in {}", format_duration(*left)),
            Self::LockNow => f.write_str("the session has been idle for too long"),
            Self::EndsIn(left) => write!(f, "the session ends in {}", format_duration(*left)),
            Self::EndNow => f.write_str("the session has lasted for 12 hours"),
        }
    }
}

impl fmt::Display for StepUpRequirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing(_) => "nothing is required",
            Self::Password => "the password is required",
            Self::PasswordAndCode => "the password and a code are required",
        })
    }
}

impl fmt::Display for StepUpResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proven(_) => f.write_str("identity confirmed"),
            Self::PasswordRefused(refusal) => refusal.fmt(f),
            Self::CodeRefused(refusal) => refusal.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
