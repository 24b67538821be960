//! The drives and folders that a file can be saved in: removable drives first.

use std::path::{Path, PathBuf};

use crate::gui::message::{Place, PlaceKind};

/// Returns the places that exist. The home folder and what is in it belong to the system account of the program.
pub fn list() -> Vec<Place> {
    let mut places: Vec<Place> = drives().into_iter().map(|path| Place { kind: PlaceKind::Drive, path }).collect();
    let Some(home) = std::env::home_dir() else { return places };
    let own = user_folders(&home);
    for (kind, path) in [
        (PlaceKind::Desktop, folder_of(&own, &home, "XDG_DESKTOP_DIR", "Desktop")),
        (PlaceKind::Documents, folder_of(&own, &home, "XDG_DOCUMENTS_DIR", "Documents")),
        (PlaceKind::Home, home.clone()),
    ] {
        if path.is_dir() && !places.iter().any(|place| place.path == path) {
            places.push(Place { kind, path });
        }
    }
    places
}

/// Returns the folder that the desktop calls `key`, or the one with its usual name.
fn folder_of(own: &str, home: &Path, key: &str, name: &str) -> PathBuf {
    parse_user_folder(own, home, key).unwrap_or_else(|| home.join(name))
}

/// Returns the desktop's list of the user's folders (xdg-user-dirs), which may have names in another language. Empty
/// where there is none.
fn user_folders(home: &Path) -> String {
    let config = std::env::var_os("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from);
    std::fs::read_to_string(config.join("user-dirs.dirs")).unwrap_or_default()
}

fn parse_user_folder(list: &str, home: &Path, key: &str) -> Option<PathBuf> {
    let value = list.lines().find_map(|line| line.trim().strip_prefix(key)?.trim_start().strip_prefix('='))?;
    let value = value.trim().trim_matches('"');
    match value.strip_prefix("$HOME/") {
        Some(relative) => Some(home.join(relative)),
        None => Some(PathBuf::from(value)).filter(|path| path.is_absolute()),
    }
}

/// Returns the writable drives that a desktop mounts for its user. They are not touched: one of them may not answer.
#[cfg(all(unix, not(target_os = "macos")))]
fn drives() -> Vec<PathBuf> {
    std::fs::read_to_string("/proc/self/mountinfo").map(|mounts| parse_drives(&mounts)).unwrap_or_default()
}

/// Returns the drives of a list of mounts (proc(5), mountinfo): the fifth field is the folder, the sixth the options.
#[cfg(all(unix, not(target_os = "macos")))]
fn parse_drives(mounts: &str) -> Vec<PathBuf> {
    let drive = |line: &str| {
        let mut fields = line.split(' ').skip(4);
        let (path, options) = (unescape(fields.next()?), fields.next()?);
        let is_writable = options.split(',').any(|option| option == "rw");
        (is_writable && (path.starts_with("/media/") || path.starts_with("/run/media/"))).then(|| path.into())
    };
    mounts.lines().filter_map(drive).collect()
}

/// Resolves the escapes of a path: spaces, tabs, line ends and backslashes are three octal digits.
#[cfg(all(unix, not(target_os = "macos")))]
fn unescape(path: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")]
        .into_iter()
        .fold(path.to_owned(), |path, (escape, character)| path.replace(escape, character))
}

#[cfg(target_os = "macos")]
fn drives() -> Vec<PathBuf> {
    let volumes = std::fs::read_dir("/Volumes").into_iter().flatten().flatten();
    // The system's own volume is a link.
    volumes.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect()
}

/// Returns the drives beside the system's own. Windows does not say which of them are removable without a call that is
/// not safe Rust.
#[cfg(windows)]
fn drives() -> Vec<PathBuf> {
    let system = std::env::var("SystemDrive").unwrap_or_else(|_| "C:".to_owned());
    let letters = ('D'..='Z').map(|letter| format!("{letter}:")).filter(|drive| !drive.eq_ignore_ascii_case(&system));
    letters.map(|drive| PathBuf::from(drive + "\\")).filter(|drive| drive.is_dir()).collect()
}

#[cfg(not(any(unix, windows)))]
fn drives() -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn writable_drives_of_the_desktop_are_offered() {
        let mounts = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
                      90 22 8:17 / /run/media/alice/USB\\040STICK rw,nosuid shared:5 - vfat /dev/sdb1 rw\n\
                      91 22 8:33 / /media/alice/CARD rw,nosuid shared:6 - exfat /dev/sdc1 rw\n\
                      92 22 11:0 / /media/alice/CDROM ro,nosuid shared:7 - iso9660 /dev/sr0 ro\n\
                      93 22 0:50 / /srv/media rw - nfs server:/media rw\n\
                      short line\n";
        let expected = ["/run/media/alice/USB STICK", "/media/alice/CARD"].map(PathBuf::from);
        assert_eq!(parse_drives(mounts), expected);
    }

    #[test]
    fn a_folder_has_the_name_that_the_desktop_gave_it() {
        let list = "# comment\nXDG_DESKTOP_DIR=\"$HOME/Schreibtisch\"\nXDG_DOCUMENTS_DIR=\"/srv/documents\"\n";
        let home = Path::new("/home/alice");
        let folder = |key| folder_of(list, home, key, "Usual");
        assert_eq!(folder("XDG_DESKTOP_DIR"), Path::new("/home/alice/Schreibtisch"));
        assert_eq!(folder("XDG_DOCUMENTS_DIR"), Path::new("/srv/documents"));
        assert_eq!(folder("XDG_MUSIC_DIR"), Path::new("/home/alice/Usual"));
        assert_eq!(folder_of("XDG_DESKTOP_DIR=\"relative\"", home, "XDG_DESKTOP_DIR", "Desktop"), home.join("Desktop"));
    }
}
