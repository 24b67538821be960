//! What a screen or a dialog asks for. `gate/commands.rs` alone carries it out.

use std::path::PathBuf;

use crate::auth::{
    ConfirmCode, Factor, Locked, MustChange, MustEnrol, Password, Pending, SecretInput, SecretText, ShowRecoveryCodes,
    ShowSecret, StepUp,
};
use crate::gui::message::dialog::DialogRequest;
use crate::gui::message::file_content::FileContent;
use crate::gui::message::operation::{Operation, Query};
use crate::gui::settings::Settings;

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
    OpenDialog(DialogRequest),
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
