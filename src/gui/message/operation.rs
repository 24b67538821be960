//! The operations and queries of a signed-in user.

use std::time::Duration;

use crate::auth::{AccountId, AuthenticatorId, Now, Password, Policy, Role, StepUpPurpose};

/// An operation of the signed-in user, kept until the step-up that it requires is given. [`Operation::Prove`] proves
/// who the user is for a host; [`Operation::MeasureCost`] measures what checking a password costs on this computer.
#[derive(Debug)]
pub enum Operation {
    Prove { purpose: String, accept_recent_code: bool },
    BeginSetup,
    NewRecoveryCodes,
    DisableTwoFactor,
    RemoveAuthenticator { id: AuthenticatorId, name: String },
    RenameAuthenticator { id: AuthenticatorId, name: String },
    ChangePassword { new: Password },
    SignOutOthers,
    UnlockOldData { old: Password },
    AddUser { username: String, role: Role },
    ResetTwoFactor { id: AccountId, username: String },
    IssueTemporaryPassword { id: AccountId, username: String },
    UnsuspendCodes { id: AccountId, username: String },
    SetEnabled { id: AccountId, username: String, enabled: bool },
    SetRole { id: AccountId, username: String, role: Role },
    DeleteAccount { id: AccountId, username: String },
    SetPolicy(Policy),
    MeasureCost,
}

impl Operation {
    /// Returns the account that an administrator changes.
    pub fn target(&self) -> Option<AccountId> {
        match self {
            Self::ResetTwoFactor { id, .. }
            | Self::IssueTemporaryPassword { id, .. }
            | Self::UnsuspendCodes { id, .. }
            | Self::SetEnabled { id, .. }
            | Self::SetRole { id, .. }
            | Self::DeleteAccount { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Returns the step-up that the operation requires; `None` if the session is enough.
    pub fn step_up_purpose(&self) -> Option<StepUpPurpose> {
        match self {
            Self::RenameAuthenticator { .. } | Self::SignOutOthers | Self::UnlockOldData { .. } => None,
            Self::Prove { accept_recent_code: false, .. } => Some(StepUpPurpose::HostProof),
            Self::Prove { accept_recent_code: true, .. } => Some(StepUpPurpose::HostProofCached),
            Self::BeginSetup
            | Self::NewRecoveryCodes
            | Self::DisableTwoFactor
            | Self::RemoveAuthenticator { .. }
            | Self::ChangePassword { .. } => Some(StepUpPurpose::OwnAccount),
            Self::AddUser { .. }
            | Self::ResetTwoFactor { .. }
            | Self::IssueTemporaryPassword { .. }
            | Self::UnsuspendCodes { .. }
            | Self::SetEnabled { .. }
            | Self::SetRole { .. }
            | Self::DeleteAccount { .. }
            | Self::SetPolicy(_)
            | Self::MeasureCost => Some(StepUpPurpose::Administration),
        }
    }
}

/// The disabling of an account, which can be undone for ten seconds.
#[derive(Clone, Debug)]
pub struct Undo {
    pub id: AccountId,
    pub username: String,
    /// The status message beside which it is offered; another message ends the offer.
    pub message: String,
    pub offered_at: Now,
}

impl Undo {
    const OFFERED_FOR: Duration = Duration::from_secs(10);

    /// Whether it is offered beside the status message.
    pub fn is_offered(&self, message: Option<&str>, now: Now) -> bool {
        message == Some(self.message.as_str()) && !self.remaining(now).is_zero()
    }

    /// Returns how long it is still offered.
    pub fn remaining(&self, now: Now) -> Duration {
        Self::OFFERED_FOR.saturating_sub(now.since(self.offered_at))
    }

    pub fn operation(&self) -> Operation {
        Operation::SetEnabled { id: self.id, username: self.username.clone(), enabled: true }
    }
}

/// The account data that a screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    Account,
    History,
    Users,
    Policy,
    /// The policy, and the cost of checking a password.
    Settings,
}
