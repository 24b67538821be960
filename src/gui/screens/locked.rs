//! The screen of a locked session, which shows no content.

use std::time::Duration;

use egui::{Sense, Ui, Vec2, vec2};

use crate::auth::{Locked, Now, SessionDeadline};
use crate::gui::forms::{CredentialsForm, submit_button};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Request, StepUpRefusal};
use crate::gui::text::{self, account};
use crate::gui::theme::COLUMN;
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, Placement, heading, scroll_with_footer, subtitle};

#[cfg(test)]
mod tests;

/// Side of the lock above the heading, in points.
const ICON_SIZE: f32 = 32.0;

/// The locked state, while the worker does not have it, and the input.
pub struct LockedScreen {
    pub locked: Option<Box<Locked>>,
    username: String,
    credentials: CredentialsForm,
}

impl LockedScreen {
    /// Creates the screen. [`LockedScreen::set_locked`] sets the state once the worker has replied.
    pub fn new(username: &str) -> Self {
        let credentials = CredentialsForm::new(text::PASSWORD, text::PASSWORD_LABELS, false);
        Self { locked: None, username: username.to_owned(), credentials }
    }

    pub fn set_locked(&mut self, locked: Locked, code: bool) {
        self.locked = Some(Box::new(locked));
        self.credentials.require_code(code);
    }

    /// Password or code was refused; another attempt is possible.
    pub fn on_refused(&mut self, locked: Locked, refusal: StepUpRefusal, now: Now) {
        self.locked = Some(Box::new(locked));
        self.credentials.on_refused(refusal, now);
    }

    fn can_submit(&self, cx: &ViewContext<'_>) -> bool {
        !cx.busy && self.locked.is_some() && self.credentials.is_ready(cx.now)
    }
}

impl View for LockedScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let theme = cx.theme;
        let can_submit = self.can_submit(cx);
        let Self { username, credentials, .. } = &mut *self;
        let body = |ui: &mut Ui| {
            // The drawing does not fill its square; its left edge is aligned with the text.
            let (square, _) = ui.allocate_exact_size(Vec2::splat(ICON_SIZE), Sense::hover());
            Icon::Lock.paint(ui.painter(), square.translate(vec2(-ICON_SIZE / 8.0, 0.0)), theme.palette.accent);
            ui.add_space(8.0);
            heading(ui, theme, account::LOCKED);
            subtitle(ui, theme, &account::is_signed_in(username));
            ui.add_space(8.0);
            credentials.show(ui, cx)
        };
        let footer = |ui: &mut Ui| {
            let unlock = submit_button(ui, cx, account::UNLOCK, can_submit);
            let other = Button::link(account::SIGN_IN_AS_OTHER).enabled(!cx.busy).show(ui, theme);
            (unlock.clicked(), other.clicked())
        };
        let (submitted, (unlock, other)) = scroll_with_footer(ui, theme, COLUMN, Placement::Centred, body, footer);
        if cx.busy {
            return None;
        }
        if other {
            return Some(Command::SignOut { reason: None });
        }
        if !(submitted || unlock) || !self.can_submit(cx) {
            return None;
        }
        let (password, factor) = self.credentials.submit()?;
        let locked = self.locked.take()?;
        Some(Command::Send(Request::Unlock { locked, password, factor }))
    }

    fn code_username(&self) -> Option<&str> {
        Some(&self.username)
    }

    /// The session ends after twelve hours, locked or not.
    fn tick(&mut self, now: Now) -> Option<Command> {
        let expired = self.locked.as_ref().is_some_and(|locked| locked.deadline(now) == SessionDeadline::EndNow);
        expired.then_some(Command::SignOut { reason: Some(text::SESSION_EXPIRED) })
    }

    fn next_change_in(&self, now: Now) -> Option<Duration> {
        self.credentials.next_change_in(now)
    }

    fn clear_input(&mut self) {
        self.credentials.wipe();
    }

    fn show_error(&mut self, sentence: &str) {
        self.credentials.on_error(sentence);
    }
}
