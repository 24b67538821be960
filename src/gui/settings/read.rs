//! Reads settings field by field, so that an invalid field does not affect the others.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::gui::settings::{Bounds, CLEAR_CLIPBOARD, LOCK_AFTER, Settings, ThemeChoice, ZOOM, ZOOM_PERCENT};

/// The fields as serialized.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    theme: Field<ThemeChoice>,
    zoom_percent: Field<i64>,
    reduce_motion: Field<bool>,
    lock_after_minutes: Field<Option<i64>>,
    clear_clipboard_seconds: Field<Option<i64>>,
    submit_at_sixth_digit: Field<bool>,
    #[serde(flatten)]
    unknown: BTreeMap<String, IgnoredAny>,
}

/// A field: valid, of another type, or missing.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Field<T> {
    Valid(T),
    Invalid(IgnoredAny),
    #[default]
    #[serde(skip)]
    Absent,
}

impl<T> Field<T> {
    fn or(self, name: &'static str, default: T) -> T {
        match self {
            Self::Valid(value) => value,
            Self::Absent => default,
            Self::Invalid(IgnoredAny) => {
                tracing::warn!("setting {name} has an invalid type, using its default");
                default
            }
        }
    }
}

impl From<Fields> for Settings {
    fn from(fields: Fields) -> Self {
        for name in fields.unknown.keys() {
            tracing::warn!("ignoring unknown setting {name:?}");
        }
        let number = |name, field: Field<Option<i64>>, bounds| clamp_if_set(name, field.or(name, None), bounds);
        let default = Self::default();
        Self {
            theme: fields.theme.or("theme", default.theme),
            zoom_percent: clamp_zoom(fields.zoom_percent.or("zoom_percent", default.zoom_percent.into())),
            reduce_motion: fields.reduce_motion.or("reduce_motion", default.reduce_motion),
            lock_after_minutes: number("lock_after_minutes", fields.lock_after_minutes, LOCK_AFTER),
            clear_clipboard_seconds: number("clear_clipboard_seconds", fields.clear_clipboard_seconds, CLEAR_CLIPBOARD),
            submit_at_sixth_digit: fields
                .submit_at_sixth_digit
                .or("submit_at_sixth_digit", default.submit_at_sixth_digit),
        }
    }
}

pub(super) fn clamp_zoom(percent: i64) -> u16 {
    u16::try_from(clamp_and_log("zoom_percent", percent, ZOOM)).unwrap_or(*ZOOM_PERCENT.start())
}

pub(super) fn clamp_if_set(name: &'static str, typed: Option<i64>, bounds: Bounds) -> Option<u32> {
    typed.map(|typed| clamp_and_log(name, typed, bounds))
}

/// Clamps `typed` to `bounds` and logs a change.
fn clamp_and_log(name: &'static str, typed: i64, bounds: Bounds) -> u32 {
    let Bounds { least, most, .. } = bounds;
    let clamped = typed.clamp(i64::from(least), i64::from(most));
    if clamped != typed {
        tracing::warn!("setting {name} is {typed}, outside {least} to {most}, using {clamped}");
    }
    u32::try_from(clamped).unwrap_or(least)
}

#[cfg(test)]
mod tests;
