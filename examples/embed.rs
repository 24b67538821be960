//! A program with sign-in, in ten lines: `cargo run --example embed`.

use vestibule::{AccountsFile, Session, StartError, egui::Ui};

fn main() -> Result<(), StartError> {
    vestibule::run("Lab notebook", AccountsFile::default_location("lab-notebook"), notes)
}

/// Drawn only while a user is signed in.
pub fn notes(ui: &mut Ui, me: &Session) {
    ui.heading(format!("The notes of {}", me.username()));
}
