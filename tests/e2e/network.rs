//! No network connection: every socket that the program requests from the kernel, from start to end.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::accessibility::Role;
use crate::desktop::TestDesktop;
use crate::full_flow::fill_welcome;
use crate::wait::wait_for;

/// Runs the following command and writes its socket calls to `trace`. The traced process is the child of the test, and
/// strace ends with it.
pub fn strace_command(trace: &Path) -> Command {
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "-qq", "-e", "signal=none", "-e", "trace=socket,socketpair,bind,listen", "-o"]);
    command.arg(trace).arg("--");
    command
}

/// Returns the families of the requested sockets.
fn socket_families(trace: &str) -> Vec<&str> {
    let calls = trace.lines().filter_map(|line| line.split_once("socket(")?.1.split_once(','));
    calls.map(|(family, _)| family).collect()
}

#[test]
fn no_internet_socket_is_ever_opened() {
    let desktop = TestDesktop::new();
    let trace = desktop.folder().join("trace");
    // It is started with the variable that opens a port in programs of this framework, where that is compiled in.
    let program = desktop.start_with(strace_command(&trace), &["--database", desktop.database().to_str().unwrap()]);
    fill_welcome(&program);
    program.click("Create account");
    program.wait_for_role(Role::Heading, "Add two-factor sign-in");
    program.click("Set up two-factor");
    program.click("Copy setup key");
    program.wait_for_text("Copied");
    assert!(program.close().success());

    let trace = fs::read_to_string(trace).unwrap();
    let families = socket_families(&trace);
    assert!(families.contains(&"AF_UNIX"), "the program connects to its display: {trace}");
    assert!(families.iter().all(|family| ["AF_UNIX", "AF_NETLINK"].contains(family)), "{trace}");
    assert!(!trace.contains("listen("), "the program listens on a socket: {trace}");
}

#[test]
fn the_trace_reports_an_internet_socket() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut caller = strace_command(&trace);
    // Nothing listens on the port; the socket is requested all the same.
    caller.args(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/1"]).stderr(Stdio::null());
    assert!(!caller.status().unwrap().success());
    // strace may finish after the traced process.
    let internet_socket_traced =
        || socket_families(&fs::read_to_string(&trace).ok()?).contains(&"AF_INET").then_some(());
    wait_for("the socket call in the trace", internet_socket_traced, || fs::read_to_string(&trace).unwrap_or_default());
}
