//! The view trait, and the context that a view draws from.

use std::time::Duration;

use egui::{Key, Modifiers, Ui};

use crate::auth::{ActionError, Estimate, Now, Password, Policy, Session, SessionDeadline};
use crate::gui::message::{Command, Operation, StepUpRefusal, Undo};
use crate::gui::options::Content;
use crate::gui::settings::Settings;
use crate::gui::text::errors;
use crate::gui::theme::Theme;
use crate::gui::widgets::DialogArea;

/// Everything that a view reads and does not own.
pub struct ViewContext<'a> {
    pub theme: &'a Theme,
    pub settings: &'a Settings,
    pub policy: Policy,
    /// The time of the accounts' clock, not egui's.
    pub now: Now,
    pub session: Option<&'a Session>,
    /// The session's deadline, for a banner.
    pub timeout: SessionDeadline,
    /// The view waits for a request: its fields and buttons are disabled.
    pub busy: bool,
    /// A dialog is open over the screen, which must not handle keys.
    pub dialog_open: bool,
    /// The window is not yet excluded from screenshots: secrets are laid out but not painted.
    pub conceal_secrets: bool,
    pub content: &'a Content,
    /// The area that a dialog covers: the window, or the host's panel.
    pub dialog_area: DialogArea,
    /// The program's name, as authenticator apps show it.
    pub program: &'a str,
    /// The location of the accounts; `None` in memory.
    pub storage_location: Option<&'a str>,
    /// The result of the last operation, announced politely by screen readers.
    pub status_message: Option<&'a str>,
    /// What can be undone, beside the status message.
    pub undo: Option<&'a Undo>,
    pub settings_error: Option<&'a str>,
    /// The sentences of a demo, shown at sign-in.
    pub demo_hint: Option<&'a str>,
}

impl ViewContext<'_> {
    /// Draws a secret, or only reserves its space while the window is not yet excluded from screenshots.
    pub fn draw_secret<R>(&self, ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
        ui.scope(|ui| {
            if self.conceal_secrets {
                ui.set_invisible();
            }
            draw(ui)
        })
        .inner
    }

    /// Returns whether Escape was pressed for the screen, and consumes it.
    pub fn consume_escape(&self, ui: &Ui) -> bool {
        !self.dialog_open && !self.busy && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    }
}

/// A screen or a dialog. Every method but `show` is optional.
pub trait View {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command>;

    /// Returns the user whose sign-in or set-up is in progress, if known.
    fn username(&self) -> Option<&str> {
        None
    }

    /// Returns the user whose one-time code the view asks for, if it does.
    fn code_username(&self) -> Option<&str> {
        None
    }

    /// Called in every update, also while the window is hidden.
    fn tick(&mut self, _now: Now) -> Option<Command> {
        None
    }

    /// The time until the view changes by itself; `None` if it does not.
    fn next_change_in(&self, _now: Now) -> Option<Duration> {
        None
    }

    /// Clears what was typed and hides secrets. Called after 120 s without input.
    fn clear_input(&mut self) {}

    fn set_strength(&mut self, _estimate: Estimate) {}

    fn set_suggestion(&mut self, _passphrase: &Password) {}

    /// Shows an error that replaced a reply. The view stays open.
    fn show_error(&mut self, _sentence: &str) {}

    /// Called if the step-up for the view's operation was refused; the operation is still pending.
    fn on_step_up_refused(&mut self, _operation: Operation, _refusal: StepUpRefusal, _now: Now) {}

    fn on_denied(&mut self, denied: &ActionError, _now: Now) {
        self.show_error(&errors::denied(denied));
    }

    /// Whether the view shows something that must not appear in screenshots.
    fn shows_secret(&self) -> bool {
        false
    }
}
