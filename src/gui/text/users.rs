//! The texts of the users screen and its dialogs.

use crate::auth::formatting::format_count;
use crate::auth::{Role, TwoFactorStatus, UnixTime, UserView};
use crate::gui::text::when::DateFormatter;
use crate::gui::text::{OFF, ON};

pub const USERS: &str = "Users";
pub const ADD: &str = "Add user…";
pub const FILTER: &str = "Filter users";
pub const SORT: &str = "Sort users";
pub const ONLY_YOU: &str = "Only you so far";
pub const NO_MATCH: &str = "Nobody matches";
pub const FILTER_BY: &str = "Filter by role and status";
pub const SHOW_EVERYBODY: &str = "Show everybody";
/// How the keys of the table are described to screen readers.
pub const TABLE_KEYS: &str = "Arrow keys choose a row, Enter opens its actions";

/// A column's header, and what pressing it does.
pub type Column = (&'static str, &'static str);
pub const USERNAME: Column = ("Username", "Sort by username");
pub const ROLE: Column = ("Role", "Sort by role");
pub const TWO_FACTOR: Column = ("Two-factor", "Sort by two-factor");
pub const STATUS: Column = ("Status", "Sort by status");
pub const LAST_SIGN_IN: Column = ("Last sign-in", "Sort by last sign-in");

pub const UNDO: &str = "Undo";
pub const YOU: &str = "you";
pub const TWO_FACTOR_ON: &str = "Two-factor on";
pub const TWO_FACTOR_OFF: &str = "Two-factor off";
pub const HELP_CODE_PENDING: &str = "Help code pending";
pub const HELP_CODE_PENDING_DESCRIPTION: &str =
    "Two-factor was reset. The help code leads to pairing a phone again at the next sign-in";
pub const HELP_CODE_EXPIRED: &str = "Help code expired";
pub const HELP_CODE_EXPIRED_DESCRIPTION: &str = "The help code expired unused. Reset two-factor again";
pub const ACTIVE: &str = "active";
pub const DISABLED: &str = "disabled";
pub const TEMPORARY: &str = "temporary";
pub const TEMPORARY_DESCRIPTION: &str = "The password is a temporary one";
pub const CODES_OFF: &str = "codes off";
pub const CODES_OFF_DESCRIPTION: &str = "Codes are off after too many wrong tries";
/// The widest texts of the last sign-in, which its column has space for.
pub const WIDEST_SIGN_INS: [&str; 4] = ["Wednesday", "yesterday", "today 00:00", "3 weeks ago"];
pub const NEVER: &str = "never";
pub const NEVER_DESCRIPTION: &str = "No sign-ins yet";

pub const OWN_TWO_FACTOR: &str = "Your own is on the Account screen";
pub const NOT_ON_SELF: &str = "Nobody does this to themselves";
pub const LAST_ADMINISTRATOR: &str = "You are the last administrator. Make a second one first";
pub const NO_TWO_FACTOR_TO_RESET: &str = "Two-factor is off here";

pub const ADD_TITLE: &str = "Add user";
pub const NEW_USERNAME: &str = "New username";
pub const ADMINISTRATOR: &str = "Administrator";
pub const MEMBER: &str = "Member";
pub const CREATE: &str = "Create";

pub const COPY_PASSWORD: &str = "Copy password";
pub const NOTED: &str = "I have noted it";
pub const COPY_HELP_CODE: &str = "Copy help code";
pub const SHOW_PASSWORD: &str = "Show password";
pub const SHOW_HELP_CODE: &str = "Show help code";

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => ADMINISTRATOR,
        Role::Member => MEMBER,
    }
}

/// The badge of the two-factor column.
pub fn two_factor(status: TwoFactorStatus) -> &'static str {
    match status {
        TwoFactorStatus::Off => OFF,
        TwoFactorStatus::On => ON,
        TwoFactorStatus::HelpCodePending => HELP_CODE_PENDING,
        TwoFactorStatus::HelpCodeExpired => HELP_CODE_EXPIRED,
    }
}

