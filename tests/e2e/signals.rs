//! The program ended by a signal.

use std::process::Command;

use crate::accessibility::Role;
use crate::desktop::TestDesktop;
use crate::full_flow::{enter_password, fill_welcome};
use crate::process::output;
use crate::program::Program;

#[test]
fn each_signal_closes_the_window_and_leaves_one_complete_file() {
    let desktop = TestDesktop::new();
    let database = desktop.database();
    let arguments = ["--database", database.to_str().unwrap()];

    let program = start(&desktop, &arguments);
    fill_welcome(&program);
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    program.click("Set up two-factor");
    program.wait_for_role(Role::Image, "QR code");
    assert!(files(&desktop).len() > 1, "there is a journal while the window is open");
    end(&desktop, "TERM", program);

    for signal in ["INT", "HUP"] {
        let program = start(&desktop, &arguments);
        enter_password(&program);
        program.wait_for_text("Signed in as alice");
        end(&desktop, signal, program);
    }
}

/// Starts the program with the signals that the tests' own parent may ignore (`nohup`, a job in the background): the
/// program goes on ignoring those.
fn start<'a>(desktop: &'a TestDesktop, arguments: &[&str]) -> Program<'a> {
    let mut starter = Command::new("env");
    starter.arg("--default-signal=HUP,INT,TERM");
    desktop.start_with(starter, arguments)
}

/// Sends the signal, and asserts that the program ends by itself and leaves one file.
fn end(desktop: &TestDesktop, signal: &str, program: Program<'_>) {
    output(Command::new("kill").args(["-s", signal, &program.id().to_string()]), "").unwrap();
    assert!(program.wait().success(), "SIG{signal}");
    assert_eq!(files(desktop), ["accounts.db"], "SIG{signal}");
}

/// Returns the names of the accounts file and of what is beside it.
fn files(desktop: &TestDesktop) -> Vec<String> {
    let folder = desktop.database().parent().unwrap().to_owned();
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("accounts.db")).collect()
}
