//! The settings file: `settings.json` beside the database.
//!
//! It never holds a secret. A damaged file loses the settings, not the sign-in, and is never overwritten: it remains
//! until settings are saved, and is then kept beside them under another name.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::gui::Settings;

const NAME: &str = "settings.json";
/// Maximum length of the file in bytes. Our files are under 300; a larger one is not a settings file.
const MAX_FILE_BYTES: u64 = 64 * 1024;
/// Maximum number of damaged files that are kept.
const MAX_DAMAGED_COPIES: u32 = 99;

/// Reads and writes one settings file.
#[derive(Debug)]
pub(super) struct SettingsFile {
    pub(super) path: PathBuf,
}

impl SettingsFile {
    /// The settings file beside these accounts, so that a copied folder is complete.
    pub(super) fn for_accounts(accounts: &Path) -> Self {
        Self { path: accounts.with_file_name(NAME) }
    }

    /// Reads the settings; the defaults if the file does not exist.
    ///
    /// # Errors
    /// Fails if the file exists but cannot be read or is damaged.
    pub(super) fn load(&self) -> io::Result<Settings> {
        match read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
            settings => settings,
        }
    }

    /// Writes the file atomically: a crash leaves the old file or the new one.
    ///
    /// # Errors
    /// Fails if the folder cannot be written to.
    pub(super) fn save(&self, settings: &Settings) -> io::Result<()> {
        self.write(settings).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display())))
    }

    fn write(&self, settings: &Settings) -> io::Result<()> {
        let path = &self.path;
        set_damaged_aside(path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut text = serde_json::to_vec_pretty(settings)?;
        text.push(b'\n');

        // The process id separates two programs that save at once; a temporary file left by a crash is overwritten.
        let temp_path = path.with_extension(format!("json.{}", std::process::id()));
        let result = write_durably(&temp_path, &text).and_then(|()| fs::rename(&temp_path, path));
        if result.is_err() {
            let _ = fs::remove_file(&temp_path);
        }
        result.and_then(|()| sync_folder(folder))
    }
}

/// Renames a damaged settings file to an unused name.
fn set_damaged_aside(path: &Path) -> io::Result<()> {
    if !matches!(read(path), Err(error) if error.kind() == io::ErrorKind::InvalidData) {
        return Ok(());
    }
    let names = (1..=MAX_DAMAGED_COPIES).map(|number| path.with_extension(format!("json.damaged-{number}")));
    let free = names.into_iter().find(|name| !name.exists());
    free.map_or_else(|| Err(io::ErrorKind::AlreadyExists.into()), |name| fs::rename(path, name))
}

fn read(path: &Path) -> io::Result<Settings> {
    let mut text = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > MAX_FILE_BYTES) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is far too large"));
    }
    serde_json::from_slice(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn write_durably(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create(true).truncate(true).open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Syncs the folder, where the system can: a rename is durable only then.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::ThemeChoice;

    fn dark() -> Settings {
        Settings { theme: ThemeChoice::Dark, zoom_percent: 150, lock_after_minutes: Some(5), ..Settings::default() }
    }

    fn file(folder: &tempfile::TempDir) -> (PathBuf, SettingsFile) {
        let path = folder.path().join("settings.json");
        (path.clone(), SettingsFile::for_accounts(&path))
    }

    #[test]
    fn saved_settings_are_read_back_and_no_temporary_file_remains() {
        let folder = tempfile::tempdir().unwrap();
        let (_, file) = file(&folder);
        file.save(&Settings::default()).unwrap();
        file.save(&dark()).unwrap();
        assert_eq!(file.load().unwrap(), dark());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (path, file) = file(&folder);
        file.save(&dark()).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_missing_file_gives_the_defaults_silently() {
        let folder = tempfile::tempdir().unwrap();
        let (_, file) = file(&folder);
        assert_eq!(file.load().unwrap(), Settings::default());
    }

    #[test]
    fn a_damaged_file_is_reported_and_stays_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let (path, file) = file(&folder);
        let far_too_large = vec![b' '; 70_000];
        for damaged in [b"".as_slice(), b"{", b"7", b"[]", b"{} {}", b"\xff\xfe", &far_too_large] {
            fs::write(&path, damaged).unwrap();
            assert!(file.load().is_err());
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
    }

    #[test]
    fn a_damaged_file_is_kept_under_another_name_when_settings_are_saved() {
        let folder = tempfile::tempdir().unwrap();
        let (path, file) = file(&folder);
        for (number, damaged) in [(1, "{\"theme\":"), (2, "not even close")] {
            fs::write(&path, damaged).unwrap();
            file.save(&dark()).unwrap();
            assert_eq!(file.load().unwrap(), dark());
            let damaged_copy = path.with_file_name(format!("settings.json.damaged-{number}"));
            assert_eq!(fs::read_to_string(damaged_copy).unwrap(), damaged);
        }
        file.save(&Settings::default()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "an intact file is replaced without a copy");
    }

    #[test]
    fn a_lock_time_of_zero_in_the_file_does_not_lock_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (path, file) = file(&folder);
        fs::write(&path, r#"{"theme":"dark","lock_after_minutes":0}"#).unwrap();
        let settings = file.load().unwrap();
        assert_eq!(settings.lock_after_minutes, Some(1));
        assert_eq!(settings.theme, ThemeChoice::Dark);
    }

    #[test]
    fn a_failed_save_is_reported_and_keeps_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("kept"), "").unwrap();
        let error = SettingsFile::for_accounts(&path).save(&dark()).unwrap_err();
        assert!(error.to_string().contains("settings.json"), "{error}");
        assert!(path.join("kept").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
