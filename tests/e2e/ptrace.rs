//! Protection from other processes of the same user.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::desktop::TestDesktop;
use crate::process::ChildGuard;
use crate::program::executable;

/// Debian's `nobody`: an unprivileged user, where the tests run as root.
const NOBODY: &str = "65534";

/// Whether the tests run as root, which can read the memory of hardened processes too.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Runs `program` as an unprivileged user.
fn as_plain_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"]).arg(program);
    command
}

/// Whether another process of the same unprivileged user may inspect process `id`.
fn can_ptrace(id: u32) -> bool {
    let mut other = as_plain_user(Path::new("/usr/bin/head"));
    other.arg("-c1").arg(format!("/proc/{id}/environ"));
    other.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn other_processes_of_the_same_user_cannot_ptrace_the_program() {
    let desktop = TestDesktop::new();
    let home = desktop.folder().join("home");
    fs::create_dir(&home).unwrap();
    for folder in [desktop.folder(), &home] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let program = home.join("vestibule");
    fs::copy(executable(), &program).unwrap();

    let mut sleep = as_plain_user(Path::new("/usr/bin/sleep"));
    let ordinary = ChildGuard::start(sleep.arg("60"));
    crate::wait::wait_for("ptrace of an ordinary process", || can_ptrace(ordinary.id()).then_some(()), String::new);

    let mut command = as_plain_user(&program);
    command.env_clear().env("HOME", &home).env("DISPLAY", &desktop.display).arg("--demo").stderr(Stdio::null());
    let hardened = ChildGuard::start(&mut command);
    crate::wait::wait_for("the window", || desktop.input().find_window("Vestibule"), String::new);
    assert!(!can_ptrace(hardened.id()));

    let limits = fs::read_to_string(format!("/proc/{}/limits", hardened.id())).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().nth(4), Some("0"), "{cores}");
}
