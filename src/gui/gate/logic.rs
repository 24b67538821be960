//! What happens by itself: replies, countdowns, idle time, the keys that work everywhere.

use std::time::Duration;

use egui::{Context, Event as Input, ViewportCommand};

use crate::auth::{Now, STEP_SECONDS, Session, Standing};
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::leave::Leave;
use crate::gui::gate::{Event, Gate};
use crate::gui::screen::{Screen, Show};
use crate::gui::settings::{Settings, ZOOM};
use crate::gui::shortcuts;
use crate::gui::text;

/// After this long without input nothing typed or secret is left on the screen.
const REST_AFTER: Duration = Duration::from_secs(120);

/// Whether the window closes although a set-up is unfinished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    No,
    /// The person wants it, and the window was asked to close.
    Asked,
    /// It is about to close. If it is still here afterwards the host has refused, and the next close is asked about.
    Closing,
}

impl Gate {
    /// One look at everything. It may run several times a frame.
    pub(super) fn run(&mut self, context: &Context) {
        self.worker.wake(context);
        while let Some(answer) = self.worker.take(self.now()) {
            self.hear(answer);
        }
        let now = self.now();
        self.note_input(context, now);
        self.look_after_session();
        self.rest(now);
        if let Some(action) = self.views.screen_mut().tick(now) {
            self.act(context, self.views.on_screen(), action);
        }
        self.hear_clipboard();
        self.keys(context);
        self.settle_settings(now);
        self.guard_window(context);
        self.protect(context);
    }

    /// Asks for the next frame, and only if something will change by itself then.
    pub(super) fn schedule(&mut self, context: &Context) {
        let news = self.events.len() > self.announced;
        self.announced = self.events.len();
        if news || self.worker.wants_a_frame() {
            context.request_repaint();
        }
        let now = self.now();
        let rest = self.input.filter(|_| !self.rested).map(|at| REST_AFTER.saturating_sub(since(at, now)));
        let standing = match self.standing {
            Standing::LocksIn(left) | Standing::EndsIn(left) => Some(to_next_second(left)),
            Standing::Open | Standing::LockNow | Standing::EndNow => None,
        };
        let dialog = self.views.top().and_then(|dialog| dialog.due(now));
        // A demo tells the code of the moment.
        let hint = self.options.hint.as_ref().map(|_| to_next_code(now));
        if let Some(due) = [rest, standing, self.views.screen().due(now), dialog, hint, self.settings_due(now)]
            .into_iter()
            .flatten()
            .min()
        {
            context.request_repaint_after(due);
        }
    }

    /// Keys, clicks and scrolling put off rest and lock. Moving the pointer does not.
    fn note_input(&mut self, context: &Context, now: Now) {
        let is_input = |event: &Input| {
            matches!(
                event,
                Input::Key { .. }
                    | Input::Text(_)
                    | Input::Paste(_)
                    | Input::PointerButton { .. }
                    | Input::MouseWheel { .. }
                    | Input::Touch { .. }
                    | Input::AccessKitActionRequest(_)
            )
        };
        let somebody = context.input(|input| input.events.iter().any(is_input));
        if self.input.is_none() {
            self.input = Some(now);
        }
        if somebody {
            self.somebody_is_there(now);
        }
    }

    /// A key that wakes the window after a sleep longer than the person's own time comes too late.
    pub(super) fn somebody_is_there(&mut self, now: Now) {
        self.input = Some(now);
        self.rested = false;
        if let (Some(auth), Some(session)) = (&self.auth, &self.session)
            && !matches!(self.standing_of(session, now), Standing::LockNow | Standing::EndNow)
        {
            auth.touch(session);
        }
    }

    /// What the clock says about a session, by the administrators' time to locking or a shorter one of its owner's.
    fn standing_of(&self, session: &Session, now: Now) -> Standing {
        let bound = self.policy.lock_after();
        session.standing(now, self.lock_after().map_or(bound, |own| own.min(bound)))
    }

    fn look_after_session(&mut self) {
        let Some(session) = &self.session else {
            self.standing = Standing::Open;
            return;
        };
        let standing = self.standing_of(session, self.now());
        let before = std::mem::replace(&mut self.standing, standing);
        self.tell_standing(before);
        match self.standing {
            Standing::Open | Standing::LocksIn(_) | Standing::EndsIn(_) => {}
            Standing::LockNow => self.lock_session(),
            Standing::EndNow => self.expire_session(),
        }
    }

