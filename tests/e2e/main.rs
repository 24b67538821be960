//! The real program in a real window, with a virtual display, mouse, keyboard, screen reader and authenticator.
//!
//! No test accesses the program's internals. Output is what a screen reader and screenshots see, and input is typed and
//! clicked.
#![cfg(all(target_os = "linux", feature = "app"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation fails the test"
)]

mod accessibility;
mod authenticator;
mod demo;
mod desktop;
mod embed;
mod full_flow;
mod input;
mod keys;
mod network;
mod process;
mod process_memory;
mod program;
mod ptrace;
mod screenshots;
mod secret_residue;
mod signals;
mod size;
mod startup_errors;
mod stock_text_edit;
mod wait;
