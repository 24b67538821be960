//! Programs that a test starts, and that end with it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::wait::wait_for;

/// A running program that is ended with the test, also by a panic.
pub struct ChildGuard {
    name: String,
    child: Child,
}

impl ChildGuard {
    /// Starts `command`.
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn().unwrap_or_else(|error| panic_not_installed(&name, &error));
        Self { name, child }
    }

    /// Starts `command` and waits for the first line it prints.
    pub fn start_and_read_line(command: &mut Command) -> (Self, String) {
        let mut guard = Self::start(command.stdout(Stdio::piped()));
        let output = guard.child.stdout.take().expect("the output is a pipe");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("the first line is readable");
        assert!(!line.is_empty(), "{} exited without output", guard.name);
        (guard, line.trim().to_owned())
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the process has ended by itself.
    pub fn wait(&mut self) -> ExitStatus {
        let name = self.name.clone();
        wait_for("the program to end", || self.child.try_wait().unwrap(), || format!("{name} is running"))
    }
}

impl Drop for ChildGuard {
    fn drop(&mut self) {
        // It may have ended already; errors are ignored.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs `command` to its end with `input`, and returns its output. Secrets are passed this way, never as arguments.
pub fn output(command: &mut Command, input: &str) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic_not_installed(&name, &error));
    // A program that needs no input may have ended before it is written.
    let _ = child.stdin.take().expect("the input is a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    if !output.status.success() {
        return Err(format!("{name}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8(output.stdout).unwrap())
}

fn panic_not_installed<T>(name: &str, error: &std::io::Error) -> T {
    panic!("failed to start {name} ({error}); ./check installs the programs that these tests need")
}
