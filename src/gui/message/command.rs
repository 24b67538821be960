//! The commands of screens and dialogs. `gate/commands.rs` executes them.

use crate::auth::{ConfirmCode, Pending, SecretText, ShowSecret};
use crate::gui::message::dialog::DialogRequest;
use crate::gui::message::operation::Operation;
use crate::gui::message::request::{Request, SessionRequest};
use crate::gui::settings::Settings;

/// A command of the user. States and secrets move with it.
#[derive(Debug)]
pub enum Command {
    /// Asks the worker; the reply goes to the view that sent the command.
    Send(Request),
    /// Asks the worker for something that only a signed-in user can have; ignored once the session has ended.
    SendInSession(SessionRequest),

    /// Opens the accounts once more.
    RetryOpen,
    /// Opening screen: quit.
    Quit,
    /// Closes the window although a set-up is unfinished.
    CloseWindow,

    /// Shows the sign-in screen, with `reason` if there is one.
    ShowSignIn { username: String, reason: Option<&'static str> },
    /// Goes from the recovery code to the authenticator's code.
    SwitchToCode(Box<Pending>),
    /// Switches from the authenticator code to the recovery code.
    SwitchToRecoveryCode(Box<Pending>),
    /// Continues without two-factor after the first account was created.
    SkipTwoFactor,
    /// Goes from the QR code to the code that confirms it.
    ShowConfirmPairing(Box<ShowSecret>),
    /// Goes back to the same QR code.
    ShowQrCode(Box<ConfirmCode>),
    /// Leaves the set-up, which changes nothing.
    CancelSetup { reason: Option<&'static str> },
    /// Shows the host's content, which queries for itself.
    ShowContent,

    /// Copies a secret to the clipboard for a limited time.
    Copy(SecretText),
    /// Opens a dialog over the screen.
    OpenDialog(DialogRequest),
    /// Closes the topmost dialog.
    CloseDialog,

    /// Locks the session.
    Lock,
    /// Signs out, locked or not, with the reason unless the user asked for it.
    SignOut { reason: Option<&'static str> },
    /// Changes the settings.
    ChangeSettings(Settings),
}

impl Command {
    /// Runs `operation`, after a step-up where one is required.
    pub fn run(operation: Operation) -> Self {
        Self::SendInSession(SessionRequest::StartOperation(operation))
    }
}
