//! Another process. This test program plays it: started again with a path in its environment, it runs one test alone.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ChildStdout, Command, Stdio};

/// What tells a child from an ordinary run of the tests, and where its work is.
const GIVEN: &str = "VESTIBULE_EXAMPLE_GIVEN";

/// In front of what a child says: the harness writes to the same place.
const MARK: &str = "> ";

/// A process that ends with the test, at the latest.
pub struct Child {
    process: process::Child,
    output: BufReader<ChildStdout>,
}

impl Child {
    /// Starts the test of that name alone, and gives it a path.
    pub fn start(test: &str, given: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(GIVEN, given);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    /// The next line that it says, or said before it ended. One that it could not end was not said.
    pub fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        loop {
            line.clear();
            self.output.read_line(&mut line).unwrap();
            match (line.strip_suffix('\n'), line.strip_prefix(MARK)) {
                (None, _) => return None,
                (Some(_), Some(said)) => return Some(said.trim_end().to_owned()),
                (Some(_), None) => {}
            }
        }
    }

    /// As the system's own SIGKILL does it: nothing that the child would do at its end is done.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// It ends by itself, and without a complaint.
    pub fn end(&mut self) {
        while self.hear().is_some() {}
        assert!(self.process.wait().unwrap().success());
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
pub fn given() -> Option<PathBuf> {
    std::env::var_os(GIVEN).map(PathBuf::from)
}

/// A child says a line: whole, in one write, so that a kill leaves all of it or nothing. The first may stand behind
/// words of the harness, hence the line before.
pub fn say(line: impl std::fmt::Display) {
    let mut output = io::stdout().lock();
    output.write_all(format!("\n{MARK}{line}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}
