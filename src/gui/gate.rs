//! The gate: shows the host's content only while a user is signed in.

mod api;
mod commands;
mod draw;
mod replies;
mod sections;
mod session;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod tick;
mod views;

use std::sync::Arc;

use egui::Context;

use self::state::{Activity, EventQueue, FrameState, OpenAccounts, SessionState, SettingsState};
use self::views::Views;
use crate::auth::{Auth, Clock, Error, Now, Policy, SystemClock};
use crate::gui::clipboard::Clipboard;
use crate::gui::message::{Request, Requester};
use crate::gui::options::{Options, SaveSettings};
use crate::gui::screens::Screen;
use crate::gui::screens::opening::OpeningScreen;
use crate::gui::settings::Settings;
use crate::gui::theme::Theme;
use crate::gui::worker::Worker;

/// The sign-in gate of an egui program. [`Gate::ui`] is called in each frame and draws either the sign-in screens or,
/// while a user is signed in, the host's content.
///
/// Slow work such as password hashing runs on a worker thread and never blocks a frame; when it completes, the gate
/// requests a repaint. Ctrl+L (⌘L on a Mac) is consumed and locks the session while a user is signed in. Dropping the
/// gate signs out and blocks until the sign-out is persisted.
///
/// ```no_run
/// # fn frame(ui: &mut vestibule::egui::Ui, gate: &mut vestibule::gui::Gate) {
/// use vestibule::gui::Event;
///
/// gate.ui(ui, |ui, me| {
///     ui.label(format!("Good day, {}", me.username()));
/// });
/// for event in gate.events() {
///     if let Event::Locked | Event::SignedOut = event {
///         // Drop what was open under their keys.
///     }
/// }
/// # }
/// ```
pub struct Gate {
    options: Options,
    settings: SettingsState,
    theme: Theme,
    accounts: Option<OpenAccounts>,
    session: SessionState,
    views: Views,
    worker: Worker,
    clipboard: Clipboard,
    events: EventQueue,
    activity: Activity,
    frame: FrameState,
}

impl Gate {
    /// Creates a gate for accounts that are already open.
    pub fn new(auth: Auth, options: Options) -> Self {
        Self::with(options, |saver| Worker::start(Some(Arc::new(auth)), None, saver))
    }

    /// Creates a gate whose worker thread opens the accounts while a screen says so. On failure the screen shows the
    /// cause, and **Try again** calls `opener` again.
    pub fn opening(opener: impl FnMut() -> Result<Auth, Error> + Send + 'static, options: Options) -> Self {
        Self::with(options, |saver| Worker::start(None, Some(Box::new(opener)), saver))
    }

    fn with(mut options: Options, start: impl FnOnce(Option<SaveSettings>) -> Worker) -> Self {
        let worker = start(options.save_settings.take());
        let settings = options.settings.clone().within_bounds();
        let opening = Screen::Opening(OpeningScreen::new(SystemClock.now()));
        let mut gate = Self {
            options,
            settings: SettingsState { current: settings, ..SettingsState::default() },
            theme: Theme::new(false, false),
            accounts: None,
            session: SessionState::default(),
            views: Views::new(opening),
            worker,
            clipboard: Clipboard::default(),
            events: EventQueue::default(),
            activity: Activity::default(),
            frame: FrameState::default(),
        };
        gate.send(gate.views.screen_requester(), Request::Open);
        gate
    }

    /// Creates a gate that does everything on the calling thread, so that a test sees each reply in the next frame.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn inline(auth: &Arc<Auth>, options: Options) -> Self {
        Self::with(options, |saver| Worker::inline(Some(Arc::clone(auth)), None, saver))
    }

    /// As [`Gate::inline`], for accounts that are still to be opened.
    #[cfg(test)]
    pub(super) fn inline_opening(opener: super::worker::Opener, options: Options) -> Self {
        Self::with(options, |saver| Worker::inline(None, Some(opener), saver))
    }

    /// Starts `session`, if any, and shows `screen`, without the steps that lead there.
    #[cfg(test)]
    pub(super) fn set_session_and_screen(&mut self, session: Option<crate::auth::Session>, screen: Screen) {
        if let Some(session) = session {
            self.begin_session(session);
        }
        self.views.show(screen);
    }

    #[cfg(test)]
    pub(super) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings.current
    }

    /// Processes replies, countdowns and idle time. [`Gate::ui`] calls it if the host does not. A host whose window may
    /// be hidden calls it in every frame before [`Gate::ui`], and on its own while the window is hidden.
    pub fn logic(&mut self, context: &Context) {
        self.update(context);
        self.request_repaints(context);
        self.frame.ticked = true;
    }

    /// Sends a request to the worker. The reply is delivered to `requester` if that still exists.
    fn send(&mut self, requester: Requester, request: Request) {
        self.worker.send(requester, request);
    }

    fn now(&self) -> Now {
        self.auth().map_or_else(|| SystemClock.now(), |auth| auth.now())
    }

    /// What administrators set, or the defaults until the accounts are open.
    fn policy(&self) -> Policy {
        self.accounts.as_ref().map(|accounts| accounts.policy).unwrap_or_default()
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("options", &self.options).finish_non_exhaustive()
    }
}
