//! The ten lines in a real window: a program that knows nothing of doors has both.

use std::process::Command;

use crate::desk::Desk;
use crate::journey::{CODE, NAME, PASSWORD, enter_password, sign_out};
use crate::phone::Phone;
use crate::program::{Program, alone, example, said};
use crate::reader::Role;
use crate::tour::Tour;

const CONTENT: &str = "The notes of alice";

fn start(desk: &Desk) -> Program<'_> {
    Program::start_titled(desk, Command::new(example("embed")), &[], "Lab notebook")
}

#[test]
fn without_a_display_one_sentence_says_so_and_no_accounts_are_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(example("embed"));
    alone(&mut command, folder.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("Error: Lab notebook needs a display") && said.lines().count() == 1, "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made in the home folder");
}

#[test]
fn ten_lines_have_both_doors_and_keep_their_accounts_and_settings() {
    let desk = Desk::set_up();
    let tour = Tour::new("embed");

    let program = start(&desk);
    program.wait_for_a(Role::Heading, "Welcome to Lab notebook");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
    program.click("Create account");
    program.click("Set up two-factor");
    program.wait_for_a(Role::Image, "QR code");
    let (mut phone, uri) = Phone::scan(&tour.picture(&program, "qr-code")).expect("the QR code is read off the window");
    assert!(uri.starts_with("otpauth://totp/Lab%20notebook:alice?secret="), "{uri}");
    program.click("Next");
    program.enter(CODE, &phone.code());
    program.wait_for_a(Role::Heading, "Keep these recovery codes");
    program.click("I have saved my recovery codes");
    program.click("Finish");
    program.wait_for_words("Two-factor is on");
    program.click("Lab notebook");
    program.wait_for(CONTENT);
    tour.picture(&program, "content");
    program.click("Settings");
    program.click("Dark");
    sign_out(&program);
    assert!(program.close().success());

    let program = start(&desk);
    enter_password(&program);
    program.wait_for_a(Role::Heading, "Enter your code");
    assert!(!program.texts().iter().any(|text| text == CONTENT));
    program.enter(CODE, &phone.code());
    program.wait_for(CONTENT);
    tour.picture(&program, "second-start-dark");
    program.press("ctrl+l");
    program.wait_for_a(Role::Heading, "Locked");
    assert!(!program.texts().iter().any(|text| text == CONTENT));
    assert!(program.close().success());

    let folder = desk.folder().join(".local/share/lab-notebook");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["accounts.db", "settings.json"]);
    assert!(!said(&desk).contains(PASSWORD), "a secret is in the log");
}
