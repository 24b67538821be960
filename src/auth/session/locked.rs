//! A locked session.

use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::session::{Session, SessionDeadline};

/// A locked session. Holds no keys and permits only unlocking and signing out.
///
/// ```compile_fail,E0599
/// fn content(locked: &vestibule::auth::Locked) {
///     let _ = locked.data_key("notes");
/// }
/// ```
/// ```
/// fn content(locked: &vestibule::auth::Locked) {
///     let _ = locked.username();
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Locked {
    pub(in crate::auth) session: Session,
}

impl Locked {
    /// Username of the signed-in user.
    pub fn username(&self) -> &str {
        self.session.username()
    }

    /// Returns when the session ends: after twelve hours, locked or not.
    pub fn deadline(&self, now: Now) -> SessionDeadline {
        self.session.deadline(now, Duration::MAX)
    }
}
