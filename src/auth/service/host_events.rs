//! What a host asks for itself: a proof of who is there, and a place in the log.

use crate::auth::account::Role;
use crate::auth::action_error::ActionError;
use crate::auth::audit::{self, ChainStatus, Event};
use crate::auth::log_text::LogText;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{Proof, StepUp};
use crate::auth::store::AuditRow;

impl Auth {
    /// Turns a step-up into what a host may rely on: who it was, when, with which factors, and for what. It is written
    /// down before it is given. `purpose` is the host's own sentence, 1 to 200 characters on one line.
    ///
    /// # Errors
    /// [`ActionError::StepUpExpired`] if the step-up is older than five minutes or was for something else, [`ActionError::InvalidText`] for
    /// a purpose that cannot be kept, [`ActionError::SessionEnded`] or [`ActionError::Changed`] if the session or the account is not as
    /// it was, or a fault.
    pub fn prove(&self, session: &Session, step_up: StepUp, purpose: &str) -> Result<Proof, ActionError> {
        let text = LogText::parse(purpose)?;
        let transactions = self.transactions();
        let step_up_purpose = step_up.host_purpose().ok_or(ActionError::StepUpExpired)?;
        self.require_step_up(&transactions, session, &step_up, step_up_purpose)?;
        let entry = transactions.append_host_event(
            session.as_ref(),
            Some(step_up.credentials_version()),
            Event::Proven,
            text,
        )?;
        Ok(Proof::new(session.username(), &step_up, purpose, entry))
    }

    /// Writes something of the host's own into the audit log, as an entry of whoever is signed in, and gives its number.
    /// It joins the chain like every other entry. `text` is 1 to 200 characters on one line; it must hold no secret, and
    /// nothing that a person typed in confidence: administrators read the log.
    ///
    /// # Errors
    /// [`ActionError::InvalidText`] for a text that cannot be kept, [`ActionError::SessionEnded`] if the session is locked or over, or a fault.
    /// Nothing is written then.
    pub fn append_event(&self, session: &Session, text: &str) -> Result<u64, ActionError> {
        let text = LogText::parse(text)?;
        let transactions = self.transactions();
        self.require_session(&transactions, session)?;
        transactions.append_host_event(session.as_ref(), None, Event::Host, text)
    }

    /// Up to `limit` entries of the audit log from number `first` on (the first is 1), oldest first: everybody's, the
    /// host's own among them.
    ///
    /// # Errors
    /// [`ActionError::NotAdministrator`], [`ActionError::SessionEnded`] if the session is locked or over, or a fault.
    pub fn audit_log(&self, session: &Session, first: u64, limit: usize) -> Result<Vec<AuditRow>, ActionError> {
        self.require_administrator(session)?;
        Ok(self.transactions().read(|store| store.audit_from(first, limit))?)
    }

    /// Whether the chain of the audit log is whole. It shows a mistake or a clumsy hand; who can write the file can also
    /// write a whole chain.
    ///
    /// # Errors
    /// As [`Auth::audit_log`].
    pub fn verify_audit_log(&self, session: &Session) -> Result<ChainStatus, ActionError> {
        self.require_administrator(session)?;
        Ok(audit::verify(&*self.store)?)
    }

    fn require_administrator(&self, session: &Session) -> Result<(), ActionError> {
        match self.require_session(&self.transactions(), session)?.role {
            Role::Administrator => Ok(()),
            Role::Member => Err(ActionError::NotAdministrator),
        }
    }
}
