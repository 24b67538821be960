//! Panic hook that logs the location but never the message, which may contain typed text.

use std::panic;

/// Installs a hook that logs the code location of a panic and nothing else.
pub(super) fn install_hook() {
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!("a fault at {location}");
    }));
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    const CHILD_VARIABLE: &str = "VESTIBULE_TEST_PANIC";
    const MARKER: &str = "wombat lantern seventeen fjords";

    /// Not a test of its own: the process that the test below starts. The hook is global to the process.
    #[test]
    fn a_child_process_panics_with_a_secret_when_requested() {
        if std::env::var_os(CHILD_VARIABLE).is_none() {
            return;
        }
        super::super::logging::start();
        super::install_hook();
        std::panic::catch_unwind(|| panic!("cannot read {MARKER}")).unwrap_err();
    }

    #[test]
    fn a_panic_logs_its_location_but_not_its_message() {
        let mut process = Command::new(std::env::current_exe().unwrap());
        let test = "app::panics::tests::a_child_process_panics_with_a_secret_when_requested";
        process.args(["--exact", test, "--nocapture"]).env(CHILD_VARIABLE, "yes").env("RUST_LOG", "trace");
        let output = process.env("RUST_BACKTRACE", "full").output().unwrap();
        let printed_bytes = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&printed_bytes);
        assert!(output.status.success() && said.contains("a fault at src"), "{said}");
        assert!(!said.contains(MARKER), "{said}");
    }
}
