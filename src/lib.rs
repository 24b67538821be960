//! Two doors in front of a desktop program: a password and a one-time code.
//!
//! Vestibule keeps its accounts in a local database and checks everything in-process; there is no server.
//! The layers, each of which sees only those below it:
//!
//! | layer | feature | holds |
//! |---|---|---|
//! | `testing` | `testing` | what tests of yours need; nothing uses it |
//! | [`app`] | `window`, `app` | the window, arguments, paths, settings |
//! | [`gui`] | `gui` | the screens |
//! | [`sqlite`] | `sqlite` | the embedded store |
//! | [`auth`] | always | every rule of sign-in |
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod auth;

#[cfg(feature = "gui")]
pub mod gui;

#[cfg(feature = "sqlite")]
pub mod sqlite;

#[cfg(feature = "window")]
pub mod app;

#[cfg(feature = "testing")]
pub mod testing;

#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;

/// The example of README, held to what it says.
#[cfg(all(doctest, feature = "app"))]
#[doc = include_str!("../README.md")]
mod readme {}
