//! Captures the events logged during an operation.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A logged event: the names of its fields, and their values.
pub(crate) type LoggedEvent = Vec<(&'static str, String)>;

/// Runs the operation on this thread; returns its result and the events logged meanwhile.
pub(crate) fn capture_log<T>(operation: impl FnOnce() -> T) -> (T, Vec<LoggedEvent>) {
    let capture = LogCapture::default();
    let events = Arc::clone(&capture.0);
    let result = tracing::subscriber::with_default(capture, operation);
    let events = events.lock().expect("no event is incomplete").clone();
    (result, events)
}

#[derive(Default)]
struct LogCapture(Arc<Mutex<Vec<LoggedEvent>>>);

struct FieldVisitor(LoggedEvent);

impl Visit for FieldVisitor {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}

impl Subscriber for LogCapture {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
    }
    fn event(&self, event: &Event<'_>) {
        let mut visitor = FieldVisitor(Vec::new());
        event.record(&mut visitor);
        self.0.lock().expect("no event is incomplete").push(visitor.0);
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
