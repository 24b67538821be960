//! The periodic work of a gate: replies, countdowns, idle time, global shortcuts.

use std::time::Duration;

use egui::{Context, ViewportCommand};

use crate::auth::{Now, Session, SessionDeadline};
use crate::gui::countdown::{until_next_code, until_next_second};
use crate::gui::dialogs::Dialog;
use crate::gui::dialogs::confirm::ConfirmCloseDialog;
use crate::gui::gate::Gate;
use crate::gui::message::Request;
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::settings::{Settings, ZOOM};
use crate::gui::shortcuts;
use crate::gui::text;

/// After this long without input, typed text is cleared and secrets are hidden.
const CLEAR_INPUT_AFTER: Duration = Duration::from_mins(2);

/// Whether the window closes although a set-up is unfinished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CloseState {
    #[default]
    NotRequested,
    /// The user confirmed, and the window was asked to close.
    Confirmed,
    /// The window is about to close. If it is still open in a later frame, the host refused; the next close asks again.
    Closing,
}

impl Gate {
    /// Processes everything that is due. May run several times a frame.
    pub(super) fn update(&mut self, context: &Context) {
        self.worker.set_context(context);
        if let Some(requester) = self.frame.opening.take() {
            self.worker.send(requester, Request::Open);
        }
        while let Some(reply) = self.worker.next_reply(self.now()) {
            self.handle_reply(reply);
        }
        let now = self.now();
        self.track_input(context, now);
        self.check_deadline();
        self.clear_idle_input(now);
        if let Some(command) = self.views.screen.view_mut().tick(now) {
            self.handle_command(context, self.views.screen_requester, command);
        }
        self.poll_clipboard();
        self.handle_shortcuts(context);
        self.save_settled_settings(now);
        self.confirm_close(context);
        self.update_content_protection(context);
    }

    /// Requests a repaint for the time at which something shown changes, if anything will.
    pub(super) fn request_repaints(&mut self, context: &Context) {
        if self.events.announce() || self.worker.needs_repaint() {
            context.request_repaint();
        }
        let now = self.now();
        let deadline = match self.session.deadline {
            Some(SessionDeadline::LocksIn(left) | SessionDeadline::EndsIn(left)) => Some(until_next_second(left)),
            _ => None,
        };
        let dialog = self.views.dialogs.last_mut().and_then(|open| open.dialog.view_mut().next_change_in(now));
        // A demo shows the current code.
        let hint = self.options.demo_hint.as_ref().map(|_| until_next_code(now));
        let undo = self.views.undo.as_ref().map(|undo| undo.remaining(now)).filter(|left| !left.is_zero());
        let changes = [
            undo,
            self.next_input_clearing_in(now),
            deadline,
            self.views.screen.view_mut().next_change_in(now),
            dialog,
            hint,
            self.next_settings_save_in(now),
        ];
        if let Some(next_change) = changes.into_iter().flatten().min() {
            context.request_repaint_after(next_change);
        }
    }

    /// Records input as activity: keys, clicks, scrolling, touch, and whatever changes what is typed.
    fn track_input(&mut self, context: &Context, now: Now) {
        let had_input =
            context.input(|input| input.events.iter().filter(|event| self.activity.is_input(event)).count() > 0);
        if self.activity.last_input.is_none() {
            self.activity.last_input = Some(now);
        }
        if had_input {
            self.record_activity_at(now);
        }
    }

    /// Records activity at `now`. A key press after the lock time has passed, as after a sleep, does not extend it.
    pub(super) fn record_activity_at(&mut self, now: Now) {
        self.activity.last_input = Some(now);
        self.activity.input_cleared = false;
        if let (Some(auth), Some(session)) = (self.auth(), &self.session.open)
            && !matches!(self.session_deadline(session, now), SessionDeadline::LockNow | SessionDeadline::EndNow)
        {
            auth.record_activity(session);
        }
    }

    /// Returns the session's deadline by the policy's lock time or the user's shorter one.
    fn session_deadline(&self, session: &Session, now: Now) -> SessionDeadline {
        let bound = self.policy().lock_after();
        session.deadline(now, self.lock_after().map_or(bound, |own| own.min(bound)))
    }

    fn check_deadline(&mut self) {
        let before = self.session.deadline.take();
        let Some(session) = &self.session.open else { return };
        let deadline = self.session_deadline(session, self.now());
        self.session.deadline = Some(deadline);
        self.emit_deadline_events(before, deadline);
        match deadline {
            SessionDeadline::NotDue | SessionDeadline::LocksIn(_) | SessionDeadline::EndsIn(_) => {}
            SessionDeadline::LockNow => self.lock(),
            SessionDeadline::EndNow => self.expire_session(),
        }
    }

