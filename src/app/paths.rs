//! Where things are kept when nobody says otherwise: the data folder of the platform.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::error::StartError;

const FOLDER: &str = "vestibule";
const DATABASE: &str = "accounts.db";
const SETTINGS: &str = "settings.json";

/// `vestibule/accounts.db` in the data folder of the user who runs the program.
///
/// # Errors
/// This user has no home folder.
pub(super) fn default_database() -> Result<PathBuf, StartError> {
    let strategy = etcetera::base_strategy::choose_native_strategy().map_err(|_| StartError::NoHome)?;
    Ok(data_folder(&strategy).join(FOLDER).join(DATABASE))
}

/// Settings live beside the database, so that a copied folder is complete.
pub(super) fn settings_beside(database: &Path) -> PathBuf {
    database.with_file_name(SETTINGS)
}

/// On Windows not the roaming folder, which is copied between machines: LocalAppData, there called the cache.
fn data_folder(strategy: &impl BaseStrategy) -> PathBuf {
    if cfg!(windows) { strategy.cache_dir() } else { strategy.data_dir() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_database_has_a_folder_of_its_own_at_an_absolute_path() {
        let path = default_database().unwrap();
        assert!(path.is_absolute());
        assert!(path.ends_with("vestibule/accounts.db"));
    }

    #[test]
    fn settings_are_beside_the_database() {
        assert_eq!(settings_beside(Path::new("/srv/till/people.db")), Path::new("/srv/till/settings.json"));
        assert_eq!(settings_beside(Path::new("people.db")), Path::new("settings.json"));
    }
}
