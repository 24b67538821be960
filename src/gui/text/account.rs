//! The texts of the account screen and its dialogs.

use std::time::Duration;

use crate::auth::formatting::{format_count, format_minutes};
use crate::auth::{AccountView, AuthenticatorView, Role, SessionView, SignInNotices, UnixTime};
use crate::gui::text::when::DateFormatter;
use crate::gui::text::{minutes_and_seconds, users};

pub const TURNED_OFF: &str = "Two-factor is off";
pub const TURNED_ON: &str = "Two-factor is on";
pub const CODES_RENEWED: &str = "The new recovery codes count from now on";
pub const PASSWORD_CHANGED: &str = "The password is changed";
pub const RENAMED: &str = "The authenticator has its new name";
pub const OTHERS_SIGNED_OUT: &str = "The other sessions are signed out";
pub const OLD_DATA_OPEN: &str = "Data from before the reset is open again";

pub const ACCOUNT: &str = "Account";
pub const LOCK: &str = "Lock";

pub const TWO_FACTOR: &str = "Two-factor";
pub const OFF_BODY: &str =
    "Signing in asks for the password alone. With two-factor it also asks for a code from your phone.";
pub const NONE_PAIRED: &str = "No authenticator is paired";
pub const ADD: &str = "Add an authenticator…";
pub const TOO_MANY_AUTHENTICATORS: &str = "Five authenticators are the most an account can have";
pub const TURN_OFF_BUTTON: &str = "Turn off two-factor…";
pub const TURN_OFF: &str = "Turn off two-factor";
pub const TURN_OFF_BODY: &str =
    "Signing in will ask for the password alone. Your authenticators and recovery codes stop working.";

pub const RECOVERY_CODES: &str = "Recovery codes";
pub const NEW_CODES_BUTTON: &str = "New recovery codes…";
pub const NEW_CODES_OFFER: &str = "Make a new set…";
pub const NEW_CODES_TITLE: &str = "New recovery codes";
pub const NEW_CODES: &str = "Make new codes";

pub const CHANGE_PASSWORD_BUTTON: &str = "Change password…";
pub const CHANGE_PASSWORD: &str = "Change password";
pub const CURRENT_PASSWORD: &str = "Current password";
pub const WRONG_PASSWORD: &str = "Wrong password";

pub const SESSIONS: &str = "Sessions";
pub const THIS_SESSION: &str = "This session";
pub const SIGN_OUT_OTHERS: &str = "Sign out the other sessions";
pub const NO_OTHERS: &str = "You are signed in nowhere else";

pub const OLD_DATA: &str = "There is data from before a reset of your password. The password of that time opens it";
pub const OLD_DATA_BUTTON: &str = "Open data from before the reset…";
pub const OLD_DATA_TITLE: &str = "Open data from before the reset";
pub const OLD_DATA_BODY: &str = "What programs sealed for you before the reset opens with the password you had then. You stay signed in with \
     the password of today.";
pub const OLD_PASSWORD: &str = "Password from before the reset";
pub const OPEN_DATA: &str = "Open data";

pub const ONLY_ADMINISTRATOR: &str = "You are the only administrator. Make a second one";

pub const NEW_NAME: &str = "New name";
pub const NAME_RULE: &str = "1 to 32 characters";
pub const RENAME: &str = "Rename";

pub const LOCKED: &str = "Locked";
pub const UNLOCK: &str = "Unlock";
pub const SIGN_IN_AS_OTHER: &str = "Sign in as someone else";

pub fn is_signed_in(username: &str) -> String {
    format!("{username} is signed in.")
}

pub fn signed_in_as(username: &str, role: Role, opened: &str) -> String {
    format!("Signed in as {username} · {} · since {opened}", users::role(role))
}

/// "3 failed attempts since your last sign-in, the last on Friday at 18:40".
pub fn failed_attempts(notices: &SignInNotices, dates: &DateFormatter) -> Option<String> {
    let last = |time: UnixTime| dates.in_sentence(time);
    let attempts = format_count(notices.failed.into(), "failed attempt", "failed attempts");
    match (notices.failed, notices.last_failed) {
        (0, _) => None,
        (1, Some(time)) => Some(format!("{attempts} since your last sign-in, {}", last(time))),
        (_, Some(time)) => Some(format!("{attempts} since your last sign-in, the last {}", last(time))),
        (_, None) => Some(format!("{attempts} since your last sign-in")),
    }
}

