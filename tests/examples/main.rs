//! Tests of the examples, one module per example.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "whatever goes wrong is to fail the test"
)]

mod embed;
mod harness;
mod host_contract;
mod kiosk;
mod lab_notebook;
mod stores;
mod terminal;
