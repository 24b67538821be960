//! The demo, and settings that persist between runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::accessibility::Role;
use crate::desktop::TestDesktop;
use crate::full_flow::{CODE, fill_welcome};
use crate::program::Program;
use crate::screenshots::ScreenshotLog;

#[test]
fn the_demo_can_be_explored_and_writes_no_files() {
    let desktop = TestDesktop::new();
    let screenshots = ScreenshotLog::new("demo");
    let program = desktop.start(&["--demo"]);
    let accounts_hint = program.wait_for_text("Demo: nothing is saved").name;
    let (_, password) = accounts_hint.lines().find_map(|line| line.strip_prefix("ada, ")?.split_once(": ")).unwrap();
    screenshots.save(&program, "sign-in");
    program.fill("Username", "ada");
    program.fill("Password", password);
    program.press("Return");

    let hint = program.wait_for_text("the phone of ada shows").name;
    program.wait_for(CODE);
    screenshots.save(&program, "code");
    program.type_into(CODE, hint.rsplit(' ').next().unwrap());
    program.wait_for_text("Signed in as ada");
    screenshots.save(&program, "account");

    program.click("Users");
    program.wait_for_text("chiara");
    screenshots.save(&program, "users");
    program.click("Settings");
    program.wait_for("Dark");
    screenshots.save(&program, "settings");
    program.click("Dark");
    program.click("Account");
    program.wait_for_text("Signed in as ada");
    screenshots.save(&program, "account-dark");
    assert!(program.close().success());
    assert!(!desktop.folder().join(".local").exists() && !desktop.database().exists());
}

#[test]
fn the_chosen_theme_persists_across_starts() {
    let desktop = TestDesktop::new();
    let database = desktop.database();
    let arguments = ["--database", database.to_str().unwrap()];
    let screenshots = ScreenshotLog::new("settings");

    let program = desktop.start(&arguments);
    fill_welcome(&program);
    assert!(corner_luminance(&program, &screenshots) > 200);
    program.click("Create account");
    program.click("Not now");
    program.click("Settings");
    program.click("Dark");
    assert!(program.close().success());

    let file = database.with_file_name("settings.json");
    assert!(fs::read_to_string(&file).unwrap().contains("\"dark\""));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let program = desktop.start(&arguments);
    program.wait_for_role(Role::Heading, "Sign in");
    assert!(corner_luminance(&program, &screenshots) < 60);
}

/// Returns the luminance of the window's corner, 0 to 255.
fn corner_luminance(program: &Program<'_>, screenshots: &ScreenshotLog) -> u8 {
    image::open(screenshots.save(program, "corner")).unwrap().to_luma8().get_pixel(2, 2).0[0]
}
