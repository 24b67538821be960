//! Requests for the keyboard focus.

/// The field that is to be focused. Applied once for each change of state, never in every frame.
#[derive(Debug)]
pub struct FocusRequest<F>(Option<F>);

impl<F> Default for FocusRequest<F> {
    fn default() -> Self {
        Self(None)
    }
}

impl<F: PartialEq> FocusRequest<F> {
    /// Creates a request for `field`, applied in the next frame.
    pub fn initially(field: F) -> Self {
        Self(Some(field))
    }

    /// Requests focus for `field`.
    pub fn set(&mut self, field: F) {
        self.0 = Some(field);
    }

    /// Focuses `response` if `field` is requested. A disabled field is focused once it is enabled.
    pub fn apply_to(&mut self, field: F, response: &egui::Response) {
        if self.0.as_ref() == Some(&field) && response.enabled() {
            self.0 = None;
            response.request_focus();
        }
    }
}
