//! Why the program did not start: one sentence with the cause, one with the way out.

use thiserror::Error;

/// Told on the terminal, since there is no window to tell it in.
#[derive(Debug, Error)]
pub(super) enum StartError {
    /// `--database` or its variable is empty.
    #[error("the path of the accounts is empty; name a file with --database PATH, or unset VESTIBULE_DATABASE")]
    EmptyPath,
    /// Nobody says where this user keeps things.
    #[error("this user has no home folder to keep the accounts in; name a file with --database PATH")]
    NoHome,
    /// There is nothing to draw on.
    #[error("Vestibule needs a display, and there is none here; start it in a desktop session, or under xvfb-run")]
    NoDisplay,
    /// One is named, and does not answer.
    #[error("Vestibule needs a display, and the one named by WAYLAND_DISPLAY or DISPLAY does not answer")]
    DeadDisplay,
    /// The window system or the graphics driver refused.
    #[error("the window could not be opened ({0}); check that the display and its OpenGL driver work")]
    Window(eframe::Error),
    /// A library gave up in the middle; where is already logged.
    #[error("Vestibule had to stop after a fault; what was acknowledged before is kept, start it again")]
    Fault,
}

impl From<eframe::Error> for StartError {
    fn from(error: eframe::Error) -> Self {
        match error {
            // What winit adds to it is a place in its own source.
            eframe::Error::WinitEventLoop(_) => Self::DeadDisplay,
            error => Self::Window(error),
        }
    }
}
