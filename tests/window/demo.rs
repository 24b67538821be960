//! The demo, and the settings that outlive a window.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::desk::Desk;
use crate::journey::{CODE, fill_welcome};
use crate::program::Program;
use crate::reader::Role;
use crate::tour::Tour;

#[test]
fn a_demo_lets_anybody_look_around_and_leaves_nothing_behind() {
    let desk = Desk::set_up();
    let tour = Tour::new("demo");
    let program = desk.start(&["--demo"]);
    let told = program.wait_for_words("Demo: nothing is saved").name;
    let (_, password) = told.lines().find_map(|line| line.strip_prefix("ada, ")?.split_once(": ")).unwrap();
    tour.picture(&program, "sign-in");
    program.fill("Username", "ada");
    program.fill("Password", password);
    program.press("Return");

    let hint = program.wait_for_words("the phone of ada shows").name;
    program.wait_for(CODE);
    tour.picture(&program, "code");
    program.enter(CODE, hint.rsplit(' ').next().unwrap());
    program.wait_for_words("Signed in as ada");
    tour.picture(&program, "account");

    program.click("Users");
    program.wait_for_words("chiara");
    tour.picture(&program, "users");
    program.click("Settings");
    program.wait_for("Dark");
    tour.picture(&program, "settings");
    program.click("Dark");
    program.click("Account");
    program.wait_for_words("Signed in as ada");
    tour.picture(&program, "account-dark");
    assert!(program.close().success());
    assert!(!desk.folder().join(".local").exists() && !desk.database().exists());
}

#[test]
fn the_theme_that_somebody_chose_is_there_at_the_next_start() {
    let desk = Desk::set_up();
    let database = desk.database();
    let arguments = ["--database", database.to_str().unwrap()];
    let tour = Tour::new("settings");

    let program = desk.start(&arguments);
    fill_welcome(&program);
    assert!(brightness(&program, &tour) > 200);
    program.click("Create account");
    program.click("Not now");
    program.click("Settings");
    program.click("Dark");
    assert!(program.close().success());

    let file = database.with_file_name("settings.json");
    assert!(fs::read_to_string(&file).unwrap().contains("\"dark\""));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let program = desk.start(&arguments);
    program.wait_for_a(Role::Heading, "Sign in");
    assert!(brightness(&program, &tour) < 60);
}

/// Of the window's corner, 0 to 255.
fn brightness(program: &Program<'_>, tour: &Tour) -> u8 {
    image::open(tour.picture(program, "corner")).unwrap().to_luma8().get_pixel(2, 2).0[0]
}
