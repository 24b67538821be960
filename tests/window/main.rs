//! The real program in a real window: a virtual display, a mouse, a keyboard, a screen reader and a phone.
//!
//! Nothing here reaches into the program. What it says is what a screen reader is told, what it shows is what a
//! screenshot holds, and what is done is typed and clicked.
#![cfg(all(target_os = "linux", feature = "app"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a harness of tests: whatever goes wrong is to fail the test"
)]

mod child;
mod demo;
mod desk;
mod embed;
mod hands;
mod journey;
mod keys;
mod leftovers;
mod memory;
mod network;
mod phone;
mod program;
mod reader;
mod secrecy;
mod size;
mod starting;
mod stock;
mod tour;
mod waiting;
