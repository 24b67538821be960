//! From signed in to signed out.

use std::time::Duration;

use crate::auth::{AccountId, Notices, Session};
use crate::gui::action::Read;
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::once::Once;
use crate::gui::gate::{Event, Gate, Place};
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::screens::home::Home;
use crate::gui::screens::locked::LockedScreen;
use crate::gui::screens::sign_in::SignIn;
use crate::gui::settings::CLEAR_CLIPBOARD;
use crate::gui::text;
use crate::gui::worker::{Request, Watch};

/// What was to be shown to an account once, and was not: told when that account is back.
pub(super) struct Missed {
    account: AccountId,
    sentence: String,
}

impl Gate {
    /// Somebody is in.
    pub(super) fn enter(&mut self, session: Session, notices: Notices) {
        self.begin_session(session);
        self.notices = notices;
        self.go_home();
    }

    /// The session is there; the screen is whoever called's to choose.
    pub(super) fn begin_session(&mut self, session: Session) {
        self.leave_views();
        let id = self.views.next_id();
        let read = Request::Read { session: session.share(), what: Read::Policy };
        let missed = self.missed.take_if(|missed| missed.account == session.account());
        self.told = missed.map(|missed| missed.sentence);
        self.account = Some(session.account());
        self.session = Some(session);
        self.session_id = Some(id);
        self.told_of_the_end = false;
        self.watch_session();
        self.send(Requester::Session(id), read);
        self.events.push_back(Event::SignedIn);
    }

    /// The worker looks after it, by the settings of now.
    pub(super) fn watch_session(&mut self) {
        if let (Some(session), Some(id)) = (&self.session, self.session_id) {
            let watch = Watch { session: session.share(), lock_after: self.lock_after() };
            self.worker.watch(Some((Requester::Session(id), watch)));
        }
    }

    /// What is behind the doors: the host's content, or the account screen.
    pub(super) fn go_home(&mut self) {
        self.views.show(Screen::Home(Box::new(Home::new(self.notices, &self.options.inside))));
        self.read(Read::Account);
    }

    /// Back to the account screen, where a set-up begins and where what came of it is told.
    pub(super) fn go_to_account(&mut self, told: Option<&str>) {
        self.go_home();
        if let Screen::Home(home) = self.views.screen_mut() {
            home.go_to_account();
        }
        self.told = told.map(str::to_owned);
    }

    /// Fetches what a part shows that a host draws again.
    pub(super) fn refresh(&mut self, place: Place, new: bool) {
        if let Screen::Home(home) = self.views.screen_mut()
            && let Some(what) = home.shows(place, new)
        {
            self.read(what);
        }
    }

    /// Fetches what a screen shows.
    pub(super) fn read(&mut self, what: Read) {
        if let Some(session) = &self.session {
            let session = session.share();
            self.send(self.views.on_screen(), Request::Read { session, what });
        }
    }

    /// Keys, dialogs and half-done set-ups go at once; the worker writes it down.
    pub(super) fn lock_session(&mut self) {
        let Some(session) = self.session.take() else { return };
        session.empty();
        self.leave_views();
        let watch = Watch { session: session.share(), lock_after: None };
        self.worker.watch(self.session_id.map(|id| (Requester::Session(id), watch)));
        self.views.show(Screen::Locked(Box::new(LockedScreen::new(session.username()))));
        self.send(self.views.on_screen(), Request::Lock(session));
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
        let is_locked = if let Screen::Locked(screen) = self.views.screen_mut() {
            request = screen.give_up().map(Request::SignOutLocked);
            true
        } else {
            false
        };
        let was_in = request.is_some() || is_locked;
        if let Some(request) = request {
            self.send(Requester::Gate, request);
        }
        self.worker.watch(None);
        if was_in {
            self.events.push_back(Event::SignedOut);
        }
        self.show_sign_in("", reason);
    }

    /// Twelve hours are over.
    pub(super) fn expire_session(&mut self) {
        if let Some(session) = self.session.take() {
            session.empty();
            self.send(Requester::Gate, Request::Expire(session));
            self.events.push_back(Event::SignedOut);
        }
        self.worker.watch(None);
        self.show_sign_in("", Some(text::TWELVE_HOURS));
    }

    /// The first door, told why if there is a reason.
    pub(super) fn show_sign_in(&mut self, username: &str, reason: Option<&str>) {
        self.leave_views();
        self.session_id = None;
        self.notices = Notices::default();
        self.views.show(Screen::SignIn(Box::new(SignIn::new(username, reason))));
    }

    /// The session begins, locks or ends: its dialogs close, and a proof that the host waits for is not given.
    fn leave_views(&mut self) {
        let dialogs: Vec<Dialog> = self.views.close_all().collect();
        for dialog in dialogs {
            if let Dialog::Once(once) = dialog {
                self.miss(&once);
            }
        }
        if let Some(proving) = self.proving.take() {
            self.events.push_back(Event::NotProven(proving.purpose));
        }
        self.told = None;
    }

    /// Nobody will see this any more. Who asked for it is told when they are back.
    pub(super) fn miss(&mut self, once: &Once) {
        let Some(account) = self.account else { return };
        let before = self.missed.take_if(|missed| missed.account == account);
        let sentence = match before {
            Some(missed) => format!("{}. {}", missed.sentence, once.missed()),
            None => once.missed(),
        };
        self.missed = Some(Missed { account, sentence });
    }

    /// A shorter time to locking than the administrators'.
    pub(super) fn lock_after(&self) -> Option<Duration> {
        self.settings.lock_after_minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
    }

    /// How long a copied secret stays on the clipboard.
    pub(super) fn clear_after(&self) -> Duration {
        let most = self.policy.clear_clipboard_seconds;
        let seconds = self.settings.clear_clipboard_seconds.map_or(most, |own| own.min(most));
        Duration::from_secs(u64::from(seconds.clamp(CLEAR_CLIPBOARD.least, CLEAR_CLIPBOARD.most)))
    }
}
