//! Recording expirations.

use std::sync::PoisonError;
use std::time::Duration;

use crate::auth::service::Auth;

/// Minimum time between two runs.
const EXPIRY_INTERVAL: Duration = Duration::from_secs(10 * 60);

impl Auth {
    /// Deletes password attempts after 24 hours, and marks expired temporary passwords and help codes, so that setting
    /// the clock back does not make them valid again. `Auth` calls this when it is created and in every
    /// [`Auth::sign_in`] and [`Auth::refresh_session`], at most every ten minutes. A program that shows its sign-in
    /// screen for days should call it from time to time; the gate does.
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
            Err(_) => tracing::warn!("failed to record expirations in the store"),
        }
    }
}
