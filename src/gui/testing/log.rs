//! Captures log lines.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Runs `run` on this thread and returns the lines that it logged.
pub fn capture_log(run: impl FnOnce()) -> String {
    let lines = LogLines::default();
    let text = Arc::clone(&lines.0);
    tracing::subscriber::with_default(lines, run);
    let text = text.lock().expect("no line was half written");
    text.clone()
}

#[derive(Default)]
struct LogLines(Arc<Mutex<String>>);

struct LineVisitor<'a>(&'a mut String);

impl Visit for LineVisitor<'_> {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        writeln!(self.0, "{value:?}").expect("a string takes everything");
    }
}

impl Subscriber for LogLines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
    }
    fn event(&self, event: &Event<'_>) {
        event.record(&mut LineVisitor(&mut self.0.lock().expect("no line was half written")));
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
