//! Why a window did not open: one sentence with the cause and the way out.

use std::fmt;

/// Why a window did not open, or did not stay.
///
/// It prints as its sentence with `Debug` too, so that `fn main() -> Result<(), StartError>` tells a person something.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is nothing to draw on.
    #[error("{0} needs a display, and there is none here; start it in a desktop session, or under xvfb-run")]
    NoDisplay(String),
    /// One is named, and does not answer.
    #[error("{0} needs a display, and the one named by WAYLAND_DISPLAY or DISPLAY does not answer")]
    DeadDisplay(String),
    /// The window system or the graphics driver refused.
    #[error("the window could not be opened ({0}); check that the display and its OpenGL driver work")]
    Window(eframe::Error),
}

impl StartError {
    pub(super) fn new(program: &str, error: eframe::Error) -> Self {
        match error {
            // What winit adds to it is a place in its own source.
            eframe::Error::WinitEventLoop(_) => Self::DeadDisplay(program.to_owned()),
            error => Self::Window(error),
        }
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_main_prints_of_it_is_a_sentence() {
        let error = StartError::NoDisplay("Lab notebook".to_owned());
        let sentence = "there is none here; start it in a desktop session, or under xvfb-run";
        assert_eq!(format!("{error:?}"), format!("Lab notebook needs a display, and {sentence}"));
    }
}
