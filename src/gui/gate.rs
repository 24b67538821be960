//! The gate: shows the host's content only while a user is signed in.

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

use egui::Context;

use self::sections::SectionTracker;
use self::tick::CloseState;
use self::views::Views;
use crate::auth::{AccountId, Auth, Clock, Error, Now, Policy, Session, SessionDeadline, SignInNotices, SystemClock};
use crate::gui::clipboard::Clipboard;
use crate::gui::message::{Requester, RequesterId};
use crate::gui::options::{Event, Options, SaveSettings};
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

#[derive(Default)]
struct SettingsState {
    current: Settings,
    /// When a setting was last changed, until it is saved.
    changed_at: Option<Now>,
    /// Why the settings could not be saved.
    save_error: Option<String>,
}

struct OpenAccounts {
    auth: Arc<Auth>,
    /// Where they are stored; `None` in memory.
    location: Option<String>,
    /// What opening them found, as sentences for the sign-in screen.
    notices: Option<String>,
    policy: Policy,
}

/// The session, and what belongs to it.
#[derive(Default)]
struct SessionState {
    /// The session of the user who is signed in, unless it is locked.
    open: Option<Session>,
    /// Identifies the session, open or locked, among the requesters.
    id: Option<RequesterId>,
    /// The account that was signed in last.
    account: Option<AccountId>,
    /// The notices of the sign-in, which outlive a lock.
    notices: SignInNotices,
    /// The deadline of the open session when the clock was last read.
    deadline: Option<SessionDeadline>,
    /// Whether the host was told that the session ends soon.
    end_warning_sent: bool,
    /// A one-time secret that an account was not shown, and what it is told at its next session.
    missed: Option<(AccountId, String)>,
    /// The proof that the host waits for, and its purpose.
    pending_proof: Option<(RequesterId, String)>,
}

#[derive(Default)]
struct EventQueue {
    queue: VecDeque<Event>,
    /// Events that the host was woken for.
    announced: usize,
}

impl EventQueue {
    fn push(&mut self, event: Event) {
        self.queue.push_back(event);
    }

    /// Whether there are events that the host was not woken for. It counts as woken for them from now on.
    fn announce(&mut self) -> bool {
        self.queue.len() > std::mem::replace(&mut self.announced, self.queue.len())
    }
}

/// The user's input, as far as time is concerned.
#[derive(Default)]
struct Activity {
    last_input: Option<Now>,
    /// Whether typed input was cleared since then.
    input_cleared: bool,
    /// An input method shows text that it has not committed.
    composing: bool,
}

impl Activity {
    /// Whether the user did something. Pointer movement does not count, nor what the window system sends by itself: an
    /// input method reports that it has no text whenever the focus moves.
    fn is_input(&mut self, event: &egui::Event) -> bool {
        use egui::{Event, ImeEvent};
        match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => {
                let was_composing = std::mem::replace(&mut self.composing, !text.is_empty());
                was_composing || self.composing
            }
            Event::Ime(ImeEvent::Commit(text)) => {
                let was_composing = std::mem::take(&mut self.composing);
                was_composing || !text.is_empty()
            }
            Event::Ime(ImeEvent::DeleteSurrounding { .. }) => true,
            #[expect(deprecated, reason = "older integrations send them")]
            Event::Ime(ImeEvent::Enabled | ImeEvent::Disabled) => false,
            Event::ModifiersChanged(modifiers) => modifiers.any(),
            Event::PointerMoved(_) | Event::MouseMoved(_) | Event::PointerGone | Event::WindowFocused(_) => false,
            Event::Copy
            | Event::Cut
            | Event::Paste(_)
            | Event::PasteImage(_)
            | Event::MiddleClickPaste { .. }
            | Event::Text(_)
            | Event::Key { .. }
            | Event::PointerButton { .. }
            | Event::Zoom(_)
            | Event::Rotate(_)
            | Event::Touch { .. }
            | Event::MouseWheel { .. }
            | Event::AccessKitActionRequest(_) => true,
        }
    }
}

#[derive(Default)]
struct FrameState {
    /// Who asks for the accounts in the first frame: without a display, nothing is opened or created.
    opening: Option<Requester>,
    /// The gate was updated in this frame already.
    ticked: bool,
    sections: SectionTracker,
    /// The frame in which the window system was asked to keep the content out of screenshots.
    content_protected_in: Option<u64>,
    close_state: CloseState,
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
        gate.frame.opening = Some(gate.views.screen_requester);
        gate
    }

    /// Creates a gate that does everything on the calling thread, so that a test sees each reply in the next frame.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn inline(auth: &Arc<Auth>, options: Options) -> Self {
        Self::with(options, |saver| Worker::inline(Some(Arc::clone(auth)), None, saver))
    }

    /// Processes replies, countdowns and idle time. [`Gate::ui`] calls it if the host does not. A host whose window may
    /// be hidden calls it in every frame before [`Gate::ui`], and on its own while the window is hidden.
    pub fn logic(&mut self, context: &Context) {
        self.update(context);
        self.request_repaints(context);
        self.frame.ticked = true;
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
