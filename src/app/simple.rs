//! The simple tier: a window in front of accounts in a file, with everything that people expect around it.

use eframe::egui::Ui;

use super::error::StartError;
use super::settings::{Loaded, SettingsFile};
use super::text;
use super::window::{Window, need_display};
use crate::auth::{self, Session};
use crate::gui::{self, Gate, Inside, SaveSettings};
use crate::sqlite::Accounts;

/// Opens a window that draws `content` only while somebody is signed in, and returns when it is closed.
///
/// `name` is the title of the window, what the phone shows beside its codes, and what no password may contain. Above the
/// content is a bar: the content in a tab of that name, then the account with two-factor and password, the users for
/// administrators, the settings; **Lock** and **Sign out**. Settings are kept in `settings.json` beside the accounts.
/// `content` is told who is there; it must not keep anything of that person when it is called for another one.
///
/// ```no_run
/// use vestibule::{Accounts, StartError};
///
/// fn main() -> Result<(), StartError> {
///     vestibule::run("Lab notebook", Accounts::default_place("lab-notebook"), |ui, me| {
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
    accounts: Accounts,
    content: impl FnMut(&mut Ui, &Session) + 'static,
) -> Result<(), StartError> {
    let name = name.into();
    need_display(&name)?;
    let options = gui::Options { protect_content: true, ..gui::Options::window(Inside::Tab(name.clone())) };
    in_front_of(accounts, auth::Options::new(name), options).content(content).open()
}

/// The window, with the settings of the file beside the accounts.
pub(super) fn in_front_of(accounts: Accounts, options: auth::Options, doors: gui::Options) -> Window {
    let name = options.program.clone();
    let doors = gui::Options { program: name.clone(), ..with_settings(&accounts, doors) };
    Window::new(name, Gate::opening(move || accounts.open(options.clone()), doors))
}

fn with_settings(accounts: &Accounts, doors: gui::Options) -> gui::Options {
    let Ok(path) = accounts.path() else { return doors };
    let file = SettingsFile::beside(&path);
    let Loaded { settings, trouble } = file.load();
    let settings_notice = trouble.map(|why| text::settings_unreadable(file.path(), &why)).unwrap_or_default();
    if !settings_notice.is_empty() {
        tracing::warn!("{settings_notice}");
    }
    let save_settings: SaveSettings = Box::new(move |settings| file.save(settings));
    gui::Options { settings, settings_notice, save_settings: Some(save_settings), ..doors }
}
