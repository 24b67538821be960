//! What a screen or a dialog asks for. `gate/act.rs` is the one place that acts on it.

use std::path::PathBuf;

use crate::auth::{
    AccountId, AuthenticatorId, Factor, MustChange, MustEnrol, Password, Pending, Policy, Purpose, Role, StepUp,
    TypedText,
};
use crate::auth::{ConfirmCode, ExposedText, Locked, ShowRecoveryCodes, ShowSecret};

use crate::gui::dialog::Dialog;
use crate::gui::settings::Settings;
use crate::gui::worker::FileContent;

/// What the person wants. States and secrets move with it.
#[derive(Debug)]
pub(super) enum Action {
    /// Opening: once more.
    TryAgain,
    /// Opening: give up.
    Quit,

    /// First start: make the first account.
    CreateFirst { username: String, password: Password },
    /// First start: go on with pairing, by the proof that creating the account gave.
    SetUpFirst(StepUp),
    /// First start: not now.
    NotNow,
    /// A passphrase for the password field of this screen.
    SuggestPassphrase,
    /// How good is what was typed so far?
    Weigh { typed: TypedText, username: String },

    /// The first door.
    SignIn { username: String, password: Password },
    /// The second door.
    GiveCode { pending: Box<Pending>, code: TypedText },
    /// The second door, with a recovery or help code.
    GiveRecovery { pending: Box<Pending>, code: TypedText },
    /// From the recovery code to the authenticator's.
    UseAuthenticator(Box<Pending>),
    /// From the authenticator's code to a recovery code.
    UseRecovery(Box<Pending>),
    /// Back to the first door, told why if there is a reason.
    ToSignIn { username: String, reason: Option<&'static str> },
    /// After a temporary password.
    ChoosePassword { state: Box<MustChange>, password: Password },

    /// Set-up: begin the pairing that is owed, once more.
    PairOwed(Box<MustEnrol>),
    /// Set-up: from the QR code to the code.
    ToConfirm(Box<ShowSecret>),
    /// Set-up: back to the same QR code.
    ToScan(Box<ConfirmCode>),
    /// Set-up: prove that the app works.
    Confirm { state: Box<ConfirmCode>, code: TypedText, name: String },
    /// Set-up: the codes are kept.
    FinishSetup(Box<ShowRecoveryCodes>),
    /// Set-up: leave it, nothing counts.
    CancelSetup { reason: Option<&'static str> },

    /// Puts a secret on the clipboard for a while.
    Copy(ExposedText),
    /// Opens a dialog over the screen.
    Open(Box<Dialog>),
    /// Opens the dialog for another password, once it is known whether a code is owed too.
    AskNewPassword,
    /// Writes a file. Never over an existing one.
    Save { folder: PathBuf, name: String, content: FileContent },
    /// Closes the topmost dialog.
    Close,
    /// Closes the window although something is unfinished.
    CloseWindow,

    /// Something done while signed in: step-up if one is owed, then the act.
    Do(Act),
    /// The answer of the step-up dialog.
    StepUp { act: Act, password: Password, factor: Option<Factor> },
    /// Fetches what a screen shows.
    Read(Read),
    /// To the host's content, which reads for itself.
    ToContent,
    /// Lock now.
    Lock,
    /// The answer of the locked screen.
    Unlock { locked: Box<Locked>, password: Password, factor: Option<Factor> },
    /// Sign out, locked or not, told why if it was not the person's own wish.
    SignOut { reason: Option<&'static str> },
    /// Somebody changed a setting.
    Change(Settings),
}

/// Something done while signed in. It waits here until the step-up it owes is given.
#[derive(Debug)]
pub(super) enum Act {
    /// A host wants to be sure who is there.
    Prove {
        purpose: String,
        lightly: bool,
    },
    BeginSetup,
    NewRecoveryCodes,
    TurnOff,
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
    OpenOldData {
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
    TemporaryPassword {
        id: AccountId,
        username: String,
    },
    AllowCodes {
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
    Delete {
        id: AccountId,
        username: String,
    },
    SetPolicy(Policy),
    /// Measures what checking a password takes on this computer.
    MeasureCost,
}

impl Act {
    /// What is to be proven first; `None` where being signed in is enough.
    pub(super) fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::RenameAuthenticator { .. } | Self::SignOutOthers | Self::OpenOldData { .. } => None,
            Self::Prove { lightly: false, .. } => Some(Purpose::Prove),
            Self::Prove { lightly: true, .. } => Some(Purpose::ProveLightly),
            Self::BeginSetup
            | Self::NewRecoveryCodes
            | Self::TurnOff
            | Self::RemoveAuthenticator { .. }
            | Self::ChangePassword { .. } => Some(Purpose::Own),
            Self::AddUser { .. }
            | Self::ResetTwoFactor { .. }
            | Self::TemporaryPassword { .. }
            | Self::AllowCodes { .. }
            | Self::SetEnabled { .. }
            | Self::SetRole { .. }
            | Self::Delete { .. }
            | Self::SetPolicy(_)
            | Self::MeasureCost => Some(Purpose::Administer),
        }
    }
}

/// What a screen shows of the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    Account,
    History,
    Users,
    Policy,
    /// The policy, and what checking a password takes.
    Settings,
}
