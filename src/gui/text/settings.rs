//! The texts of the settings screen.

use std::time::Duration;

use crate::auth::CostView;

pub const SETTINGS: &str = "Settings";
pub const THEME: &str = "Theme";
pub const SYSTEM: &str = "System";
pub const LIGHT: &str = "Light";
pub const DARK: &str = "Dark";
pub const ZOOM: &str = "Zoom";
pub const REDUCE_MOTION: &str = "Reduce motion";
pub const LOCK_AFTER: &str = "Lock after";
pub const CLEAR_CLIPBOARD: &str = "Clear clipboard after";
pub const CLEAR_CLIPBOARD_BODY: &str = "Passwords and codes copied here";
pub const SUBMIT_AT_SIXTH_DIGIT: &str = "Submit at the sixth digit";

pub const APPEARANCE: &str = "Look";
pub const SECURITY: &str = "Safety";
pub const POLICY: &str = "For everybody";
pub const POLICY_BODY: &str = "Nobody here can choose a longer time than these.";
pub const LOCK_AFTER_ALL: &str = "Lock everybody after";
pub const CLEAR_CLIPBOARD_ALL: &str = "Clear every clipboard after";
pub const UNLOCK_NEEDS_CODE: &str = "Unlocking asks for the code too";
pub const SET_POLICY: &str = "Set for everybody";
pub const COST_FIXED: &str = "This program fixes what checking a password takes";
pub const POLICY_SET: &str = "This is set for everybody now";

pub const MEASURE_AGAIN: &str = "Measure again";

pub const ABOUT: &str = "About";
pub const ACCOUNTS: &str = "Accounts";
pub const IN_MEMORY: &str = "In memory, gone when the program ends";
pub const VERSION: &str = "Version";
pub const LICENCE: &str = "Licence";

/// Shown under the zoom, with the shortcuts as the system writes them.
pub fn zoom_keys(larger: &str, smaller: &str) -> String {
    format!("{larger} and {smaller} do it too")
}

/// Shown above the settings, and where they were changed.
pub fn not_saved(reason: &str) -> String {
    format!("The settings could not be saved ({reason}). They count until the window closes")
}

pub fn minutes(minutes: u32) -> String {
    format!("{minutes} min")
}

pub fn seconds(seconds: u32) -> String {
    format!("{seconds} s")
}

pub fn percent(percent: u32) -> String {
    format!("{percent} %")
}

/// Shown under the lock time that the user chooses.
pub fn at_most(minutes: u32) -> String {
    format!("At most {minutes} min on these accounts")
}

pub fn licence_of(name: &str) -> String {
    format!("Licence of {name}")
}

/// The cost of checking a password, and an explanation.
pub fn cost(view: &CostView) -> (String, String) {
    let about = match (view.is_fixed, view.duration, view.recent_duration) {
        (true, ..) => "This program fixes it".to_owned(),
        (false, None, _) => "Not measured on this computer yet".to_owned(),
        (false, Some(_), Some(lately)) => format!("It took {} several times in a row", tenths(lately)),
        (false, Some(_), None) => "Measured on this computer. A guess takes the same".to_owned(),
    };
    (format!("Checking a password takes {}", cost_figures(view)), about)
}

/// The same before the cost was read.
pub fn cost_unread() -> (String, String) {
    ("Checking a password".to_owned(), "Measured on this computer. A guess takes the same".to_owned())
}

/// Shown after a measurement that the user requested.
pub fn measured(view: &CostView) -> String {
    format!("Checking a password takes {} now", cost_figures(view))
}

/// "0.5 s and 256 MiB".
fn cost_figures(view: &CostView) -> String {
    let memory = match view.cost.memory_kib() / 1024 {
        1024 => "1 GiB".to_owned(),
        mib => format!("{mib} MiB"),
    };
    view.duration.map_or_else(|| memory.clone(), |takes| format!("{} and {memory}", tenths(takes)))
}

/// "0.5 s", never "0.0 s".
fn tenths(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64().max(0.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Cost;

    #[test]
    fn the_password_cost_is_shown_as_time_and_memory() {
        let view = |mib: u32, takes, takes_lately, is_fixed| CostView {
            cost: Cost::new(mib * 1024, 3, 4),
            duration: Option::map(takes, Duration::from_millis),
            recent_duration: Option::map(takes_lately, Duration::from_millis),
            is_fixed,
        };
        for (view, name, about) in [
            (
                view(256, Some(512), None, false),
                "0.5 s and 256 MiB",
                "Measured on this computer. A guess takes the same",
            ),
            (
                view(1024, Some(153), None, false),
                "0.2 s and 1 GiB",
                "Measured on this computer. A guess takes the same",
            ),
            (view(64, Some(9), None, false), "0.1 s and 64 MiB", "Measured on this computer. A guess takes the same"),
            (view(256, Some(512), Some(2100), false), "0.5 s and 256 MiB", "It took 2.1 s several times in a row"),
            (view(64, None, None, false), "64 MiB", "Not measured on this computer yet"),
            (view(64, None, None, true), "64 MiB", "This program fixes it"),
        ] {
            assert_eq!(cost(&view), (format!("Checking a password takes {name}"), about.to_owned()));
        }
    }
}
