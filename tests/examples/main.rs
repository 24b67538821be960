//! Tests of the examples, one module per example.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation fails the test"
)]

mod embed;
mod harness;
mod host_contract;
mod kiosk;
mod lab_notebook;
mod stores;
mod terminal;
