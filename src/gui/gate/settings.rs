//! Settings take effect at once, and are saved after a delay, on the worker thread, once for several changes.

use std::time::Duration;

use crate::gui::gate::{Gate, Now, Settings};
use crate::gui::message::{Request, Requester};
use crate::gui::options::Event;
use crate::gui::screens::Screen;
use crate::gui::section::Section;
use crate::gui::text;

/// The delay between the last change and saving.
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

    /// Saves the settings if the last change is older than the delay.
    pub(super) fn save_settled_settings(&mut self, now: Now) {
        if self.next_settings_save_in(now).is_some_and(|left| left.is_zero()) {
            self.save_settings();
        }
    }

    pub(super) fn next_settings_save_in(&self, now: Now) -> Option<Duration> {
        self.settings.changed_at.map(|at| SAVE_DELAY.saturating_sub(now.since(at)))
    }

    pub(super) fn save_settings(&mut self) {
        if self.settings.changed_at.take().is_some() {
            self.worker.send(Requester::Gate, Request::SaveSettings(self.settings.current.clone()));
            self.events.push(Event::SettingsChanged(self.settings.current.clone()));
        }
    }

    pub(super) fn on_settings_saved(&mut self, saved: Result<(), String>) {
        self.settings.save_error = saved.err().map(|error| text::settings::not_saved(&error));
        let is_at_settings = matches!(&self.views.screen, Screen::Home(home) if home.current == Section::Settings);
        if let (Some(error), false) = (&self.settings.save_error, is_at_settings) {
            self.views.status_message = Some(error.clone());
        }
    }
}
