//! From signed in to signed out.

use std::time::Duration;

use super::{Event, Gate, Place};
use crate::auth::{Notices, Session};
use crate::gui::action::Read;
use crate::gui::screen::Screen;
use crate::gui::screens::home::Home;
use crate::gui::screens::locked::LockedScreen;
use crate::gui::screens::sign_in::SignIn;
use crate::gui::text;
use crate::gui::worker::{Request, Watch};

impl Gate {
    /// Somebody is in.
    pub(super) fn enter(&mut self, session: Session, notices: Notices) {
        self.begin_session(session);
        self.notices = notices;
        self.go_home();
    }

    /// The session is there; the screen is whoever called's to choose.
    pub(super) fn begin_session(&mut self, session: Session) {
        self.turn_epoch();
        let read = Request::Read { session: session.share(), what: Read::Policy };
        self.session = Some(session);
        self.told_of_the_end = false;
        self.watch_session();
        self.send(read);
        self.events.push_back(Event::SignedIn);
    }

    /// The worker looks after it, by the settings of now.
    pub(super) fn watch_session(&mut self) {
        let watch = self.session.as_ref();
        let watch = watch.map(|session| Watch { session: session.share(), lock_after: self.lock_after() });
        if watch.is_some() {
            self.worker.watch(self.epoch, watch);
        }
    }

    /// What is behind the doors: the host's content, or the account screen.
    pub(super) fn go_home(&mut self) {
        self.screen = Screen::Home(Box::new(Home::new(self.notices, &self.options.inside)));
        self.read(Read::Account);
    }

    /// Back to the account screen, where a set-up begins and where what came of it is told.
    pub(super) fn go_to_account(&mut self, told: Option<&str>) {
        self.go_home();
        if let Screen::Home(home) = &mut self.screen {
            home.go_to_account();
        }
        self.told = told.map(str::to_owned);
    }

    /// Fetches what a part shows that a host draws again.
    pub(super) fn refresh(&mut self, place: Place, new: bool) {
        if let Screen::Home(home) = &mut self.screen
            && let Some(what) = home.shows(place, new)
        {
            self.read(what);
        }
    }

    /// Fetches what a screen shows.
    pub(super) fn read(&mut self, what: Read) {
        if let Some(session) = &self.session {
            let session = session.share();
            self.send(Request::Read { session, what });
        }
    }

    /// Keys, dialogs and half-done set-ups go at once; the worker writes it down.
    pub(super) fn lock_session(&mut self) {
        let Some(session) = self.session.take() else { return };
        session.empty();
        self.turn_epoch();
        self.worker.watch(self.epoch, Some(Watch { session: session.share(), lock_after: None }));
        self.screen = Screen::Locked(Box::new(LockedScreen::new(session.username())));
        self.send(Request::Lock(session));
        self.events.push_back(Event::Locked);
    }

    /// Open again.
    pub(super) fn unlocked(&mut self, session: Session) {
        self.begin_session(session);
        self.events.pop_back();
        self.events.push_back(Event::Unlocked);
        self.go_home();
    }

    /// Ends the session, locked or not, and says why if there is a reason.
    pub(super) fn end_session(&mut self, reason: Option<&'static str>) {
        let session = self.session.take();
        if let Some(session) = &session {
            session.empty();
        }
        let mut request = session.map(Request::SignOut);
        if let Screen::Locked(screen) = &mut self.screen {
            request = screen.give_up().map(Request::SignOutLocked);
        }
        let was_in = request.is_some() || matches!(self.screen, Screen::Locked(_));
        if let Some(request) = request {
            self.send(request);
        }
        self.worker.watch(self.epoch, None);
        if was_in {
            self.events.push_back(Event::SignedOut);
        }
        self.show_sign_in("", reason);
    }

    /// Twelve hours are over.
    pub(super) fn expire_session(&mut self) {
        if let Some(session) = self.session.take() {
            session.empty();
            self.send(Request::Expire(session));
            self.events.push_back(Event::SignedOut);
        }
        self.worker.watch(self.epoch, None);
        self.show_sign_in("", Some(text::TWELVE_HOURS));
    }

    /// The first door, told why if there is a reason.
    pub(super) fn show_sign_in(&mut self, username: &str, reason: Option<&str>) {
        self.turn_epoch();
        self.notices = Notices::default();
        self.screen = Screen::SignIn(Box::new(SignIn::new(username, reason)));
    }

    /// Whoever waits for a reply is gone.
    pub(super) fn turn_epoch(&mut self) {
        self.epoch += 1;
        self.dialogs.clear();
        self.told = None;
    }

    /// A shorter time to locking than the administrators'.
    pub(super) fn lock_after(&self) -> Option<Duration> {
        self.settings.lock_after_minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
    }

    /// How long a copied secret stays on the clipboard.
    pub(super) fn clear_after(&self) -> Duration {
        let most = self.policy.clear_clipboard_seconds;
        let seconds = self.settings.clear_clipboard_seconds.map_or(most, |own| own.min(most));
        Duration::from_secs(u64::from(seconds.clamp(10, 120)))
    }
}
