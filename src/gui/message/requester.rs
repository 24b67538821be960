//! Identifies who sent a request to the worker. The reply goes there, and nowhere else.

/// Identifies one screen, dialog, session or proof. An id is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequesterId(u64);

/// Gives out ids.
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

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requester {
    /// A screen or a dialog, while it is open.
    View(RequesterId),
    /// A proof that the host asked for, until it is answered.
    Proof(RequesterId),
    /// The gate, for the session that is open now.
    Session(RequesterId),
    /// The gate, whatever is open.
    Gate,
}
