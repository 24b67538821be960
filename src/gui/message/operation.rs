//! What a signed-in user can have done, and what a screen can read.

use crate::auth::{AccountId, AuthenticatorId, Password, Policy, Role, StepUpPurpose};

/// Something done while signed in. It waits here until the step-up it owes is given.
#[derive(Debug)]
pub enum Operation {
    /// A host wants to be sure who is there.
    Prove {
        purpose: String,
        accept_recent_code: bool,
    },
    BeginSetup,
    NewRecoveryCodes,
    DisableTwoFactor,
    RemoveAuthenticator {
        id: AuthenticatorId,
        name: String,
    },
    RenameAuthenticator {
        id: AuthenticatorId,
        name: String,
    },
    ChangePassword {
        new: Password,
    },
    SignOutOthers,
    UnlockOldData {
        old: Password,
    },
    AddUser {
        username: String,
        role: Role,
    },
    ResetTwoFactor {
        id: AccountId,
        username: String,
    },
    IssueTemporaryPassword {
        id: AccountId,
        username: String,
    },
    UnsuspendCodes {
        id: AccountId,
        username: String,
    },
    SetEnabled {
        id: AccountId,
        username: String,
        enabled: bool,
    },
    SetRole {
        id: AccountId,
        username: String,
        role: Role,
    },
    DeleteAccount {
        id: AccountId,
        username: String,
    },
    SetPolicy(Policy),
    /// Measures what checking a password takes on this computer.
    MeasureCost,
}

impl Operation {
    /// What is to be proven first; `None` where being signed in is enough.
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

/// What a screen shows of the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    Account,
    History,
    Users,
    Policy,
    /// The policy, and what checking a password takes.
    Settings,
}
