//! The steps from `main` to the window.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser;

use super::cli::{Arguments, DATABASE_VARIABLE};
use super::demo::Demo;
use super::error::ProgramError;
use super::logging;
use super::run::gate_window;
use super::window::{Window, require_display};
use crate::auth::{self, Report, UnixTime};
use crate::gui::{self, Content, Gate};

/// The issuer that the authenticator app shows, and the title of the window.
const NAME: &str = "Vestibule";

/// Runs the program: reads the command line, hardens the process, opens the window, and returns when it is closed.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start();
    logging::install_panic_hook();
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_error(&error);
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<(), ProgramError> {
    let accounts = arguments.accounts_file(std::env::var_os(DATABASE_VARIABLE))?;
    if let Some(accounts) = &accounts {
        accounts.path().map_err(|_| ProgramError::NoHomeFolder)?;
    }
    require_display(NAME)?;
    // Before anything is typed, and before the accounts are opened.
    harden();
    let window = match accounts {
        None => demo_window(),
        Some(accounts) => gate_window(accounts, auth_options(), gate_options()),
    };
    // Graphics drivers and window libraries may panic; the user still gets an error message.
    let result = panic::catch_unwind(AssertUnwindSafe(|| window.open()));
    Ok(result.map_err(|_| ProgramError::Panicked)??)
}

/// Denies core dumps and tracing of this process, where the system supports it.
///
/// Call it before anything secret is typed, and after any request to the desktop portal: the portal refuses a process
/// that it cannot inspect. If the system refuses, the protection is missing but the program runs.
fn harden() {
    if let Err(error) = secmem_proc::harden_process() {
        tracing::warn!("failed to harden the process, so other programs of this user may read its memory: {error}");
    }
}

/// Opens accounts in memory: no file is read or written.
fn demo_window() -> Window {
    let demo = Demo::default();
    let hints = demo.clone();
    let options =
        gui::Options { demo_hint: Some(Box::new(move |username, now| hints.hint(username, now))), ..gate_options() };
    Window::new(NAME, Gate::opening(move || demo.open(), options))
}

fn auth_options() -> auth::Options {
    auth::Options { build_date: build_time(), ..auth::Options::new(NAME) }
}

/// The window shows only the gate's own screens, so it may be protected from screenshots.
fn gate_options() -> gui::Options {
    gui::Options {
        protect_content: true,
        other_location_hint: "Start it with --database PATH to name another file".to_owned(),
        program: NAME.to_owned(),
        ..gui::Options::for_window(Content::AccountOnly)
    }
}

/// The time of the build script's run: a clock that shows an earlier time is behind.
fn build_time() -> UnixTime {
    UnixTime::from_seconds(env!("VESTIBULE_BUILT").parse().unwrap_or(0))
}

/// The only place that writes to the terminal without the log: after a failed start there is no window for the message.
#[allow(clippy::print_stderr, reason = "no window is open yet, and logging may be disabled")]
fn print_error(error: &ProgramError) {
    eprintln!("{}", Report::new(error));
}
