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
        let policy = self.acts().read(|store| Ok(store.meta()?.policy))?;
        self.note_policy(policy);
        Ok(policy)
    }

    pub(super) fn note_policy(&self, policy: Policy) {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner) = Some(policy);
    }

    /// The bounds as last read: never waits for the store but the first time. [`Auth::watch`] reads them anew.
    pub(super) fn known_policy(&self) -> Policy {
        let known = *self.policy.lock().unwrap_or_else(PoisonError::into_inner);
        known.unwrap_or_else(|| self.policy().unwrap_or_default())
    }
}
