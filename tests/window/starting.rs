//! What the program says when it cannot start.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use crate::desk::Desk;
use crate::journey::fill_welcome;
use crate::program::command;
use crate::reader::Role;

fn run(arguments: &[&str], display: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(folder.path());
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    command.args(arguments).output().unwrap()
}

/// One line on the error output, nothing on the other, and the exit status of a failure.
fn told(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn without_a_display_one_sentence_says_so() {
    assert!(told(&run(&["--demo"], None)).contains("Vestibule needs a display"));
}

#[test]
fn a_display_that_does_not_answer_is_one_sentence_without_a_path_of_the_source() {
    let text = told(&run(&["--demo"], Some(":9999")));
    assert!(text.contains("Vestibule needs a display") && !text.contains(".rs"), "{text}");
}

#[test]
fn the_help_names_the_flags_and_the_variable() {
    let output = run(&["--help"], None);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for word in ["--database", "--demo", "VESTIBULE_DATABASE"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn a_file_that_is_not_ours_is_named_left_alone_and_may_be_tried_again() {
    const LETTER: &str = "Dear Ada, this is not a database.";

    let desk = Desk::set_up();
    let database = desk.database();
    std::fs::create_dir(database.parent().unwrap()).unwrap();
    std::fs::write(&database, LETTER).unwrap();
    let program = desk.start(&["--database", database.to_str().unwrap()]);
    program.wait_for_a(Role::Heading, "Vestibule cannot open its accounts");
    program.wait_for_words(database.to_str().unwrap());
    assert_eq!(std::fs::read_to_string(&database).unwrap(), LETTER);

    std::fs::remove_file(&database).unwrap();
    program.click("Try again");
    program.wait_for_a(Role::Heading, "Welcome to Vestibule");
    assert!(program.close().success());
}

#[test]
fn a_file_that_others_could_read_is_closed_to_them_and_that_is_told() {
    let desk = Desk::set_up();
    let database = desk.database();
    let path = database.to_str().unwrap();
    let program = desk.start(&["--database", path]);
    fill_welcome(&program);
    program.click("Create account");
    program.wait_for_a(Role::Heading, "Add a second door");
    assert!(program.close().success());
    std::fs::set_permissions(&database, Permissions::from_mode(0o644)).unwrap();

    let program = desk.start(&["--database", path]);
    program.wait_for_a(Role::Heading, "Sign in");
    program.wait_for_words("now they cannot");
    assert_eq!(std::fs::metadata(&database).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(program.close().success());
}
