//! What ends by its time, written down as it ends.

use std::sync::PoisonError;
use std::time::Duration;

use crate::auth::service::Auth;

/// Time between two rounds.
const EXPIRY_INTERVAL: Duration = Duration::from_secs(10 * 60);

impl Auth {
    /// Forgets password tries after 24 hours, and marks temporary passwords and help codes that are over, so that no
    /// clock that is set back makes them good again. `Auth` does this by itself as it is made, with every
    /// [`Auth::sign_in`] and every [`Auth::refresh_session`], at most every ten minutes. A program that shows its sign-in screen for
    /// days calls it from time to time; the gate does.
    pub fn record_expirations(&self) {
        let transactions = self.transactions();
        {
            let mut last = self.last_expiry_check.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_some_and(|at| transactions.now.since(at) < EXPIRY_INTERVAL) {
                return;
            }
            *last = Some(transactions.now);
        }
        match transactions.record_expirations() {
            Ok(true) => self.purge_deleted(),
            Ok(false) => {}
            Err(_) => tracing::warn!("what expired could not be written to the accounts"),
        }
    }
}
