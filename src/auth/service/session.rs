//! Locking, unlocking and ending sessions.

use std::time::Duration;

use crate::auth::action_error::{ActionError, StepError};
use crate::auth::audit::Event;
use crate::auth::error::Error;
use crate::auth::interrupted::Interrupted;
use crate::auth::login::Factor;
use crate::auth::refusal::{CodeRefusal, PasswordRefusal};
use crate::auth::secret::Password;
use crate::auth::service::Auth;
use crate::auth::session::{Locked, Session, SessionDeadline, SessionKeys};
use crate::auth::store::AccountRow;
use crate::auth::transactions::Transactions;

/// Whether a session is still valid in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum SessionStatus {
    /// The session is valid.
    Active,
    /// The session was ended elsewhere.
    Ended,
}

/// The result of an unlock.
#[derive(Debug)]
#[must_use]
pub enum UnlockResult {
    /// The session is unlocked.
    Unlocked(Session),
    /// The password was refused.
    PasswordRefused(Locked, PasswordRefusal),
    /// The password was right, the code was refused.
    CodeRefused(Locked, CodeRefusal),
    /// The session was ended.
    SessionEnded,
}

impl Auth {
    /// Returns when the session locks or ends. `lock_after` is the user's own choice; it applies if it is shorter than
    /// the administrators' maximum.
    pub fn deadline(&self, session: &Session, lock_after: Option<Duration>) -> SessionDeadline {
        let maximum = self.cached_policy().lock_after();
        session.deadline(self.now(), lock_after.map_or(maximum, |chosen| chosen.min(maximum)))
    }

    /// Records user activity. Ignored once the session is due to lock or end, so that input after resume cannot extend
    /// it.
    pub fn record_activity(&self, session: &Session) {
        if !matches!(self.deadline(session, None), SessionDeadline::LockNow | SessionDeadline::EndNow) {
            session.record_activity(self.now());
        }
    }

    /// Returns whether the session is still valid in the store. Call it every ten seconds and before each operation. If
    /// nothing was written since the last call, only the store's version is read.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn refresh_session(&self, session: &Session) -> Result<SessionStatus, Error> {
        self.record_expirations();
        self.retry_purge();
        let transactions = self.transactions();
        let version = self.store.version()?;
        if let Some((last_version, seen)) = session.last_refresh()
            && last_version == version
            && !transactions.needs_refresh(seen)
        {
            return Ok(SessionStatus::Active);
        }
        self.policy()?;
        match transactions.refresh_session(session.token_hash())? {
            Some(seen) => {
                session.set_last_refresh(version, seen);
                Ok(SessionStatus::Active)
            }
            None => {
                session.clear_keys();
                Ok(SessionStatus::Ended)
            }
        }
    }

    /// As [`Auth::refresh_session`], for a locked session.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn refresh_locked(&self, locked: &Locked) -> Result<SessionStatus, Error> {
        self.refresh_session(&locked.session)
    }

    /// Locks the session and wipes its keys, even if the audit entry cannot be written.
    pub fn lock(&self, session: Session) -> Locked {
        session.clear_keys();
        if session.take_unrecorded_lock() && self.transactions().record_lock(session.to_ref()).is_err() {
            tracing::warn!("failed to write the lock to the audit log");
        }
        Locked { session }
    }

    /// Returns whether unlocking requires a code.
    ///
    /// # Errors
    /// Fails if the store fails.
    pub fn unlock_needs_code(&self, locked: &Locked) -> Result<bool, Error> {
        let policy = self.policy()?;
        let account = self.transactions().read(|store| store.account(locked.session.account()))?;
        Ok(needs_code(account.as_ref(), policy.unlock_needs_code))
    }

    /// Unlocks with the password, and a second factor where one is required.
    ///
    /// # Errors
    /// Fails if the store, the random source or memory allocation fails, and returns the locked session. The attempts
    /// stay charged.
    pub fn unlock(
        &self,
        locked: Locked,
        password: Password,
        factor: Option<Factor>,
    ) -> Result<UnlockResult, Interrupted<Locked>> {
        let transactions = self.transactions();
        match self.check_unlock(&transactions, &locked.session, password, factor) {
            Ok(keys) => {
                locked.session.restore_keys(keys, transactions.now);
                Ok(UnlockResult::Unlocked(locked.session))
            }
            Err(StepError::Password(refusal)) => Ok(UnlockResult::PasswordRefused(locked, refusal)),
            Err(StepError::Failed(ActionError::Fault(fault))) => Err(Interrupted::new(locked, fault)),
            Err(StepError::Code(CodeRefusal::Changed) | StepError::Failed(_)) => Ok(UnlockResult::SessionEnded),
            Err(StepError::Code(refusal)) => Ok(UnlockResult::CodeRefused(locked, refusal)),
        }
    }

    fn check_unlock(
        &self,
        transactions: &Transactions<'_>,
        session: &Session,
        password: Password,
        factor: Option<Factor>,
    ) -> Result<SessionKeys, StepError> {
        if session.deadline(transactions.now, Duration::MAX) == SessionDeadline::EndNow {
            if self.end_session(session, Event::Expired).is_err() {
                tracing::warn!("failed to write the end of a session to the audit log");
            }
            return Err(ActionError::SessionEnded.into());
        }
        transactions.refresh_session(session.token_hash())?.ok_or(ActionError::SessionEnded)?;
        let needs_code = |account: &_| Ok(needs_code(Some(account), self.policy()?.unlock_needs_code));
        let (proof, _) =
            self.reauthenticate(transactions, session, password, factor, needs_code, (Event::Unlocked, ""))?;
        Ok(proof.into_keys())
    }

    /// Signs out.
    ///
    /// # Errors
    /// Fails if the store fails; the keys are wiped anyway, and the session becomes stale after a minute.
    pub fn sign_out(&self, session: Session) -> Result<(), Error> {
        self.end_session(&session, Event::SignedOut)
    }

    /// Signs out from the lock screen.
    ///
    /// # Errors
    /// As [`Auth::sign_out`].
    pub fn sign_out_locked(&self, locked: Locked) -> Result<(), Error> {
        self.end_session(&locked.session, Event::SignedOut)
    }

    /// Ends a session that has reached its maximum duration.
    ///
    /// # Errors
    /// As [`Auth::sign_out`].
    pub fn expire(&self, session: Session) -> Result<(), Error> {
        self.end_session(&session, Event::Expired)
    }

    fn end_session(&self, session: &Session, event: Event) -> Result<(), Error> {
        session.clear_keys();
        self.transactions().delete_session(session.to_ref(), event)
    }
}

fn needs_code(account: Option<&AccountRow>, by_policy: bool) -> bool {
    by_policy && account.is_some_and(|account| account.two_factor)
}
