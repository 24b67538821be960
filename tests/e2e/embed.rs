//! The ten-line example in a real window: it has both factors without code of its own.

use std::process::Command;

use crate::accessibility::Role;
use crate::authenticator::Authenticator;
use crate::desktop::TestDesktop;
use crate::full_flow::{CODE, NAME, PASSWORD, enter_password, sign_out};
use crate::program::{Program, example, isolate_env, read_log};
use crate::screenshots::ScreenshotLog;

const CONTENT: &str = "The notes of alice";

fn start(desktop: &TestDesktop) -> Program<'_> {
    Program::start_titled(desktop, Command::new(example("embed")), &[], "Lab notebook")
}

#[test]
fn a_missing_display_is_one_sentence_and_creates_no_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(example("embed"));
    isolate_env(&mut command, folder.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error_output = String::from_utf8(output.stderr).unwrap();
    assert!(
        error_output.starts_with("Error: Lab notebook needs a display") && error_output.lines().count() == 1,
        "{error_output}"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the home folder is empty");
}

#[test]
fn the_embed_example_has_both_factors_and_keeps_accounts_and_settings() {
    let desktop = TestDesktop::new();
    let screenshots = ScreenshotLog::new("embed");

    let program = start(&desktop);
    program.wait_for_role(Role::Heading, "Welcome to Lab notebook");
    program.fill("Username", NAME);
    program.fill("Password", PASSWORD);
    program.click("Create account");
    program.click("Set up two-factor");
    program.wait_for_role(Role::Image, "QR code");
    let (mut authenticator, uri) =
        Authenticator::scan(&screenshots.save(&program, "qr-code")).expect("the QR code in the screenshot is readable");
    assert!(uri.starts_with("otpauth://totp/Lab%20notebook:alice?secret="), "{uri}");
    program.click("Next");
    program.type_into(CODE, &authenticator.code());
    program.wait_for_role(Role::Heading, "Keep these recovery codes");
    program.click("I have saved my recovery codes");
    program.click("Finish");
    program.wait_for_text("Two-factor is on");
    program.click("Lab notebook");
    program.wait_for(CONTENT);
    screenshots.save(&program, "content");
    program.click("Settings");
    program.click("Dark");
    sign_out(&program);
    assert!(program.close().success());

    let program = start(&desktop);
    enter_password(&program);
    program.wait_for_role(Role::Heading, "Enter your code");
    assert!(!program.texts().iter().any(|text| text == CONTENT));
    program.type_into(CODE, &authenticator.code());
    program.wait_for(CONTENT);
    screenshots.save(&program, "second-start-dark");
    program.press("ctrl+l");
    program.wait_for_role(Role::Heading, "Locked");
    assert!(!program.texts().iter().any(|text| text == CONTENT));
    assert!(program.close().success());

    let folder = desktop.folder().join(".local/share/lab-notebook");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["accounts.db", "settings.json"]);
    assert!(!read_log(&desktop).contains(PASSWORD), "a secret is in the log");
}
