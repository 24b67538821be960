//! The commands of screens and dialogs, as plain data. `gate/commands.rs` executes them, and creates the dialogs.

use crate::auth::{AccountId, AuthenticatorId, ConfirmCode, SecretText, ShowSecret};
use crate::gui::message::file::FileContent;
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

/// A dialog that a screen requests.
#[derive(Debug)]
pub enum DialogRequest {
    /// Asks before an operation that cannot be undone.
    Confirm(Confirmation),
    /// Renames an authenticator.
    RenameAuthenticator { id: AuthenticatorId, name: String },
    /// Asks for the password from before a reset.
    UnlockOldData,
    /// Asks where to save a file.
    SaveFile { title: &'static str, suggested_name: String, content: FileContent },
    /// Asks for a username and a role.
    AddUser,
    /// Shows the licence terms of a bundled component.
    Licence { name: &'static str, terms: &'static str },
}

/// An operation that cannot be undone.
#[derive(Debug)]
pub enum Confirmation {
    /// Disables two-factor.
    DisableTwoFactor,
    /// Removes the only authenticator, which disables two-factor.
    RemoveLastAuthenticator { name: String },
    /// Removes one of several authenticators.
    RemoveAuthenticator { id: AuthenticatorId, name: String },
    /// Replaces the remaining recovery codes.
    NewRecoveryCodes { left: u32 },
    /// Resets another account's two-factor.
    ResetTwoFactor { id: AccountId, username: String },
    /// Replaces another account's password with a temporary one.
    TemporaryPassword { id: AccountId, username: String },
    /// Makes another account an administrator, who could take the role from this one.
    MakeAdministrator { id: AccountId, username: String },
    /// Deletes another account.
    Delete { id: AccountId, username: String },
}