    /// Emits each event of a deadline once when it becomes due, and once when activity resumes.
    fn emit_deadline_events(&mut self, before: Option<SessionDeadline>, deadline: SessionDeadline) {
        let was_idle = matches!(before, Some(SessionDeadline::LocksIn(_)));
        match deadline {
            SessionDeadline::LocksIn(left) if !was_idle => self.events.push(Event::LocksSoon(left)),
            SessionDeadline::NotDue | SessionDeadline::EndsIn(_) if was_idle => {
                self.events.push(Event::ActivityResumed);
            }
            _ => {}
        }
        if let SessionDeadline::EndsIn(left) = deadline
            && !std::mem::replace(&mut self.session.end_warning_sent, true)
        {
            self.events.push(Event::EndsSoon(left));
        }
    }

    fn next_input_clearing_in(&self, now: Now) -> Option<Duration> {
        let last_input = self.activity.last_input.filter(|_| !self.activity.input_cleared)?;
        Some(CLEAR_INPUT_AFTER.saturating_sub(now.since(last_input)))
    }

    fn clear_idle_input(&mut self, now: Now) {
        if self.next_input_clearing_in(now).is_some_and(|left| left.is_zero()) {
            self.activity.input_cleared = true;
            self.views.screen.view_mut().clear_input();
            self.views.dialogs.iter_mut().for_each(|open| open.dialog.view_mut().clear_input());
        }
    }

    fn poll_clipboard(&mut self) {
        while let Some(copied) = self.clipboard.next_result() {
            self.views.status_message =
                Some(if copied { text::copied(self.clear_after()) } else { text::NOT_COPIED.to_owned() });
        }
    }

    /// Handles the global shortcuts; those for the zoom only if the gate owns the window.
    fn handle_shortcuts(&mut self, context: &Context) {
        let pressed = |keys| context.input_mut(|input| input.consume_shortcut(&keys));
        if self.session.open.is_some() && pressed(shortcuts::LOCK) {
            self.lock();
        }
        if !self.options.owns_window {
            return;
        }
        let percent = u32::from(self.settings.current.zoom_percent);
        let requested = if pressed(shortcuts::ZOOM_IN) || pressed(shortcuts::ZOOM_IN_UNSHIFTED) {
            percent.saturating_add(ZOOM.step)
        } else if pressed(shortcuts::ZOOM_OUT) {
            percent.saturating_sub(ZOOM.step)
        } else if pressed(shortcuts::RESET_ZOOM) {
            ZOOM.least
        } else {
            percent
        };
        let requested =
            u16::try_from(requested.clamp(ZOOM.least, ZOOM.most)).unwrap_or(self.settings.current.zoom_percent);
        if requested != self.settings.current.zoom_percent {
            self.change_settings(Settings { zoom_percent: requested, ..self.settings.current.clone() });
        }
        context.set_zoom_factor(f32::from(requested) / 100.0);
    }

    /// Asks for confirmation before the window closes during a set-up.
    fn confirm_close(&mut self, context: &Context) {
        let closing = context.input(|input| input.viewport().close_requested());
        let unfinished = matches!(&self.views.screen, Screen::RecoveryCodes(codes) if !codes.is_renewal);
        if closing && unfinished && self.frame.close_state == CloseState::NotRequested {
            context.send_viewport_cmd(ViewportCommand::CancelClose);
            if !self.views.dialogs.iter().any(|open| matches!(open.dialog, Dialog::ConfirmClose(_))) {
                self.views.open_dialog(self.views.screen_requester, Dialog::ConfirmClose(ConfirmCloseDialog::new()));
            }
        }
        self.frame.close_state = match (self.frame.close_state, closing) {
            (CloseState::NotRequested, _) | (CloseState::Closing, false) => CloseState::NotRequested,
            (CloseState::Confirmed, false) => CloseState::Confirmed,
            (CloseState::Confirmed | CloseState::Closing, true) => CloseState::Closing,
        };
    }

    fn update_content_protection(&mut self, context: &Context) {
        let shows = self.views.screen.view_mut().shows_secret()
            || self.views.dialogs.iter_mut().any(|open| open.dialog.view_mut().shows_secret());
        let protect = self.options.protect_content && shows;
        if protect != self.frame.content_protected_in.is_some() {
            self.frame.content_protected_in = protect.then(|| context.cumulative_frame_nr());
            context.send_viewport_cmd(ViewportCommand::ContentProtected(protect));
        }
        if protect && self.must_conceal_secrets(context) {
            context.request_repaint();
        }
    }

    /// Whether secrets must not be painted yet: the window system executes a command after the frame that sent it.
    pub(super) fn must_conceal_secrets(&self, context: &Context) -> bool {
        let is_protected = self.frame.content_protected_in.is_some_and(|frame| context.cumulative_frame_nr() > frame);
        self.options.protect_content && !is_protected
    }
}
