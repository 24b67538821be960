//! The bounds that administrators set, kept for whoever asks at every frame.

use std::sync::PoisonError;

use crate::auth::error::Error;
use crate::auth::service::Auth;
use crate::auth::store::Policy;

impl Auth {
    /// Bounds that administrators set for everybody.
    ///
    /// # Errors
    /// A fault of the store.
    pub fn policy(&self) -> Result<Policy, Error> {
        let policy = self.transactions().read(|store| Ok(store.meta()?.policy))?;
        self.cache_policy(policy);
        Ok(policy)
    }

    pub(super) fn cache_policy(&self, policy: Policy) {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner) = Some(policy);
    }

    /// The bounds as last read: never waits for the store but the first time. [`Auth::refresh_session`] reads them anew.
    pub(super) fn cached_policy(&self) -> Policy {
        let cached = *self.policy.lock().unwrap_or_else(PoisonError::into_inner);
        cached.unwrap_or_else(|| self.policy().unwrap_or_default())
    }
}
