//! What a person may set about this program on this computer. None of it is secret, none of it is a rule of sign-in.

mod read;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::auth::Policy;

/// The smallest and largest zoom, in percent.
pub const ZOOM_PERCENT: RangeInclusive<u16> = 100..=200;

/// What a number among the settings may be, and by how much a key or a button changes it. The reader of the file, the
/// screen and the keys go by this one table.
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

    /// The same, but at most `most`.
    pub(super) fn up_to(self, most: u32) -> Self {
        Self { most: most.clamp(self.least, self.most), ..self }
    }

    /// Least, most and step, as a stepper takes them.
    pub(super) fn steps(self) -> (u32, u32, u32) {
        (self.least, self.most, self.step)
    }
}

/// Of [`Settings::zoom_percent`], in percent.
pub(super) const ZOOM: Bounds =
    Bounds { least: *ZOOM_PERCENT.start() as u32, most: *ZOOM_PERCENT.end() as u32, step: 25 };
/// Of [`Settings::lock_after_minutes`].
pub(super) const LOCK_AFTER: Bounds = Bounds::of(&Policy::LOCK_AFTER_MINUTES, 1);
/// Of [`Settings::clear_clipboard_seconds`].
pub(super) const CLEAR_CLIPBOARD: Bounds = Bounds::of(&Policy::CLEAR_CLIPBOARD_SECONDS, 10);

/// The choices of the settings screen. The host that owns the file reads and writes it; this layer only edits.
///
/// It is read leniently: a number outside its bounds is brought within them, a value of another kind is replaced by the
/// default, a field that is not known is passed over, and each of these is logged with the name of the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "read::Fields")]
pub struct Settings {
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Size of everything, in percent ([`ZOOM_PERCENT`]).
    pub zoom_percent: u16,
    /// No animation.
    pub reduce_motion: bool,
    /// Idle minutes before the window locks ([`Policy::LOCK_AFTER_MINUTES`]); `None` leaves it to the store's policy,
    /// which no choice here exceeds.
    pub lock_after_minutes: Option<u32>,
    /// Seconds before a copied secret leaves the clipboard ([`Policy::CLEAR_CLIPBOARD_SECONDS`]); `None` leaves it to
    /// the store's policy, which no choice here exceeds.
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
    /// The same with every number within its bounds: a file edited by hand must neither make the window unreadable nor
    /// lock it at once. What is changed is logged.
    #[must_use]
    pub fn within_bounds(self) -> Self {
        let Self { theme, zoom_percent, reduce_motion, lock_after_minutes, clear_clipboard_seconds, .. } = self;
        let zoom = read::clamp_and_log("zoom_percent", i64::from(zoom_percent), ZOOM);
        let lock =
            lock_after_minutes.map(|typed| read::clamp_and_log("lock_after_minutes", i64::from(typed), LOCK_AFTER));
        let clear = clear_clipboard_seconds
            .map(|typed| read::clamp_and_log("clear_clipboard_seconds", i64::from(typed), CLEAR_CLIPBOARD));
        Self {
            theme,
            zoom_percent: u16::try_from(zoom).unwrap_or(*ZOOM_PERCENT.start()),
            reduce_motion,
            lock_after_minutes: lock,
            clear_clipboard_seconds: clear,
            submit_at_sixth_digit: self.submit_at_sixth_digit,
        }
    }
}
