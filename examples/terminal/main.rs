//! Accounts at a prompt: how a program without a window uses [`Auth`](vestibule::auth::Auth).
//!
//! `cargo run --example terminal --no-default-features --features sqlite [ACCOUNTS]`
//!
//! The dialogue follows the types: each state of a sign-in or a set-up asks for what it requires, and moves into the
//! next. `app` is the main loop, `sign_in` and `pairing` the states of a sign-in, `session` what a signed-in user can
//! do.

mod app;
mod console;
mod pairing;
mod session;
mod sign_in;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use self::console::{Console, Exit, Terminal, sentence};
use vestibule::AccountsFile;
use vestibule::auth::{Options, Report};

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(|| "accounts.db".into(), PathBuf::from);
    match start(path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => {
            // Without a terminal the message cannot be shown.
            let _ = match exit {
                Exit::Denied(denied) => {
                    writeln!(io::stderr(), "{} {}.", sentence(Report::new(&denied)), denied.advice())
                }
                over => writeln!(io::stderr(), "{}", sentence(over)),
            };
            ExitCode::FAILURE
        }
    }
}

fn start(path: PathBuf) -> Result<(), Exit> {
    let auth = AccountsFile::at(path).open(Options::new("Terminal"))?;
    auth.warnings().iter().try_for_each(|notice| Console.print(&sentence(notice)))?;
    // Creating the first account measures the computer; accounts of an older version were never measured.
    if !auth.has_no_accounts()? {
        auth.measure_cost_if_due()?;
    }
    app::run(&auth, &mut Console)
}
