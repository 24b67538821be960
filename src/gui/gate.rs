//! The whole of it for a host: both doors in front of its content.

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

/// Both doors, as a value that an egui program owns: it asks [`Gate::ui`] to draw in each frame, and its own content
/// is drawn only while somebody is signed in.
///
/// Everything slow runs on a thread of the gate's own, so no frame waits for a password; what comes of it is drawn in a
/// later frame, for which the gate wakes the window. It takes one key from its host: Ctrl+L, ⌘L on a Mac,
/// locks while somebody is in.
/// Dropping it signs out, and waits until that is written down.
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
    /// A gate to accounts that are open.
    pub fn new(auth: Auth, options: Options) -> Self {
        Self::with(options, |saver| Worker::start(Some(Arc::new(auth)), None, saver))
    }

    /// A gate to accounts that the worker thread opens, while a screen says so. A failure is shown with its cause,
    /// and `opener` is called again on **Try again**.
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

    /// Everything on the calling thread, so that a test sees each reply in the frame after its request.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn inline(auth: &Arc<Auth>, options: Options) -> Self {
        Self::with(options, |saver| Worker::inline(Some(Arc::clone(auth)), None, saver))
    }

    /// The same for accounts that are still to be opened.
    #[cfg(test)]
    pub(super) fn inline_opening(opener: super::worker::Opener, options: Options) -> Self {
        Self::with(options, |saver| Worker::inline(None, Some(opener), saver))
    }

    /// As if whoever has this session had just come to this screen.
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

    /// Does what is due: replies, countdowns, idle time. A host whose window may be hidden calls it in every frame
    /// before [`Gate::ui`], and alone while the window is hidden; otherwise [`Gate::ui`] does it.
    pub fn logic(&mut self, context: &Context) {
        self.update(context);
        self.request_repaints(context);
        self.frame.ticked = true;
    }

    /// Asks the worker; the reply goes to `requester` if it is still there then.
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
