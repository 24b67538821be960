//! Refuses network file systems: their locks do not exclude other programs, and SQLite's write-ahead log needs shared
//! memory (<https://sqlite.org/wal.html>, "All processes using a database must be on the same host").

use std::path::{Component, Path, Prefix};

use crate::auth::{Error, StoreError};

/// Network file systems, as Linux names them. `fuse` alone and local ones such as `fuseblk` are allowed.
const NETWORK_FILE_SYSTEMS: &str = "\
    9p acfs afs beegfs ceph cifs coda davfs gfs gfs2 gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs pvfs2 smb3 smbfs \
    fuse.ceph-fuse fuse.cephfs fuse.curlftpfs fuse.davfs fuse.davfs2 fuse.glusterfs fuse.google-drive-ocamlfuse \
    fuse.gvfsd-fuse fuse.kio-fuse fuse.moosefs fuse.mfs fuse.onedriver fuse.rclone fuse.s3fs fuse.seaweedfs \
    fuse.smbnetfs fuse.sshfs";

/// Refuses a path (absolute, without links) on a network file system.
pub(super) fn refuse_network(path: &Path) -> Result<(), Error> {
    check_kind(path, file_system_kind(path).as_deref())
}

/// Refuses by the kind of file system, where it is known.
fn check_kind(path: &Path, kind: Option<&str>) -> Result<(), Error> {
    if is_share(path) || kind.is_some_and(is_network) {
        return Err(StoreError::NetworkFileSystem(path.to_owned()).into());
    }
    Ok(())
}

fn is_network(kind: &str) -> bool {
    NETWORK_FILE_SYSTEMS.split(' ').any(|known| known == kind)
}

/// Whether the path begins with a server's name (UNC), as on Windows.
fn is_share(path: &Path) -> bool {
    let first = path.components().next();
    matches!(first, Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)))
}

/// Returns the kind of file system at `path`, where the system reports it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn file_system_kind(path: &Path) -> Option<String> {
    let table = std::fs::read("/proc/self/mountinfo").ok()?;
    kind_from_mountinfo(path, &String::from_utf8_lossy(&table))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn file_system_kind(_: &Path) -> Option<String> {
    None
}

/// Parses a mount table (proc(5), `mountinfo`): the last of the deepest mounts above `path` applies.
#[cfg_attr(not(any(target_os = "linux", target_os = "android")), allow(dead_code, reason = "tested on every system"))]
fn kind_from_mountinfo(path: &Path, table: &str) -> Option<String> {
    let mounts = table.lines().filter_map(|line| {
        let (mount, source) = line.split_once(" - ")?;
        let point = unescape(mount.split(' ').nth(4)?);
        let kind = source.split(' ').next()?.to_owned();
        path.starts_with(&point).then_some((point.len(), kind))
    });
    mounts.max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind)
}

/// Decodes the octal escapes of the table, such as `\040`.
fn unescape(point: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /home rw,relatime shared:9 - nfs4 server:/home rw,vers=4.2
31 30 254:9 / /home/ada/local rw,relatime - ext4 /dev/vdb rw
32 22 0:40 / /mnt/the\\040share rw - cifs //server/share rw
33 22 0:41 / /media/phone rw master:2 propagate_from:1 - fuse.sshfs ada@host: rw
34 22 0:42 / /media/stick rw - fuseblk /dev/sdb1 rw
35 22 0:43 / /srv rw - nfs server:/srv rw
36 22 254:8 / /srv rw - xfs /dev/vdc rw
";

    fn kind(path: &str) -> String {
        kind_from_mountinfo(Path::new(path), TABLE).unwrap()
    }

    #[test]
    fn the_deepest_mount_above_the_path_counts() {
        assert_eq!(kind("/var/accounts.db"), "ext4");
        assert_eq!(kind("/home/ada/accounts.db"), "nfs4");
        assert_eq!(kind("/home/ada/local/accounts.db"), "ext4");
        assert_eq!(kind("/homely/accounts.db"), "ext4");
    }

    #[test]
    fn the_later_of_two_mounts_at_one_path_counts() {
        assert_eq!(kind("/srv/accounts.db"), "xfs");
    }

    #[test]
    fn mount_points_with_spaces_and_optional_fields_are_read() {
        assert_eq!(kind("/mnt/the share/accounts.db"), "cifs");
        assert_eq!(kind("/media/phone/accounts.db"), "fuse.sshfs");
    }

    #[test]
    fn network_file_systems_are_listed_and_local_ones_are_not() {
        for kind in ["nfs4", "nfs", "cifs", "smb3", "fuse.sshfs", "9p"] {
            assert!(is_network(kind), "{kind}");
        }
        for kind in ["ext4", "xfs", "btrfs", "overlay", "tmpfs", "fuseblk", "zfs", "vfat"] {
            assert!(!is_network(kind), "{kind}");
        }
    }

    #[test]
    fn a_network_path_is_refused_with_its_path_and_advice() {
        let check = |path: &str| check_kind(Path::new(path), Some(&kind(path)));
        for path in ["/home/ada/accounts.db", "/mnt/the share/accounts.db", "/media/phone/accounts.db"] {
            let fault = check(path).unwrap_err();
            assert!(
                matches!(&fault, Error::Store(StoreError::NetworkFileSystem(found)) if found == Path::new(path)),
                "{fault}"
            );
            assert!(fault.to_string().contains(path) && fault.advice().contains("this computer's own disk"), "{fault}");
        }
        for path in ["/home/ada/local/accounts.db", "/media/stick/accounts.db", "/srv/accounts.db"] {
            check(path).unwrap();
        }
        check_kind(Path::new("/home/ada/accounts.db"), None).unwrap();
    }

    #[test]
    fn a_local_folder_is_allowed() {
        let folder = tempfile::tempdir().unwrap();
        refuse_network(&folder.path().canonicalize().unwrap()).unwrap();
    }

    #[test]
    fn a_malformed_mount_table_yields_no_kind() {
        assert_eq!(kind_from_mountinfo(Path::new("/a"), "what\n - \n1 2 3 4\n"), None);
    }
}
