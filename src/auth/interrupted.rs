//! Errors that return the state of an interrupted step.

use std::error::Error as StdError;
use std::fmt;

use crate::auth::action_error::ActionError;
use crate::auth::error::Error;

/// A step failed before its result was known. The state that it consumed is returned, so that it can be retried.
///
/// Its input is gone, and a charged attempt stays charged. Nothing else was written, unless the store lost the result
/// of a commit that succeeded: then the same code is answered with "already used", or the account was changed.
///
/// ```
/// use vestibule::auth::{Auth, Interrupted, Outcome, Pending, Report, SecretInput};
///
/// fn give(auth: &Auth, pending: Pending, ask: impl Fn() -> SecretInput) -> Outcome {
///     let mut pending = pending;
///     loop {
///         match auth.submit_code(pending, ask()) {
///             Ok(outcome) => return outcome,
///             Err(Interrupted { state, error }) => {
///                 eprintln!("{}. {}", Report::new(&error), error.advice());
///                 pending = *state;
///             }
///         }
///     }
/// }
/// ```
pub struct Interrupted<S, E = Error> {
    /// The state before the step.
    pub state: Box<S>,
    /// The error.
    pub error: E,
}

impl<S, E> Interrupted<S, E> {
    pub(super) fn new(state: impl Into<Box<S>>, error: impl Into<E>) -> Self {
        Self { state: state.into(), error: error.into() }
    }
}

impl<S> Interrupted<S> {
    /// Returns what the user can do about it, as one sentence without a full stop.
    pub fn advice(&self) -> &'static str {
        self.error.advice()
    }
}

impl<S, E: fmt::Debug> fmt::Debug for Interrupted<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupted").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<S, E> fmt::Display for Interrupted<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the step was interrupted")
    }
}

impl<S, E: StdError + 'static> StdError for Interrupted<S, E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// Discards the state.
impl<S> From<Interrupted<S>> for Error {
    fn from(interrupted: Interrupted<S>) -> Self {
        interrupted.error
    }
}

/// Discards the state.
impl<S> From<Interrupted<S>> for ActionError {
    fn from(interrupted: Interrupted<S>) -> Self {
        Self::Fault(interrupted.error)
    }
}

/// Discards the state.
impl<S> From<Interrupted<S, Self>> for ActionError {
    fn from(interrupted: Interrupted<S, Self>) -> Self {
        interrupted.error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interrupted_shows_the_error_and_not_the_state() {
        let interrupted: Interrupted<&str> = Interrupted::new("a secret", Error::RandomSource);
        assert_eq!(format!("{interrupted:?}"), "Interrupted { error: RandomSource, .. }");
        assert_eq!(interrupted.to_string(), "the step was interrupted");
        let source = interrupted.source().map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("the system's random source does not answer"));
        assert!(matches!(ActionError::from(interrupted), ActionError::Fault(Error::RandomSource)));
    }
}
