//! The examples, driven as somebody would who sits in front of them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a harness of tests: whatever goes wrong is to fail the test"
)]

mod terminal;
