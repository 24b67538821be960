//! No connection to anywhere.

use std::collections::BTreeSet;
use std::fs;

use crate::desk::Desk;

/// The state of a listening socket in `/proc/net/tcp`.
const LISTENS: &str = "0A";

#[test]
fn no_internet_socket_is_ever_opened() {
    let before = listening();
    let desk = Desk::set_up();
    // Started with the variable that opens a port in programs of this framework, where that is compiled in.
    let program = desk.start(&["--demo"]);
    program.wait_for("Sign in");
    match sockets_of(program.id()) {
        Some(sockets) => {
            assert!(!sockets.is_empty(), "it talks to its display at least");
            let local = &column("unix", 6, |_| true) | &column("netlink", 9, |_| true);
            let elsewhere: Vec<_> = sockets.difference(&local).collect();
            assert!(elsewhere.is_empty(), "{elsewhere:?}");
        }
        // Without root the system does not tell us, but a new listener would be seen.
        None => assert_eq!(listening(), before),
    }
}

/// The numbers of the sockets that process `id` holds.
fn sockets_of(id: u32) -> Option<BTreeSet<String>> {
    let folder = format!("/proc/{id}/fd");
    let names = fs::read_dir(folder).ok()?.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let sockets = names.filter_map(|name| Some(name.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()));
    Some(sockets.collect())
}

/// The sockets on which somebody of this machine waits for connections.
fn listening() -> BTreeSet<String> {
    let waits = |fields: &[&str]| fields.get(3) == Some(&LISTENS);
    &column("tcp", 9, waits) | &column("tcp6", 9, waits)
}

/// One column of a table in `/proc/net`, where the numbers of its sockets stand.
fn column(table: &str, column: usize, wanted: impl Fn(&[&str]) -> bool) -> BTreeSet<String> {
    // A kernel without this kind of socket has no table of them.
    let text = fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default();
    let rows = text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|fields| wanted(fields)).filter_map(|fields| Some((*fields.get(column)?).to_owned())).collect()
}
