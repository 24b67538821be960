//! The program's messages when it cannot start.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use crate::accessibility::Role;
use crate::desktop::TestDesktop;
use crate::full_flow::fill_welcome;
use crate::program::command;

fn run(arguments: &[&str], display: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(folder.path());
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    command.args(arguments).output().unwrap()
}

/// Asserts exit status 1, no standard output and one line on standard error, which is returned.
fn error_line(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn a_missing_display_is_reported_in_one_sentence() {
    assert!(error_line(&run(&["--demo"], None)).contains("Vestibule needs a display"));
}

#[test]
fn an_unreachable_display_is_reported_without_a_source_path() {
    let text = error_line(&run(&["--demo"], Some(":9999")));
    assert!(text.contains("Vestibule needs a display") && !text.contains(".rs"), "{text}");
}

#[test]
fn the_help_names_the_flags_and_the_variable() {
    let output = run(&["--help"], None);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for expected in ["--database", "--demo", "VESTIBULE_DATABASE"] {
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_foreign_file_is_named_left_alone_and_can_be_retried() {
    const LETTER: &str = "Dear Ada, this is not a database.";

    let desktop = TestDesktop::new();
    let database = desktop.database();
    std::fs::create_dir(database.parent().unwrap()).unwrap();
    std::fs::write(&database, LETTER).unwrap();
    let program = desktop.start(&["--database", database.to_str().unwrap()]);
    program.wait_for_role(Role::Heading, "Vestibule cannot open its accounts");
    program.wait_for_text(database.to_str().unwrap());
    assert_eq!(std::fs::read_to_string(&database).unwrap(), LETTER);

    std::fs::remove_file(&database).unwrap();
    program.click("Try again");
    program.wait_for_role(Role::Heading, "No accounts here yet");
    assert!(!database.exists());
    program.click("Make new accounts here");
    program.wait_for_role(Role::Heading, "Welcome to Vestibule");
    assert!(program.close().success());
}

#[test]
fn a_file_readable_by_others_is_restricted_and_reported() {
    let desktop = TestDesktop::new();
    let database = desktop.database();
    let path = database.to_str().unwrap();
    let program = desktop.start(&["--database", path]);
    fill_welcome(&program);
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    assert!(program.close().success());
    std::fs::set_permissions(&database, Permissions::from_mode(0o644)).unwrap();

    let program = desktop.start(&["--database", path]);
    program.wait_for_role(Role::Heading, "Sign in");
    program.wait_for_text("now they cannot");
    assert_eq!(std::fs::metadata(&database).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(program.close().success());
}
