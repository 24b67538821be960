//! What a screen draws from.

use egui::{Key, Modifiers, Ui};

use crate::auth::{Now, Policy, Session, SessionDeadline};
use crate::gui::gate::Content;
use crate::gui::settings::Settings;
use crate::gui::theme::Theme;
use crate::gui::widgets::DialogArea;

/// Everything around a screen that is not its own. Screens only read it.
pub struct ViewContext<'a> {
    /// Colours, sizes, motion.
    pub theme: &'a Theme,
    /// What the person set.
    pub settings: &'a Settings,
    /// What administrators set for everybody.
    pub policy: &'a Policy,
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

/// Which field is to have the keyboard. It is given once for each change of state, never in every frame.
#[derive(Debug)]
pub struct FocusRequest<F>(Option<F>);

impl<F> Default for FocusRequest<F> {
    fn default() -> Self {
        Self(None)
    }
}

impl<F: PartialEq> FocusRequest<F> {
    /// From the next frame on it is there.
    pub fn initially(field: F) -> Self {
        Self(Some(field))
    }

    /// Moves it.
    pub fn set(&mut self, field: F) {
        self.0 = Some(field);
    }

    /// Gives `response` the keyboard if it is wanted there. A field that is disabled gets it once it is not.
    pub fn apply_to(&mut self, field: F, response: &egui::Response) {
        if self.0.as_ref() == Some(&field) && response.enabled() {
            self.0 = None;
            response.request_focus();
        }
    }
}
