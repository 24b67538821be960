//! Where a program's accounts are: the shortest way from a name to the rules over them.

use std::path::PathBuf;
use std::sync::Arc;

use etcetera::BaseStrategy;

use crate::auth::{Auth, Clock, Error, Open, Options, Store, StoreError, SystemClock, SystemRandom};
use crate::sqlite::SqliteStore;

/// The file, in the folder that is named after the program.
const FILE: &str = "accounts.db";

/// Accounts in a file, not open yet.
///
/// ```no_run
/// use vestibule::{Accounts, auth};
///
/// // ~/.local/share/lab-notebook/accounts.db, and what that is elsewhere.
/// let accounts = Accounts::default_place("lab-notebook");
/// // A place of the host's own; the file must be there.
/// let shared = Accounts::at("/srv/lab/accounts.db").existing();
///
/// let auth = accounts.open(auth::Options::new("Lab notebook"))?;
/// # drop((auth, shared));
/// # Ok::<(), auth::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it is opened by `open`, or by the gate or window that it is given to"]
pub struct Accounts {
    place: Place,
    mode: Open,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Default { folder: String },
    At(PathBuf),
}

impl Accounts {
    /// `accounts.db` in a folder of this name in the user's data folder: `$XDG_DATA_HOME` or `~/.local/share`,
    /// `~/Library/Application Support`, `%LOCALAPPDATA%`. The name has letters, digits, dots, `-` and `_`; one that cannot be
    /// is told when the accounts are opened.
    pub fn default_place(folder: impl Into<String>) -> Self {
        Self { place: Place::Default { folder: folder.into() }, mode: Open::CreateIfMissing }
    }

    /// This file.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { place: Place::At(path.into()), mode: Open::CreateIfMissing }
    }

    /// They must be there. A program that was set up once asks for this: otherwise whoever deletes the file makes the
    /// first account anew, and is its administrator.
    pub fn existing(self) -> Self {
        Self { mode: Open::Existing, ..self }
    }

    /// The file.
    ///
    /// # Errors
    /// [`StoreError::NoHome`] if this user has no data folder, [`StoreError::FolderName`] for a folder that cannot be.
    pub fn path(&self) -> Result<PathBuf, StoreError> {
        match &self.place {
            Place::At(path) => Ok(path.clone()),
            Place::Default { folder } if is_plain(folder) => {
                let strategy = etcetera::base_strategy::choose_native_strategy().map_err(|_| StoreError::NoHome)?;
                Ok(data_folder(&strategy).join(folder).join(FILE))
            }
            Place::Default { folder } => Err(StoreError::FolderName(folder.clone())),
        }
    }

    /// Opens them, with the computer's clock and random source.
    ///
    /// # Errors
    /// As [`Accounts::path`], [`SqliteStore::open`] and [`Auth::new`].
    pub fn open(&self, options: Options) -> Result<Auth, Error> {
        let store = SqliteStore::open(&self.path()?, self.mode, &SystemRandom, SystemClock.now().wall)?;
        store.notices().iter().for_each(|notice| tracing::warn!("{notice}"));
        Auth::new(Arc::new(store), options)
    }
}

/// One plain folder, whatever the system: no way out of the data folder, nothing hidden.
fn is_plain(folder: &str) -> bool {
    let allowed = |symbol: char| symbol.is_alphanumeric() || ['.', '-', '_'].contains(&symbol);
    (1..=64).contains(&folder.chars().count())
        && !folder.starts_with('.')
        && !folder.ends_with('.')
        && folder.chars().all(allowed)
}

/// On Windows not the roaming folder, which is copied between machines: LocalAppData, there called the cache.
fn data_folder(strategy: &impl BaseStrategy) -> PathBuf {
    if cfg!(windows) { strategy.cache_dir() } else { strategy.data_dir() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_place_has_a_folder_of_its_own_at_an_absolute_path() {
        let path = Accounts::default_place("lab-notebook").path().unwrap();
        assert!(path.is_absolute());
        assert!(path.ends_with("lab-notebook/accounts.db"));
    }

    #[test]
    fn a_folder_that_leads_elsewhere_is_refused_before_anything_is_made() {
        let long = "x".repeat(65);
        for folder in ["", ".", "..", ".hidden", "a/b", "/etc", "..\\x", "C:", "a b", "a\0b", long.as_str()] {
            let refused = Accounts::default_place(folder).open(Options::new("Till"));
            assert!(
                matches!(refused, Err(Error::Store(StoreError::FolderName(named))) if named == folder),
                "{folder:?}"
            );
        }
    }

    #[test]
    fn accounts_that_must_be_there_are_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::at(folder.path().join("accounts.db"));
        let missing = accounts.clone().existing().open(Options::new("Till"));
        assert!(matches!(missing, Err(Error::Store(StoreError::Missing(_)))));
        drop(accounts.open(Options::new("Till")).unwrap());
        assert!(accounts.existing().open(Options::new("Till")).unwrap().is_new().unwrap());
    }
}
