//! The location of a program's accounts file, and opening it with default components.

use std::path::PathBuf;
use std::sync::Arc;

use etcetera::BaseStrategy;

use crate::auth::{Auth, Clock, Error, Open, Options, Store, StoreError, SystemClock, SystemRandom};
use crate::sqlite::SqliteStore;

/// Name of the file in the program's folder.
const FILE_NAME: &str = "accounts.db";

/// The location of an accounts file that is not open yet.
///
/// ```no_run
/// use vestibule::{AccountsFile, auth};
///
/// // ~/.local/share/lab-notebook/accounts.db, or the equivalent on other systems.
/// let accounts = AccountsFile::default_location("lab-notebook");
/// // A location chosen by the host; the file must exist.
/// let shared = AccountsFile::at("/srv/lab/accounts.db").must_exist();
///
/// let auth = accounts.open(auth::Options::new("Lab notebook"))?;
/// # drop((auth, shared));
/// # Ok::<(), auth::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it is opened by `open`, or by the gate or window that it is given to"]
pub struct AccountsFile {
    location: Location,
    mode: Open,
    confirms_creation: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Location {
    Default { folder: String },
    At(PathBuf),
}

impl AccountsFile {
    /// Uses `accounts.db` in a folder of this name in the user's data folder: `$XDG_DATA_HOME` or `~/.local/share`,
    /// `~/Library/Application Support`, `%LOCALAPPDATA%`. The name consists of letters, digits, dots, `-` and `_`; an
    /// invalid name is reported when the accounts are opened.
    pub fn default_location(folder: impl Into<String>) -> Self {
        Self::new(Location::Default { folder: folder.into() })
    }

    /// Uses the file at `path`.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::new(Location::At(path.into()))
    }

    fn new(location: Location) -> Self {
        Self { location, mode: Open::CreateIfMissing, confirms_creation: false }
    }

    /// Requires the file to exist. For a program that has been set up: otherwise anyone who deletes the file can create
    /// the first account again and becomes its administrator.
    pub fn must_exist(self) -> Self {
        Self { mode: Open::Existing, ..self }
    }

    /// Lets [`AccountsFile::opener`] ask before it creates the file in a folder that exists. For a path that a user
    /// typed, which may be mistyped.
    pub fn confirm_creation(self) -> Self {
        Self { confirms_creation: true, ..self }
    }

    /// Returns the path of the file.
    ///
    /// # Errors
    /// [`StoreError::NoDataDirectory`] if this user has no data folder, [`StoreError::InvalidDirectoryName`] if the
    /// folder name is invalid.
    pub fn path(&self) -> Result<PathBuf, StoreError> {
        match &self.location {
            Location::At(path) => Ok(path.clone()),
            Location::Default { folder } if is_plain_folder_name(folder) => {
                let strategy =
                    etcetera::base_strategy::choose_native_strategy().map_err(|_| StoreError::NoDataDirectory)?;
                Ok(data_dir(&strategy).join(folder).join(FILE_NAME))
            }
            Location::Default { folder } => Err(StoreError::InvalidDirectoryName(folder.clone())),
        }
    }

    /// Opens the accounts with the computer's clock and random source.
    ///
    /// # Errors
    /// As [`AccountsFile::path`], [`SqliteStore::open`] and [`Auth::new`].
    pub fn open(&self, options: Options) -> Result<Auth, Error> {
        let store = SqliteStore::open(&self.path()?, self.mode, &SystemRandom, SystemClock.now().wall)?;
        store.warnings().iter().for_each(|notice| tracing::warn!("{notice}"));
        Auth::new(Arc::new(store), options)
    }

    /// Returns a function that opens the accounts, for `Gate::opening`. With [`AccountsFile::confirm_creation`] it fails
    /// once with [`StoreError::NoAccounts`] if the file is missing in a folder that exists, and creates it when it is
    /// called again.
    pub fn opener(self, options: Options) -> impl FnMut() -> Result<Auth, Error> + Send + 'static {
        let mut must_ask = self.confirms_creation;
        move || {
            let path = self.path()?;
            let folder_exists = path.parent().is_some_and(|folder| folder.as_os_str().is_empty() || folder.is_dir());
            if folder_exists && !path.exists() && std::mem::take(&mut must_ask) {
                return Err(StoreError::NoAccounts(path).into());
            }
            self.open(options.clone())
        }
    }
}

/// Whether `folder` is the name of one plain folder on every system: it neither leaves the data folder nor is hidden.
fn is_plain_folder_name(folder: &str) -> bool {
    let allowed = |symbol: char| symbol.is_alphanumeric() || ['.', '-', '_'].contains(&symbol);
    (1..=64).contains(&folder.chars().count())
        && !folder.starts_with('.')
        && !folder.ends_with('.')
        && folder.chars().all(allowed)
}

/// Uses LocalAppData on Windows (etcetera's cache folder), since the roaming folder is copied between machines.
fn data_dir(strategy: &impl BaseStrategy) -> PathBuf {
    if cfg!(windows) { strategy.cache_dir() } else { strategy.data_dir() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_location_has_its_own_folder_at_an_absolute_path() {
        let path = AccountsFile::default_location("lab-notebook").path().unwrap();
        assert!(path.is_absolute());
        assert!(path.ends_with("lab-notebook/accounts.db"));
    }

    #[test]
    fn a_folder_outside_the_data_directory_is_refused_and_not_created() {
        let long = "x".repeat(65);
        for folder in ["", ".", "..", ".hidden", "a/b", "/etc", "..\\x", "C:", "a b", "a\0b", long.as_str()] {
            let refused = AccountsFile::default_location(folder).open(Options::new("Till"));
            assert!(
                matches!(refused, Err(Error::Store(StoreError::InvalidDirectoryName(named))) if named == folder),
                "{folder:?}"
            );
        }
    }

    #[test]
    fn a_missing_file_in_an_existing_folder_is_created_at_the_second_call_if_that_is_confirmed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mistyped.db");
        let mut opener = AccountsFile::at(&file).confirm_creation().opener(Options::new("Till"));
        assert!(matches!(opener(), Err(Error::Store(StoreError::NoAccounts(path))) if path == file));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        drop(opener().unwrap());
        assert!(file.exists());
        // Nothing is asked for a file that exists, for a new folder, and without the confirmation.
        drop(AccountsFile::at(&file).confirm_creation().opener(Options::new("Till"))().unwrap());
        let deeper = AccountsFile::at(folder.path().join("new/accounts.db")).confirm_creation();
        drop(deeper.opener(Options::new("Till"))().unwrap());
        drop(AccountsFile::at(folder.path().join("other.db")).opener(Options::new("Till"))().unwrap());
    }

    #[test]
    fn must_exist_creates_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = AccountsFile::at(folder.path().join("accounts.db"));
        let missing = accounts.clone().must_exist().open(Options::new("Till"));
        assert!(matches!(missing, Err(Error::Store(StoreError::Missing(_)))));
        drop(accounts.open(Options::new("Till")).unwrap());
        assert!(accounts.must_exist().open(Options::new("Till")).unwrap().has_no_accounts().unwrap());
    }
}
