//! The screens, for any egui integration. Never eframe, never SQL, and no rule of sign-in.
//!
//! [`Gate`] is the whole of it for a host: it draws the doors, its parts, and nothing that is not its own. Inside, a
//! screen (`screen.rs`, `screens/`) draws itself from a scene (`scene.rs`) and gives back an action (`action.rs`);
//! `gate/act.rs` alone acts on actions, `gate/hear.rs` alone on what the worker thread (`worker.rs`) replies.

mod action;
mod clipboard;
mod dialog;
mod dialogs;
mod fonts;
mod forms;
#[cfg(test)]
mod gallery;
mod gate;
mod icon;
#[cfg(test)]
mod journey;
mod qr;
mod requester;
mod scene;
mod screen;
mod screens;
mod settings;
mod shortcuts;
#[cfg(test)]
mod testing;
mod text;
mod theme;
mod widgets;
mod worker;

pub use fonts::window_font_definitions;
pub use gate::{Content, DemoHint, Event, Gate, Options, ProofRequest, SaveSettings};
pub use settings::{Settings, ThemeChoice, ZOOM_PERCENT};

/// What fuzzing reaches beside what everybody may.
#[cfg(any(test, fuzzing))]
pub(crate) use self::{
    theme::Theme,
    widgets::{CodeBuffer, CodeField, SecretField, SecretLabels, SecretState},
};
