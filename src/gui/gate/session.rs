//! The life of a session: sign-in, lock, unlock, end.

use std::time::Duration;

use crate::auth::{Session, SignInNotices};
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

impl Gate {
    /// Starts or resumes a session, and tells the host. The caller chooses the screen.
    pub(super) fn begin_session(&mut self, session: Session, notices: SignInNotices, event: Event) {
        self.close_all_dialogs();
        let id = self.views.ids.next();
        let account = session.account();
        self.views.status_message =
            self.session.missed.take_if(|(missed_by, _)| *missed_by == account).map(|(_, message)| message);
        self.session.account = Some(account);
        self.session.open = Some(session);
        self.session.id = Some(id);
        self.session.notices = notices;
        self.session.end_warning_sent = false;
        self.watch_session();
        self.send_in_session(Requester::Session(id), SessionRequest::Query(Query::Policy));
        self.events.push(event);
    }

    /// Sends a request in the open session; ignored without one, since it ended after the view was drawn.
    pub(super) fn send_in_session(&mut self, requester: Requester, request: SessionRequest) {
        if let Some(session) = self.session.open.as_ref().map(Session::handle) {
            self.worker.send(requester, Request::InSession { session, request });
        }
    }

    pub(super) fn run_query(&mut self, query: Query) {
        self.send_in_session(self.views.screen_requester, SessionRequest::Query(query));
    }

    /// Makes the worker poll the session, with the current lock time.
    pub(super) fn watch_session(&mut self) {
        if let (Some(session), Some(id)) = (&self.session.open, self.session.id) {
            let (requester, session) = (Requester::Session(id), session.handle());
            self.worker.watch(Some(Watch { requester, session, lock_after: self.lock_after() }));
        }
    }

    /// Shows the host's content, or the account screen if there is none.
    pub(super) fn show_home(&mut self) {
        self.views.show(Screen::Home(Box::new(HomeScreen::new(self.session.notices, &self.options.content))));
        self.run_query(Query::Account);
    }

    pub(super) fn show_account(&mut self, message: Option<&str>) {
        self.show_home();
        if let Screen::Home(home) = &mut self.views.screen {
            home.select_account();
        }
        self.views.status_message = message.map(str::to_owned);
    }

    /// Queries the data of a section that a host draws, if it must be refreshed.
    pub(super) fn refresh_section(&mut self, section: Section, just_shown: bool) {
        if let Screen::Home(home) = &mut self.views.screen
            && let Some(query) = home.queries_on_show(section, just_shown)
        {
            self.run_query(query);
        }
    }

    /// Locks the session now. Does nothing without a session.
    pub fn lock(&mut self) {
        let Some(session) = self.session.open.take() else { return };
        // Keys, dialogs and unfinished set-ups are cleared at once; the worker persists the lock.
        session.clear_keys();
        self.close_all_dialogs();
        self.worker.watch(self.session.id.map(|id| Watch {
            requester: Requester::Session(id),
            session: session.handle(),
            lock_after: None,
        }));
        self.views.show(Screen::Locked(Box::new(LockedScreen::new(session.username()))));
        self.worker.send(self.views.screen_requester, Request::Lock(session));
        self.events.push(Event::Locked);
    }

    /// Ends the session, locked or not, and shows the reason, if any.
    pub(super) fn end_session(&mut self, reason: Option<&'static str>) {
        if self.session.open.is_some() || matches!(self.views.screen, Screen::Locked(_)) {
            self.events.push(Event::SignedOut);
        }
        self.send_sign_out();
        self.worker.watch(None);
        self.show_sign_in("", reason);
    }

    /// Clears the keys of the session, locked or not, and makes the worker sign it out.
    pub(super) fn send_sign_out(&mut self) {
        if let Some(session) = self.session.open.take() {
            session.clear_keys();
            self.worker.send(Requester::Gate, Request::SignOut(session));
        } else if let Screen::Locked(screen) = &mut self.views.screen
            && let Some(locked) = screen.locked.take()
        {
            self.worker.send(Requester::Gate, Request::SignOutLocked(locked));
        }
    }

    /// Ends a session that reached its limit of twelve hours.
    pub(super) fn expire_session(&mut self) {
        if let Some(session) = self.session.open.take() {
            session.clear_keys();
            self.worker.send(Requester::Gate, Request::ExpireSession(session));
            self.events.push(Event::SignedOut);
        }
        self.end_session(Some(text::SESSION_EXPIRED));
    }

    pub(super) fn show_sign_in(&mut self, username: &str, reason: Option<&str>) {
        self.close_all_dialogs();
        self.session.id = None;
        self.session.notices = SignInNotices::default();
        self.views.show(Screen::SignIn(Box::new(SignInScreen::new(username, reason))));
    }

    /// Closes all dialogs because the session begins, locks or ends. A pending proof request is reported as not proven.
    fn close_all_dialogs(&mut self) {
        for open in std::mem::take(&mut self.views.dialogs) {
            if let Dialog::OneTimeSecret(secret) = open.dialog {
                self.record_missed_secret(&secret);
            }
        }
        if let Some((_, purpose)) = self.session.pending_proof.take() {
            self.events.push(Event::NotProven(purpose));
        }
        self.views.status_message = None;
    }

    /// Records that a one-time secret was closed unseen. The account is told at its next session.
    pub(super) fn record_missed_secret(&mut self, secret: &OneTimeSecretDialog) {
        let Some(account) = self.session.account else { return };
        let sentence = match self.session.missed.take() {
            Some((missed_by, earlier)) if missed_by == account => format!("{earlier}. {}", secret.missed_message()),
            _ => secret.missed_message(),
        };
        self.session.missed = Some((account, sentence));
    }

    pub(super) fn lock_after(&self) -> Option<Duration> {
        self.settings.current.lock_after_minutes.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
    }

    pub(super) fn clear_after(&self) -> Duration {
        let most = self.policy().clear_clipboard_seconds;
        let seconds = self.settings.current.clear_clipboard_seconds.map_or(most, |own| own.min(most));
        Duration::from_secs(u64::from(seconds.clamp(CLEAR_CLIPBOARD.least, CLEAR_CLIPBOARD.most)))
    }
}
