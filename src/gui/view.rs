//! What a view is, and what it draws from.

use std::time::Duration;

use egui::{Key, Modifiers, Ui};

use crate::auth::{ActionError, Estimate, Now, Password, Policy, Session, SessionDeadline};
use crate::gui::message::{Command, Operation, StepUpRefusal};
use crate::gui::options::Content;
use crate::gui::settings::Settings;
use crate::gui::text::errors;
use crate::gui::theme::Theme;
use crate::gui::widgets::DialogArea;

/// Everything around a screen that is not its own. Screens only read it.
pub struct ViewContext<'a> {
    /// Colours, sizes, motion.
    pub theme: &'a Theme,
    /// What the person set.
    pub settings: &'a Settings,
    /// What administrators set for everybody.
    pub policy: Policy,
    /// The accounts' clock, never egui's.
    pub now: Now,
    /// Who is signed in, if anybody is.
    pub session: Option<&'a Session>,
    /// What the clock says about the session, for a banner.
    pub timeout: SessionDeadline,
    /// Something runs that the person waits for: fields and buttons rest.
    pub busy: bool,
    /// A dialog is open over the screen: keys are not the screen's.
    pub dialog_open: bool,
    /// The window can still be photographed: what is secret is laid out and not painted.
    pub conceal_secrets: bool,
    /// What is behind the doors.
    pub content: &'a Content,
    /// What a dialog covers: the window, or the panel that a host gave us.
    pub dialog_area: DialogArea,
    /// The program's name, as authenticator apps show it.
    pub program: &'a str,
    /// Where the accounts are kept; `None` in memory.
    pub storage_location: Option<&'a str>,
    /// What was just done, to be told politely.
    pub status_message: Option<&'a str>,
    /// Why the settings could not be saved.
    pub settings_error: Option<&'a str>,
    /// Sentences that a demo shows on its doors.
    pub demo_hint: Option<&'a str>,
}

impl ViewContext<'_> {
    /// Draws what is secret, or only keeps its room while the window can still be photographed.
    pub fn draw_secret<R>(&self, ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
        ui.scope(|ui| {
            if self.conceal_secrets {
                ui.set_invisible();
            }
            draw(ui)
        })
        .inner
    }

    /// Whether Escape was pressed for the screen; nobody else sees it then.
    pub fn consume_escape(&self, ui: &Ui) -> bool {
        !self.dialog_open && !self.busy && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    }
}

/// What every screen and dialog does. All but drawing is optional.
pub trait View {
    /// Draws itself and gives back what the person wants.
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command>;

    /// Looks at the clock, also while the window is hidden.
    fn tick(&mut self, _now: Now) -> Option<Command> {
        None
    }

    /// How long nothing changes by itself. `None`: for ever.
    fn next_change_in(&self, _now: Now) -> Option<Duration> {
        None
    }

    /// 120 s without input: forgets what was typed, hides what is secret.
    fn clear_input(&mut self) {}

    /// How good is what was typed so far.
    fn set_strength(&mut self, _estimate: Estimate) {}

    /// A passphrase that was asked for.
    fn set_suggestion(&mut self, _passphrase: &Password) {}

    /// An error came in place of a reply, and the view goes on.
    fn show_error(&mut self, _sentence: &str) {}

    /// The step-up for its operation was refused; the operation is still to be done.
    fn on_step_up_refused(&mut self, _operation: Operation, _refusal: StepUpRefusal, _now: Now) {}

    /// The operation it asked for was not done.
    fn on_denied(&mut self, denied: &ActionError, _now: Now) {
        self.show_error(&errors::denied(denied));
    }

    /// Whether it shows what a screenshot must not.
    fn shows_secret(&self) -> bool {
        false
    }
}
