//! What a screen or a dialog asks for. `gate/act.rs` is the one place that acts on it.

use std::path::PathBuf;

use crate::auth::{
    AccountId, AuthenticatorId, ConfirmCode, Factor, Locked, MustChange, MustEnrol, Password, Pending, Policy, Role,
    SecretInput, SecretText, ShowRecoveryCodes, ShowSecret, StepUp, StepUpPurpose,
};
use crate::gui::dialog::Dialog;
use crate::gui::settings::Settings;
use crate::gui::worker::FileContent;

/// What the person wants. States and secrets move with it.
#[derive(Debug)]
pub enum Command {
    /// Opening: once more.
    RetryOpen,
    /// Opening: give up.
    Quit,

    /// First start: make the first account.
    CreateFirst { username: String, password: Password },
    /// First start: go on with pairing, by the proof that creating the account gave.
    BeginFirstSetup(StepUp),
    /// First start: not now.
    SkipTwoFactor,
    /// A passphrase for the password field of this screen.
    SuggestPassphrase,
    /// How good is what was typed so far?
    EstimateStrength { input: SecretInput, username: String },

    /// The first door.
    SignIn { username: String, password: Password },
    /// The second door.
    SubmitCode { pending: Box<Pending>, code: SecretInput },
    /// The second door, with a recovery or help code.
    SubmitRecoveryCode { pending: Box<Pending>, code: SecretInput },
    /// From the recovery code to the authenticator's.
    SwitchToCode(Box<Pending>),
    /// From the authenticator's code to a recovery code.
    SwitchToRecoveryCode(Box<Pending>),
    /// Back to the first door, told why if there is a reason.
    ShowSignIn { username: String, reason: Option<&'static str> },
    /// After a temporary password.
    ChoosePassword { state: Box<MustChange>, password: Password },

    /// Set-up: begin the pairing that is owed, once more.
    BeginRequiredSetup(Box<MustEnrol>),
    /// Set-up: from the QR code to the code.
    ShowConfirmPairing(Box<ShowSecret>),
    /// Set-up: back to the same QR code.
    ShowQrCode(Box<ConfirmCode>),
    /// Set-up: prove that the app works.
    ConfirmPairing { state: Box<ConfirmCode>, code: SecretInput, name: String },
    /// Set-up: the codes are kept.
    FinishSetup(Box<ShowRecoveryCodes>),
    /// Set-up: leave it, nothing counts.
    CancelSetup { reason: Option<&'static str> },

    /// Puts a secret on the clipboard for a while.
    Copy(SecretText),
    /// Opens a dialog over the screen.
    OpenDialog(Box<Dialog>),
    /// Opens the dialog for another password, once it is known whether a code is owed too.
    OpenChangePassword,
    /// Writes a file. Never over an existing one.
    SaveFile { folder: PathBuf, name: String, content: FileContent },
    /// Closes the topmost dialog.
    CloseDialog,
    /// Closes the window although something is unfinished.
    CloseWindow,

    /// Something done while signed in: step-up if one is owed, then the act.
    Run(Operation),
    /// The answer of the step-up dialog.
    StepUp { operation: Operation, password: Password, factor: Option<Factor> },
    /// Fetches what a screen shows.
    Query(Query),
    /// To the host's content, which reads for itself.
    ShowContent,
    /// Lock now.
    Lock,
    /// The answer of the locked screen.
    Unlock { locked: Box<Locked>, password: Password, factor: Option<Factor> },
    /// Sign out, locked or not, told why if it was not the person's own wish.
    SignOut { reason: Option<&'static str> },
    /// Somebody changed a setting.
    ChangeSettings(Settings),
}

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
