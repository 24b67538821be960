//! A notebook for everybody in a laboratory: entries that only their author can read, and that are signed by proving who
//! one is. `cargo run --example lab_notebook`
//!
//! The accounts and the entries are two files beside each other; a copy of the folder is complete.

mod entries;
mod notebook;

use std::error::Error;

use entries::Entries;
use notebook::Notebook;
use vestibule::gui::{self, Gate};
use vestibule::{AccountsFile, auth, eframe};

fn main() -> Result<(), Box<dyn Error>> {
    let accounts = AccountsFile::default_location("lab-notebook-example");
    let entries = accounts.path()?.with_file_name("entries.db");
    // Opened here, the accounts have made their folder, which nobody else may read.
    let auth = accounts.open(auth::Options::new("Lab notebook"))?;
    let notebook = Notebook::new(Gate::new(auth, gui::Options::default()), Entries::open(&entries)?);
    eframe::run_native("Lab notebook", eframe::NativeOptions::default(), Box::new(|_| Ok(Box::new(notebook))))?;
    Ok(())
}