/// The same without a header above it.
pub fn two_factor_in_words(status: TwoFactorStatus) -> &'static str {
    match status {
        TwoFactorStatus::Off => TWO_FACTOR_OFF,
        TwoFactorStatus::On => TWO_FACTOR_ON,
        other => two_factor(other),
    }
}

/// "3 of 15 users", or "15 users" if all are shown.
pub fn count(shown: usize, all: usize) -> String {
    let users = format_count(u64::try_from(all).unwrap_or(u64::MAX), "user", "users");
    if shown == all { users } else { format!("{shown} of {users}") }
}

/// A row for screen readers: "ben, Member, Two-factor on, active, last sign-in today 09:12".
pub fn row(user: &UserView, status: &str, dates: &DateFormatter) -> String {
    let you = if user.is_self { format!("{YOU}, ") } else { String::new() };
    let last = last_sign_in(user.last_sign_in, dates);
    let two_factor = two_factor_in_words(user.two_factor);
    format!("{}, {you}{}, {two_factor}, {status}, last sign-in {last}", user.username, role(user.role))
}

pub fn last_sign_in(at: Option<UnixTime>, dates: &DateFormatter) -> String {
    at.map_or_else(|| NEVER.to_owned(), |at| dates.approximate(at))
}

/// The same, to the second.
pub fn full_last_sign_in(at: Option<UnixTime>, dates: &DateFormatter) -> String {
    at.map_or_else(|| NEVER_DESCRIPTION.to_owned(), |at| dates.full(at))
}

/// The menu entry, and the button of the dialog that it opens, there without an ellipsis.
pub fn reset_two_factor(username: &str) -> String {
    format!("Reset two-factor for {username}")
}

pub fn allow_codes(username: &str) -> String {
    format!("Allow codes again for {username}")
}

pub fn new_temporary_password(username: &str) -> String {
    format!("New temporary password for {username}")
}

pub fn enable(username: &str) -> String {
    format!("Enable {username}")
}

pub fn disable(username: &str) -> String {
    format!("Disable {username}")
}

/// The accessible name of the button [`UNDO`] after a user was disabled.
pub fn undo_disabling(username: &str) -> String {
    format!("{UNDO}: enable {username}")
}

pub fn make_administrator(username: &str) -> String {
    format!("Make {username} an administrator")
}

pub fn make_member(username: &str) -> String {
    format!("Make {username} a member")
}

pub fn delete(username: &str) -> String {
    format!("Delete {username}")
}

pub fn with_ellipsis(entry: &str) -> String {
    format!("{entry}…")
}

pub fn reset_two_factor_body(username: &str) -> String {
    format!(
        "The authenticators and recovery codes of {username} are removed. You get a help code to hand over; with the \
         password it leads to pairing a phone again."
    )
}

pub fn new_temporary_password_body(username: &str) -> String {
    format!(
        "Their authenticators are removed. What programs sealed for {username} stays closed until the old password is \
         given."
    )
}

pub fn make_administrator_body(username: &str) -> String {
    format!(
        "Administrators add and delete users, give them new passwords, and set the rules for everybody. {username} could \
         also make you a member."
    )
}

pub fn delete_body(username: &str) -> String {
    format!(
        "The account is gone for good, and what programs sealed for {username} stays closed. What the history says \
         of {username} is kept."
    )
}

pub fn temporary_title(username: &str) -> String {
    format!("Temporary password for {username}")
}

pub fn temporary_instructions(username: &str) -> String {
    format!("Hand it to {username} in person. It works for 72 hours and is shown only now.")
}

/// The dialog closed before it was confirmed that the user has the password.
pub fn temporary_missed(username: &str) -> String {
    format!("The temporary password for {username} is no longer shown. Make another one if {username} does not have it")
}

pub fn help_code_missed(username: &str) -> String {
    format!("The help code for {username} is no longer shown. Reset two-factor again if {username} does not have it")
}

pub fn help_code_title(username: &str) -> String {
    format!("Help code for {username}")
}

pub fn help_code_instructions(username: &str) -> String {
    format!(
        "Hand it to {username} in person: after the password, it goes in place of a recovery code. It works once \
         within 24 hours and is shown only now."
    )
}

pub fn question(operation: &str) -> String {
    format!("{operation}?")
}
