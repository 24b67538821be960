//! Restricting a file to its owner: modes on Unix, nothing elsewhere (there the profile's folder is private).
//!
//! Some file systems (FAT, exFAT, NTFS) report success for a change of mode that they cannot keep, so the mode is read
//! back.

use std::io;
use std::path::Path;

/// What restricting a file or folder did. Modes are permission bits only.
#[derive(Debug)]
#[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "the store alone reports the modes"))]
pub(crate) enum Restriction {
    /// No other user had access, or the path does not exist.
    NotNeeded,
    /// Other users had access, by this mode; now they have none.
    Tightened { mode: u32 },
    /// Other users still have access, by this mode.
    StillOpen { mode: u32, cause: io::Error },
}

/// Removes the permissions of `path` that go beyond `allowed`.
pub(crate) fn restrict(path: &Path, allowed: u32) -> Restriction {
    restrict_with(allowed, || mode(path), |mode| set_mode(path, mode))
}

/// The bits of a mode that give other users access.
const OTHERS: u32 = 0o077;

fn restrict_with(allowed: u32, read: impl Fn() -> Option<u32>, set: impl FnOnce(u32) -> io::Result<()>) -> Restriction {
    let Some(before) = read().filter(|mode| mode & !allowed != 0) else { return Restriction::NotNeeded };
    let outcome = set(before & allowed);
    let after = read().unwrap_or(before);
    if after & !allowed & OTHERS != 0 {
        let cause = outcome.err().unwrap_or_else(|| io::Error::other("its file system keeps no permissions"));
        Restriction::StillOpen { mode: after, cause }
    } else if before & !allowed & OTHERS != 0 {
        Restriction::Tightened { mode: before }
    } else {
        Restriction::NotNeeded
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;

    std::fs::metadata(path).ok().map(|data| data.permissions().mode() & 0o7777)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    std::fs::set_permissions(path, Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A file system that changes a mode with `keep` and reports `outcome`.
    fn restricted(before: u32, keep: impl Fn(u32) -> u32, outcome: io::Result<()>) -> Restriction {
        let mode = Cell::new(before);
        restrict_with(
            0o600,
            || Some(mode.get()),
            |wanted| {
                mode.set(keep(wanted));
                outcome
            },
        )
    }

    #[test]
    fn a_mode_that_the_file_system_keeps_is_tightened() {
        assert!(matches!(restricted(0o644, |mode| mode, Ok(())), Restriction::Tightened { mode: 0o644 }));
    }

    #[test]
    fn a_mode_that_the_file_system_ignores_is_still_open() {
        let Restriction::StillOpen { mode: 0o777, cause } = restricted(0o777, |_| 0o777, Ok(())) else {
            panic!("the file is not reported as open");
        };
        assert_eq!(cause.to_string(), "its file system keeps no permissions");
    }

    #[test]
    fn a_mode_that_cannot_be_changed_is_still_open_for_the_systems_reason() {
        let refused = restricted(0o640, |_| 0o640, Err(io::ErrorKind::PermissionDenied.into()));
        assert!(
            matches!(&refused, Restriction::StillOpen { mode: 0o640, cause } if cause.kind() == io::ErrorKind::PermissionDenied),
            "{refused:?}"
        );
    }

    #[test]
    fn a_mode_that_gives_others_nothing_is_not_reported() {
        assert!(matches!(restricted(0o700, |_| 0o700, Ok(())), Restriction::NotNeeded));
        assert!(matches!(restricted(0o700, |mode| mode, Ok(())), Restriction::NotNeeded));
        assert!(matches!(restrict_with(0o600, || None, |_| panic!("there is no file")), Restriction::NotNeeded));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_restricted_to_its_owner() {
        let file = tempfile::NamedTempFile::new().unwrap();
        set_mode(file.path(), 0o664).unwrap();
        assert!(matches!(restrict(file.path(), 0o600), Restriction::Tightened { mode: 0o664 }));
        assert_eq!(mode(file.path()), Some(0o600));
        assert!(matches!(restrict(file.path(), 0o600), Restriction::NotNeeded));
    }
}
