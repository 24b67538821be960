//! The log on the terminal. This crate logs as `RUST_LOG` says; all other crates log only warnings, regardless of it.
//!
//! Window systems log keys and accessibility buses log texts: at debug and trace level their logs are key loggers.
//! Records of the `log` crate are dropped, since nothing here collects them.

use std::{io, panic};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, Targets, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts the log. A second start in one process changes nothing.
pub(super) fn start() {
    let filter = std::env::var("RUST_LOG").unwrap_or_default();
    let _ = tracing_subscriber::registry().with(layer(&filter, io::stderr)).try_init();
}

/// Installs a hook that logs the code location of a panic, but never its message, which may contain typed text.
pub(super) fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map_or_else(|| "an unknown location".to_owned(), ToString::to_string);
        tracing::error!("panic at {location}");
    }));
}

/// A layer that writes to `writer`, filtered by the directives of `filter` and by the cap on other crates.
fn layer<S, W>(filter: &str, writer: W) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + 'static,
{
    let wanted = parse_directives(filter).and(filter_fn(is_allowed));
    tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false).with_filter(wanted)
}

/// Parses `LEVEL`, `TARGET` and `TARGET=LEVEL`, separated by commas; the default level is warnings. An invalid
/// directive is ignored, and the others apply.
fn parse_directives(filter: &str) -> Targets {
    let is_complete = |directive: &&str| directive.split('=').all(|part| !part.is_empty());
    let parts = filter.split(',').map(str::trim).filter(is_complete);
    let parsed = parts.filter_map(|directive| directive.parse::<Targets>().ok());
    parsed.fold(Targets::new().with_default(Level::WARN), |all, next| match next.default_level() {
        Some(level) => all.with_default(level),
        None => all.with_targets(next),
    })
}

/// Whether the record is from this crate, or from another one at level `WARN` or above.
fn is_allowed(record: &Metadata<'_>) -> bool {
    let ours = record.target().split("::").next() == Some(env!("CARGO_CRATE_NAME"));
    ours || *record.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::sync::{Arc, Mutex};

    use super::*;

    const CHILD_VARIABLE: &str = "VESTIBULE_TEST_PANIC";
    const MARKER: &str = "wombat lantern seventeen fjords";

    #[derive(Clone, Default)]
    struct SharedBuffer(Arc<Mutex<Vec<u8>>>);

    impl io::Write for SharedBuffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(filter: &str, records: impl FnOnce()) -> String {
        let buffer = SharedBuffer::default();
        let writer = buffer.clone();
        let subscriber = tracing_subscriber::registry().with(layer(filter, move || writer.clone()));
        tracing::subscriber::with_default(subscriber, records);
        String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap()
    }

    fn records() {
        tracing::debug!(target: "winit::event", "key hunter2");
        tracing::debug!(target: "zbus", "text hunter2");
        tracing::debug!(target: "vestibule_of_somebody_else", "hunter2");
        tracing::warn!(target: "winit", "no cursor theme");
        tracing::debug!(target: "vestibule::auth", "the store is open");
    }

    #[test]
    fn no_directive_makes_a_window_system_log_keys() {
        for filter in ["trace", "winit=trace,zbus=trace", "winit::event=trace", "vestibule=debug,trace"] {
            let text = logged(filter, records);
            assert!(!text.contains("hunter2"), "{filter}: {text}");
        }
    }

    #[test]
    fn our_own_records_follow_the_directives() {
        assert!(logged("vestibule=debug", records).contains("the store is open"));
        assert!(logged("trace", records).contains("no cursor theme"));
    }

    #[test]
    fn an_invalid_directive_leaves_the_others_in_force() {
        for filter in
            ["vestibule=debug,=,winit=,a=b=c,winit=loud", " vestibule=debug , ", "vestibule", "[span]=off,debug"]
        {
            let text = logged(filter, records);
            assert!(text.contains("no cursor theme") && text.contains("the store is open"), "{filter}: {text}");
        }
    }

    #[test]
    fn without_a_directive_only_warnings_are_logged() {
        let text = logged("", records);
        assert!(text.contains("no cursor theme") && !text.contains("the store is open"), "{text}");
    }

    /// Not a test of its own: the process that the test below starts. The hook is global to the process.
    #[test]
    fn a_child_process_panics_with_a_secret_when_requested() {
        if std::env::var_os(CHILD_VARIABLE).is_none() {
            return;
        }
        start();
        install_panic_hook();
        panic::catch_unwind(|| panic!("cannot read {MARKER}")).unwrap_err();
    }

    #[test]
    fn a_panic_logs_its_location_but_not_its_message() {
        let mut process = Command::new(std::env::current_exe().unwrap());
        let test = "app::logging::tests::a_child_process_panics_with_a_secret_when_requested";
        process.args(["--exact", test, "--nocapture"]).env(CHILD_VARIABLE, "yes").env("RUST_LOG", "trace");
        let output = process.env("RUST_BACKTRACE", "full").output().unwrap();
        let printed_bytes = [output.stdout, output.stderr].concat();
        let output_text = String::from_utf8_lossy(&printed_bytes);
        assert!(output.status.success() && output_text.contains("panic at src"), "{output_text}");
        assert!(!output_text.contains(MARKER), "{output_text}");
    }
}
