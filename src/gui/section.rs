//! The sections of a gate that a host can draw on their own.

/// A section of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    Content,
    Account,
    Users,
    Settings,
}