/// Another person reached the second factor: the password was correct, the codes were wrong.
pub fn wrong_codes(number: u32) -> String {
    let codes = format_count(number.into(), "wrong code", "wrong codes");
    format!("Somebody who knows your password typed {codes}. Change it")
}

/// "8 recovery codes left", after one was used.
pub fn recovery_left(left: u32) -> String {
    match left {
        0 => "No recovery codes left".to_owned(),
        _ => format!("{} left", format_count(left.into(), "recovery code", "recovery codes")),
    }
}

pub fn codes_left(left: u32) -> String {
    if left == 0 { "none left".to_owned() } else { format!("{left} left") }
}

/// "Added 3 March · used today".
pub fn authenticator(view: &AuthenticatorView, dates: &DateFormatter) -> String {
    let used = view.last_used_at.map_or_else(|| "never used".to_owned(), |time| format!("used {}", dates.day(time)));
    format!("Added {} · {used}", dates.day(view.paired_at))
}

pub fn password_changed(view: &AccountView, dates: &DateFormatter) -> String {
    format!("Changed {}", dates.days_ago(view.password_changed))
}

pub fn session_host(view: &SessionView) -> &str {
    if view.host_name.is_empty() { "This computer" } else { &view.host_name }
}

pub fn session(view: &SessionView, dates: &DateFormatter) -> String {
    format!("Signed in {}", dates.day_and_time(view.opened_at))
}

/// The accessible name of the menu button of an authenticator or a user.
pub fn actions_for(name: &str) -> String {
    format!("Actions for {name}")
}

pub fn rename_button(name: &str) -> String {
    format!("Rename {name}…")
}

pub fn rename_title(name: &str) -> String {
    format!("Rename {name}")
}

pub fn remove_button(name: &str) -> String {
    format!("Remove {name}…")
}

pub fn remove(name: &str) -> String {
    format!("Remove {name}")
}

pub fn remove_body(name: &str) -> String {
    format!("Codes from {name} will not be taken any more. Your other authenticators and your recovery codes stay.")
}

pub fn remove_last_body(name: &str) -> String {
    format!(
        "{name} is your only authenticator, so removing it turns two-factor off: signing in will ask for the password \
         alone. To move to a new phone, add the new one first."
    )
}

/// The consequence of a new set for the old one.
pub fn new_codes_body(left: u32) -> String {
    let old = match left {
        0 => "You have none left".to_owned(),
        1 => "The one you have left stops working once you have finished".to_owned(),
        _ => format!("The {left} you have left stop working once you have finished"),
    };
    format!("You get ten new codes. {old}.")
}

pub fn locking_in(left: Duration) -> String {
    format!("Locking in {}", minutes_and_seconds(left))
}

/// For screen readers: changes once a minute, not once a second.
pub fn locking_in_spoken(left: Duration) -> String {
    format!("Locking in {}. Any key prevents it", format_minutes(left))
}

pub fn ending_in(left: Duration) -> String {
    format!("Signed in for almost 12 hours. Signing out in {}", minutes_and_seconds(left))
}

pub fn ending_in_spoken(left: Duration) -> String {
    format!("Signed in for almost 12 hours. Signing out in {}", format_minutes(left))
}

/// A short notice over a host's content, for what the account screen says in full.
pub fn account_notice(notices: &SignInNotices) -> Option<&'static str> {
    match notices {
        SignInNotices { wrong_codes: 1.., .. } => {
            Some("Somebody who knows your password typed wrong codes. See Account")
        }
        SignInNotices { failed: 1.., .. } => Some("There were failed attempts since your last sign-in. See Account"),
        SignInNotices { recovery_left: Some(0..=3), .. } => Some("Few recovery codes are left. See Account"),
        SignInNotices { .. } => None,
    }
}
