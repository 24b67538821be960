//! The simple tier: a window in front of accounts in a file, with everything that people expect around it.

use eframe::egui::Ui;

use super::error::StartError;
use super::settings::{Loaded, SettingsFile};
use super::text;
use super::window::{Window, require_display};
use crate::auth::{self, Session};
use crate::gui::{self, Content, Gate, SaveSettings};
use crate::sqlite::AccountsFile;

/// Opens a window that draws `content` only while somebody is signed in, and returns when it is closed.
///
/// `name` is the title of the window, what the phone shows beside its codes, and what no password may contain. Above the
/// content is a bar: the content in a tab of that name, then the account with two-factor and password, the users for
/// administrators, the settings; **Lock** and **Sign out**. Settings are kept in `settings.json` beside the accounts.
/// `content` is told who is there; it must not keep anything of that person when it is called for another one.
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
/// Accounts that do not open are no error here: the window says why, and what to do.
///
/// # Errors
/// There is no display, or the window system or the graphics driver refuses.
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

/// The window, with the settings of the file beside the accounts.
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
