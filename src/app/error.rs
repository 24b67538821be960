//! Errors of opening a window and of the program's start: one sentence with a remedy, and the cause as the source.

use std::fmt;

use crate::auth::Report;

/// Why a window did not open, or closed with an error.
///
/// `Debug` prints the sentence and its causes, so that `fn main() -> Result<(), StartError>` prints a readable message.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The environment names no display.
    #[error("{0} needs a display, and there is none here; start it in a desktop session, or under xvfb-run")]
    NoDisplay(String),
    /// A display is named but does not answer.
    #[error("{0} needs a display, and the one named by WAYLAND_DISPLAY or DISPLAY does not answer")]
    DisplayUnreachable(String),
    /// The window system or the graphics driver failed; the source is its message. (eframe's own error is not `Send`,
    /// so `anyhow` could not pass it on.)
    #[error("the window could not be opened; check that the display and its OpenGL driver work")]
    Window(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StartError {
    pub(super) fn new(program: &str, error: eframe::Error) -> Self {
        match error {
            // winit adds only a location in its own source.
            eframe::Error::WinitEventLoop(_) => Self::DisplayUnreachable(program.to_owned()),
            error => Self::Window(error.to_string().into()),
        }
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Report::new(self), f)
    }
}

/// An error of the start, printed on the terminal with a remedy that this program has.
#[cfg(feature = "app")]
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

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn the_debug_output_is_one_sentence() {
        let error = StartError::NoDisplay("Lab notebook".to_owned());
        let sentence = "there is none here; start it in a desktop session, or under xvfb-run";
        assert_eq!(format!("{error:?}"), format!("Lab notebook needs a display, and {sentence}"));
    }

    #[test]
    fn a_start_error_converts_into_a_boxed_error() {
        fn handed_on(error: StartError) -> Box<dyn std::error::Error + Send + Sync> {
            error.into()
        }
        let error = handed_on(StartError::DisplayUnreachable("Lab notebook".to_owned()));
        assert!(error.to_string().starts_with("Lab notebook needs a display"));
    }

    #[test]
    fn the_graphics_driver_error_is_the_source_and_is_printed_once() {
        let error = StartError::new("Lab notebook", eframe::Error::AppCreation("no context".into()));
        let sentence = "the window could not be opened; check that the display and its OpenGL driver work";
        assert_eq!(error.to_string(), sentence);
        let source = error.source().unwrap().to_string();
        assert!(source.contains("no context"));
        assert_eq!(format!("{error:?}"), format!("{sentence}: {source}"));
    }
}
