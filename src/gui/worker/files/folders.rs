//! The folders in a folder.

use std::fs::DirEntry;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Folders listed at most; a folder with more is reached by typing its path.
const MAX_FOLDERS: usize = 500;

/// Returns the paths of the folders in `folder`, without hidden ones, sorted by name.
///
/// # Errors
/// The system's error if `folder` cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, ErrorKind> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.kind())?;
    let mut folders: Vec<PathBuf> =
        entries.flatten().filter(is_offered).map(|entry| entry.path()).take(MAX_FOLDERS).collect();
    folders.sort_by_cached_key(|path| path.to_string_lossy().to_lowercase());
    Ok(folders)
}

/// Whether the entry is a folder, or a link to one, that is not hidden.
fn is_offered(entry: &DirEntry) -> bool {
    let is_folder = match entry.file_type() {
        Ok(kind) if kind.is_symlink() => entry.path().is_dir(),
        Ok(kind) => kind.is_dir(),
        Err(_) => false,
    };
    is_folder && !entry.file_name().to_string_lossy().starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_listed_by_name_without_files_and_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["beta", "Alpha", ".hidden", "gamma"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        std::fs::write(folder.path().join("file"), "").unwrap();
        let names = ["Alpha", "beta", "gamma"].map(|name| folder.path().join(name));
        assert_eq!(list(folder.path()).as_deref(), Ok(&names[..]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_counts_as_what_it_points_to() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("folder"), folder.path().join("link")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), folder.path().join("broken")).unwrap();
        assert_eq!(list(folder.path()).map(|folders| folders.len()), Ok(2));
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(list(&folder.path().join("nowhere")), Err(ErrorKind::NotFound));
    }
}
