//! What the settings screen says.

pub(in crate::gui) const SETTINGS: &str = "Settings";
pub(in crate::gui) const THEME: &str = "Theme";
pub(in crate::gui) const SYSTEM: &str = "System";
pub(in crate::gui) const LIGHT: &str = "Light";
pub(in crate::gui) const DARK: &str = "Dark";
pub(in crate::gui) const ZOOM: &str = "Zoom";
pub(in crate::gui) const ZOOM_KEYS: &str = "Ctrl + and Ctrl − do it too";
pub(in crate::gui) const REDUCE_MOTION: &str = "Reduce motion";
pub(in crate::gui) const LOCK_AFTER: &str = "Lock after";
pub(in crate::gui) const CLEAR_CLIPBOARD: &str = "Clear clipboard after";
pub(in crate::gui) const CLEAR_CLIPBOARD_WHY: &str = "Passwords and codes copied here";
pub(in crate::gui) const SIXTH_DIGIT: &str = "Submit at the sixth digit";

pub(in crate::gui) const LOOK: &str = "Look";
pub(in crate::gui) const SAFETY: &str = "Safety";
pub(in crate::gui) const FOR_EVERYBODY: &str = "For everybody";
pub(in crate::gui) const FOR_EVERYBODY_WHY: &str = "Nobody here can choose a longer time than these.";
pub(in crate::gui) const LOCK_AFTER_ALL: &str = "Lock everybody after";
pub(in crate::gui) const CLEAR_CLIPBOARD_ALL: &str = "Clear every clipboard after";
pub(in crate::gui) const UNLOCK_NEEDS_CODE: &str = "Unlocking asks for the code too";
pub(in crate::gui) const SET: &str = "Set for everybody";
pub(in crate::gui) const COST_FIXED: &str = "This program fixes what checking a password takes";
pub(in crate::gui) const SET_FOR_EVERYBODY: &str = "This is set for everybody now";

pub(in crate::gui) const ABOUT: &str = "About";
pub(in crate::gui) const ACCOUNTS: &str = "Accounts";
pub(in crate::gui) const IN_MEMORY: &str = "In memory, gone when the program ends";
pub(in crate::gui) const VERSION: &str = "Version";
pub(in crate::gui) const PROGRAM_ITSELF: &str = "This program";
pub(in crate::gui) const SHOW: &str = "Licence";

/// Above the settings, and where they were changed.
pub(in crate::gui) fn not_saved(why: &str) -> String {
    format!("The settings could not be saved ({why}). They count until the window closes")
}

/// "15 min".
pub(in crate::gui) fn minutes(minutes: u32) -> String {
    format!("{minutes} min")
}

/// "30 s".
pub(in crate::gui) fn seconds(seconds: u32) -> String {
    format!("{seconds} s")
}

/// "125 %".
pub(in crate::gui) fn percent(percent: u32) -> String {
    format!("{percent} %")
}

/// Under the time that a person chooses.
pub(in crate::gui) fn at_most(minutes: u32) -> String {
    format!("At most {minutes} min on these accounts")
}

/// The button that shows the terms of something.
pub(in crate::gui) fn licence_of(name: &str) -> String {
    format!("Licence of {name}")
}
