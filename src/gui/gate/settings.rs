//! Settings change at once, and are saved a moment later: on the worker's thread, and once for many steps.

use std::time::Duration;

use crate::gui::gate::{Gate, Now, Settings};
use crate::gui::message::{Request, Requester};
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::section::Section;
use crate::gui::text;

/// So long after the last change they are saved.
const SAVE_DELAY: Duration = Duration::from_millis(500);

impl Gate {
    pub(super) fn change_settings(&mut self, settings: Settings) {
        if settings == self.settings.current {
            return;
        }
        self.settings.current = settings;
        self.settings.changed_at = Some(self.now());
        self.watch_session();
    }

    /// Saves what has settled.
    pub(super) fn save_settled_settings(&mut self, now: Now) {
        if self.settings.changed_at.is_some_and(|at| now.since(at) >= SAVE_DELAY) {
            self.save_settings();
        }
    }

    /// Until something is to be saved.
    pub(super) fn next_settings_save_in(&self, now: Now) -> Option<Duration> {
        self.settings.changed_at.map(|at| SAVE_DELAY.saturating_sub(now.since(at)))
    }

    /// Saves what was changed and is not saved yet.
    pub(super) fn save_settings(&mut self) {
        if self.settings.changed_at.take().is_some() {
            self.send(Requester::Gate, Request::SaveSettings(self.settings.current.clone()));
            self.events.push(Event::SettingsChanged(self.settings.current.clone()));
        }
    }

    /// They were saved, or why not.
    pub(super) fn on_settings_saved(&mut self, saved: Result<(), String>) {
        self.settings.save_error = saved.err().map(|error| text::settings::not_saved(&error));
        let is_at_settings = matches!(self.views.screen(), Screen::Home(home) if home.is_current(Section::Settings));
        if let (Some(error), false) = (&self.settings.save_error, is_at_settings) {
            self.views.status_message = Some(error.clone());
        }
    }
}
