//! Operations for the host: proofs of identity, and its own entries in the audit log.

use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, ChainStatus, Event};
use crate::auth::log_text::LogText;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{Proof, StepUp};
use crate::auth::store::AuditRow;

impl Auth {
    /// Turns a step-up into a [`Proof`]: which user, when, with which factors, and for what. The audit entry is written
    /// before the proof is returned. `purpose` is a text of the host, 1 to 200 characters on one line.
    ///
    /// # Errors
    /// [`ActionError::StepUpExpired`] if the step-up is older than five minutes or was made for another purpose,
    /// [`ActionError::InvalidText`] for an invalid `purpose`, [`ActionError::SessionEnded`] or [`ActionError::Changed`]
    /// if the session or the account changed, or [`ActionError::Fault`].
    pub fn prove(&self, session: &Session, step_up: StepUp, purpose: &str) -> Result<Proof, ActionError> {
        let text = LogText::parse(purpose)?;
        let step_up_purpose = step_up.host_purpose().ok_or(ActionError::StepUpExpired)?;
        let (transactions, _) = self.require_step_up(session, &step_up, step_up_purpose)?;
        let version = Some(step_up.credentials_version());
        let entry = transactions.append_host_event(session.to_ref(), version, Event::Proven, text)?;
        Ok(Proof::new(session.username(), &step_up, purpose, entry))
    }

    /// Appends an entry of the host to the audit log under the signed-in user, and returns its number. The entry is
    /// part of the hash chain. `text` is 1 to 200 characters on one line; it must contain neither secrets nor anything
    /// a user typed in confidence, since administrators read the log.
    ///
    /// # Errors
    /// [`ActionError::InvalidText`] for an invalid text, [`ActionError::SessionEnded`] if the session is locked or
    /// over, or [`ActionError::Fault`]. Nothing is written then.
    pub fn append_event(&self, session: &Session, text: &str) -> Result<u64, ActionError> {
        let text = LogText::parse(text)?;
        let (transactions, _) = self.require_session(session)?;
        transactions.append_host_event(session.to_ref(), None, Event::Host, text)
    }

    /// Returns up to `limit` entries of the audit log, of all accounts and of the host, starting at number `first` (the
    /// first entry is 1), oldest first.
    ///
    /// # Errors
    /// [`ActionError::NotAdministrator`], [`ActionError::SessionEnded`] if the session is locked or over, or
    /// [`ActionError::Fault`].
    pub fn audit_log(&self, session: &Session, first: u64, limit: usize) -> Result<Vec<AuditRow>, ActionError> {
        let (transactions, _) = self.require_administrator(session)?;
        Ok(transactions.read(|store| store.audit_from(first, limit))?)
    }

    /// Verifies the hash chain of the audit log. This detects accidents and careless edits only; an attacker with write
    /// access to the file can also write a consistent chain.
    ///
    /// # Errors
    /// As [`Auth::audit_log`].
    pub fn verify_audit_log(&self, session: &Session) -> Result<ChainStatus, ActionError> {
        self.require_administrator(session)?;
        Ok(audit::verify(&*self.store)?)
    }
}
