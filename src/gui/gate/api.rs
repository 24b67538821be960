//! What a host asks of its gate.

use std::sync::Arc;

use crate::auth::{ActionError, Auth, LogText, Session, SignInNotices};
use crate::gui::gate::Gate;
use crate::gui::message::{Operation, Request, Requester, RequesterId, SessionRequest};
use crate::gui::options::{Event, ProofRequest};
use crate::gui::screens::Screen;
use crate::gui::settings::Settings;
use crate::gui::text::errors;

/// A proof that the host waits for.
pub(super) struct PendingProof {
    pub(super) id: RequesterId,
    pub(super) purpose: String,
}

impl Gate {
    /// Who is signed in, unless the gate is locked.
    pub fn session(&self) -> Option<&Session> {
        self.session.open.as_ref()
    }

    /// What happened since the last call.
    pub fn events(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.events.drain()
    }

    /// Locks now. Without a session it does nothing.
    pub fn lock(&mut self) {
        self.lock_session();
    }

    /// Signs out now, locked or not. A sign-in that is under way begins anew; before the accounts are open, and while
    /// there is no account yet, it does nothing.
    pub fn sign_out(&mut self) {
        if !matches!(self.views.screen(), Screen::Opening(_) | Screen::Welcome(_)) {
            self.end_session(None);
        }
    }

    /// The accounts, once they are open: for what a host does without a screen. Acts that write take milliseconds, and
    /// those that look at a password a tenth of a second, so they are not for the thread that draws.
    pub fn auth(&self) -> Option<&Arc<Auth>> {
        self.accounts.as_ref().map(|accounts| &accounts.auth)
    }

    /// What the person has set by now.
    pub fn settings(&self) -> &Settings {
        &self.settings.current
    }

    /// What whoever signed in should hear of the time before: failed attempts since the last sign-in, wrong codes after
    /// the right password, few recovery codes. The account screen shows it; a host that shows none says it itself.
    pub fn notices(&self) -> &SignInNotices {
        &self.session.notices
    }

    /// Somebody is there, whom egui does not see: a scanner, a foot switch, an instrument at work. It puts the lock off
    /// as a key does.
    pub fn record_activity(&mut self) {
        let now = self.now();
        self.record_activity_at(now);
    }

    /// Asks whoever is signed in to prove it, with password and code, before something that matters; a dialog says for
    /// what. [`Event::Proven`] with a [`CredentialsForm`](crate::auth::Proof), or [`Event::NotProven`], follows. A purpose that the
    /// audit log cannot keep (see [`ProofRequest::new`]) is answered with [`Event::NotProven`] before anything is asked. One
    /// question at a time: while one is open, another is answered with [`Event::NotProven`] at once.
    ///
    /// ```no_run
    /// # fn frame(gate: &mut vestibule::gui::Gate, ui: &mut vestibule::egui::Ui) {
    /// use vestibule::gui::Event;
    ///
    /// if ui.button("Sign this result").clicked() {
    ///     gate.request_proof("Sign this result");
    /// }
    /// for event in gate.events() {
    ///     if let Event::Proven(proof) = event {
    ///         println!("{} by {}", proof.purpose(), proof.username());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn request_proof(&mut self, request: impl Into<ProofRequest>) {
        let ProofRequest { purpose, accept_recent_code: lightly } = request.into();
        let can_ask = self.session.pending_proof.is_none() && LogText::parse(&purpose).is_ok();
        let Some(session) = self.session.open.as_ref().filter(|_| can_ask).map(Session::handle) else {
            self.events.push(Event::NotProven(purpose));
            return;
        };
        let id = self.views.next_id();
        self.session.pending_proof = Some(PendingProof { id, purpose: purpose.clone() });
        self.send(
            Requester::Proof(id),
            Request::InSession {
                session,
                request: SessionRequest::StartOperation(Operation::Prove { purpose, accept_recent_code: lightly }),
            },
        );
    }

    /// Writes something of the host's own into the audit log, as an entry of whoever is signed in: see
    /// [`Auth::append_event`]. [`Event::NotRecorded`] follows if it could not be written; a host that has to know that it was
    /// calls [`Auth::append_event`] itself.
    pub fn write_audit_entry(&mut self, text: impl Into<String>) {
        let text = text.into();
        match self.session.open.as_ref().map(Session::handle) {
            Some(session) => self.send(Requester::Gate, Request::WriteAuditEntry { session, text }),
            None => self.push_not_recorded(text, &ActionError::SessionEnded),
        }
    }

    pub(super) fn push_not_recorded(&mut self, text: String, reason: &ActionError) {
        self.events.push(Event::NotRecorded { text, reason: errors::denied(reason) });
    }

    /// A proof was not given once neither a request nor a dialog for it is left.
    pub(super) fn expire_proof_request(&mut self) {
        let Some(pending) = &self.session.pending_proof else { return };
        let requester = Requester::Proof(pending.id);
        if !self.worker.is_busy_for(requester)
            && !self.views.has_dialog_for(requester)
            && let Some(PendingProof { purpose, .. }) = self.session.pending_proof.take()
        {
            self.events.push(Event::NotProven(purpose));
        }
    }
}

impl Drop for Gate {
    /// Closing the window is signing out; the worker writes it down before it ends.
    fn drop(&mut self) {
        if let Some(session) = self.session.open.take() {
            session.clear_keys();
            self.send(Requester::Gate, Request::SignOut(session));
        } else if let Screen::Locked(screen) = self.views.screen_mut()
            && let Some(locked) = screen.take_locked()
        {
            self.send(Requester::Gate, Request::SignOutLocked(locked));
        }
        self.save_settings();
    }
}
