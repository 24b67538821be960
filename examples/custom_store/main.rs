//! A program that keeps its accounts in a place of its own making: a text file.
//!
//! ```console
//! cargo run --example custom_store --no-default-features --features serde
//! cat accounts.txt
//! ```
//! The first time it makes an account, and shows its passphrase; from then on it says who has one. `program.rs`
//! says it, `store.rs` is the store, `file.rs` the file. `tests/examples/custom_store.rs` puts the store through what
//! every store must do.
//!
//! For a program of your own: `vestibule` with the feature `serde`, `serde_json` and `sha2`.

mod file;
mod program;
mod store;

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).unwrap_or_else(|| "accounts.txt".into());
    match program::run(path.as_ref(), &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If not even this can be written, the exit code says it.
            let _ = writeln!(io::stderr(), "{error}.");
            ExitCode::FAILURE
        }
    }
}
