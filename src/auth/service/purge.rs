//! Purging the store's journals after a credential was deleted, with retries.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::service::Auth;

/// Time between two attempts, as each may wait for readers of the store.
const RETRY_INTERVAL: Duration = Duration::from_secs(60);

/// Time of the last failed attempt of a purge that is still pending.
#[derive(Debug, Default)]
pub(super) struct PendingPurge(Mutex<Option<Now>>);

impl PendingPurge {
    fn last_attempt(&self) -> MutexGuard<'_, Option<Now>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Auth {
    /// Removes a deleted credential from the store's journals. The operation itself is already committed; a failed
    /// purge is retried with the next one, after [`RETRY_INTERVAL`], and when `Auth` is dropped.
    pub(super) fn purge_deleted(&self) {
        let outcome = self.store.purge_deleted();
        if let Err(fault) = &outcome {
            tracing::warn!("failed to purge the journal of the store, will retry: {fault}");
        }
        *self.pending_purge.last_attempt() = outcome.is_err().then(|| self.now());
    }

    /// Retries a pending purge once [`RETRY_INTERVAL`] has passed.
    pub(super) fn retry_purge(&self) {
        let last_attempt = *self.pending_purge.last_attempt();
        if last_attempt.is_some_and(|at| self.now().since(at) >= RETRY_INTERVAL) {
            self.purge_deleted();
        }
    }
}

impl Drop for Auth {
    fn drop(&mut self) {
        let is_pending = self.pending_purge.last_attempt().is_some();
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
        assert_eq!(store.purges(), 1, "not at once");
        fixture.clock.advance_seconds(60);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        assert_eq!(store.purges(), 2, "a minute later");
        fixture.clock.advance_seconds(60);
        store.fail_purges(false);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        fixture.clock.advance_seconds(60);
        let _ = fixture.auth.refresh_session(&session).unwrap();
        assert_eq!(store.purges(), 3, "done once, and not again");

        let proof = fixture.step_up_with_password(BOBS_PASSWORD, &session, StepUpPurpose::OwnAccount, None);
        store.fail_purges(true);
        fixture.auth.change_password(&session, proof, typed(crate::auth::testing::PASSWORD)).unwrap();
        assert_eq!(store.purges(), 4);
        drop(session);
        drop(fixture);
        assert_eq!(store.purges(), 5, "at the end");
    }
}
