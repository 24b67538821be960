//! Formatting errors with their causes.

use std::error::Error;
use std::fmt;

/// Formats an error and its causes on one line, separated by colons. `Display` of this crate's errors describes only
/// the error itself; [`source`](Error::source) gives the cause. (Like `{:#}` of `anyhow`.)
///
/// ```
/// use vestibule::auth::{ActionError, Report, Username};
///
/// let denied = ActionError::from(Username::parse("").expect_err("it is empty"));
/// assert_eq!(denied.to_string(), "invalid username");
/// assert_eq!(Report::new(&denied).to_string(), "invalid username: the username is empty");
/// assert_eq!(denied.advice(), "Type a username");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Report<'a>(&'a dyn Error);

impl<'a> Report<'a> {
    /// Creates a report of this error.
    pub fn new(error: &'a dyn Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}
