//! The sentences of the demo, of the settings file, and how a person chooses another place; what a failed start says
//! stands with its error.

use std::io;
use std::path::Path;

/// The settings file is there and cannot be used.
pub(super) fn settings_unreadable(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    format!("The settings in {path} cannot be read ({error}). The defaults are used, and the file is kept")
}

/// Under why the accounts do not open, where other accounts would.
#[cfg(feature = "app")]
pub(super) const OTHER_LOCATION_HINT: &str = "Start it with --database PATH to name another file";

/// Who there is in a demo, and what opens their doors. As short as it goes: the fields are to fit below it.
#[cfg(feature = "app")]
pub(super) fn demo_accounts_hint(active: (&str, &str), new: (&str, &str), [disabled, suspended]: [&str; 2]) -> String {
    let ((names, password), (newcomer, temporary)) = (active, new);
    format!(
        "Demo: nothing is saved\n{names}, {disabled} (disabled), {suspended} (codes off): {password}\n\
         {newcomer} (new): {temporary}"
    )
}

/// What the phone of somebody in a demo shows.
#[cfg(feature = "app")]
pub(super) fn demo_code_hint(username: &str, code: &str) -> String {
    format!("Demo: the phone of {username} shows {code}")
}
