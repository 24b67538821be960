//! The simple tier: a window with sign-in, accounts in a file, and the usual screens.

use std::io;
use std::path::Path;

use eframe::egui::Ui;

use super::error::StartError;
use super::settings::SettingsFile;
use super::window::{Window, require_display};
use crate::auth::{self, Session};
use crate::gui::{self, Content, Gate, SaveSettings, Settings};
use crate::sqlite::AccountsFile;

/// Opens a window that draws `content` only while a user is signed in, and returns when it is closed.
///
/// `name` is the title of the window, the name that authenticator apps show beside their codes, and text that no
/// password may contain. Above the content is a bar: the content in a tab of that name, the account with two-factor and
/// password, the users for administrators, the settings; **Lock** and **Sign out**. Settings are kept in
/// `settings.json` beside the accounts. `content` receives the session; it must not keep data of one user when it is
/// called for another.
///
/// ```no_run
/// use vestibule::{AccountsFile, StartError};
///
/// fn main() -> Result<(), StartError> {
///     vestibule::run("Lab notebook", AccountsFile::default_location("lab-notebook"), |ui, me| {
///         ui.heading(format!("The notes of {}", me.username()));
///     })
/// }
/// ```
///
/// Accounts that cannot be opened are not an error here: the window shows the cause and a remedy.
///
/// # Errors
/// Fails if there is no display, or if the window system or the graphics driver refuses.
pub fn run(
    name: impl Into<String>,
    accounts: AccountsFile,
    content: impl FnMut(&mut Ui, &Session) + 'static,
) -> Result<(), StartError> {
    let name = name.into();
    require_display(&name)?;
    let options = gui::Options { protect_content: true, ..gui::Options::for_window(Content::HostTab(name.clone())) };
    gate_window(accounts, auth::Options::new(name), options).content(content).open()
}

/// Creates the window, with the settings from the file beside the accounts.
pub(super) fn gate_window(accounts: AccountsFile, auth_options: auth::Options, gate_options: gui::Options) -> Window {
    let name = auth_options.program_name.clone();
    let options = gui::Options { program: name.clone(), ..with_settings(&accounts, gate_options) };
    Window::new(name, Gate::opening(accounts.opener(auth_options), options))
}

fn with_settings(accounts: &AccountsFile, options: gui::Options) -> gui::Options {
    let Ok(path) = accounts.path() else { return options };
    let file = SettingsFile::for_accounts(&path);
    let (settings, settings_notice) = match file.load() {
        Ok(settings) => (settings, String::new()),
        Err(why) => {
            let notice = unreadable_notice(&file.path, &why);
            tracing::warn!("{notice}");
            (Settings::default(), notice)
        }
    };
    let save_settings: SaveSettings = Box::new(move |settings| file.save(settings));
    gui::Options { settings, settings_notice, save_settings: Some(save_settings), ..options }
}

fn unreadable_notice(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    format!("The settings in {path} cannot be read ({error}). The defaults are used, and the file is kept")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::ThemeChoice;

    #[test]
    fn a_damaged_settings_file_gives_the_defaults_and_a_notice() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("settings.json"), "{").unwrap();
        let accounts = AccountsFile::at(folder.path().join("accounts.db"));
        let host = Settings { theme: ThemeChoice::Dark, ..Settings::default() };
        let options = with_settings(&accounts, gui::Options { settings: host, ..gui::Options::default() });
        assert_eq!(options.settings, Settings::default());
        assert!(options.settings_notice.contains("settings.json"), "{}", options.settings_notice);
    }
}
