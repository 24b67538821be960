//! Identifies who sent a request to the worker. The reply goes there, and nowhere else.

/// Identifies one screen, dialog, session or proof. An id is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(u64);

/// Gives out ids.
#[derive(Debug, Default)]
pub(super) struct Ids {
    last: u64,
}

impl Ids {
    pub(super) fn next(&mut self) -> Id {
        self.last += 1;
        Id(self.last)
    }
}

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Requester {
    /// A screen or a dialog, while it is open.
    View(Id),
    /// A proof that the host asked for, until it is answered.
    Proof(Id),
    /// The gate, for the session that is open now.
    Session(Id),
    /// The gate, whatever is open.
    Gate,
}
