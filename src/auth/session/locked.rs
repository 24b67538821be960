//! A session without its keys.

use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::session::{Session, SessionDeadline};

/// A locked session: somebody is signed in, and nothing can be done but unlocking. It holds no keys.
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
    /// Who is signed in.
    pub fn username(&self) -> &str {
        self.session.username()
    }

    /// What the clock says about it: it ends after twelve hours, locked or not.
    pub fn deadline(&self, now: Now) -> SessionDeadline {
        self.session.deadline(now, Duration::MAX)
    }
}
