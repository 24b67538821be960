//! The simple tier: a window with sign-in, accounts in a file, and the usual screens.

use eframe::egui::Ui;

use super::error::StartError;
use super::settings::{Loaded, SettingsFile};
use super::text;
use super::window::{Window, require_display};
use crate::auth::{self, Session};
use crate::gui::{self, Content, Gate, SaveSettings};
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
    let doors = gui::Options { program: name.clone(), ..with_settings(&accounts, gate_options) };
    Window::new(name, Gate::opening(move || accounts.open(auth_options.clone()), doors))
}

fn with_settings(accounts: &AccountsFile, options: gui::Options) -> gui::Options {
    let Ok(path) = accounts.path() else { return options };
    let file = SettingsFile::for_accounts(&path);
    let Loaded { settings, error } = file.load();
    let settings_notice = error.map(|why| text::settings_unreadable(file.path(), &why)).unwrap_or_default();
    if !settings_notice.is_empty() {
        tracing::warn!("{settings_notice}");
    }
    let save_settings: SaveSettings = Box::new(move |settings| file.save(settings));
    gui::Options { settings, settings_notice, save_settings: Some(save_settings), ..options }
}
