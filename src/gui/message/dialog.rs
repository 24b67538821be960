//! Requests to open a dialog, as plain data: the gate creates the dialog.

use crate::auth::{AccountId, AuthenticatorId};
use crate::gui::message::file_content::FileContent;

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
    SaveFile { title: String, suggested_name: String, content: FileContent },
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
    /// Deletes another account.
    Delete { id: AccountId, username: String },
}
