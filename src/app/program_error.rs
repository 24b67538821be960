//! Errors of the program's start, as sentences for the terminal: there is no window yet.

use super::error::StartError;

/// An error of the start, printed on the terminal with a remedy that this program has.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProgramError {
    /// `--database` or its variable is empty.
    #[error("the path of the accounts is empty; name a file with --database PATH, or unset VESTIBULE_DATABASE")]
    EmptyPath,
    /// No data directory is known for this user.
    #[error("this user has no home folder to keep the accounts in; name a file with --database PATH")]
    NoHomeFolder,
    /// The window did not open.
    #[error(transparent)]
    Window(#[from] StartError),
    /// A library panicked; the location has already been logged.
    #[error("Vestibule had to stop after a fault; what was acknowledged before is kept, start it again")]
    Panicked,
}
