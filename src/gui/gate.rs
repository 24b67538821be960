//! The whole of it for a host: both doors in front of its content.

mod act;
mod hear;
mod host;
mod logic;
mod options;
mod session;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use egui::{Context, Frame, Id, Ui};

pub(in crate::gui) use logic::to_next_second;
pub use options::{Event, Hint, Options};

use super::action::Action;
use super::clipboard::Clipboard;
use super::dialog::Dialog;
use super::scene::Scene;
use super::screen::{Screen, Show};
use super::screens::opening::Opening;
use super::settings::{Settings, ThemeChoice};
use super::text;
use super::theme::Theme;
use super::widgets::Cover;
use super::worker::{Request, Worker};
use crate::auth::{Auth, Clock, Error, Notices, Now, Policy, Session, Standing, SystemClock};

/// Both doors, as a value that an egui program owns: it asks [`Gate::ui`] to draw in each frame, and its own content
/// is drawn only while somebody is signed in.
pub struct Gate {
    options: Options,
    settings: Settings,
    worker: Worker,
    auth: Option<Arc<Auth>>,
    place: Option<String>,
    policy: Policy,
    /// Raised whenever whoever waits for a reply is gone; replies of another epoch are dropped.
    epoch: u64,
    session: Option<Session>,
    /// What its owner should hear, for as long as it lasts.
    notices: Notices,
    /// What the clock said about the session when it was last looked at.
    standing: Standing,
    screen: Screen,
    dialogs: Vec<Dialog>,
    /// What had the keyboard on which screen before a dialog came over it.
    below: Option<(Discriminant<Screen>, Option<Id>)>,
    told: Option<String>,
    clipboard: Clipboard,
    copied: (Sender<bool>, Receiver<bool>),
    theme: Theme,
    events: VecDeque<Event>,
    input: Option<Now>,
    rested: bool,
    protected: bool,
    leaving: bool,
    fresh: bool,
    /// A host asked for its own account screen in place of its content.
    account: bool,
    /// A host waits for a proof.
    proving: bool,
    /// Events that the host was woken for.
    announced: usize,
}

impl Gate {
    /// A gate to accounts that are open.
    pub fn new(auth: Auth, options: Options) -> Self {
        Self::with(Worker::start(Some(Arc::new(auth)), None), options)
    }

    /// A gate to accounts that the worker thread opens, while a screen says so. A failure is shown with its cause,
    /// and `opener` is called again on **Try again**.
    pub fn opening(opener: impl FnMut() -> Result<Auth, Error> + Send + 'static, options: Options) -> Self {
        Self::with(Worker::start(None, Some(Box::new(opener))), options)
    }

    fn with(worker: Worker, options: Options) -> Self {
        let settings = options.settings.clone();
        let mut gate = Self {
            options,
            settings,
            worker,
            auth: None,
            place: None,
            policy: Policy::default(),
            epoch: 0,
            session: None,
            notices: Notices::default(),
            standing: Standing::Open,
            screen: Screen::Opening(Opening::new(SystemClock.now())),
            dialogs: Vec::new(),
            below: None,
            told: None,
            clipboard: Clipboard::default(),
            copied: channel(),
            theme: Theme::new(false, false),
            events: VecDeque::new(),
            input: None,
            rested: false,
            protected: false,
            leaving: false,
            fresh: false,
            account: false,
            proving: false,
            announced: 0,
        };
        gate.send(Request::Open);
        gate
    }

    /// Everything on the calling thread, so that a test sees each reply in the frame after its request.
    #[cfg(test)]
    pub(super) fn inline(auth: &Arc<Auth>, options: Options) -> Self {
        Self::with(Worker::inline(Some(Arc::clone(auth)), None), options)
    }

    /// The same for accounts that are still to be opened.
    #[cfg(test)]
    pub(super) fn inline_opening(opener: super::worker::Opener, options: Options) -> Self {
        Self::with(Worker::inline(None, Some(opener)), options)
    }

    /// As if whoever has this session had just come to this screen.
    #[cfg(test)]
    pub(super) fn put(&mut self, session: Option<Session>, screen: Screen) {
        if let Some(session) = session {
            self.begin_session(session);
        }
        self.screen = screen;
    }

