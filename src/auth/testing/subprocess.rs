//! Other processes for the tests. This test program plays them all: started again with a word in its environment, it
//! runs one test that does as it is told, line by line.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::process::{self, ChildStdin, ChildStdout, Command, Stdio};

/// What the child is to know from its first moment on; it also tells a child from an ordinary run of the tests.
const ARGUMENT_VARIABLE: &str = "VESTIBULE_TEST_GIVEN";

/// In front of every line that a child says: the harness writes to the same place.
const LINE_PREFIX: &str = "> ";

/// Between the words of a line.
pub(crate) const FIELD_SEPARATOR: char = '\t';

/// A process that ends with the test, at the latest.
pub(crate) struct Child {
    process: process::Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Child {
    /// Starts this program again, to run the test of that name alone.
    pub fn start(test: &str, argument: impl Into<OsString>) -> Self {
        Self::start_through(Command::new(std::env::current_exe().unwrap()), test, argument)
    }

    /// The same by a command that runs it with the arguments that follow.
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

    /// The next line that it says, or said before it was killed. One that it could not end was not said.
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

    /// The next line of a child that is to say one.
    pub fn receive_answer(&mut self) -> String {
        self.receive().expect("the child ended before it answered")
    }

    /// Nobody will tell it more: it ends by itself, and without a complaint.
    pub fn wait(&mut self) {
        drop(self.input.take());
        assert!(self.process.wait().unwrap().success());
    }

    /// As the system's own SIGKILL does it: nothing that the child would do at its end is done.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a child was given; `None` in an ordinary run.
pub(crate) fn argument() -> Option<OsString> {
    std::env::var_os(ARGUMENT_VARIABLE)
}

/// A child says a line: whole, in one write, so that a kill leaves all of it or nothing. The first may stand behind
/// words of the harness, hence the line before.
pub(crate) fn print_line(line: impl Display) {
    let mut output = std::io::stdout().lock();
    output.write_all(format!("\n{LINE_PREFIX}{line}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}

/// What a child is told next; `None` once nobody will.
pub(crate) fn read_line() -> Option<String> {
    let mut line = String::new();
    let length = std::io::stdin().lock().read_line(&mut line).unwrap();
    (length > 0).then(|| line.trim_end_matches('\n').to_owned())
}
