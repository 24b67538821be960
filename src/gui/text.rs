//! All texts that a user reads, so that they can be translated: texts shared by several screens here, texts of a single
//! screen in the submodules.

pub(super) mod account;
pub(super) mod errors;
pub(super) mod history;
pub(super) mod operations;
pub(super) mod save;
pub(super) mod settings;
pub(super) mod setup;
pub(super) mod sign_in;
pub(super) mod users;
pub(super) mod validation;
pub(super) mod when;

use std::time::Duration;

use crate::auth::formatting;
use crate::gui::widgets::SecretLabels;

/// Used if the program has no name.
pub(super) const FALLBACK_PROGRAM_NAME: &str = "This program";

pub(super) const USERNAME: &str = "Username";
pub(super) const PASSWORD: &str = "Password";
pub(super) const NEW_PASSWORD: &str = "New password";
pub(super) const SAVE_PASSWORD: &str = "Save password";
pub(super) const SIX_DIGIT_CODE: &str = "6-digit code";
pub(super) const RECOVERY_CODE: &str = "Recovery code";
pub(super) const HELP_CODE: &str = "Help code";
pub(super) const BACK: &str = "Back";
pub(super) const CANCEL: &str = "Cancel";
pub(super) const DONE: &str = "Done";
pub(super) const ON: &str = "On";
pub(super) const OFF: &str = "Off";
pub(super) const SIGN_OUT: &str = "Sign out";
pub(super) const SUGGEST_PASSPHRASE: &str = "Suggest a passphrase";
pub(super) const SUGGESTION: &str = "Chosen at random, and already in the field above";
pub(super) const COPY: &str = "Copy";
pub(super) const ANOTHER: &str = "Another";
pub(super) const VERIFY: &str = "Verify";
pub(super) const USE_RECOVERY_CODE: &str = "Use a recovery code";

/// The labels of a password field.
pub(super) const PASSWORD_LABELS: SecretLabels<'static> = SecretLabels {
    show: "Show password",
    hide: "Hide password",
    caps: "Caps Lock is on",
    too_long: "That is too long, so nothing of it was taken",
};

/// The labels of a password field beside another one.
pub(super) const CURRENT_PASSWORD_LABELS: SecretLabels<'static> =
    SecretLabels { show: "Show current password", hide: "Hide current password", ..PASSWORD_LABELS };

pub(super) const SESSION_EXPIRED: &str = "Signed in for 12 hours. Sign in again";
pub(super) const CHANGED_ELSEWHERE: &str = "Your account was changed in another window. Sign in again";
pub(super) const TIMED_OUT: &str = "That took too long. Sign in again";
pub(super) const ACCOUNT_CHANGED: &str = "Your account was changed meanwhile. Sign in again";
pub(super) const INTERNAL_ERROR: &str = "Something went wrong. Nothing was changed";

pub(super) const NOT_COPIED: &str = "This computer's clipboard cannot be reached";

/// Shown after a copy.
pub(super) fn copied(clear_after: Duration) -> String {
    format!("Copied. It leaves the clipboard in {} s", clear_after.as_secs())
}

/// Formats a time as "0:27", rounded up so that it reaches zero when the wait ends.
pub(super) fn minutes_and_seconds(left: Duration) -> String {
    let seconds = formatting::whole_seconds(left);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Capitalises the first letter.
fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
