//! Accounts at a prompt: what any program without a window does with
//! [`Auth`](vestibule::auth::Auth).
//!
//! `cargo run --example terminal --no-default-features --features sqlite [ACCOUNTS]`
//!
//! The conversation follows the types: each state of a sign-in or a set-up is asked for what it owes, and moves into
//! the next. `talk` is the way in, `doors` and `pairing` its states, `inside` what a signed-in person can do.

mod console;
mod doors;
mod inside;
mod pairing;
mod talk;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use vestibule::Accounts;
use vestibule::auth::{Options, Report};

use self::console::{Console, Over, Terminal, sentence};

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(|| "accounts.db".into(), PathBuf::from);
    match start(path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(over) => {
            // Without a terminal there is nobody left to tell.
            let _ = match over {
                Over::Denied(denied) => {
                    writeln!(io::stderr(), "{} {}.", sentence(Report::new(&denied)), denied.way_out())
                }
                over => writeln!(io::stderr(), "{}", sentence(over)),
            };
            ExitCode::FAILURE
        }
    }
}

fn start(path: PathBuf) -> Result<(), Over> {
    let auth = Accounts::at(path).open(Options::new("Terminal"))?;
    auth.notices().iter().try_for_each(|notice| Console.say(&sentence(notice)))?;
    // The first account measures the computer by itself; accounts of an older version were never measured.
    if !auth.is_new()? {
        auth.measure_cost_if_due()?;
    }
    talk::run(&auth, &mut Console)
}
