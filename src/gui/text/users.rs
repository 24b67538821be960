//! What the users screen and its dialogs say.

use crate::auth::{Role, UnixTime};
use crate::gui::action::Operation;
use crate::gui::text::when::DateFormatter;

pub(in crate::gui) const USERS: &str = "Users";
pub(in crate::gui) const ADD: &str = "Add user…";
pub(in crate::gui) const FILTER: &str = "Filter users";
pub(in crate::gui) const SORT: &str = "Sort users";
pub(in crate::gui) const ONLY_YOU: &str = "Only you so far";
pub(in crate::gui) const NO_MATCH: &str = "Nobody matches";

/// A column's header, and the name of the button that sorts by it.
pub(in crate::gui) type Column = (&'static str, &'static str);
pub(in crate::gui) const USERNAME: Column = ("Username", "Sort by username");
pub(in crate::gui) const ROLE: Column = ("Role", "Sort by role");
pub(in crate::gui) const TWO_FACTOR: Column = ("Two-factor", "Sort by two-factor");
pub(in crate::gui) const STATUS: Column = ("Status", "Sort by status");
pub(in crate::gui) const LAST_SIGN_IN: Column = ("Last sign-in", "Sort by last sign-in");

pub(in crate::gui) const YOU: &str = "you";
pub(in crate::gui) const ON: &str = "On";
pub(in crate::gui) const OFF: &str = "Off";
pub(in crate::gui) const TWO_FACTOR_ON: &str = "Two-factor on";
pub(in crate::gui) const TWO_FACTOR_OFF: &str = "Two-factor off";
pub(in crate::gui) const ACTIVE: &str = "active";
pub(in crate::gui) const DISABLED: &str = "disabled";
pub(in crate::gui) const TEMPORARY: &str = "temporary";
pub(in crate::gui) const TEMPORARY_DESCRIPTION: &str = "The password is a temporary one";
pub(in crate::gui) const CODES_OFF: &str = "codes off";
pub(in crate::gui) const CODES_OFF_DESCRIPTION: &str = "Codes are off after too many wrong tries";
pub(in crate::gui) const NEVER: &str = "never";
pub(in crate::gui) const NEVER_DESCRIPTION: &str = "No sign-ins yet";

pub(in crate::gui) const OWN_TWO_FACTOR: &str = "Your own is on the Account screen";
pub(in crate::gui) const NOT_ON_SELF: &str = "Nobody does this to themselves";
pub(in crate::gui) const LAST_ADMINISTRATOR: &str = "You are the last administrator. Make a second one first";
pub(in crate::gui) const NO_TWO_FACTOR_TO_RESET: &str = "Two-factor is off here";

pub(in crate::gui) const ADD_TITLE: &str = "Add user";
pub(in crate::gui) const NEW_USERNAME: &str = "New username";
pub(in crate::gui) const ADMINISTRATOR: &str = "Administrator";
pub(in crate::gui) const MEMBER: &str = "Member";
pub(in crate::gui) const CREATE: &str = "Create";

pub(in crate::gui) const COPY_PASSWORD: &str = "Copy password";
pub(in crate::gui) const COPY_HELP_CODE: &str = "Copy help code";
pub(in crate::gui) const SHOW_PASSWORD: &str = "Show password";
pub(in crate::gui) const SHOW_HELP_CODE: &str = "Show help code";
pub(in crate::gui) const DONE: &str = "Done";

/// What an account may do.
pub(in crate::gui) fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => ADMINISTRATOR,
        Role::Member => MEMBER,
    }
}

/// When somebody was last here.
pub(in crate::gui) fn last_sign_in(at: Option<UnixTime>, dates: &DateFormatter) -> String {
    at.map_or_else(|| NEVER.to_owned(), |at| dates.approximate(at))
}

/// The same to the second.
pub(in crate::gui) fn full_last_sign_in(at: Option<UnixTime>, dates: &DateFormatter) -> String {
    at.map_or_else(|| NEVER_DESCRIPTION.to_owned(), |at| dates.full(at))
}

/// The menu of a row.
pub(in crate::gui) fn actions(username: &str) -> String {
    format!("Actions for {username}")
}

/// In that menu, and on the button of the dialog that it opens, there without the dots.
pub(in crate::gui) fn reset_two_factor(username: &str) -> String {
    format!("Reset two-factor for {username}")
}

pub(in crate::gui) fn allow_codes(username: &str) -> String {
    format!("Allow codes again for {username}")
}

pub(in crate::gui) fn new_temporary_password(username: &str) -> String {
    format!("New temporary password for {username}")
}

pub(in crate::gui) fn enable(username: &str) -> String {
    format!("Enable {username}")
}

pub(in crate::gui) fn disable(username: &str) -> String {
    format!("Disable {username}")
}

pub(in crate::gui) fn make_administrator(username: &str) -> String {
    format!("Make {username} an administrator")
}

pub(in crate::gui) fn make_member(username: &str) -> String {
    format!("Make {username} a member")
}

pub(in crate::gui) fn delete(username: &str) -> String {
    format!("Delete {username}")
}

/// An entry that opens a dialog.
pub(in crate::gui) fn with_ellipsis(entry: &str) -> String {
    format!("{entry}…")
}

pub(in crate::gui) fn reset_two_factor_body(username: &str) -> String {
    format!(
        "The authenticators and recovery codes of {username} are removed. You get a help code to hand over; with the \
         password it leads to pairing a phone again."
    )
}

pub(in crate::gui) fn new_temporary_password_body(username: &str) -> String {
    format!(
        "Their authenticators are removed. What programs sealed for {username} stays closed until the old password is \
         given."
    )
}

pub(in crate::gui) fn delete_body(username: &str) -> String {
    format!(
        "The account is gone for good, and what programs sealed for {username} stays closed. What the history says \
         of {username} is kept."
    )
}

pub(in crate::gui) fn temporary_title(username: &str) -> String {
    format!("Temporary password for {username}")
}

pub(in crate::gui) fn temporary_instructions(username: &str) -> String {
    format!("Hand it to {username} in person. It works for 72 hours and is shown only now.")
}

/// It closed before anybody said that they have it.
pub(in crate::gui) fn temporary_missed(username: &str) -> String {
    format!("The temporary password for {username} is no longer shown. Make another one if {username} does not have it")
}

pub(in crate::gui) fn help_code_missed(username: &str) -> String {
    format!("The help code for {username} is no longer shown. Reset two-factor again if {username} does not have it")
}

pub(in crate::gui) fn help_code_title(username: &str) -> String {
    format!("Help code for {username}")
}

pub(in crate::gui) fn help_code_instructions(username: &str) -> String {
    format!(
        "Hand it to {username} in person: after the password, it goes in place of a recovery code. It works once \
         within 24 hours and is shown only now."
    )
}

/// What was done to somebody, once it is; `None` for other acts.
pub(in crate::gui) fn success_message(operation: &Operation) -> Option<String> {
    Some(match operation {
        Operation::UnsuspendCodes { username, .. } => format!("{username} can use codes again"),
        Operation::SetEnabled { username, enabled: true, .. } => format!("{username} is enabled"),
        Operation::SetEnabled { username, enabled: false, .. } => format!("{username} is disabled"),
        Operation::SetRole { username, role: Role::Administrator, .. } => format!("{username} is an administrator now"),
        Operation::SetRole { username, role: Role::Member, .. } => format!("{username} is a member now"),
        Operation::DeleteAccount { username, .. } => format!("{username} is deleted"),
        _ => return None,
    })
}

/// The title of a dialog that asks.
pub(in crate::gui) fn question(operation: &str) -> String {
    format!("{operation}?")
}
