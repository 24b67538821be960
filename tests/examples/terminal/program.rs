//! The program itself, at a pipe and in a terminal: typed secrets are never echoed.

use std::fs::{File, Permissions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::scripted_terminal::{OTHER_PASSWORD, PASSWORD};

/// Longer than any test here takes; then the program is stopped, and the test fails.
const TIMEOUT_SECONDS: &str = "60";

/// The example, built with the features of the tests to avoid rebuilding dependencies.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--locked", "--quiet", "--features", "testing", "--example", "terminal"]);
    let built = cargo.arg("--message-format=json").current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).unwrap();
    let of = |line: &str| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == "terminal").then(|| message["executable"].as_str().map(PathBuf::from))?
    };
    messages.lines().find_map(of).expect("cargo reports the executable")
});

fn accounts() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    (folder, path)
}

/// Writes all input to a pipe; returns the output and the exit status.
fn run_piped(accounts: &Path, typed: &str) -> (String, Option<i32>) {
    let mut child = Command::new("timeout")
        .arg(TIMEOUT_SECONDS)
        .arg(&*PROGRAM)
        .arg(accounts)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (String::from_utf8(printed).unwrap(), output.status.code())
}

#[test]
fn the_program_runs_through_a_pipe_and_echoes_no_secret() {
    let (_folder, accounts) = accounts();
    let typed = format!("alice\n{PASSWORD}\n{PASSWORD}\nno\nwhoami\nsign-out\nalice\n{OTHER_PASSWORD}\n");
    let (printed, status) = run_piped(&accounts, &typed);
    for expected in ["alice, administrator, no two-factor", "Wrong username or password."] {
        assert!(printed.contains(expected), "{printed}");
    }
    assert!(!printed.contains(PASSWORD) && !printed.contains(OTHER_PASSWORD), "{printed}");
    assert_eq!(status, Some(0));
}

#[test]
fn accounts_that_cannot_be_opened_are_reported_with_advice() {
    let (folder, _) = accounts();
    let (printed, status) = run_piped(folder.path(), "");
    assert!(printed.contains("cannot be used: it is a folder. Check the path and its rights"), "{printed}");
    assert_eq!(status, Some(1));
}

#[test]
fn a_file_readable_by_others_is_reported() {
    let (_folder, accounts) = accounts();
    run_piped(&accounts, "");
    std::fs::set_permissions(&accounts, Permissions::from_mode(0o644)).unwrap();
    let (printed, status) = run_piped(&accounts, "");
    assert!(
        printed.contains("Other users of this computer could open") && printed.contains("now they cannot."),
        "{printed}"
    );
    assert_eq!(status, Some(0));
}

/// The program in a terminal.
struct PseudoTerminal {
    controller: File,
    child: Child,
    output: String,
}

impl PseudoTerminal {
    fn start(accounts: &Path) -> Self {
        let controller: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let device = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        // The program's controlling terminal, from which it reads secrets whatever its input is.
        let child = Command::new("timeout")
            .args(["--foreground", TIMEOUT_SECONDS, "setsid", "--ctty"])
            .arg(&*PROGRAM)
            .arg(accounts)
            .stdin(device.try_clone().unwrap())
            .stdout(device.try_clone().unwrap())
            .stderr(device)
            .spawn()
            .unwrap();
        Self { controller: controller.into(), child, output: String::new() }
    }

    /// Reads until the output ends with that prompt.
    fn wait_for(&mut self, prompt: &str) {
        let mut bytes = [0; 1024];
        while !self.output.ends_with(prompt) {
            let read =
                self.controller.read(&mut bytes).unwrap_or_else(|error| panic!("{error} after {:?}", self.output));
            self.output.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
    }

    fn type_line(&mut self, prompt: &str, text: &str) {
        self.wait_for(prompt);
        writeln!(self.controller, "{text}").unwrap();
    }

    /// Types once the terminal has turned echo off.
    fn type_secret(&mut self, prompt: &str, text: &str) {
        self.wait_for(prompt);
        while tcgetattr(&self.controller).unwrap().local_modes.contains(LocalModes::ECHO) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "the program exited without disabling echo at {prompt:?}");
            std::thread::yield_now();
        }
        writeln!(self.controller, "{text}").unwrap();
    }
}

#[test]
fn a_terminal_echoes_input_except_secrets() {
    let (_folder, accounts) = accounts();
    let mut terminal = PseudoTerminal::start(&accounts);
    terminal.type_line("Username: ", "alice");
    terminal.type_secret("New password (Enter: suggest one): ", PASSWORD);
    terminal.type_secret("Once more: ", PASSWORD);
    terminal.type_line("(yes/no) ", "no");
    terminal.type_line("> ", "password");
    terminal.type_secret("New password (Enter: suggest one): ", OTHER_PASSWORD);
    terminal.type_secret("Once more: ", OTHER_PASSWORD);
    terminal.type_secret("(b: back): ", PASSWORD);
    terminal.wait_for("> ");
    // Ctrl-D.
    terminal.controller.write_all(&[4]).unwrap();
    assert_eq!(terminal.child.wait().unwrap().code(), Some(0));
    let PseudoTerminal { output: screen, .. } = terminal;
    assert!(screen.contains("Username: alice\r\n") && screen.contains("The password is changed."), "{screen}");
    assert!(!screen.contains("otters") && !screen.contains("trams"), "{screen}");
}
