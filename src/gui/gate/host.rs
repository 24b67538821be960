//! What a host asks of its gate.

use super::{Event, Gate};
use crate::auth::Session;
use crate::gui::action::Act;
use crate::gui::screen::Screen;
use crate::gui::worker::Request;

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

    /// Signs out now, locked or not.
    pub fn sign_out(&mut self) {
        self.end_session(None);
    }

    /// Shows the account, users and settings screens in place of the host's content, or the content again. It ends
    /// with the session.
    pub fn show_account(&mut self, show: bool) {
        self.account = show;
    }

    /// Asks whoever is signed in to prove it, with password and code, before something that matters. `purpose` says
    /// for what, as in "To release the batch". [`Event::Proven`] or [`Event::NotProven`] follows.
    pub fn prove(&mut self, purpose: impl Into<String>) {
        let Some(session) = self.session.as_ref().map(Session::share) else {
            self.events.push_back(Event::NotProven);
            return;
        };
        self.proving = true;
        self.send(Request::Do { session, act: Act::Prove { purpose: purpose.into() } });
    }

    /// Whether what is behind the doors is ours to draw.
    pub(super) fn shows_own(&self) -> bool {
        self.options.home || self.account
    }

    /// A proof that nobody works on any more was not given.
    pub(super) fn end_proof(&mut self) {
        if self.proving && self.dialogs.is_empty() && !self.worker.is_busy() {
            self.proving = false;
            self.events.push_back(Event::NotProven);
        }
    }
}

impl Drop for Gate {
    /// Closing the window is signing out; the worker writes it down before it ends.
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            session.empty();
            self.send(Request::SignOut(session));
        } else if let Screen::Locked(screen) = &mut self.screen
            && let Some(locked) = screen.give_up()
        {
            self.send(Request::SignOutLocked(locked));
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use super::super::{Event, Options};
    use crate::gui::testing::{PASSWORD, Stage, make_alice};

    fn inside() -> Stage {
        let mut stage = Stage::with(make_alice, Options::default());
        stage.sign_in("alice");
        stage.harness.state_mut().events().for_each(drop);
        stage
    }

    fn events(stage: &mut Stage) -> Vec<Event> {
        stage.run();
        stage.harness.state_mut().events().collect()
    }

    #[test]
    fn a_host_hears_that_somebody_has_proven_it() {
        let mut stage = inside();
        stage.harness.state_mut().prove("To release the batch");
        stage.run();
        assert!(stage.says("Confirm it is you"));
        assert!(stage.says_in_part("To release the batch"));
        assert_eq!(events(&mut stage), []);
        stage.type_into("Current password", PASSWORD);
        stage.key(Key::Enter);
        assert_eq!(events(&mut stage), [Event::Proven]);
    }

    #[test]
    fn a_host_hears_that_nobody_has() {
        let mut stage = inside();
        stage.harness.state_mut().prove("To release the batch");
        stage.run();
        stage.press("Cancel");
        assert_eq!(events(&mut stage), [Event::NotProven]);
        stage.harness.state_mut().prove("To release the batch");
        stage.run();
        stage.harness.state_mut().sign_out();
        assert_eq!(events(&mut stage), [Event::SignedOut, Event::NotProven]);
        stage.harness.state_mut().prove("To release the batch");
        assert_eq!(events(&mut stage), [Event::NotProven]);
    }

    #[test]
    fn a_host_can_show_the_account_and_its_content_again() {
        let mut stage = inside();
        assert_eq!(stage.heading(), "");
        stage.harness.state_mut().show_account(true);
        stage.run();
        assert_eq!(stage.heading(), "alice");
        stage.harness.state_mut().show_account(false);
        stage.run();
        assert_eq!(stage.heading(), "");
    }

    #[test]
    fn closing_the_window_is_signing_out() {
        let stage = inside();
        let session = stage.harness.state().session().map(crate::auth::Session::share).unwrap();
        let auth = stage.auth.clone();
        assert_eq!(auth.watch(&session).unwrap(), crate::auth::Watched::Open);
        drop(stage);
        assert!(session.data_key("notes").is_err());
    }
}
