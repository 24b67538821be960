//! What ends by its time, written down as it ends.

use std::sync::PoisonError;
use std::time::Duration;

use crate::auth::login::elapsed;
use crate::auth::service::Auth;

/// Time between two rounds.
const EVERY: Duration = Duration::from_secs(10 * 60);

impl Auth {
    /// Forgets password tries after 24 hours, and marks temporary passwords and help codes that are over, so that no
    /// clock that is set back makes them good again. `Auth` does this by itself as it is made, with every
    /// [`Auth::sign_in`] and every [`Auth::watch`], at most every ten minutes. A program that shows its sign-in screen for
    /// days calls it from time to time; the gate does.
    pub fn write_expired(&self) {
        let acts = self.acts();
        {
            let mut last = self.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_some_and(|at| elapsed(at, acts.now) < EVERY) {
                return;
            }
            *last = Some(acts.now);
        }
        match acts.write_expired() {
            Ok(true) => self.scrub(),
            Ok(false) => {}
            Err(_) => tracing::warn!("what expired could not be written to the accounts"),
        }
    }
}
