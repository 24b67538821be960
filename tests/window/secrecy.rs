//! What the system is asked to keep from others, and what the program does not keep at all.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::child::Running;
use crate::desk::Desk;
use crate::journey::{CODE, PASSWORD, enter_password, fill_welcome, is_recovery_code, sign_out};
use crate::memory;
use crate::phone::Phone;
use crate::program::{Program, executable};
use crate::reader::Role;
use crate::tour::Tour;

/// Debian's nobody: somebody who is not root, where the tests run as root.
const NOBODY: &str = "65534";

fn we_are_root() -> bool {
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

#[test]
fn a_second_later_nothing_secret_is_left_in_memory() {
    let desk = Desk::set_up();
    let program = desk.start(&["--database", desk.database().to_str().unwrap()]);
    fill_welcome(&program);
    // The control: while it is typed it is there, so the search finds what there is to find.
    assert_eq!(memory::count(program.id(), PASSWORD).is_some_and(|count| count > 0), we_are_root());
    program.click("Create account");
    program.wait_for_a(Role::Heading, "Add a second door");
    assert_gone(&program, "the password that was chosen", PASSWORD);

    program.click("Set up two-factor");
    program.wait_for_a(Role::Image, "QR code");
    let (mut phone, _) = Phone::scan(&Tour::new("secrecy").picture(&program, "qr-code")).unwrap();
    program.click("Next");
    program.enter(CODE, &phone.code());
    program.click("I have saved my recovery codes");
    let codes: Vec<_> = program.texts().into_iter().filter(|text| is_recovery_code(text)).collect();
    program.click("Finish");
    program.wait_for_words("Two-factor is on");
    assert_gone(&program, "the setup key", phone.secret());
    let bytes = totp_rs::Secret::try_from_base32(phone.secret()).unwrap();
    assert!(memory::count_bytes(program.id(), &[bytes.as_ref()]).is_none_or(|count| count == 0), "the secret itself");
    codes.iter().for_each(|code| assert_gone(&program, "a recovery code", code));

    sign_out(&program);
    enter_password(&program);
    program.wait_for_a(Role::Heading, "Enter your code");
    assert_gone(&program, "the password that was typed", PASSWORD);
    program.enter(CODE, &phone.code());
    program.wait_for_words("Signed in as alice");
    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    program.fill("Password", PASSWORD);
    program.click("Sign in as someone else");
    program.wait_for_a(Role::Heading, "Sign in");
    assert_gone(&program, "a password that was never sent", PASSWORD);
}

/// Within a second, `secret` is nowhere in the memory of `program`. Where we may not look, nobody like us may.
fn assert_gone(program: &Program<'_>, what: &str, secret: &str) {
    let start = Instant::now();
    loop {
        let count = memory::count(program.id(), secret);
        assert_eq!(count.is_some(), we_are_root());
        if count.is_none_or(|count| count == 0) {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(1), "{what} is still there {count:?} times");
    }
}

#[test]
fn what_is_typed_into_an_ordinary_field_is_found_in_memory() {
    let desk = Desk::set_up();
    let program = desk.start(&["--demo"]);
    program.fill("Username", "marker.of.the.test");
    program.wait_for_text("Username", "marker.of.the.test");
    let found = memory::count(program.id(), "marker.of.the.test");
    // Without root the system keeps the memory from us, which is the stronger proof.
    assert_eq!(found.is_some(), we_are_root());
    assert!(found.is_none_or(|count| count > 0));
}
