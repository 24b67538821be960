//! The user's settings for this program on this computer. They contain no secret and no rule of sign-in.

mod read;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::auth::Policy;

/// The smallest and largest zoom, in percent.
pub const ZOOM_PERCENT: RangeInclusive<u16> = 100..=200;

/// The bounds of a numeric setting, and the step by which a key or a button changes it. Used by the file reader, the
/// settings screen and the shortcuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub least: u32,
    pub most: u32,
    pub step: u32,
}

impl Bounds {
    const fn of(bounds: &RangeInclusive<u32>, step: u32) -> Self {
        Self { least: *bounds.start(), most: *bounds.end(), step }
    }

    /// Returns these bounds with `most` as an upper limit.
    pub(super) fn up_to(self, most: u32) -> Self {
        Self { most: most.clamp(self.least, self.most), ..self }
    }
}

/// The bounds of [`Settings::zoom_percent`], in percent.
pub(super) const ZOOM: Bounds =
    Bounds { least: *ZOOM_PERCENT.start() as u32, most: *ZOOM_PERCENT.end() as u32, step: 25 };
/// The bounds of [`Settings::lock_after_minutes`].
pub(super) const LOCK_AFTER: Bounds = Bounds::of(&Policy::LOCK_AFTER_MINUTES, 1);
/// The bounds of [`Settings::clear_clipboard_seconds`].
pub(super) const CLEAR_CLIPBOARD: Bounds = Bounds::of(&Policy::CLEAR_CLIPBOARD_SECONDS, 10);

/// The user's settings, as edited on the settings screen. The host reads and writes the file.
///
/// Deserialization is lenient: a number out of bounds is clamped, a value of another type is replaced by the default,
/// and an unknown field is ignored. Each case is logged with the name of the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "read::Fields")]
pub struct Settings {
    /// The colour theme.
    pub theme: ThemeChoice,
    /// The zoom of the whole interface, in percent ([`ZOOM_PERCENT`]).
    pub zoom_percent: u16,
    /// Disables animations.
    pub reduce_motion: bool,
    /// Idle minutes before the window locks ([`Policy::LOCK_AFTER_MINUTES`]). `None` uses the store's policy, which
    /// also is the upper limit.
    pub lock_after_minutes: Option<u32>,
    /// Seconds before a copied secret is cleared from the clipboard ([`Policy::CLEAR_CLIPBOARD_SECONDS`]). `None` uses
    /// the store's policy, which also is the upper limit.
    pub clear_clipboard_seconds: Option<u32>,
    /// Whether the sixth digit of a one-time code submits it at sign-in.
    pub submit_at_sixth_digit: bool,
}

/// The colour theme that the user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// Follows the desktop; light if the desktop has no preference.
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
    /// Returns the settings with every number clamped to its bounds, so that a hand-edited file can neither make the
    /// window unreadable nor lock it at once. Each change is logged.
    #[must_use]
    pub fn within_bounds(mut self) -> Self {
        let clamp = |name, typed: Option<u32>, bounds| read::clamp_if_set(name, typed.map(i64::from), bounds);
        self.zoom_percent = read::clamp_zoom(self.zoom_percent.into());
        self.lock_after_minutes = clamp("lock_after_minutes", self.lock_after_minutes, LOCK_AFTER);
        self.clear_clipboard_seconds = clamp("clear_clipboard_seconds", self.clear_clipboard_seconds, CLEAR_CLIPBOARD);
        self
    }
}
