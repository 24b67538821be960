//! The order of things from `main` to the window.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use clap::Parser;

use super::arguments::{Accounts, Arguments, DATABASE_VARIABLE};
use super::demo::Demo;
use super::error::StartError;
use super::settings::SettingsFile;
use super::window::{self, Window};
use super::{hardening, logging, panics, paths, text};
use crate::auth::{Auth, Clock, Error, Open, Options, SystemClock, SystemRandom, UnixTime};
use crate::gui::{self, Event, Gate, Settings};
use crate::sqlite::SqliteStore;

/// What the phone shows, and the title of the window.
const NAME: &str = "Vestibule";

/// Runs the program: reads the command line, hardens the process, opens the window, and returns when it is closed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start();
    panics::keep_quiet();
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<(), StartError> {
    let accounts = arguments.accounts(std::env::var_os(DATABASE_VARIABLE))?;
    let database = match accounts {
        Accounts::Demo => None,
        Accounts::File(path) => Some(path),
        Accounts::DefaultFile => Some(paths::default_database()?),
    };
    if !window::display_is_named() {
        return Err(StartError::NoDisplay);
    }
    // Before anything is typed, and before the accounts are opened.
    hardening::harden();
    let window = match database {
        None => demo(),
        Some(path) => with_accounts(path),
    };
    // A graphics driver or a window library that gives up panics; the person gets a sentence all the same.
    let ended = panic::catch_unwind(AssertUnwindSafe(|| window.open()));
    Ok(ended.map_err(|_| StartError::Fault)??)
}

/// Accounts in memory: nothing is read, nothing is written.
fn demo() -> Window {
    let demo = Demo::default();
    let doors = demo.clone();
    let options =
        gui::Options { hint: Some(Box::new(move |who, now| doors.hint(who, now))), ..options(Settings::default()) };
    Window::new(NAME, Gate::opening(move || demo.open(), options))
}

fn with_accounts(database: PathBuf) -> Window {
    let file = SettingsFile::at(paths::settings_beside(&database));
    let loaded = file.load();
    if let Some(trouble) = loaded.trouble {
        tracing::warn!("the settings could not be read, the defaults are used: {trouble}");
    }
    let found = Arc::new(OnceLock::new());
    let told = Arc::clone(&found);
    let hint: gui::Hint = Box::new(move |who, _| if who.is_none() { told.get().cloned() } else { None });
    let options = gui::Options { hint: Some(hint), ..options(loaded.settings) };
    let gate = Gate::opening(move || open(&database, &found), options);
    Window::new(NAME, gate).on_event(move |event| keep(&file, &event))
}

/// The screens behind the doors are the program itself.
fn options(settings: Settings) -> gui::Options {
    gui::Options { home: true, protect_content: true, settings, ..gui::Options::default() }
}

/// Runs on the worker thread, again for each **Try again**. What it found beside the accounts is told at the first door.
fn open(database: &Path, found: &OnceLock<String>) -> Result<Auth, Error> {
    let store = SqliteStore::open(database, Open::CreateIfMissing, &SystemRandom, SystemClock.now().wall)?;
    let notices: Vec<String> = store.notices().iter().map(text::notice).collect();
    if !notices.is_empty() {
        tracing::warn!("{}", notices.join("; "));
        // Found once is told once, however often the accounts are opened.
        let _ = found.set(notices.join("\n"));
    }
    Auth::new(Arc::new(store), Options { built: built(), ..Options::new(NAME) })
}

/// When the build script ran: a clock that is before it is behind.
fn built() -> UnixTime {
    UnixTime::from_seconds(env!("VESTIBULE_BUILT").parse().unwrap_or(0))
}

fn keep(file: &SettingsFile, event: &Event) {
    let Event::SettingsChanged(settings) = event else { return };
    if let Err(error) = file.save(settings) {
        tracing::warn!("the settings could not be saved: {error}");
    }
}

/// The one place that writes to the terminal without the log: a start that failed has no window to say so.
#[allow(clippy::print_stderr, reason = "there is no window yet, and a log could be switched off")]
fn tell(error: &StartError) {
    eprintln!("{error}");
}
