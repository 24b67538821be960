//! Identifies the sender of a request to the worker. The reply goes there, and nowhere else.

/// Identifies a screen, dialog, session or proof request. An id is never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequesterId(u64);

/// Generates ids.
#[derive(Debug, Default)]
pub struct IdCounter {
    last: u64,
}

impl IdCounter {
    pub fn next(&mut self) -> RequesterId {
        self.last += 1;
        RequesterId(self.last)
    }
}

/// The sender of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requester {
    /// A screen or a dialog, while it is open.
    View(RequesterId),
    /// A proof request of the host, until it is answered.
    Proof(RequesterId),
    /// The gate, for the current session.
    Session(RequesterId),
    /// The gate, independent of the session.
    Gate,
}
