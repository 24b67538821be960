//! What the account screen and its dialogs say.

use std::time::Duration;

use crate::auth::formatting::{format_count, format_minutes};
use crate::auth::{AccountView, AuthenticatorView, Role, SessionView, SignInNotices, UnixTime};
use crate::gui::text::minutes_and_seconds;
use crate::gui::text::when::DateFormatter;

pub(in crate::gui) const TURNED_OFF: &str = "Two-factor is off";
pub(in crate::gui) const TURNED_ON: &str = "Two-factor is on";
pub(in crate::gui) const CODES_RENEWED: &str = "The new recovery codes count from now on";
pub(in crate::gui) const PASSWORD_CHANGED: &str = "The password is changed";
pub(in crate::gui) const RENAMED: &str = "The authenticator has its new name";
pub(in crate::gui) const OTHERS_SIGNED_OUT: &str = "The other sessions are signed out";
pub(in crate::gui) const OLD_DATA_OPEN: &str = "Data from before the reset is open again";

pub(in crate::gui) const ACCOUNT: &str = "Account";
pub(in crate::gui) const USERS: &str = "Users";
pub(in crate::gui) const SETTINGS: &str = "Settings";
pub(in crate::gui) const LOCK: &str = "Lock";

pub(in crate::gui) const TWO_FACTOR: &str = "Two-factor";
pub(in crate::gui) const ON: &str = "On";
pub(in crate::gui) const OFF: &str = "Off";
pub(in crate::gui) const OFF_BODY: &str =
    "Signing in asks for the password alone. With two-factor it also asks for a code from your phone.";
pub(in crate::gui) const NONE_PAIRED: &str = "No authenticator is paired";
pub(in crate::gui) const SET_UP: &str = "Set up two-factor";
pub(in crate::gui) const ADD: &str = "Add an authenticator…";
pub(in crate::gui) const TOO_MANY_AUTHENTICATORS: &str = "Five authenticators are the most an account can have";
pub(in crate::gui) const TURN_OFF_BUTTON: &str = "Turn off two-factor…";
pub(in crate::gui) const TURN_OFF: &str = "Turn off two-factor";
pub(in crate::gui) const TURN_OFF_BODY: &str =
    "Signing in will ask for the password alone. Your authenticators and recovery codes stop working.";

pub(in crate::gui) const RECOVERY_CODES: &str = "Recovery codes";
pub(in crate::gui) const NEW_CODES_BUTTON: &str = "New recovery codes…";
pub(in crate::gui) const NEW_CODES_OFFER: &str = "Make a new set…";
pub(in crate::gui) const NEW_CODES_TITLE: &str = "New recovery codes";
pub(in crate::gui) const NEW_CODES: &str = "Make new codes";

pub(in crate::gui) const PASSWORD: &str = "Password";
pub(in crate::gui) const CHANGE_PASSWORD_BUTTON: &str = "Change password…";
pub(in crate::gui) const CHANGE_PASSWORD: &str = "Change password";
pub(in crate::gui) const CURRENT_PASSWORD: &str = "Current password";
pub(in crate::gui) const WRONG_PASSWORD: &str = "Wrong password";
pub(in crate::gui) const NEW_PASSWORD: &str = "New password";
pub(in crate::gui) const SAVE_PASSWORD: &str = "Save password";

pub(in crate::gui) const SESSIONS: &str = "Sessions";
pub(in crate::gui) const THIS_SESSION: &str = "This session";
pub(in crate::gui) const SIGN_OUT_OTHERS: &str = "Sign out the other sessions";
pub(in crate::gui) const NO_OTHERS: &str = "You are signed in nowhere else";

pub(in crate::gui) const OLD_DATA: &str =
    "There is data from before a reset of your password. The password of that time opens it";
pub(in crate::gui) const OLD_DATA_BUTTON: &str = "Open data from before the reset…";
pub(in crate::gui) const OLD_DATA_TITLE: &str = "Open data from before the reset";
pub(in crate::gui) const OLD_DATA_BODY: &str = "What programs sealed for you before the reset opens with the password you had then. You stay signed in with \
     the password of today.";
pub(in crate::gui) const OLD_PASSWORD: &str = "Password from before the reset";
pub(in crate::gui) const OPEN_DATA: &str = "Open data";

pub(in crate::gui) const ONLY_ADMINISTRATOR: &str = "You are the only administrator. Make a second one";

pub(in crate::gui) const NEW_NAME: &str = "New name";
pub(in crate::gui) const NAME_RULE: &str = "1 to 32 characters";
pub(in crate::gui) const RENAME: &str = "Rename";

pub(in crate::gui) const LOCKED: &str = "Locked";
pub(in crate::gui) const UNLOCK: &str = "Unlock";
pub(in crate::gui) const SIGN_IN_AS_OTHER: &str = "Sign in as someone else";

/// "alice is signed in."
pub(in crate::gui) fn is_signed_in(username: &str) -> String {
    format!("{username} is signed in.")
}

/// "Signed in as alice · Administrator · since 09:12".
pub(in crate::gui) fn signed_in_as(username: &str, role: Role, opened: &str) -> String {
    format!("Signed in as {username} · {} · since {opened}", role_name(role))
}

/// What an account may do, in a word.
pub(in crate::gui) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Administrator",
        Role::Member => "Member",
    }
}

