//! Writes a file that only the user can read, never over an existing one.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use crate::auth::printable::is_printable;
use crate::gui::message::FileContent;

/// Writes `content` to a new file and returns its path. The file is synced to disk on return.
///
/// # Errors
/// `AlreadyExists` if a file of that name exists, `InvalidInput` if the name is a path, or the system's error. A file
/// that could not be written completely is removed.
pub(super) fn write(folder: &Path, name: &str, content: &FileContent) -> Result<PathBuf, ErrorKind> {
    if !is_plain_file_name(name) {
        return Err(ErrorKind::InvalidInput);
    }
    let path = folder.join(name);
    let mut file = create(&path).map_err(|error| error.kind())?;
    let written = file.write_all(content.bytes()).and_then(|()| file.sync_all()).and_then(|()| sync_folder(folder));
    match written {
        Ok(()) => Ok(path),
        Err(error) => {
            drop(file);
            // The partial file is ours; if removal fails, at least no other user can read it.
            let _ = std::fs::remove_file(&path);
            Err(error.kind())
        }
    }
}

/// Whether the name denotes a file directly in the folder on every system.
fn is_plain_file_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_single_component = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    is_single_component && !name.contains(['/', '\\', ':']) && name.chars().all(is_printable) && !is_device_name(name)
}

/// Whether it is a device name of Windows, valid in every folder with any extension: data written to `NUL.txt` is lost.
fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_port = |port: &str| {
        let number = stem.strip_prefix(port).unwrap_or_default();
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"].contains(&number)
    };
    ["AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"].contains(&stem.as_str()) || is_port("COM") || is_port("LPT")
}

#[cfg(unix)]
fn create(path: &Path) -> Result<File, Error> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Creates the file. The folders that are offered belong to the user, so their access rights are inherited.
#[cfg(not(unix))]
fn create(path: &Path) -> Result<File, Error> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Syncs the folder, since the file's name is on disk only after that.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), Error> {
    match File::open(folder)?.sync_all() {
        // Some file systems cannot sync folders.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> FileContent {
        FileContent::new(b"AAAA-BBBB".to_vec())
    }

    #[test]
    fn saving_never_overwrites_a_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("codes.txt"), "mine").unwrap();
        assert_eq!(write(folder.path(), "codes.txt", &content()), Err(ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read(folder.path().join("codes.txt")).unwrap(), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), folder.path().join("codes.txt")).unwrap();
        assert_eq!(write(folder.path(), "codes.txt", &content()), Err(ErrorKind::AlreadyExists));
        assert!(!folder.path().join("elsewhere").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_saved_file_is_private_to_its_owner() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), "codes.txt", &content()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read(path).unwrap(), b"AAAA-BBBB");
    }

    #[test]
    fn a_file_name_with_a_path_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["", ".", "..", "../codes.txt", "a/b", "a\\b", "/codes.txt", "c:codes", "a\nb", "a\u{202e}txt.b", "a/"]
        {
            assert_eq!(write(folder.path(), name, &content()), Err(ErrorKind::InvalidInput), "{name:?}");
        }
    }

    #[test]
    fn a_windows_device_name_is_refused_on_every_system() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["NUL", "nul.txt", "Con .txt", "com1", "LPT9.codes.txt", "aux.", "COM².txt"] {
            assert_eq!(write(folder.path(), name, &content()), Err(ErrorKind::InvalidInput), "{name:?}");
        }
        for name in ["nullable.txt", "com.txt", "lpt10", "codes.nul"] {
            assert!(write(folder.path(), name, &content()).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn a_missing_folder_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        assert_eq!(write(&nowhere, "codes.txt", &content()), Err(ErrorKind::NotFound));
        assert!(!nowhere.exists());
    }
}
