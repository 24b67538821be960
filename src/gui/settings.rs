//! What a person may set about this program on this computer. None of it is secret, none of it is a rule of sign-in.

use serde::{Deserialize, Serialize};

/// The smallest and largest zoom, in percent.
pub const ZOOM_PERCENT: std::ops::RangeInclusive<u16> = 100..=200;

/// The choices of the settings screen. Whoever owns the file of them reads and writes it; this layer only edits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Size of everything, in percent ([`ZOOM_PERCENT`]).
    pub zoom_percent: u16,
    /// No animation.
    pub reduce_motion: bool,
    /// Idle minutes before the window locks; `None` leaves it to the store's policy, which also sets the bounds.
    pub lock_after_minutes: Option<u32>,
    /// Seconds before a copied secret leaves the clipboard; `None` leaves it to the store's policy.
    pub clear_clipboard_seconds: Option<u32>,
    /// The sixth digit of a one-time code submits it at sign-in.
    pub submit_at_sixth_digit: bool,
}

/// Which colours a person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// Whatever the desktop says; light where it says nothing.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            zoom_percent: *ZOOM_PERCENT.start(),
            reduce_motion: false,
            lock_after_minutes: None,
            clear_clipboard_seconds: None,
            submit_at_sixth_digit: true,
        }
    }
}

impl Settings {
    /// The same with every number inside its bounds: a file edited by hand must not make the window unreadable.
    #[must_use]
    pub fn within_bounds(mut self) -> Self {
        self.zoom_percent = self.zoom_percent.clamp(*ZOOM_PERCENT.start(), *ZOOM_PERCENT.end());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_has_its_default_and_what_is_unknown_is_passed_over() {
        let settings: Settings = serde_json::from_str(r#"{"theme":"dark","colour_of_the_moon":7}"#).unwrap();
        assert_eq!(settings, Settings { theme: ThemeChoice::Dark, ..Settings::default() });
        assert!(settings.submit_at_sixth_digit);
    }

    #[test]
    fn a_zoom_out_of_bounds_is_brought_back() {
        for (typed, kept) in [(0, 100), (99, 100), (150, 150), (65_535, 200)] {
            let settings = Settings { zoom_percent: typed, ..Settings::default() };
            assert_eq!(settings.within_bounds().zoom_percent, kept);
        }
    }
}
