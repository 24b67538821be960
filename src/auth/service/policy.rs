//! The policy that administrators set, cached for callers that read it in every frame.

use std::sync::PoisonError;

use crate::auth::error::Error;
use crate::auth::service::Auth;
use crate::auth::store::Policy;

impl Auth {
    /// Returns the policy that administrators set for all accounts.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn policy(&self) -> Result<Policy, Error> {
        let policy = self.transactions().read(|store| Ok(store.meta()?.policy))?;
        self.cache_policy(policy);
        Ok(policy)
    }

    pub(super) fn cache_policy(&self, policy: Policy) {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner) = Some(policy);
    }

    /// Returns the policy as last read; reads the store only the first time. [`Auth::refresh_session`] updates it.
    pub(super) fn cached_policy(&self) -> Policy {
        let cached = *self.policy.lock().unwrap_or_else(PoisonError::into_inner);
        cached.unwrap_or_else(|| self.policy().unwrap_or_default())
    }
}
