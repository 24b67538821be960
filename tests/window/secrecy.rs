//! What the system is asked to keep from other processes of the same user.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::child::Running;
use crate::desk::Desk;
use crate::program::executable;

/// Debian's nobody: somebody who is not root, where the tests run as root.
const NOBODY: &str = "65534";

/// Root reads the memory even of those who forbid it.
pub fn we_are_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Runs `program` as a plain user.
fn as_plain_user(program: &Path) -> Command {
    if !we_are_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"]).arg(program);
    command
}

/// Whether another process of the same plain user may look into process `id`.
fn may_look_into(id: u32) -> bool {
    let mut other = as_plain_user(Path::new("/usr/bin/head"));
    other.arg("-c1").arg(format!("/proc/{id}/environ"));
    other.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn no_other_process_of_the_same_user_may_look_into_the_program() {
    let desk = Desk::set_up();
    let home = desk.folder().join("home");
    fs::create_dir(&home).unwrap();
    for open in [desk.folder(), &home] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let program = home.join("vestibule");
    fs::copy(executable(), &program).unwrap();

    let mut sleep = as_plain_user(Path::new("/usr/bin/sleep"));
    let ordinary = Running::start(sleep.arg("60"));
    crate::waiting::wait_for("an ordinary process", || may_look_into(ordinary.id()).then_some(()), String::new);

    let mut command = as_plain_user(&program);
    command.env_clear().env("HOME", &home).env("DISPLAY", &desk.display).arg("--demo").stderr(Stdio::null());
    let hardened = Running::start(&mut command);
    crate::waiting::wait_for("the window", || desk.hands().find_window("Vestibule"), String::new);
    assert!(!may_look_into(hardened.id()));

    let limits = fs::read_to_string(format!("/proc/{}/limits", hardened.id())).unwrap();
    let cores = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(cores.split_whitespace().nth(4), Some("0"), "{cores}");
}
