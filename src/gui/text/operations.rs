//! The texts about an operation: what it is for, in "Confirm it is you", and what it did.

use crate::auth::Role;
use crate::gui::message::Operation;
use crate::gui::text::{account, settings};

pub const TITLE: &str = "Confirm it is you";
pub const CONTINUE: &str = "Continue";

/// "To remove Phone, type your password and a new code." A host's purpose is its own sentence.
pub fn explanation(operation: &Operation, with_code: bool) -> String {
    let credentials = if with_code { "your password and a new code" } else { "your password once more" };
    match operation {
        Operation::Prove { purpose, .. } => format!("{}. Type {credentials}.", purpose.trim_end_matches('.')),
        operation => format!("{}, type {credentials}.", purpose(operation)),
    }
}

fn purpose(operation: &Operation) -> String {
    match operation {
        Operation::Prove { purpose, .. } => purpose.clone(),
        Operation::BeginSetup => "To pair an authenticator".to_owned(),
        Operation::NewRecoveryCodes => "To make new recovery codes".to_owned(),
        Operation::DisableTwoFactor => "To turn off two-factor".to_owned(),
        Operation::RemoveAuthenticator { name, .. } => format!("To remove {name}"),
        Operation::RenameAuthenticator { name, .. } => format!("To rename {name}"),
        Operation::ChangePassword { .. } => "To change the password".to_owned(),
        Operation::SignOutOthers => "To sign out the other sessions".to_owned(),
        Operation::UnlockOldData { .. } => "To open data from before the reset".to_owned(),
        Operation::AddUser { username, .. } => format!("To add {username}"),
        Operation::ResetTwoFactor { username, .. } => format!("To reset two-factor for {username}"),
        Operation::IssueTemporaryPassword { username, .. } => format!("To give {username} a new temporary password"),
        Operation::UnsuspendCodes { username, .. } => format!("To allow codes again for {username}"),
        Operation::SetEnabled { username, enabled: true, .. } => format!("To enable {username}"),
        Operation::SetEnabled { username, enabled: false, .. } => format!("To disable {username}"),
        Operation::SetRole { username, role: Role::Administrator, .. } => {
            format!("To make {username} an administrator")
        }
        Operation::SetRole { username, role: Role::Member, .. } => format!("To make {username} a member"),
        Operation::DeleteAccount { username, .. } => format!("To delete {username}"),
        Operation::SetPolicy(_) => "To change the rules for everybody".to_owned(),
        Operation::MeasureCost => "To measure what checking a password takes".to_owned(),
    }
}

/// The message after an operation completed; `None` if what it opens says so.
pub fn success_message(operation: &Operation) -> Option<String> {
    Some(match operation {
        Operation::DisableTwoFactor => account::TURNED_OFF.to_owned(),
        Operation::ChangePassword { .. } => account::PASSWORD_CHANGED.to_owned(),
        Operation::SetPolicy(_) => settings::POLICY_SET.to_owned(),
        Operation::RemoveAuthenticator { name, .. } => format!("{name} is removed"),
        Operation::RenameAuthenticator { .. } => account::RENAMED.to_owned(),
        Operation::SignOutOthers => account::OTHERS_SIGNED_OUT.to_owned(),
        Operation::UnlockOldData { .. } => account::OLD_DATA_OPEN.to_owned(),
        Operation::UnsuspendCodes { username, .. } => format!("{username} can use codes again"),
        Operation::SetEnabled { username, enabled: true, .. } => format!("{username} is enabled"),
        Operation::SetEnabled { username, enabled: false, .. } => format!("{username} is disabled"),
        Operation::SetRole { username, role: Role::Administrator, .. } => format!("{username} is an administrator now"),
        Operation::SetRole { username, role: Role::Member, .. } => format!("{username} is a member now"),
        Operation::DeleteAccount { username, .. } => format!("{username} is deleted"),
        _ => return None,
    })
}
