//! The screens, for any egui integration. This module does not use eframe or SQL and implements no rule of sign-in.
//!
//! [`Gate`] is the only type a host needs. It draws the sign-in screens, the account sections and the dialogs.
//! Internally, a view (`view.rs`, `screens/`, `dialogs/`) draws itself from a context and returns a command
//! (`message/`); `gate/commands.rs` executes commands, and `gate/replies.rs` handles the replies of the worker thread
//! (`worker.rs`).

mod clipboard;
mod countdown;
mod dialogs;
mod fonts;
mod forms;
mod gate;
mod icon;
mod keyboard;
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

/// Exposes private items to the fuzz targets.
#[cfg(any(test, fuzzing))]
pub(crate) use self::{
    theme::Theme,
    widgets::{CodeBuffer, CodeField, SecretField, SecretLabels, SecretState},
};
