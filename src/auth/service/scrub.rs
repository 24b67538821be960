//! Emptying the store's journals after a credential was removed, until it is done.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::clock::Now;
use crate::auth::login::elapsed;
use crate::auth::service::Auth;

/// Time between two tries: each may wait for the store's readers.
const BETWEEN_TRIES: Duration = Duration::from_secs(60);

/// When a scrub that is still owed was tried last.
#[derive(Debug, Default)]
pub(super) struct OwedScrub(Mutex<Option<Now>>);

impl OwedScrub {
    fn tried(&self) -> MutexGuard<'_, Option<Now>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Auth {
    /// After a credential was removed: nothing of it is to be left in a journal. The act itself is done and stands; what
    /// fails here is tried again with the next one, with the clock, and when the accounts are closed.
    pub(super) fn scrub(&self) {
        let outcome = self.store.scrub();
        if let Err(fault) = &outcome {
            tracing::warn!("the journal of the accounts could not be emptied and will be later: {fault}");
        }
        *self.owed_scrub.tried() = outcome.is_err().then(|| self.now());
    }

    /// Tries a scrub again that is owed for a while.
    pub(super) fn repeat_scrub(&self) {
        let tried = *self.owed_scrub.tried();
        if tried.is_some_and(|at| elapsed(at, self.now()) >= BETWEEN_TRIES) {
            self.scrub();
        }
    }
}

impl Drop for Auth {
    fn drop(&mut self) {
        let is_owed = self.owed_scrub.tried().is_some();
        if is_owed {
            self.scrub();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::auth::Purpose;
    use crate::auth::testing::{BOBS_PASSWORD, FaultyStore, House, typed};

    #[test]
    fn a_scrub_that_fails_is_tried_again_with_the_clock_and_when_the_accounts_are_closed() {
        let store = Arc::new(FaultyStore::new());
        let house = House::over(Arc::clone(&store) as _);
        let (session, _) = house.first();
        let proof = house.prove(&session, Purpose::Own, None);
        store.fail_scrubs(true);
        house.auth.change_password(&session, proof, typed(BOBS_PASSWORD)).unwrap();
        assert_eq!(store.scrubs(), 1);
        let _ = house.auth.watch(&session).unwrap();
        assert_eq!(store.scrubs(), 1, "not at once");
        house.clock.advance_seconds(60);
        let _ = house.auth.watch(&session).unwrap();
        assert_eq!(store.scrubs(), 2, "a minute later");
        house.clock.advance_seconds(60);
        store.fail_scrubs(false);
        let _ = house.auth.watch(&session).unwrap();
        house.clock.advance_seconds(60);
        let _ = house.auth.watch(&session).unwrap();
        assert_eq!(store.scrubs(), 3, "done once, and not again");

        let proof = house.prove_with(BOBS_PASSWORD, &session, Purpose::Own, None);
        store.fail_scrubs(true);
        house.auth.change_password(&session, proof, typed(crate::auth::testing::PASSWORD)).unwrap();
        assert_eq!(store.scrubs(), 4);
        drop(session);
        drop(house);
        assert_eq!(store.scrubs(), 5, "at the end");
    }
}
