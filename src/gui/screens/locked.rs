//! Locked: somebody is signed in, and nothing is shown.

use std::time::Duration;

use egui::{Sense, Ui, Vec2, vec2};

use crate::auth::{CodeRefusal, Locked, Now, Refusal, Standing};
use crate::gui::action::Action;
use crate::gui::icon::Icon;
use crate::gui::parts::Proof;
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::text::{self, account};
use crate::gui::theme::COLUMN;
use crate::gui::widgets::{Button, Top, heading, lead, screen_layout};
use crate::gui::worker::StepUpRefused;

#[cfg(test)]
mod tests;

/// Side of the lock above the heading, in points.
const ICON: f32 = 32.0;

/// The state that can be unlocked, while it is not with the worker, and what is typed.
pub(in crate::gui) struct LockedScreen {
    locked: Option<Box<Locked>>,
    username: String,
    proof: Proof,
}

impl LockedScreen {
    /// The state comes with [`LockedScreen::needs`], a moment later.
    pub(in crate::gui) fn new(username: &str) -> Self {
        Self { locked: None, username: username.to_owned(), proof: Proof::new(text::PASSWORD, false) }
    }

    /// Who is signed in.
    pub(in crate::gui) fn username(&self) -> &str {
        &self.username
    }

    /// What can be unlocked, and whether a code is asked for.
    pub(in crate::gui) fn needs(&mut self, locked: Locked, code: bool) {
        self.locked = Some(Box::new(locked));
        self.proof.ask_code(code);
    }

    pub(in crate::gui) fn password_refused(&mut self, locked: Locked, refusal: Refusal, now: Now) {
        self.locked = Some(Box::new(locked));
        self.proof.refused(StepUpRefused::Password(refusal), now);
    }

    pub(in crate::gui) fn code_refused(&mut self, locked: Locked, refusal: CodeRefusal, now: Now) {
        self.locked = Some(Box::new(locked));
        self.proof.refused(StepUpRefused::Code(refusal), now);
    }

    /// Nothing is known of what was typed; it can be typed again.
    pub(in crate::gui) fn interrupted(&mut self, locked: Box<Locked>, sentence: &str) {
        self.locked = Some(locked);
        self.proof.fault(sentence);
    }

    fn can_submit(&self, scene: &Scene<'_>) -> bool {
        !scene.busy && self.locked.is_some() && self.proof.is_ready(scene.now)
    }

    /// Somebody else signs in.
    pub(in crate::gui) fn give_up(&mut self) -> Option<Box<Locked>> {
        self.locked.take()
    }
}

impl Show for LockedScreen {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let can_submit = self.can_submit(scene);
        let Self { username, proof, .. } = &mut *self;
        let mut entered = false;
        let body = |ui: &mut Ui| {
            // The drawing does not fill its square; its left edge is to stand above that of the words.
            let (square, _) = ui.allocate_exact_size(Vec2::splat(ICON), Sense::hover());
            Icon::Lock.paint(ui.painter(), square.translate(vec2(-ICON / 8.0, 0.0)), theme.palette.accent);
            ui.add_space(8.0);
            heading(ui, theme, account::LOCKED);
            lead(ui, theme, &account::is_signed_in(username));
            ui.add_space(8.0);
            entered = proof.show(ui, scene);
        };
        let foot = |ui: &mut Ui| {
            let unlock = Button::primary(account::UNLOCK).full().enabled(can_submit).busy(scene.busy).show(ui, theme);
            let other = Button::link(account::SOMEBODY_ELSE).enabled(!scene.busy).show(ui, theme);
            (unlock.clicked(), other.clicked())
        };
        let ((), (unlock, other)) = screen_layout(ui, theme, COLUMN, Top::Airy, body, foot);
        if scene.busy {
            return None;
        }
        if other {
            return Some(Action::SignOut { reason: None });
        }
        if !(entered || unlock) || !self.can_submit(scene) {
            return None;
        }
        let locked = self.locked.take()?;
        let (password, factor) = self.proof.give();
        Some(Action::Unlock { locked, password, factor })
    }

    /// It ends after twelve hours, locked or not.
    fn tick(&mut self, now: Now) -> Option<Action> {
        let over = self.locked.as_ref().is_some_and(|locked| locked.standing(now) == Standing::EndNow);
        over.then_some(Action::SignOut { reason: Some(text::TWELVE_HOURS) })
    }

    fn due(&self, now: Now) -> Option<Duration> {
        self.proof.due(now)
    }

    fn rest(&mut self) {
        self.proof.wipe();
    }

    fn fault(&mut self, sentence: &str) {
        self.proof.fault(sentence);
    }
}
