//! The program itself, at a pipe and in a terminal: what is typed as a secret is shown nowhere.

use std::fs::{File, Permissions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::person::{OTHER_PASSWORD, PASSWORD};

/// Longer than anything here takes; then the program is stopped, and the test fails.
const PATIENCE: &str = "60";

/// The example, built with the features of the tests, so that nothing else is built anew.
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
    messages.lines().find_map(of).expect("cargo names what it has built")
});

fn accounts() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.db");
    (folder, path)
}

/// Types all of it into a pipe; gives what was said, and the exit status.
fn piped(accounts: &Path, typed: &str) -> (String, Option<i32>) {
    let mut child = Command::new("timeout")
        .arg(PATIENCE)
        .arg(&*PROGRAM)
        .arg(accounts)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (String::from_utf8(said).unwrap(), output.status.code())
}

#[test]
fn the_program_talks_through_a_pipe_and_repeats_no_secret() {
    let (_folder, accounts) = accounts();
    let typed = format!("alice\n{PASSWORD}\n{PASSWORD}\nno\nwhoami\nsign-out\nalice\n{OTHER_PASSWORD}\n");
    let (said, status) = piped(&accounts, &typed);
    for words in ["alice, administrator, no second door", "Wrong username or password."] {
        assert!(said.contains(words), "{said}");
    }
    assert!(!said.contains(PASSWORD) && !said.contains(OTHER_PASSWORD), "{said}");
    assert_eq!(status, Some(0));
}

#[test]
fn accounts_that_cannot_be_opened_are_told_with_the_way_out() {
    let (folder, _) = accounts();
    let (said, status) = piped(folder.path(), "");
    assert!(said.contains("cannot be used: it is a folder. Check the path and its rights"), "{said}");
    assert_eq!(status, Some(1));
}

#[test]
fn a_file_that_others_could_open_is_told() {
    let (_folder, accounts) = accounts();
    piped(&accounts, "");
    std::fs::set_permissions(&accounts, Permissions::from_mode(0o644)).unwrap();
    let (said, status) = piped(&accounts, "");
    assert!(said.contains("Other users of this computer could open") && said.contains("now they cannot."), "{said}");
    assert_eq!(status, Some(0));
}

/// A terminal with the program in it.
struct Screen {
    ours: File,
    child: Child,
    shown: String,
}

impl Screen {
    fn start(accounts: &Path) -> Self {
        let ours: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        // The program's own terminal, from which it reads secrets whatever its input is.
        let child = Command::new("timeout")
            .args(["--foreground", PATIENCE, "setsid", "--ctty"])
            .arg(&*PROGRAM)
            .arg(accounts)
            .stdin(theirs.try_clone().unwrap())
            .stdout(theirs.try_clone().unwrap())
            .stderr(theirs)
            .spawn()
            .unwrap();
        Self { ours: ours.into(), child, shown: String::new() }
    }

    /// Reads until the screen ends with that prompt.
    fn wait_for(&mut self, prompt: &str) {
        let mut bytes = [0; 1024];
        while !self.shown.ends_with(prompt) {
            let read = self.ours.read(&mut bytes).unwrap_or_else(|error| panic!("{error} after {:?}", self.shown));
            self.shown.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
    }

    fn types(&mut self, prompt: &str, text: &str) {
        self.wait_for(prompt);
        writeln!(self.ours, "{text}").unwrap();
    }

    /// Types once the terminal has stopped showing what is typed.
    fn types_unseen(&mut self, prompt: &str, text: &str) {
        self.wait_for(prompt);
        while tcgetattr(&self.ours).unwrap().local_modes.contains(LocalModes::ECHO) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "what is typed at {prompt:?} would be shown");
            std::thread::yield_now();
        }
        writeln!(self.ours, "{text}").unwrap();
    }
}

#[test]
fn a_terminal_shows_what_is_typed_but_for_secrets() {
    let (_folder, accounts) = accounts();
    let mut screen = Screen::start(&accounts);
    screen.types("Username: ", "alice");
    screen.types_unseen("New password (Enter: suggest one): ", PASSWORD);
    screen.types_unseen("Once more: ", PASSWORD);
    screen.types("(yes/no) ", "no");
    screen.types("> ", "password");
    screen.types_unseen("New password (Enter: suggest one): ", OTHER_PASSWORD);
    screen.types_unseen("Once more: ", OTHER_PASSWORD);
    screen.types_unseen("(b: back): ", PASSWORD);
    screen.wait_for("> ");
    // Ctrl-D.
    screen.ours.write_all(&[4]).unwrap();
    assert_eq!(screen.child.wait().unwrap().code(), Some(0));
    let Screen { shown, .. } = screen;
    assert!(shown.contains("Username: alice\r\n") && shown.contains("The password is changed."), "{shown}");
    assert!(!shown.contains("otters") && !shown.contains("trams"), "{shown}");
}
