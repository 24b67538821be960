//! What "Confirm it is you" says, and for what.

use crate::auth::Role;
use crate::gui::action::Act;

pub(in crate::gui) const TITLE: &str = "Confirm it is you";
pub(in crate::gui) const CONTINUE: &str = "Continue";

/// "To remove Phone, type your password and a code once more." A host's purpose is a sentence of its own.
pub(in crate::gui) fn why(act: &Act, with_code: bool) -> String {
    let what = if with_code { "your password and a code" } else { "your password" };
    match act {
        Act::Prove { purpose, .. } => format!("{}. Type {what} once more.", purpose.trim_end_matches('.')),
        act => format!("{}, type {what} once more.", purpose(act)),
    }
}

fn purpose(act: &Act) -> String {
    match act {
        Act::Prove { purpose, .. } => purpose.clone(),
        Act::BeginSetup => "To pair an authenticator".to_owned(),
        Act::NewRecoveryCodes => "To make new recovery codes".to_owned(),
        Act::TurnOff => "To turn off two-factor".to_owned(),
        Act::RemoveAuthenticator { name, .. } => format!("To remove {name}"),
        Act::RenameAuthenticator { name, .. } => format!("To rename {name}"),
        Act::ChangePassword { .. } => "To change the password".to_owned(),
        Act::SignOutOthers => "To sign out the other sessions".to_owned(),
        Act::OpenOldData { .. } => "To open data from before the reset".to_owned(),
        Act::AddUser { username, .. } => format!("To add {username}"),
        Act::ResetTwoFactor { username, .. } => format!("To reset two-factor for {username}"),
        Act::TemporaryPassword { username, .. } => format!("To give {username} a new temporary password"),
        Act::AllowCodes { username, .. } => format!("To allow codes again for {username}"),
        Act::SetEnabled { username, enabled: true, .. } => format!("To enable {username}"),
        Act::SetEnabled { username, enabled: false, .. } => format!("To disable {username}"),
        Act::SetRole { username, role: Role::Administrator, .. } => format!("To make {username} an administrator"),
        Act::SetRole { username, role: Role::Member, .. } => format!("To make {username} a member"),
        Act::Delete { username, .. } => format!("To delete {username}"),
        Act::SetPolicy(_) => "To change the rules for everybody".to_owned(),
        Act::MeasureCost => "To measure what checking a password takes".to_owned(),
    }
}
