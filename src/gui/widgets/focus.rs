//! Requests for the keyboard focus.

/// Which field is to have the keyboard. It is given once for each change of state, never in every frame.
#[derive(Debug)]
pub struct FocusRequest<F>(Option<F>);

impl<F> Default for FocusRequest<F> {
    fn default() -> Self {
        Self(None)
    }
}

impl<F: PartialEq> FocusRequest<F> {
    /// From the next frame on it is there.
    pub fn initially(field: F) -> Self {
        Self(Some(field))
    }

    /// Moves it.
    pub fn set(&mut self, field: F) {
        self.0 = Some(field);
    }

    /// Gives `response` the keyboard if it is wanted there. A field that is disabled gets it once it is not.
    pub fn apply_to(&mut self, field: F, response: &egui::Response) {
        if self.0.as_ref() == Some(&field) && response.enabled() {
            self.0 = None;
            response.request_focus();
        }
    }
}
