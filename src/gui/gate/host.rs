//! What a host asks of its gate.

use std::sync::Arc;

use crate::auth::{Auth, Denied, HostText, Notices, Session};
use crate::gui::action::Act;
use crate::gui::gate::{Event, Gate, Prove};
use crate::gui::requester::{Id, Requester};
use crate::gui::screen::Screen;
use crate::gui::settings::Settings;
use crate::gui::text::fault;
use crate::gui::worker::Request;

/// A proof that the host waits for.
pub(super) struct Proving {
    pub(super) id: Id,
    pub(super) purpose: String,
}

impl Gate {
    /// Who is signed in, unless the gate is locked.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// What happened since the last call.
    pub fn events(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.announced = 0;
        self.events.drain(..)
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
        self.auth.as_ref()
    }

    /// What the person has set by now.
    pub fn current_settings(&self) -> &Settings {
        &self.settings
    }

    /// What whoever signed in should hear of the time before: failed attempts since the last sign-in, wrong codes after
    /// the right password, few recovery codes. The account screen shows it; a host that shows none says it itself.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// Somebody is there, whom egui does not see: a scanner, a foot switch, an instrument at work. It puts the lock off
    /// as a key does.
    pub fn touch(&mut self) {
        let now = self.now();
        self.somebody_is_there(now);
    }

    /// Asks whoever is signed in to prove it, with password and code, before something that matters; a dialog says for
    /// what. [`Event::Proven`] with a [`Proof`](crate::auth::Proof), or [`Event::NotProven`], follows. A purpose that the
    /// audit log cannot keep (see [`Prove::new`]) is answered with [`Event::NotProven`] before anything is asked. One
    /// question at a time: while one is open, another is answered with [`Event::NotProven`] at once.
    ///
    /// ```no_run
    /// # fn frame(gate: &mut vestibule::gui::Gate, ui: &mut vestibule::egui::Ui) {
    /// use vestibule::gui::Event;
    ///
    /// if ui.button("Sign this result").clicked() {
    ///     gate.prove("Sign this result");
    /// }
    /// for event in gate.events() {
    ///     if let Event::Proven(proof) = event {
    ///         println!("{} by {}", proof.purpose(), proof.username());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn prove(&mut self, what: impl Into<Prove>) {
        let Prove { purpose, lightly } = what.into();
        let can_ask = self.proving.is_none() && HostText::parse(&purpose).is_ok();
        let Some(session) = self.session.as_ref().filter(|_| can_ask).map(Session::share) else {
            self.events.push_back(Event::NotProven(purpose));
            return;
        };
        let id = self.views.next_id();
        self.proving = Some(Proving { id, purpose: purpose.clone() });
        self.send(Requester::Proof(id), Request::Do { session, act: Act::Prove { purpose, lightly } });
    }

    /// Writes something of the host's own into the audit log, as an entry of whoever is signed in: see
    /// [`Auth::record`]. [`Event::NotRecorded`] follows if it could not be written; a host that has to know that it was
    /// calls [`Auth::record`] itself.
    pub fn record(&mut self, text: impl Into<String>) {
        let text = text.into();
        match self.session.as_ref().map(Session::share) {
            Some(session) => self.send(Requester::Gate, Request::Record { session, text }),
            None => self.not_recorded(text, &Denied::Ended),
        }
    }

    pub(super) fn not_recorded(&mut self, text: String, why: &Denied) {
        self.events.push_back(Event::NotRecorded { text, why: fault::denied(why) });
    }

    /// A proof was not given once neither a request nor a dialog for it is left.
    pub(super) fn end_proof(&mut self) {
        let Some(proving) = &self.proving else { return };
        let requester = Requester::Proof(proving.id);
        if !self.worker.is_busy_for(requester)
            && !self.views.has_dialog_for(requester)
            && let Some(Proving { purpose, .. }) = self.proving.take()
        {
            self.events.push_back(Event::NotProven(purpose));
        }
    }
}

impl Drop for Gate {
    /// Closing the window is signing out; the worker writes it down before it ends.
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            session.empty();
            self.send(Requester::Gate, Request::SignOut(session));
        } else if let Screen::Locked(screen) = self.views.screen_mut()
            && let Some(locked) = screen.give_up()
        {
            self.send(Requester::Gate, Request::SignOutLocked(locked));
        }
        self.save_settings();
    }
}
