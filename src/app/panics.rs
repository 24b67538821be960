//! A panic says where, never what: its message may hold what somebody typed.

use std::panic;

/// From now on a panic logs its place in the code and nothing else.
pub(super) fn keep_quiet() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!("a fault at {place}");
    }));
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    const ASKED: &str = "VESTIBULE_TEST_PANIC";
    const MARKER: &str = "wombat lantern seventeen fjords";

    /// Not a promise of its own: what another process does for the test below. The hook is the process's.
    #[test]
    fn a_process_panics_with_what_was_typed_where_it_is_asked_to() {
        if std::env::var_os(ASKED).is_none() {
            return;
        }
        super::super::logging::start();
        super::keep_quiet();
        std::panic::catch_unwind(|| panic!("cannot read {MARKER}")).unwrap_err();
    }

    #[test]
    fn a_panic_says_where_it_was_and_not_what_was_typed() {
        let mut process = Command::new(std::env::current_exe().unwrap());
        let test = "app::panics::tests::a_process_panics_with_what_was_typed_where_it_is_asked_to";
        process.args(["--exact", test, "--nocapture"]).env(ASKED, "yes").env("RUST_LOG", "trace");
        let output = process.env("RUST_BACKTRACE", "full").output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success() && said.contains("a fault at src"), "{said}");
        assert!(!said.contains(MARKER), "{said}");
    }
}
