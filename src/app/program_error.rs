//! Why the program did not start, in sentences for the terminal: there is no window to tell it in.

use super::error::StartError;

/// Told on the terminal, with the way out that this program has.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProgramError {
    /// `--database` or its variable is empty.
    #[error("the path of the accounts is empty; name a file with --database PATH, or unset VESTIBULE_DATABASE")]
    EmptyPath,
    /// Nobody says where this user keeps things.
    #[error("this user has no home folder to keep the accounts in; name a file with --database PATH")]
    NoHomeFolder,
    /// The window did not open.
    #[error(transparent)]
    Window(#[from] StartError),
    /// A library gave up in the middle; where is already logged.
    #[error("Vestibule had to stop after a fault; what was acknowledged before is kept, start it again")]
    Panicked,
}
