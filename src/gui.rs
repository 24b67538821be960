//! The screens, for any egui integration. Never eframe, never SQL, and no rule of sign-in.
//!
//! [`Gate`] is the whole of it for a host: it draws the doors, its parts, and nothing that is not its own. Inside, a
//! screen (`screen.rs`, `screens/`) draws itself from a scene (`scene.rs`) and gives back an action (`action.rs`);
//! `gate/act.rs` alone acts on actions, `gate/hear.rs` alone on what the worker thread (`worker.rs`) replies.

mod clipboard;
mod countdown;
mod dialogs;
mod fonts;
mod forms;
mod gate;
mod icon;
mod message;
mod options;
mod qr;
mod screens;
mod section;
mod settings;
mod shortcuts;
#[cfg(test)]
mod testing;
mod text;
mod theme;
mod view;
mod widgets;
mod worker;

pub use fonts::window_font_definitions;
pub use gate::Gate;
pub use options::{Content, DemoHint, Event, Options, ProofRequest, SaveSettings};
pub use settings::{Settings, ThemeChoice, ZOOM_PERCENT};

/// What fuzzing reaches beside what everybody may.
#[cfg(any(test, fuzzing))]
pub(crate) use self::{
    theme::Theme,
    widgets::{CodeBuffer, CodeField, SecretField, SecretLabels, SecretState},
};
