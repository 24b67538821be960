//! What a host asks for itself: a proof of who is there, and a place in the log.

use crate::auth::account::Role;
use crate::auth::audit::{self, Chain, Event};
use crate::auth::denied::Denied;
use crate::auth::host_text::HostText;
use crate::auth::service::Auth;
use crate::auth::session::Session;
use crate::auth::step_up::{Proof, StepUp};
use crate::auth::store::AuditRow;

impl Auth {
    /// Turns a step-up into what a host may rely on: who it was, when, with which factors, and for what. It is written
    /// down before it is given. `purpose` is the host's own sentence, 1 to 200 characters on one line.
    ///
    /// # Errors
    /// [`Denied::StepUpOver`] if the step-up is older than five minutes or was for something else, [`Denied::Text`] for
    /// a purpose that cannot be kept, [`Denied::Ended`] or [`Denied::Changed`] if the session or the account is not as
    /// it was, or a fault.
    pub fn prove(&self, session: &Session, step_up: StepUp, purpose: &str) -> Result<Proof, Denied> {
        let text = HostText::parse(purpose)?;
        let acts = self.acts();
        let asked = step_up.asks_for_proof().ok_or(Denied::StepUpOver)?;
        self.proven(&acts, session, &step_up, asked)?;
        let entry = acts.host_event(session, Some(step_up.credentials_version()), Event::Proven, text)?;
        Ok(Proof::new(session, &step_up, purpose, entry))
    }

    /// Writes something of the host's own into the audit log, as an entry of whoever is signed in, and gives its number.
    /// It joins the chain like every other entry. `text` is 1 to 200 characters on one line; it must hold no secret, and
    /// nothing that a person typed in confidence: administrators read the log.
    ///
    /// # Errors
    /// [`Denied::Text`] for a text that cannot be kept, [`Denied::Ended`] if the session is locked or over, or a fault.
    /// Nothing is written then.
    pub fn record(&self, session: &Session, text: &str) -> Result<u64, Denied> {
        let text = HostText::parse(text)?;
        let acts = self.acts();
        self.signed_in(&acts, session)?;
        acts.host_event(session, None, Event::Host, text)
    }

    /// Up to `limit` entries of the audit log from number `first` on (the first is 1), oldest first: everybody's, the
    /// host's own among them.
    ///
    /// # Errors
    /// [`Denied::NotAdministrator`], [`Denied::Ended`] if the session is locked or over, or a fault.
    pub fn log(&self, session: &Session, first: u64, limit: usize) -> Result<Vec<AuditRow>, Denied> {
        self.administrator_reads(session)?;
        Ok(self.acts().read(|store| store.audit_from(first, limit))?)
    }

    /// Whether the chain of the audit log is whole. It shows a mistake or a clumsy hand; who can write the file can also
    /// write a whole chain.
    ///
    /// # Errors
    /// As [`Auth::log`].
    pub fn verify_log(&self, session: &Session) -> Result<Chain, Denied> {
        self.administrator_reads(session)?;
        Ok(audit::verify(&*self.store)?)
    }

    fn administrator_reads(&self, session: &Session) -> Result<(), Denied> {
        match self.signed_in(&self.acts(), session)?.role {
            Role::Administrator => Ok(()),
            Role::Member => Err(Denied::NotAdministrator),
        }
    }
}