/// "3 failed attempts since your last sign-in, the last on Friday at 18:40".
pub(in crate::gui) fn failed_attempts(notices: &SignInNotices, dates: &DateFormatter) -> Option<String> {
    let last = |time: UnixTime| dates.in_sentence(time);
    let attempts = format_count(notices.failed.into(), "failed attempt", "failed attempts");
    match (notices.failed, notices.last_failed) {
        (0, _) => None,
        (1, Some(time)) => Some(format!("{attempts} since your last sign-in, {}", last(time))),
        (_, Some(time)) => Some(format!("{attempts} since your last sign-in, the last {}", last(time))),
        (_, None) => Some(format!("{attempts} since your last sign-in")),
    }
}

/// Somebody else got as far as the second door.
pub(in crate::gui) fn wrong_codes(number: u32) -> String {
    let codes = format_count(number.into(), "wrong code", "wrong codes");
    format!("Somebody who knows your password typed {codes}. Change it")
}

/// "8 recovery codes left", after one was used.
pub(in crate::gui) fn recovery_left(left: u32) -> String {
    match left {
        0 => "No recovery codes left".to_owned(),
        _ => format!("{} left", format_count(left.into(), "recovery code", "recovery codes")),
    }
}

/// "8 left".
pub(in crate::gui) fn codes_left(left: u32) -> String {
    if left == 0 { "none left".to_owned() } else { format!("{left} left") }
}

/// "Added 3 March · used today".
pub(in crate::gui) fn authenticator(view: &AuthenticatorView, dates: &DateFormatter) -> String {
    let used = view.last_used_at.map_or_else(|| "never used".to_owned(), |time| format!("used {}", dates.day(time)));
    format!("Added {} · {used}", dates.day(view.paired_at))
}

/// "Changed 41 days ago".
pub(in crate::gui) fn password_changed(view: &AccountView, dates: &DateFormatter) -> String {
    format!("Changed {}", dates.days_ago(view.password_changed))
}

/// The computer that a session is on.
pub(in crate::gui) fn session_host(view: &SessionView) -> &str {
    if view.host_name.is_empty() { "This computer" } else { &view.host_name }
}

/// "Signed in today 09:12".
pub(in crate::gui) fn session(view: &SessionView, dates: &DateFormatter) -> String {
    format!("Signed in {}", dates.day_and_time(view.opened_at))
}

/// The name of the three dots beside an authenticator.
pub(in crate::gui) fn actions_for(name: &str) -> String {
    format!("Actions for {name}")
}

/// A button that asks for the new name.
pub(in crate::gui) fn rename_button(name: &str) -> String {
    format!("Rename {name}…")
}

/// The title of that dialog.
pub(in crate::gui) fn rename_title(name: &str) -> String {
    format!("Rename {name}")
}

/// A button that asks before it removes.
pub(in crate::gui) fn remove_button(name: &str) -> String {
    format!("Remove {name}…")
}

/// A button that removes.
pub(in crate::gui) fn remove(name: &str) -> String {
    format!("Remove {name}")
}

/// Once it is removed.
pub(in crate::gui) fn removed(name: &str) -> String {
    format!("{name} is removed")
}

/// What removing one of several means.
pub(in crate::gui) fn remove_body(name: &str) -> String {
    format!("Codes from {name} will not be taken any more. Your other authenticators and your recovery codes stay.")
}

/// What removing the last one means.
pub(in crate::gui) fn remove_last_body(name: &str) -> String {
    format!(
        "{name} is your only authenticator, so removing it turns two-factor off: signing in will ask for the password \
         alone. To move to a new phone, add the new one first."
    )
}

/// What a new set means for the old one.
pub(in crate::gui) fn new_codes_body(left: u32) -> String {
    let old = match left {
        0 => "You have none left".to_owned(),
        1 => "The one you have left stops working once you have finished".to_owned(),
        _ => format!("The {left} you have left stop working once you have finished"),
    };
    format!("You get ten new codes. {old}.")
}

/// "Locking in 1:58".
pub(in crate::gui) fn locking_in(left: Duration) -> String {
    format!("Locking in {}", minutes_and_seconds(left))
}

/// For who listens: once a minute, not once a second.
pub(in crate::gui) fn locking_in_spoken(left: Duration) -> String {
    format!("Locking in {}. Any key prevents it", format_minutes(left))
}

/// "Signed in for almost 12 hours. Signing out in 9:58".
pub(in crate::gui) fn ending_in(left: Duration) -> String {
    format!("Signed in for almost 12 hours. Signing out in {}", minutes_and_seconds(left))
}

/// For who listens.
pub(in crate::gui) fn ending_in_spoken(left: Duration) -> String {
    format!("Signed in for almost 12 hours. Signing out in {}", format_minutes(left))
}

/// Over a host's content, for what the account screen says in full.
pub(in crate::gui) fn account_notice(notices: &SignInNotices) -> Option<&'static str> {
    match notices {
        SignInNotices { wrong_codes: 1.., .. } => {
            Some("Somebody who knows your password typed wrong codes. See Account")
        }
        SignInNotices { failed: 1.., .. } => Some("There were failed attempts since your last sign-in. See Account"),
        SignInNotices { recovery_left: Some(0..=3), .. } => Some("Few recovery codes are left. See Account"),
        SignInNotices { .. } => None,
    }
}
