//! Writes that the system refuses: a file that may not grow, a folder and a file that may not be written.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crate::auth::UnixTime;
use crate::auth::testing::children::Child;
use crate::auth::testing::{NOON, Phone};
use crate::sqlite::tests::Place;
use crate::sqlite::tests::aftermath::{Aftermath, Heard};
use crate::sqlite::tests::crashes::alices_file;
use crate::sqlite::tests::life::{Beginning, LIFE};

/// What `ulimit -f` counts in, in bytes.
const BLOCK: u64 = 512;

/// A child that can write no file beyond so many blocks. The signal that would end it is ignored, so that the write
/// fails.
fn limited(blocks: u64) -> Child {
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#]).arg(blocks.to_string());
    command.arg(std::env::current_exe().unwrap());
    Child::start_through(command, LIFE, "a life")
}

fn begin(child: &mut Child, place: &Place, phone: &Phone) {
    let now = UnixTime::from_seconds(NOON + 3600);
    Beginning { file: &place.file(), phone, now, name: "person".to_owned() }.tell(child);
}

/// Lives a life within a limit on a copy of the file, and looks through what is left without one. Says whether
/// everything had its place, or how much of it was acknowledged.
fn lived_within(blocks: u64, bytes: &[u8], phone: &Phone, known: u64) -> Result<(), usize> {
    let place = Place::in_memory();
    fs::write(place.file(), bytes).unwrap();
    let mut child = limited(blocks);
    begin(&mut child, &place, phone);
    let heard = Heard::of_a_whole_life(&mut child);
    Aftermath::new(&place, known).check(&heard);
    match &heard.refused {
        None => {
            assert!(heard.over, "{blocks}: neither done nor refused");
            Ok(())
        }
        Some((fault, way_out)) => {
            assert!(fault.contains("accounts.db"), "{blocks}: {fault}");
            let ways = ["Make room on the disk, then try again", "Check the path and its rights, then try again"];
            assert!(ways.contains(&way_out.as_str()), "{blocks}: {fault}, {way_out}");
            Err(heard.acknowledged())
        }
    }
}

/// From no room at all, past the length of the file block by block, to the first limit within which a whole life has
/// its place. Two threads share the work.
#[test]
fn a_write_that_fails_at_any_length_of_the_file_is_refused_and_nothing_acknowledged_is_lost() {
    const THREADS: u64 = 2;
    let place = Place::in_memory();
    let (phone, known) = alices_file(&place);
    let bytes = fs::read(place.file()).unwrap();
    let length = bytes.len() as u64 / BLOCK;
    let share = |first: u64| {
        let sparse = (8 * first..length).step_by(16);
        let limits = sparse.chain((length + first..).step_by(THREADS as usize));
        limits.map_while(|blocks| lived_within(blocks, &bytes, &phone, known).err()).collect::<Vec<_>>()
    };
    let refused: Vec<usize> = thread::scope(|scope| {
        let share = &share;
        let threads: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || share(first))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let acts: BTreeSet<usize> = refused.iter().copied().collect();
    println!("{} limits, at {} acts", refused.len(), acts.len());
    // At the very first act, and at several later ones.
    assert!(refused.len() > 100 && acts.contains(&0) && acts.len() > 5, "{acts:?}");
}

/// Debian's nobody: somebody who is not root, where the tests run as root.
const NOBODY: u32 = 65534;

fn we_are_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// A plain user opens the file, and is refused in the words of the fault and the way out. Nothing is made or changed.
fn refused_to_a_plain_user(place: &Place, phone: &Phone) -> (String, String) {
    let listed = || {
        let entries = fs::read_dir(place.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        // Some of them not even we may read.
        let state = |path: PathBuf| (fs::metadata(&path).unwrap().modified().unwrap(), fs::read(&path).ok(), path);
        entries.map(state).collect::<BTreeSet<_>>()
    };
    let (before, program) = (listed(), tempfile::tempdir().unwrap());
    let executable = program.path().join("tests");
    let mut command = Command::new("setpriv");
    if we_are_root() {
        // Where the tests are built, a plain user may not have the right to go.
        fs::set_permissions(program.path(), Permissions::from_mode(0o755)).unwrap();
        fs::copy(std::env::current_exe().unwrap(), &executable).unwrap();
        let nobody = NOBODY.to_string();
        command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "--"]).arg(executable);
    } else {
        command = Command::new(std::env::current_exe().unwrap());
    }
    let mut child = Child::start_through(command, LIFE, "a life");
    begin(&mut child, place, phone);
    let refused = Heard::of_a_whole_life(&mut child).refused.expect("it was let in");
    assert!(listed() == before, "refused, but not untouched");
    refused
}

/// Alice's file in a folder, both a plain user's, with these modes.
fn plain_users(folder: u32, file: u32) -> (Place, Phone, u64) {
    let place = Place::in_memory();
    let (phone, known) = alices_file(&place);
    for (path, mode) in [(place.file(), file), (place.folder.path().to_owned(), folder)] {
        if we_are_root() {
            chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }
    (place, phone, known)
}

const NO_RIGHT: &str = "Give this user the right to write there, or choose another place for the accounts";

#[test]
fn a_folder_or_a_file_that_may_not_be_written_is_refused_with_the_way_out() {
    for (folder, file) in [(0o500, 0o600), (0o700, 0o400), (0o700, 0o200), (0o700, 0)] {
        let (place, phone, known) = plain_users(folder, file);
        let (fault, way_out) = refused_to_a_plain_user(&place, &phone);
        assert!(fault.contains("cannot be written: Permission denied"), "{folder:o}, {file:o}: {fault}");
        assert_eq!(way_out, NO_RIGHT);
        fs::set_permissions(place.folder.path(), Permissions::from_mode(0o700)).unwrap();
        fs::set_permissions(place.file(), Permissions::from_mode(0o600)).unwrap();
        Aftermath::new(&place, known).check(&Heard::nothing());
    }
}

/// As after the program was once run by root: its files are root's.
#[test]
fn files_that_another_user_left_are_refused_with_the_way_out() {
    if !we_are_root() {
        return;
    }
    let (place, phone, _) = plain_users(0o700, 0o600);
    chown(place.file(), Some(0), Some(0)).unwrap();
    assert_eq!(refused_to_a_plain_user(&place, &phone).1, NO_RIGHT);

    let (place, phone, known) = plain_users(0o700, 0o600);
    fs::write(place.beside("-wal"), [7; 100]).unwrap();
    fs::set_permissions(place.beside("-wal"), Permissions::from_mode(0o600)).unwrap();
    let (fault, way_out) = refused_to_a_plain_user(&place, &phone);
    assert!(fault.contains("accounts.db"), "{fault}");
    assert_eq!(way_out, "Check the path and its rights, then try again");
    fs::remove_file(place.beside("-wal")).unwrap();
    Aftermath::new(&place, known).check(&Heard::nothing());
}
