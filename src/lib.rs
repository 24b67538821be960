//! Offline sign-in with password and TOTP for egui desktop programs.
//!
//! Several people share a computer: a laboratory's instrument, a clinic's workstation, a till. One user of the
//! operating system runs the program for all of them. Vestibule gives each an account inside it: a password checked for
//! how well it can be guessed, a one-time code from the phone, recovery codes, idle lock, step-up before sensitive
//! actions, sign-in history, and help from administrators. It keeps the accounts in a local file and checks everything
//! in-process.
//!
//! # Sign-in states
//!
//! ```text
//! signed out ─password─▶ pending ─code, recovery or help code─▶ session ─idle, Ctrl+L─▶ locked
//!     ▲                     │  a temporary password leads to       │                      │ password and code
//!     │                     │  an own one, a help code to pairing  │◀─────────────────────┘
//!     └──── cancel, two minutes, sign out, twelve hours, ended in another window ─────────┘
//! ```
//!
//! Each state is a type, and only a [`Session`] gives keys: a program that omits the second factor does not compile.
//!
//! # Three tiers
//!
//! ## Simple: a window whose content is drawn only for a signed-in user
//!
//! ```no_run
//! use vestibule::{AccountsFile, StartError};
//!
//! fn main() -> Result<(), StartError> {
//!     vestibule::run("Lab notebook", AccountsFile::default_location("lab-notebook"), |ui, me| {
//!         ui.heading(format!("The notes of {}", me.username()));
//!     })
//! }
//! ```
//!
//! That is a whole program; egui is re-exported, so it has one dependency. Its bar leads to the account, the users and
//! the settings. See [`run`].
//!
//! ## Full: a gate inside any egui program
//!
//! ```no_run
//! use vestibule::gui::{self, Event, Gate};
//! use vestibule::{AccountsFile, auth, eframe, egui};
//!
//! struct Notebook {
//!     gate: Gate,
//! }
//!
//! impl eframe::App for Notebook {
//!     fn logic(&mut self, context: &egui::Context, _: &mut eframe::Frame) {
//!         self.gate.logic(context); // countdowns and the lock, also while the window is hidden
//!         for event in self.gate.events() {
//!             match event {
//!                 Event::Locked | Event::SignedOut => { /* drop what was open under their keys */ }
//!                 Event::Proven(proof) => { /* who, when, with which factors */ }
//!                 _ => {}
//!             }
//!         }
//!     }
//!
//!     fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
//!         let mut sign = false;
//!         self.gate.ui(ui, |ui, me| {
//!             ui.label(format!("Good day, {}", me.username()));
//!             sign = ui.button("Sign this result…").clicked();
//!         });
//!         if sign {
//!             self.gate.request_proof("Sign this result");
//!         }
//!     }
//! }
//!
//! fn main() -> eframe::Result {
//!     let accounts = AccountsFile::default_location("lab-notebook");
//!     let open = move || accounts.open(auth::Options::new("Lab notebook"));
//!     let gate = Gate::opening(open, gui::Options::default());
//!     eframe::run_native("Lab notebook", Default::default(), Box::new(|_| Ok(Box::new(Notebook { gate }))))
//! }
//! ```
//!
//! [`gui::Gate`] draws in the space that it is given, a window or a panel, by any renderer and without eframe; it
//! leaves the host's fonts, style and zoom alone, and two gates can coexist. Its parts ([`gui::Gate::account_ui`],
//! [`gui::Gate::users_ui`], [`gui::Gate::settings_ui`]) are placed by the host. The session gives keys for the host's
//! own data: [`Session::data_key`], [`auth::DataKey::seal`].
//!
//! ## Traits: the rules without screens, over a custom store, clock and random source
//!
//! ```
//! use std::sync::Arc;
//! use vestibule::auth::{Auth, MemoryStore, Options, Outcome, Password, SystemClock, SystemRandom};
//!
//! let store = Arc::new(MemoryStore::new(&SystemRandom)?);
//! let auth = Auth::with(store, Arc::new(SystemClock), Arc::new(SystemRandom), Options::new("Till"))?;
//! let password = || Password::new("seven quiet herons wade".to_owned());
//! let first = auth.create_first_account("alice", password())?;
//! auth.sign_out(first.session)?;
//! match auth.sign_in("alice", password())? {
//!     Outcome::SignedIn(signed_in) => assert_eq!(signed_in.session.username(), "alice"),
//!     Outcome::CodeRequired(pending) => { /* ask for the code, then `auth.submit_code(*pending, code)` */ }
//!     _ => { /* a temporary password, a help code, a refusal: each says what comes next */ }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`auth::Auth`] has one method for each action. [`auth::Store`] is rows and transactions without rules; the feature
//! `testing` has the contract that every store is checked against.
//!
//! # What it cannot do
//!
//! It stops a person at the keyboard who knows or guesses a password. It does not stop anyone who runs code as the same
//! user of the operating system, or administers the machine: anyone who can write the accounts file can take over any
//! account, and only what a program seals under [`Session::data_key`] stays closed to them. An attacker with a copy of
//! the file has to guess passwords; the one-time code adds nothing against them. A step-up is an entry in a log, not a
//! digital signature. There is no back door for a lost last administrator. README explains this at length, and
//! `docs/security.md` names the test of each promise.
//!
//! # Features and layers
//!
//! | feature | adds | layer |
//! |---|---|---|
//! | (none) | the rules, a store in memory, the traits | [`auth`] |
//! | `sqlite` | accounts in a file: [`AccountsFile`] | [`sqlite`] |
//! | `gui` | the screens, for any egui integration | [`gui`] |
//! | `window` | the screens in a window of their own (eframe, OpenGL), and with `sqlite` [`run`] | [`app`] |
//! | `window_without_fonts` | `window` without egui's fonts: 0.7 MB less, and what a host draws is in ours | [`app`] |
//! | `app` (default) | the program: arguments, logging, hardening | [`app`] |
//! | `wgpu` | another renderer, for machines without OpenGL | |
//! | `testing` | for the tests of hosts and of stores | `testing` |
//!
//! A host uses `default-features = false, features = ["window", "sqlite"]`. A layer depends only on those above it in
//! this table, and [`gui`] and [`sqlite`] do not depend on each other.
//!
//! # What is stable
//!
//! Until 1.0 any part of the interface may change with the second number of the version; the accounts file may not: a
//! newer version opens an older file. The accessible names of the screens are part of the interface, and so are the
//! words of the audit log. `doc(hidden)` items are not. The oldest supported Rust is the `rust-version` of the package.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod auth;

#[cfg(feature = "gui")]
pub mod gui;

#[cfg(feature = "sqlite")]
pub mod sqlite;

#[cfg(any(feature = "gui", feature = "sqlite"))]
mod permissions;

#[cfg(feature = "window_without_fonts")]
pub mod app;

#[cfg(feature = "testing")]
pub mod testing;

#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzz;

#[cfg(feature = "window_without_fonts")]
pub use app::StartError;
#[cfg(all(feature = "window_without_fonts", feature = "sqlite"))]
pub use app::run;
pub use auth::Session;
#[cfg(feature = "window_without_fonts")]
pub use eframe;
#[cfg(feature = "gui")]
pub use egui;
#[cfg(feature = "sqlite")]
pub use sqlite::AccountsFile;

/// Compiles the examples of README and of the embedding guide as doc tests.
#[cfg(all(doctest, feature = "app"))]
mod pages {
    #[doc = include_str!("../README.md")]
    mod readme {}
    #[doc = include_str!("../docs/embedding.md")]
    mod embedding {}
}
