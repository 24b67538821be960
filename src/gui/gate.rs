//! The whole of it for a host: both doors in front of its content.

mod api;
mod commands;
mod draw;
mod replies;
mod sections;
mod session;
mod settings;
#[cfg(test)]
mod tests;
mod tick;
mod views;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::Context;

use self::api::PendingProof;
use self::sections::SectionTracker;
use self::session::MissedSecret;
use self::tick::CloseState;
use self::views::Views;
use crate::auth::{AccountId, Auth, Clock, Error, Now, Policy, Session, SessionDeadline, SignInNotices, SystemClock};
use crate::gui::clipboard::Clipboard;
use crate::gui::message::{Request, Requester, RequesterId};
use crate::gui::options::{Event, Options, SaveSettings};
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
    settings: Settings,
    /// When a setting was last changed, until the host has heard of it.
    settings_changed: Option<Now>,
    /// Why the settings could not be saved.
    settings_trouble: Option<String>,
    worker: Worker,
    auth: Option<Arc<Auth>>,
    /// Where the accounts are, and what opening them found.
    storage_location: Option<String>,
    open_notices: Option<String>,
    policy: Policy,
    session: Option<Session>,
    /// Identifies that session among the requesters.
    session_id: Option<RequesterId>,
    /// Who was signed in last.
    account: Option<AccountId>,
    /// What its owner should hear, for as long as it lasts.
    notices: SignInNotices,
    /// What the clock said about the session when it was last looked at.
    timeout: SessionDeadline,
    /// The host has heard that the session ends soon.
    end_warning_sent: bool,
    views: Views,
    status_message: Option<String>,
    /// What the person who was signed in last is told when they are back.
    missed: Option<MissedSecret>,
    clipboard: Clipboard,
    copy_results: (Sender<bool>, Receiver<bool>),
    theme: Theme,
    events: VecDeque<Event>,
    last_input: Option<Now>,
    input_cleared: bool,
    /// The frame in which the window system was asked to keep the content out of screenshots.
    content_protected_in: Option<u64>,
    close_state: CloseState,
    ticked_this_frame: bool,
    sections: SectionTracker,
    /// What a host waits to have proven.
    pending_proof: Option<PendingProof>,
    /// Events that the host was woken for.
    events_announced: usize,
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
            settings,
            settings_changed: None,
            settings_trouble: None,
            worker,
            auth: None,
            storage_location: None,
            open_notices: None,
            policy: Policy::default(),
            session: None,
            session_id: None,
            account: None,
            notices: SignInNotices::default(),
            timeout: SessionDeadline::NotDue,
            end_warning_sent: false,
            views: Views::new(opening),
            status_message: None,
            missed: None,
            clipboard: Clipboard::default(),
            copy_results: channel(),
            theme: Theme::new(false, false),
            events: VecDeque::new(),
            last_input: None,
            input_cleared: false,
            content_protected_in: None,
            close_state: CloseState::NotRequested,
            ticked_this_frame: false,
            sections: SectionTracker::default(),
            pending_proof: None,
            events_announced: 0,
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
    pub(super) fn set_session_and_screen(&mut self, session: Option<Session>, screen: Screen) {
        if let Some(session) = session {
            self.begin_session(session);
        }
        self.views.show(screen);
    }

    #[cfg(test)]
    pub(super) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Does what is due: replies, countdowns, idle time. A host whose window may be hidden calls it in every frame
    /// before [`Gate::ui`], and alone while the window is hidden; otherwise [`Gate::ui`] does it.
    pub fn logic(&mut self, context: &Context) {
        self.update(context);
        self.request_repaints(context);
        self.ticked_this_frame = true;
    }

    /// Asks the worker; the reply goes to `requester` if it is still there then.
    fn send(&mut self, requester: Requester, request: Request) {
        self.worker.send(requester, request);
    }

    fn now(&self) -> Now {
        self.auth.as_ref().map_or_else(|| SystemClock.now(), |auth| auth.now())
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("options", &self.options).finish_non_exhaustive()
    }
}
