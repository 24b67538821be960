//! Recording expirations, and purging the store's journals after a credential was deleted.

use std::time::Duration;

use crate::auth::error::Error;
use crate::auth::service::{Auth, lock};

/// Time between two attempts of a purge, as each may wait for readers of the store.
const RETRY_INTERVAL: Duration = Duration::from_mins(1);
/// Minimum time between two checks for expirations.
const EXPIRY_INTERVAL: Duration = Duration::from_mins(10);

impl Auth {
    /// Deletes password attempts after 24 hours, and marks expired temporary passwords and help codes, so that setting
    /// the clock back does not make them valid again. `Auth` calls this when it is created and in every
    /// [`Auth::sign_in`] and [`Auth::refresh_session`], at most every ten minutes. A program that shows its sign-in
    /// screen for days should call it from time to time; the gate does.
    pub fn record_expirations(&self) {
        let transactions = self.transactions();
        {
            let mut last = lock(&self.last_expiry_check);
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

    /// Checks that the store can still be used: that its file was not deleted or replaced while it was open. Cheap; call
    /// it every ten seconds while no user is signed in. [`Auth::refresh_session`] includes it.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn check_store(&self) -> Result<(), Error> {
        self.store.version().map(|_| ())
    }

    /// Removes a deleted credential from the store's journals. The operation itself is already committed; a failed
    /// purge is retried with the next one, after [`RETRY_INTERVAL`], and when `Auth` is dropped.
    pub(super) fn purge_deleted(&self) {
        let outcome = self.store.purge_deleted();
        if let Err(fault) = &outcome {
            tracing::warn!("failed to purge the journal of the store, will retry: {fault}");
        }
        *lock(&self.failed_purge) = outcome.is_err().then(|| self.now());
    }

    /// Retries a pending purge once [`RETRY_INTERVAL`] has passed.
    pub(super) fn retry_purge(&self) {
        let failed_at = *lock(&self.failed_purge);
        if failed_at.is_some_and(|at| self.now().since(at) >= RETRY_INTERVAL) {
            self.purge_deleted();
        }
    }
}

impl Drop for Auth {
    fn drop(&mut self) {
        let is_pending = lock(&self.failed_purge).is_some();
        if is_pending {
            self.purge_deleted();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::auth::StepUpPurpose;
    use crate::auth::testing::{BOBS_PASSWORD, FaultyStore, Fixture, typed};

    #[test]
    fn a_failed_purge_is_retried_after_a_minute_and_on_close() {
        let store = Arc::new(FaultyStore::new());
        let fixture = Fixture::with_store(Arc::clone(&store) as _);
        let (session, _) = fixture.create_first();
        let proof = fixture.step_up(&session, StepUpPurpose::OwnAccount, None);
        store.fail_purges(true);
        fixture.auth.change_password(&session, proof, typed(BOBS_PASSWORD)).unwrap();
        assert_eq!(store.purges(), 1);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        assert_eq!(store.purges(), 1, "a failed purge is not retried immediately");
        fixture.clock.advance_seconds(60);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        assert_eq!(store.purges(), 2, "a failed purge is retried after a minute");
        fixture.clock.advance_seconds(60);
        store.fail_purges(false);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        fixture.clock.advance_seconds(60);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        assert_eq!(store.purges(), 3, "a successful purge is not repeated");

        let proof = fixture.step_up_with_password(BOBS_PASSWORD, &session, StepUpPurpose::OwnAccount, None);
        store.fail_purges(true);
        fixture.auth.change_password(&session, proof, typed(crate::auth::testing::PASSWORD)).unwrap();
        assert_eq!(store.purges(), 4);
        drop(session);
        drop(fixture);
        assert_eq!(store.purges(), 5, "a failed purge is retried on close");
    }
}
