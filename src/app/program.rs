//! The order of things from `main` to the window.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser;

use super::arguments::{Arguments, DATABASE_VARIABLE, Place};
use super::demo::Demo;
use super::refusal::Refusal;
use super::simple::in_front_of;
use super::window::{Window, need_display};
use super::{hardening, logging, panics, text};
use crate::auth::{self, Report, UnixTime};
use crate::gui::{self, Gate, Inside};
use crate::sqlite::Accounts;

/// What the phone shows, and the title of the window.
const NAME: &str = "Vestibule";
/// Where the accounts are when nobody says otherwise.
const FOLDER: &str = "vestibule";

/// Runs the program: reads the command line, hardens the process, opens the window, and returns when it is closed.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start();
    panics::keep_quiet();
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            tell(&refusal);
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<(), Refusal> {
    let accounts = match arguments.place(std::env::var_os(DATABASE_VARIABLE))? {
        Place::Demo => None,
        Place::File(path) => Some(Accounts::at(path)),
        Place::Default => Some(Accounts::default_place(FOLDER)),
    };
    if let Some(accounts) = &accounts {
        accounts.path().map_err(|_| Refusal::NoHome)?;
    }
    need_display(NAME)?;
    // Before anything is typed, and before the accounts are opened.
    hardening::harden();
    let window = match accounts {
        None => demo(),
        Some(accounts) => in_front_of(accounts, rules(), doors()),
    };
    // A graphics driver or a window library that gives up panics; the person gets a sentence all the same.
    let ended = panic::catch_unwind(AssertUnwindSafe(|| window.open()));
    Ok(ended.map_err(|_| Refusal::Fault)??)
}

/// Accounts in memory: nothing is read, nothing is written.
fn demo() -> Window {
    let demo = Demo::default();
    let told = demo.clone();
    let doors = gui::Options { hint: Some(Box::new(move |who, now| told.hint(who, now))), ..doors() };
    Window::new(NAME, Gate::opening(move || demo.open(), doors))
}

fn rules() -> auth::Options {
    auth::Options { built: built(), ..auth::Options::new(NAME) }
}

/// The screens behind the doors are the program itself.
fn doors() -> gui::Options {
    gui::Options {
        protect_content: true,
        another_place: text::ANOTHER_PLACE.to_owned(),
        program: NAME.to_owned(),
        ..gui::Options::window(Inside::Account)
    }
}

/// When the build script ran: a clock that is before it is behind.
fn built() -> UnixTime {
    UnixTime::from_seconds(env!("VESTIBULE_BUILT").parse().unwrap_or(0))
}

/// The one place that writes to the terminal without the log: a start that failed has no window to say so.
#[allow(clippy::print_stderr, reason = "there is no window yet, and a log could be switched off")]
fn tell(refusal: &Refusal) {
    eprintln!("{}", Report::new(refusal));
}
