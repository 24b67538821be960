//! The public methods of the gate.

use std::sync::Arc;

use egui::{Context, ViewportCommand};

use crate::auth::{ActionError, Auth, LogText, Session, SignInNotices};
use crate::gui::gate::Gate;
use crate::gui::gate::tick::CloseState;
use crate::gui::message::{Operation, Request, Requester, SessionRequest};
use crate::gui::options::{Event, ProofRequest};
use crate::gui::screens::Screen;
use crate::gui::settings::Settings;
use crate::gui::text::errors;

impl Gate {
    /// Returns the open session; `None` while the gate is locked or no user is signed in.
    pub fn session(&self) -> Option<&Session> {
        self.session.open.as_ref()
    }

    /// Returns the events since the last call.
    pub fn events(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.events.announced = 0;
        self.events.queue.drain(..)
    }

    /// Signs out now, locked or not. A sign-in in progress starts over. Does nothing before the accounts are open or
    /// while there is no account yet.
    pub fn sign_out(&mut self) {
        if !matches!(self.views.screen, Screen::Opening(_) | Screen::Welcome(_)) {
            self.end_session(None);
        }
    }

    /// Closes the window without asking, also while a set-up is unfinished: for a process that is asked to end.
    pub fn close_window(&mut self, context: &Context) {
        self.frame.close_state = CloseState::Confirmed;
        context.send_viewport_cmd(ViewportCommand::Close);
    }

    /// Returns the [`Auth`] once the accounts are open, for operations without a screen. Writing takes milliseconds and
    /// checking a password about a tenth of a second, so do not call those on the thread that draws.
    pub fn auth(&self) -> Option<&Arc<Auth>> {
        self.accounts.as_ref().map(|accounts| &accounts.auth)
    }

    /// Returns the user's current settings.
    pub fn settings(&self) -> &Settings {
        &self.settings.current
    }

    /// Returns the notices of the last sign-in: failed attempts since the sign-in before, wrong codes after the correct
    /// password, few recovery codes. The account screen shows them; a host without it shows them itself.
    pub fn notices(&self) -> &SignInNotices {
        &self.session.notices
    }

    /// Records activity that egui cannot see, such as a barcode scanner or a foot switch. Resets the idle timer as a
    /// key press does.
    pub fn record_activity(&mut self) {
        let now = self.now();
        self.record_activity_at(now);
    }

    /// Asks the signed-in user for password and code before a sensitive operation; a dialog shows the purpose. The
    /// result is [`Event::Proven`] with a [`Proof`](crate::auth::Proof), or [`Event::NotProven`]. The latter is emitted
    /// without a dialog if the audit log cannot store the purpose (see [`ProofRequest::new`]), if no user is signed in,
    /// or if another request is still open.
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
        let ProofRequest { purpose, accept_recent_code } = request.into();
        let is_free = self.session.open.is_some() && self.session.pending_proof.is_none();
        if !is_free || LogText::parse(&purpose).is_err() {
            self.events.push(Event::NotProven(purpose));
            return;
        }
        let id = self.views.ids.next();
        self.session.pending_proof = Some((id, purpose.clone()));
        let operation = Operation::Prove { purpose, accept_recent_code };
        self.send_in_session(Requester::Proof(id), SessionRequest::StartOperation(operation));
    }

    /// Writes an entry of the host to the audit log, attributed to the signed-in user: see [`Auth::append_event`].
    /// Emits [`Event::NotRecorded`] on failure. A host that has to know that it was written calls
    /// [`Auth::append_event`] itself.
    pub fn write_audit_entry(&mut self, text: impl Into<String>) {
        let text = text.into();
        match self.session.open.as_ref().map(Session::handle) {
            Some(session) => self.worker.send(Requester::Gate, Request::WriteAuditEntry { session, text }),
            None => self.push_not_recorded(text, &ActionError::SessionEnded),
        }
    }

    pub(super) fn push_not_recorded(&mut self, text: String, reason: &ActionError) {
        self.events.push(Event::NotRecorded { text, reason: errors::denied(reason) });
    }

    /// Reports [`Event::NotProven`] once no request and no dialog for the pending proof is left.
    pub(super) fn expire_proof_request(&mut self) {
        let is_over = |&mut (id, _): &mut _| {
            let requester = Requester::Proof(id);
            !self.worker.is_busy_for(requester) && !self.views.has_dialog_for(requester)
        };
        if let Some((_, purpose)) = self.session.pending_proof.take_if(is_over) {
            self.events.push(Event::NotProven(purpose));
        }
    }
}

impl Drop for Gate {
    /// Signs out and saves the settings; the worker processes both before it ends.
    fn drop(&mut self) {
        self.send_sign_out();
        self.save_settings();
    }
}
