//! The window (feature `window`) and the program around it (feature `app`).
//!
//! The topmost layer: it joins the screens, a store and the operating system, and holds no rule of sign-in.

#[cfg(feature = "app")]
mod arguments;
#[cfg(feature = "app")]
mod demo;
#[cfg(feature = "app")]
mod error;
#[cfg(feature = "app")]
mod hardening;
#[cfg(feature = "app")]
mod logging;
#[cfg(feature = "app")]
mod panics;
#[cfg(feature = "app")]
mod paths;
#[cfg(feature = "app")]
mod program;
#[cfg(feature = "app")]
mod settings;
#[cfg(feature = "app")]
mod text;
mod window;

#[cfg(feature = "app")]
pub use program::run;
pub use window::Window;
