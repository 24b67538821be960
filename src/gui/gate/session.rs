//! The life of a session: sign-in, lock, unlock, end.

use std::time::Duration;

use crate::auth::{AccountId, Session, SignInNotices};
use crate::gui::dialogs::Dialog;
use crate::gui::dialogs::one_time_secret::OneTimeSecretDialog;
use crate::gui::gate::Gate;
use crate::gui::message::{Query, Request, Requester, SessionRequest};
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::screens::home::HomeScreen;
use crate::gui::screens::locked::LockedScreen;
use crate::gui::screens::sign_in::SignInScreen;
use crate::gui::section::Section;
use crate::gui::settings::CLEAR_CLIPBOARD;
use crate::gui::text;
use crate::gui::worker::Watch;

/// A one-time secret that an account was not shown: reported at its next session.
pub(super) struct MissedSecret {
    account: AccountId,
    message: String,
}

impl Gate {
    /// Starts a session and shows the home screen.
    pub(super) fn signed_in(&mut self, session: Session, notices: SignInNotices) {
        self.begin_session(session);
        self.session.notices = notices;
        self.show_home();
    }

    /// Starts a session. The caller chooses the screen.
    pub(super) fn begin_session(&mut self, session: Session) {
        self.start_session(session);
        self.events.push(Event::SignedIn);
    }

    fn start_session(&mut self, session: Session) {
        self.close_all_dialogs();
        let id = self.views.next_id();
        let read = Request::InSession { session: session.handle(), request: SessionRequest::Query(Query::Policy) };
        let missed = self.session.missed.take_if(|missed| missed.account == session.account());
        self.views.status_message = missed.map(|missed| missed.message);
        self.session.account = Some(session.account());
        self.session.open = Some(session);
        self.session.id = Some(id);
        self.session.end_warning_sent = false;
        self.watch_session();
        self.send(Requester::Session(id), read);
    }

    /// Makes the worker poll the session, with the current lock time.
    pub(super) fn watch_session(&mut self) {
        if let (Some(session), Some(id)) = (&self.session.open, self.session.id) {
            let watch = Watch { session: session.handle(), lock_after: self.lock_after() };
            self.worker.watch(Some((Requester::Session(id), watch)));
        }
    }

    /// Shows the host's content, or the account screen if there is none.
    pub(super) fn show_home(&mut self) {
        self.views.show(Screen::Home(Box::new(HomeScreen::new(self.session.notices, &self.options.content))));
        self.run_query(Query::Account);
    }

    /// Shows the account screen with `message`.
    pub(super) fn show_account(&mut self, message: Option<&str>) {
        self.show_home();
        if let Screen::Home(home) = self.views.screen_mut() {
            home.select_account();
        }
        self.views.status_message = message.map(str::to_owned);
    }

    /// Queries the data of a section that a host draws, if it must be refreshed.
    pub(super) fn refresh_section(&mut self, section: Section, just_shown: bool) {
        if let Screen::Home(home) = self.views.screen_mut()
            && let Some(query) = home.queries_on_show(section, just_shown)
        {
            self.run_query(query);
        }
    }

    /// Queries data for the screen.
    pub(super) fn run_query(&mut self, query: Query) {
        if let Some(session) = &self.session.open {
            let session = session.handle();
            self.send(
                self.views.screen_requester(),
                Request::InSession { session, request: SessionRequest::Query(query) },
            );
        }
    }

    /// Locks the session. Keys, dialogs and unfinished set-ups are cleared at once; the worker persists the lock.
    pub(super) fn lock_session(&mut self) {
        let Some(session) = self.session.open.take() else { return };
        session.clear_keys();
        self.close_all_dialogs();
        let watch = Watch { session: session.handle(), lock_after: None };
        self.worker.watch(self.session.id.map(|id| (Requester::Session(id), watch)));
        self.views.show(Screen::Locked(Box::new(LockedScreen::new(session.username()))));
        self.send(self.views.screen_requester(), Request::Lock(session));
        self.events.push(Event::Locked);
    }

    /// Resumes a session after it was unlocked.
    pub(super) fn resume_session(&mut self, session: Session) {
        self.start_session(session);
        self.events.push(Event::Unlocked);
        self.show_home();
    }

    /// Ends the session, locked or not, and shows the reason, if any.
    pub(super) fn end_session(&mut self, reason: Option<&'static str>) {
        let session = self.session.open.take();
        if let Some(session) = &session {
            session.clear_keys();
        }
        let mut request = session.map(Request::SignOut);
        let is_locked = if let Screen::Locked(screen) = self.views.screen_mut() {
            request = screen.take_locked().map(Request::SignOutLocked);
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
            self.events.push(Event::SignedOut);
        }
        self.show_sign_in("", reason);
    }

    /// Ends a session that reached its limit of twelve hours.
    pub(super) fn expire_session(&mut self) {
        if let Some(session) = self.session.open.take() {
            session.clear_keys();
            self.send(Requester::Gate, Request::ExpireSession(session));
            self.events.push(Event::SignedOut);
        }
        self.worker.watch(None);
        self.show_sign_in("", Some(text::SESSION_EXPIRED));
    }

    /// Shows the sign-in screen with the reason, if any.
    pub(super) fn show_sign_in(&mut self, username: &str, reason: Option<&str>) {
        self.close_all_dialogs();
        self.session.id = None;
        self.session.notices = SignInNotices::default();
        self.views.show(Screen::SignIn(Box::new(SignInScreen::new(username, reason))));
    }

    /// Closes all dialogs because the session begins, locks or ends. A pending proof request is reported as not proven.
    fn close_all_dialogs(&mut self) {
        let dialogs: Vec<Dialog> = self.views.close_all().collect();
        for dialog in dialogs {
            if let Dialog::OneTimeSecret(secret) = dialog {
                self.record_missed_secret(&secret);
            }
        }
        if let Some(pending) = self.session.pending_proof.take() {
            self.events.push(Event::NotProven(pending.purpose));
        }
        self.views.status_message = None;
    }

    /// Records that a one-time secret was closed unseen. The account is told at its next session.
    pub(super) fn record_missed_secret(&mut self, secret: &OneTimeSecretDialog) {
        let Some(account) = self.session.account else { return };
        let earlier = self.session.missed.take_if(|missed| missed.account == account);
        let sentence = match earlier {
            Some(missed) => format!("{}. {}", missed.message, secret.missed_message()),
            None => secret.missed_message(),
        };
        self.session.missed = Some(MissedSecret { account, message: sentence });
    }

    /// Returns the user's own lock time, if set.
    pub(super) fn lock_after(&self) -> Option<Duration> {
        self.settings.current.lock_after_minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
    }

    /// Returns how long a copied secret stays on the clipboard.
    pub(super) fn clear_after(&self) -> Duration {
        let most = self.policy().clear_clipboard_seconds;
        let seconds = self.settings.current.clear_clipboard_seconds.map_or(most, |own| own.min(most));
        Duration::from_secs(u64::from(seconds.clamp(CLEAR_CLIPBOARD.least, CLEAR_CLIPBOARD.most)))
    }
}