    /// A host hears once that something is due, and that it was put off.
    fn tell_standing(&mut self, before: Standing) {
        let was_idle = matches!(before, Standing::LocksIn(_));
        match self.standing {
            Standing::LocksIn(left) if !was_idle => self.events.push_back(Event::LocksSoon(left)),
            Standing::Open | Standing::EndsIn(_) if was_idle => self.events.push_back(Event::Active),
            _ => {}
        }
        if let Standing::EndsIn(left) = self.standing
            && !std::mem::replace(&mut self.told_of_the_end, true)
        {
            self.events.push_back(Event::EndsSoon(left));
        }
    }

    fn rest(&mut self, now: Now) {
        if !self.rested && self.input.is_some_and(|at| since(at, now) >= REST_AFTER) {
            self.rested = true;
            self.views.screen_mut().rest();
            self.views.dialogs_mut().for_each(Dialog::rest);
        }
    }

    fn hear_clipboard(&mut self) {
        while let Ok(copied) = self.copied.1.try_recv() {
            self.told = Some(if copied { text::copied(self.clear_after()) } else { text::NOT_COPIED.to_owned() });
        }
    }

    /// The shortcuts that work everywhere; those for the zoom only where the window is ours.
    fn keys(&mut self, context: &Context) {
        let pressed = |keys| context.input_mut(|input| input.consume_shortcut(&keys));
        if self.session.is_some() && pressed(shortcuts::LOCK) {
            self.lock_session();
        }
        if !self.options.whole_window {
            return;
        }
        let percent = u32::from(self.settings.zoom_percent);
        let wanted = if pressed(shortcuts::LARGER) || pressed(shortcuts::LARGER_UNSHIFTED) {
            percent.saturating_add(ZOOM.step)
        } else if pressed(shortcuts::SMALLER) {
            percent.saturating_sub(ZOOM.step)
        } else if pressed(shortcuts::AS_IT_WAS) {
            ZOOM.least
        } else {
            percent
        };
        let wanted = u16::try_from(wanted.clamp(ZOOM.least, ZOOM.most)).unwrap_or(self.settings.zoom_percent);
        if wanted != self.settings.zoom_percent {
            self.change_settings(Settings { zoom_percent: wanted, ..self.settings.clone() });
        }
        context.set_zoom_factor(f32::from(wanted) / 100.0);
    }

    /// A window that closes in the middle of a set-up asks first.
    fn guard_window(&mut self, context: &Context) {
        let closing = context.input(|input| input.viewport().close_requested());
        let unfinished = matches!(self.views.screen(), Screen::Codes(codes) if !codes.is_renewal());
        if closing && unfinished && self.leaving == Leaving::No {
            context.send_viewport_cmd(ViewportCommand::CancelClose);
            if !self.views.dialogs().any(|dialog| matches!(dialog, Dialog::Leave(_))) {
                self.views.open(self.views.on_screen(), Dialog::Leave(Leave::default()));
            }
        }
        self.leaving = match (self.leaving, closing) {
            (Leaving::No, _) | (Leaving::Closing, false) => Leaving::No,
            (Leaving::Asked, false) => Leaving::Asked,
            (Leaving::Asked | Leaving::Closing, true) => Leaving::Closing,
        };
    }

    fn protect(&mut self, context: &Context) {
        let shows = self.views.screen().shows_secret() || self.views.dialogs().any(Dialog::shows_secret);
        let protect = self.options.protect_content && shows;
        if protect != self.protected_in.is_some() {
            self.protected_in = protect.then(|| context.cumulative_frame_nr());
            context.send_viewport_cmd(ViewportCommand::ContentProtected(protect));
        }
        if protect && self.conceals(context) {
            context.request_repaint();
        }
    }

    /// Whether secrets are not to be painted yet: the window system carries out a command after the frame that sent it.
    pub(super) fn conceals(&self, context: &Context) -> bool {
        let is_protected = self.protected_in.is_some_and(|frame| context.cumulative_frame_nr() > frame);
        self.options.protect_content && !is_protected
    }
}

/// The larger of both clocks, as for locking.
pub(super) fn since(from: Now, to: Now) -> Duration {
    to.boot.saturating_sub(from.boot).max(to.wall.since(from.wall))
}

/// Until authenticators show the next code.
fn to_next_code(now: Now) -> Duration {
    let step = i64::try_from(STEP_SECONDS).unwrap_or(i64::MAX).saturating_mul(1000);
    let past = now.wall.millis().rem_euclid(step.max(1));
    Duration::from_millis(u64::try_from(step.saturating_sub(past)).unwrap_or_default())
}

/// Until the whole seconds of `left` change.
pub(in crate::gui) fn to_next_second(left: Duration) -> Duration {
    Duration::from_nanos(u64::from(left.subsec_nanos()).max(1_000_000) + 1_000_000)
}
