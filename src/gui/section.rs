//! The sections of a gate that a host can draw on their own.

/// A section of a gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Section {
    #[default]
    Content,
    Account,
    Users,
    Settings,
}
