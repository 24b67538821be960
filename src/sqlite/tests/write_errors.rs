//! Writes that the system refuses: file size limits, and read-only folders and files.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crate::auth::UnixTime;
use crate::auth::testing::subprocess::Child;
use crate::auth::testing::{START_SECONDS, TestAuthenticator};
use crate::sqlite::tests::TestDatabase;
use crate::sqlite::tests::crash_recovery::{Acknowledged, RecoveryCheck};
use crate::sqlite::tests::crashes::create_database;
use crate::sqlite::tests::workload::{Setup, WORKLOAD_TEST};

/// The unit of `ulimit -f`, in bytes.
const BLOCK: u64 = 512;

/// Starts a child that cannot write a file beyond so many blocks. The signal that would end it is ignored, so that the
/// write fails.
fn start_limited_child(blocks: u64) -> Child {
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#]).arg(blocks.to_string());
    command.arg(std::env::current_exe().unwrap());
    Child::start_through(command, WORKLOAD_TEST, "a life")
}

fn send_setup(child: &mut Child, database: &TestDatabase, phone: &TestAuthenticator) {
    let now = UnixTime::from_seconds(START_SECONDS + 3600);
    Setup { file: &database.path(), authenticator: phone, now, name: "person".to_owned() }.send(child);
}

/// Runs the workload within a limit on a copy of the file, and checks the result without the limit. Returns whether
/// everything fitted, or how much was acknowledged.
fn run_within_limit(blocks: u64, bytes: &[u8], phone: &TestAuthenticator, known: u64) -> Result<(), usize> {
    let database = TestDatabase::in_memory();
    fs::write(database.path(), bytes).unwrap();
    let mut child = start_limited_child(blocks);
    send_setup(&mut child, &database, phone);
    let received = Acknowledged::read_until_finished(&mut child);
    RecoveryCheck::new(&database, known).check(&received);
    match &received.refused {
        None => {
            assert!(received.finished, "{blocks}: neither finished nor refused");
            Ok(())
        }
        Some((fault, advice)) => {
            assert!(fault.contains("accounts.db"), "{blocks}: {fault}");
            let ways = ["Make room on the disk, then try again", "Check the path and its rights, then try again"];
            assert!(ways.contains(&advice.as_str()), "{blocks}: {fault}, {advice}");
            Err(received.entry_count())
        }
    }
}

/// From no space at all, past the length of the file block by block, to the first limit within which the whole workload
/// fits. Two threads share the work.
#[test]
fn a_write_beyond_any_file_size_limit_is_refused_and_loses_nothing_acknowledged() {
    const THREADS: u64 = 2;
    let database = TestDatabase::in_memory();
    let (phone, known) = create_database(&database);
    let bytes = fs::read(database.path()).unwrap();
    let length = bytes.len() as u64 / BLOCK;
    let share = |first: u64| {
        let sparse = (8 * first..length).step_by(16);
        let limits = sparse.chain((length + first..).step_by(THREADS as usize));
        limits.map_while(|blocks| run_within_limit(blocks, &bytes, &phone, known).err()).collect::<Vec<_>>()
    };
    let refused: Vec<usize> = thread::scope(|scope| {
        let share = &share;
        let threads: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || share(first))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let entry_counts: BTreeSet<usize> = refused.iter().copied().collect();
    println!("{} limits, at {} acts", refused.len(), entry_counts.len());
    // The very first operation is refused, and several later ones.
    assert!(refused.len() > 100 && entry_counts.contains(&0) && entry_counts.len() > 5, "{entry_counts:?}");
}

/// Debian's `nobody`: an unprivileged user, where the tests run as root.
const NOBODY_UID: u32 = 65534;

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Opens the file as an unprivileged user, and returns the error and its advice. Nothing must be created or changed.
fn refusal_for_unprivileged_user(database: &TestDatabase, phone: &TestAuthenticator) -> (String, String) {
    let listed = || {
        let entries = fs::read_dir(database.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        // Some of them are not readable even here.
        let state = |path: PathBuf| (fs::metadata(&path).unwrap().modified().unwrap(), fs::read(&path).ok(), path);
        entries.map(state).collect::<BTreeSet<_>>()
    };
    let (before, program) = (listed(), tempfile::tempdir().unwrap());
    let executable = program.path().join("tests");
    let mut command = Command::new("setpriv");
    if is_root() {
        // An unprivileged user may have no access to the build folder.
        fs::set_permissions(program.path(), Permissions::from_mode(0o755)).unwrap();
        fs::copy(std::env::current_exe().unwrap(), &executable).unwrap();
        let nobody = NOBODY_UID.to_string();
        command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "--"]).arg(executable);
    } else {
        command = Command::new(std::env::current_exe().unwrap());
    }
    let mut child = Child::start_through(command, WORKLOAD_TEST, "a life");
    send_setup(&mut child, database, phone);
    let refused = Acknowledged::read_until_finished(&mut child).refused.expect("it is signed in");
    assert!(listed() == before, "the refused folder is modified");
    refused
}

/// A file of Alice's in a folder, both owned by an unprivileged user, with these modes.
fn unprivileged_database(folder: u32, file: u32) -> (TestDatabase, TestAuthenticator, u64) {
    let database = TestDatabase::in_memory();
    let (phone, known) = create_database(&database);
    for (path, mode) in [(database.path(), file), (database.folder.path().to_owned(), folder)] {
        if is_root() {
            chown(&path, Some(NOBODY_UID), Some(NOBODY_UID)).unwrap();
        }
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }
    (database, phone, known)
}

const PERMISSION_DENIED: &str = "Give this user the right to write there, or choose another place for the accounts";

#[test]
fn an_unwritable_folder_or_file_is_refused_with_advice() {
    for (folder, file) in [(0o500, 0o600), (0o700, 0o400), (0o700, 0o200), (0o700, 0)] {
        let (database, phone, known) = unprivileged_database(folder, file);
        let (fault, advice) = refusal_for_unprivileged_user(&database, &phone);
        assert!(fault.contains("cannot be written: Permission denied"), "{folder:o}, {file:o}: {fault}");
        assert_eq!(advice, PERMISSION_DENIED);
        fs::set_permissions(database.folder.path(), Permissions::from_mode(0o700)).unwrap();
        fs::set_permissions(database.path(), Permissions::from_mode(0o600)).unwrap();
        RecoveryCheck::new(&database, known).check(&Acknowledged::new());
    }
}

/// As after the program was once run by root: the files belong to root.
#[test]
fn files_of_another_user_are_refused_with_advice() {
    if !is_root() {
        return;
    }
    let (database, phone, _) = unprivileged_database(0o700, 0o600);
    chown(database.path(), Some(0), Some(0)).unwrap();
    assert_eq!(refusal_for_unprivileged_user(&database, &phone).1, PERMISSION_DENIED);

    let (database, phone, known) = unprivileged_database(0o700, 0o600);
    fs::write(database.sibling("-wal"), [7; 100]).unwrap();
    fs::set_permissions(database.sibling("-wal"), Permissions::from_mode(0o600)).unwrap();
    let (fault, advice) = refusal_for_unprivileged_user(&database, &phone);
    assert!(fault.contains("accounts.db-wal cannot be written"), "{fault}");
    assert_eq!(advice, PERMISSION_DENIED);
    fs::remove_file(database.sibling("-wal")).unwrap();
    RecoveryCheck::new(&database, known).check(&Acknowledged::new());
}
