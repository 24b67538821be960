//! The window (features `window` and `window_without_fonts`) and the program around it (feature `app`).
//!
//! The topmost layer: it connects the screens, a store and the operating system, and contains no sign-in rules.

#[cfg(feature = "app")]
mod cli;
#[cfg(feature = "app")]
mod demo;
mod error;
#[cfg(feature = "app")]
mod logging;
#[cfg(feature = "app")]
mod program;
#[cfg(feature = "sqlite")]
mod run;
#[cfg(feature = "sqlite")]
mod settings;
mod signals;
mod system_fonts;
mod window;

pub use error::StartError;
#[cfg(feature = "app")]
pub use program::main;
#[cfg(feature = "sqlite")]
pub use run::run;
pub use window::Window;
