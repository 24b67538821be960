//! The figures of docs/figures.md: `cargo bench --bench performance --features testing`.
//!
//! Ratios are against a baseline in the same run. The window is measured on a virtual display against
//! `benches/eframe_baseline`; memory needs permission to read the program's `smaps_rollup`, which it denies to its own
//! user: run it as root.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its results and panics on failure"
)]

mod sign_in;
mod window;

fn main() {
    // `cargo test --all-targets` starts this too, without the argument: there is nothing to test here.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    for accounts in [10, 1_000_000] {
        sign_in::measure(accounts);
    }
    window::measure();
}

/// Returns the median of the samples.
fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