    #[cfg(test)]
    pub(super) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Draws the doors, or `content` while somebody is signed in. Call it in every frame.
    pub fn ui(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Ui, &Session)) {
        if !std::mem::take(&mut self.fresh) {
            self.run(ui);
        }
        self.choose_theme(ui);
        if let (Screen::Home(_), Some(session), false) = (&self.screen, &self.session, self.shows_own()) {
            content(ui, session);
        } else {
            let action = self.within(ui, Self::draw);
            if let Some(action) = action {
                self.act(ui, action);
            }
        }
        let action = self.within(ui, Self::draw_dialog);
        if let Some(action) = action {
            self.act(ui, action);
        }
        self.schedule(ui);
    }

    /// Does what is due: replies, countdowns, idle time. A host whose window may be hidden calls it in every frame
    /// before [`Gate::ui`], and alone while the window is hidden; otherwise [`Gate::ui`] does it.
    pub fn logic(&mut self, context: &Context) {
        self.run(context);
        self.schedule(context);
        self.fresh = true;
    }

    fn send(&mut self, request: Request) {
        self.worker.send(self.epoch, request);
    }

    fn now(&self) -> Now {
        self.auth.as_ref().map_or_else(|| SystemClock.now(), |auth| auth.now())
    }

    /// Draws in a scope of our own: style and ids end with it.
    fn within<R>(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui) -> R) -> R {
        ui.push_id(("vestibule", self.options.id), |ui| draw(self, ui)).inner
    }

    fn choose_theme(&mut self, ui: &Ui) {
        let dark = match self.settings.theme {
            ThemeChoice::Light => false,
            ThemeChoice::Dark => true,
            ThemeChoice::System => ui.visuals().dark_mode,
        };
        if (dark, self.settings.reduce_motion) != (self.theme.dark, self.theme.reduce_motion) {
            self.theme = Theme::new(dark, self.settings.reduce_motion);
        }
    }

    /// The screen is taken out while it draws, so that it can read everything around it.
    fn draw(&mut self, ui: &mut Ui) -> Option<Action> {
        self.theme.apply(ui);
        ui.painter().rect_filled(ui.max_rect(), 0.0, self.theme.palette.window);
        let now = self.now();
        let mut screen = std::mem::take(&mut self.screen);
        let hint = self.hint(screen.asks_code_of(), now);
        let scene = Scene { hint: hint.as_deref(), ..self.scene(now) };
        // What scrolls fades into the ground that it lies on, which egui looks up here.
        let ground = Frame::NONE.fill(self.theme.palette.window);
        let action = ground.show(ui, |ui| screen.show(ui, &scene)).inner;
        self.screen = screen;
        action
    }

    /// Only the topmost dialog is drawn.
    fn draw_dialog(&mut self, ui: &mut Ui) -> Option<Action> {
        self.keep_focus(ui);
        let mut dialog = self.dialogs.pop()?;
        self.theme.apply(ui);
        let now = self.now();
        let hint = self.session.as_ref().and_then(|session| self.hint(Some(session.username()), now));
        let action = dialog.show(ui, &Scene { covered: false, hint: hint.as_deref(), ..self.scene(now) });
        self.dialogs.push(dialog);
        action
    }

    /// The keyboard goes back to where it was before a dialog, unless the dialog led to another screen.
    fn keep_focus(&mut self, ui: &Ui) {
        let screen = discriminant(&self.screen);
        match (self.dialogs.is_empty(), self.below) {
            (false, None) => self.below = Some((screen, ui.memory(|memory| memory.focused()))),
            (true, Some((before, focused))) => {
                self.below = None;
                if let (true, Some(id)) = (before == screen, focused) {
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
            }
            (true, None) | (false, Some(_)) => {}
        }
    }

    fn hint(&self, username: Option<&str>, now: Now) -> Option<String> {
        self.options.hint.as_ref().and_then(|hint| hint(username, now))
    }

    fn scene(&self, now: Now) -> Scene<'_> {
        Scene {
            theme: &self.theme,
            settings: &self.settings,
            policy: &self.policy,
            now,
            session: self.session.as_ref(),
            standing: self.standing,
            busy: self.worker.is_busy(),
            covered: !self.dialogs.is_empty(),
            cover: if self.options.home { Cover::Window } else { Cover::Panel },
            program: self.auth.as_ref().map_or(text::PROGRAM, |auth| auth.program()),
            place: self.place.as_deref(),
            told: self.told.as_deref(),
            hint: None,
        }
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("options", &self.options).finish_non_exhaustive()
    }
}
