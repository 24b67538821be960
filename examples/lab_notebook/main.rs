//! A notebook shared by a laboratory: entries that only their author can read, signed with a proof of identity. `cargo
//! run --example lab_notebook`
//!
//! The accounts and the entries are two files in one folder; a copy of the folder is complete.

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
    // Opening the accounts here creates their folder, which other users cannot read.
    let auth = accounts.open(auth::Options::new("Lab notebook"))?;
    let notebook = Notebook::new(Gate::new(auth, gui::Options::default()), Entries::open(&entries)?);
    eframe::run_native("Lab notebook", eframe::NativeOptions::default(), Box::new(|_| Ok(Box::new(notebook))))?;
    Ok(())
}
