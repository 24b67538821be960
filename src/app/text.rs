//! Sentences for the demo, the settings file and the choice of another location; those of a failed start are with its
//! error.

use std::io;
use std::path::Path;

/// The settings file exists but cannot be used.
pub(super) fn settings_unreadable(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    format!("The settings in {path} cannot be read ({error}). The defaults are used, and the file is kept")
}

/// Shown below the reason why accounts do not open: how to name another file.
#[cfg(feature = "app")]
pub(super) const OTHER_LOCATION_HINT: &str = "Start it with --database PATH to name another file";

/// The users of a demo and their passwords. As short as possible: the fields must fit below it.
#[cfg(feature = "app")]
pub(super) fn demo_accounts_hint(active: (&str, &str), new: (&str, &str), [disabled, suspended]: [&str; 2]) -> String {
    let ((names, password), (newcomer, temporary)) = (active, new);
    format!(
        "Demo: nothing is saved\n{names}, {disabled} (disabled), {suspended} (codes off): {password}\n\
         {newcomer} (new): {temporary}"
    )
}

/// The code that the phone of a demo user shows.
#[cfg(feature = "app")]
pub(super) fn demo_code_hint(username: &str, code: &str) -> String {
    format!("Demo: the phone of {username} shows {code}")
}
