//! Reads folders and writes files, never over an existing one unless asked to.

mod folders;
mod places;

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Component, Path};

use crate::auth::printable::is_printable;
use crate::gui::message::{FileContent, FileReply, FileRequest, SavedFile};
use crate::permissions::{self, Restriction};

/// Executes a request. It may take as long as a drive does not answer.
pub(super) fn execute(request: FileRequest) -> FileReply {
    match request {
        FileRequest::ListPlaces => FileReply::Places(places::list()),
        FileRequest::ListFolder(folder) => {
            let folders = folders::list(&folder);
            FileReply::Folder { folder, folders }
        }
        FileRequest::Save { folder, name, content, replace } => {
            FileReply::Saved(save(&folder, &name, &content, replace))
        }
    }
}

/// Writes `content` to a file that only the user can read where the file system has permissions. It is synced to disk on
/// return.
///
/// # Errors
/// `AlreadyExists` if a file of that name exists and is not to be replaced, `InvalidInput` if the name is a path,
/// `IsADirectory` if it is that of a folder or of anything else than a file, or the system's error. A file that could not
/// be written completely is removed, and the one to be replaced is then kept.
fn save(folder: &Path, name: &str, content: &FileContent, replace: bool) -> Result<SavedFile, ErrorKind> {
    if !is_plain_file_name(name) {
        return Err(ErrorKind::InvalidInput);
    }
    let path = folder.join(name);
    let replaced = std::fs::symlink_metadata(&path).ok().filter(|_| replace);
    if replaced.as_ref().is_some_and(|file| !file.is_file()) {
        return Err(ErrorKind::IsADirectory);
    }
    let written = if replaced.is_some() { folder.join(format!("{name}.new")) } else { path.clone() };
    write(&written, content).map_err(|error| error.kind())?;
    let is_private = !matches!(permissions::restrict(&written, 0o600), Restriction::StillOpen { .. });
    let renamed = if replaced.is_some() { std::fs::rename(&written, &path) } else { Ok(()) };
    if let Err(error) = renamed.and_then(|()| sync_folder(folder)) {
        remove(&written);
        return Err(error.kind());
    }
    Ok(SavedFile { path, is_private })
}

/// Writes a new file. If that fails, it is removed.
fn write(path: &Path, content: &FileContent) -> Result<(), Error> {
    let mut file = create(path)?;
    let written = file.write_all(content.bytes()).and_then(|()| file.sync_all());
    drop(file);
    written.inspect_err(|_| remove(path))
}

/// Removes a partial file of ours. If that fails, at least no other user can read it.
fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
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
        assert_eq!(save(folder.path(), "codes.txt", &content(), false), Err(ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read(folder.path().join("codes.txt")).unwrap(), b"mine");
    }

    #[test]
    fn a_file_is_replaced_only_if_asked_and_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.txt");
        std::fs::write(&path, "mine").unwrap();
        assert!(save(folder.path(), "codes.txt", &content(), true).is_ok());
        assert_eq!(std::fs::read(&path).unwrap(), b"AAAA-BBBB");
        std::fs::write(folder.path().join("codes.txt.new"), "of another program").unwrap();
        std::fs::write(&path, "mine").unwrap();
        assert_eq!(save(folder.path(), "codes.txt", &content(), true), Err(ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        assert_eq!(save(folder.path(), "folder", &content(), true), Err(ErrorKind::IsADirectory));
    }

    #[cfg(unix)]
    #[test]
    fn replacing_makes_the_file_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.txt");
        std::fs::write(&path, "mine").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        save(folder.path(), "codes.txt", &content(), true).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), folder.path().join("codes.txt")).unwrap();
        assert_eq!(save(folder.path(), "codes.txt", &content(), false), Err(ErrorKind::AlreadyExists));
        assert!(!folder.path().join("elsewhere").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_saved_file_is_private_to_its_owner() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let SavedFile { path, is_private } = save(folder.path(), "codes.txt", &content(), false).unwrap();
        assert!(is_private);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read(path).unwrap(), b"AAAA-BBBB");
    }

    #[test]
    fn a_file_name_with_a_path_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["", ".", "..", "../codes.txt", "a/b", "a\\b", "/codes.txt", "c:codes", "a\nb", "a\u{202e}txt.b", "a/"]
        {
            assert_eq!(save(folder.path(), name, &content(), false), Err(ErrorKind::InvalidInput), "{name:?}");
        }
    }

    #[test]
    fn a_windows_device_name_is_refused_on_every_system() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["NUL", "nul.txt", "Con .txt", "com1", "LPT9.codes.txt", "aux.", "COM².txt"] {
            assert_eq!(save(folder.path(), name, &content(), false), Err(ErrorKind::InvalidInput), "{name:?}");
        }
        for name in ["nullable.txt", "com.txt", "lpt10", "codes.nul"] {
            assert!(save(folder.path(), name, &content(), false).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn a_missing_folder_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        assert_eq!(save(&nowhere, "codes.txt", &content(), false), Err(ErrorKind::NotFound));
        assert!(!nowhere.exists());
    }
}
