//! Child processes for tests. The test binary starts itself with an environment variable and runs one test that follows
//! commands, line by line.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::process::{self, ChildStdin, ChildStdout, Command, Stdio};

/// The argument of the child; its presence distinguishes a child from an ordinary test run.
const ARGUMENT_VARIABLE: &str = "VESTIBULE_TEST_GIVEN";

/// Prefix of every line that a child prints, as the test harness writes to the same output.
const LINE_PREFIX: &str = "> ";

/// Separates the fields of a line.
pub(crate) const FIELD_SEPARATOR: char = '\t';

/// A child process, killed at the end of the test at the latest.
pub(crate) struct Child {
    process: process::Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Child {
    /// Starts this binary again to run only this test.
    pub fn start(test: &str, argument: impl Into<OsString>) -> Self {
        Self::start_through(Command::new(std::env::current_exe().unwrap()), test, argument)
    }

    /// As [`Child::start`], through a command that runs the binary with the arguments that follow.
    pub fn start_through(mut command: Command, test: &str, argument: impl Into<OsString>) -> Self {
        command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(ARGUMENT_VARIABLE, argument.into());
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, input, output }
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn send(&mut self, line: &str) {
        self.input.as_mut().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Returns the next line of the child, including lines printed before it was killed, but not an incomplete one.
    pub fn receive(&mut self) -> Option<String> {
        let mut line = String::new();
        loop {
            line.clear();
            self.output.read_line(&mut line).unwrap();
            match (line.strip_suffix('\n'), line.strip_prefix(LINE_PREFIX)) {
                (None, _) => return None,
                (Some(_), Some(text)) => return Some(text.trim_end_matches('\n').to_owned()),
                (Some(_), None) => {}
            }
        }
    }

    /// Returns the next line, which must exist.
    pub fn receive_reply(&mut self) -> String {
        self.receive().expect("the child process replies before it exits")
    }

    /// Closes the input and expects the child to exit successfully.
    pub fn wait(&mut self) {
        drop(self.input.take());
        assert!(self.process.wait().unwrap().success());
    }

    /// Kills the child with SIGKILL, so that it runs no cleanup.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The argument of a child; `None` in an ordinary test run.
pub(crate) fn argument() -> Option<OsString> {
    std::env::var_os(ARGUMENT_VARIABLE)
}

/// Prints a line in one write, so that a kill leaves all of it or nothing. Starts with a line break, as output of the
/// test harness may precede it.
pub(crate) fn print_line(line: impl Display) {
    let mut output = std::io::stdout().lock();
    output.write_all(format!("\n{LINE_PREFIX}{line}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}

/// Returns the next command for the child; `None` at the end of input.
pub(crate) fn read_line() -> Option<String> {
    let mut line = String::new();
    let length = std::io::stdin().lock().read_line(&mut line).unwrap();
    (length > 0).then(|| line.trim_end_matches('\n').to_owned())
}
