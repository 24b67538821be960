//! Settings change at once, and are saved a moment later: on the worker's thread, and once for many steps.

use std::time::Duration;

use crate::gui::gate::logic::since;
use crate::gui::gate::{Event, Gate, Now, Settings};
use crate::gui::requester::Requester;
use crate::gui::screen::Screen;
use crate::gui::text;
use crate::gui::worker::Request;

/// So long after the last change they are saved.
const SETTLE: Duration = Duration::from_millis(500);

impl Gate {
    pub(super) fn change_settings(&mut self, settings: Settings) {
        if settings == self.settings {
            return;
        }
        self.settings = settings;
        self.settings_changed = Some(self.now());
        self.watch_session();
    }

    /// Saves what has settled.
    pub(super) fn settle_settings(&mut self, now: Now) {
        if self.settings_changed.is_some_and(|at| since(at, now) >= SETTLE) {
            self.save_settings();
        }
    }

    /// Until something is to be saved.
    pub(super) fn settings_due(&self, now: Now) -> Option<Duration> {
        self.settings_changed.map(|at| SETTLE.saturating_sub(since(at, now)))
    }

    /// Saves what was changed and is not saved yet.
    pub(super) fn save_settings(&mut self) {
        if self.settings_changed.take().is_some() {
            self.send(Requester::Gate, Request::SaveSettings(self.settings.clone()));
            self.events.push_back(Event::SettingsChanged(self.settings.clone()));
        }
    }

    /// They were saved, or why not.
    pub(super) fn settings_saved(&mut self, saved: Result<(), String>) {
        self.settings_trouble = saved.err().map(|why| text::settings::not_saved(&why));
        let is_at_settings = matches!(self.views.screen(), Screen::Home(home) if home.is_at(super::Place::Settings));
        if let (Some(trouble), false) = (&self.settings_trouble, is_at_settings) {
            self.told = Some(trouble.clone());
        }
    }
}
