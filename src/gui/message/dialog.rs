//! Which dialog to open, as plain data: the gate makes the dialog of it.

use crate::auth::{AccountId, AuthenticatorId};
use crate::gui::message::file_content::FileContent;

/// A dialog that a screen asks for.
#[derive(Debug)]
pub enum DialogRequest {
    /// Asks before an operation that cannot be undone.
    Confirm(Confirmation),
    /// Another name for an authenticator.
    RenameAuthenticator { id: AuthenticatorId, name: String },
    /// The password from before a reset.
    UnlockOldData,
    /// Where to save a file.
    SaveFile { title: String, suggested_name: String, content: FileContent },
    /// A username and a role.
    AddUser,
    /// The licence terms of something that is built in.
    Licence { name: &'static str, terms: &'static str },
}

/// An operation that cannot be undone.
#[derive(Debug)]
pub enum Confirmation {
    /// Turns two-factor off.
    DisableTwoFactor,
    /// Removes the only authenticator, which turns two-factor off.
    RemoveLastAuthenticator { name: String },
    /// Removes one of several authenticators.
    RemoveAuthenticator { id: AuthenticatorId, name: String },
    /// Replaces the recovery codes that are left.
    NewRecoveryCodes { left: u32 },
    /// Resets another account's two-factor.
    ResetTwoFactor { id: AccountId, username: String },
    /// Replaces another account's password by a temporary one.
    TemporaryPassword { id: AccountId, username: String },
    /// Deletes another account.
    Delete { id: AccountId, username: String },
}
