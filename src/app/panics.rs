//! A panic says where, never what: its message may hold what somebody typed.

use std::panic;

/// From now on a panic logs its place in the code and nothing else.
pub(super) fn keep_quiet() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!("a fault at {place}");
    }));
}
