//! Signed in: the bar, and below it the host's content or the account, users or settings screen.

mod bar;
mod standing;

#[cfg(test)]
mod tests;

use std::time::Duration;

use egui::Ui;

use crate::auth::{Estimate, Notices, Now, Password};
use crate::gui::action::{Action, Read};
use crate::gui::gate::{Inside, Place};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::screens::account::Account;
use crate::gui::screens::settings::SettingsScreen;
use crate::gui::screens::users::Users;
use crate::gui::text::account as text;
use crate::gui::theme::Tone;
use crate::gui::widgets::told;
use crate::gui::worker::View;

/// The bar, and the screens below it, which a host may also place by themselves.
pub(in crate::gui) struct Home {
    /// The tab of the bar, or the part that was last acted in.
    here: Place,
    /// Parts that a host has drawn; they are kept up to date.
    shown: Vec<Place>,
    /// What the account screen tells and nobody has gone there to see yet.
    notices: Notices,
    account: Account,
    users: Users,
    settings: SettingsScreen,
}

impl Home {
    pub(in crate::gui) fn new(notices: Notices, inside: &Inside) -> Self {
        let here = if matches!(inside, Inside::Account) { Place::Account } else { Place::Content };
        Self {
            here,
            shown: Vec::new(),
            notices,
            account: Account::new(notices),
            users: Users::default(),
            settings: SettingsScreen::default(),
        }
    }

    /// As if its tab had been chosen.
    pub(in crate::gui) fn go_to_account(&mut self) {
        self.here = Place::Account;
        self.notices = Notices::default();
    }

    /// Which tab is chosen.
    pub(in crate::gui) fn is_at(&self, place: Place) -> bool {
        self.here == place
    }

    /// What the worker read for one of the screens below.
    pub(in crate::gui) fn read(&mut self, view: View) {
        match view {
            View::Account(view) => self.account.read(view),
            View::History(entries) => self.account.read_history(entries),
            View::Users(users) => self.users.read(users),
            // Every screen sees the policy in its scene.
            View::Policy(_) => {}
            View::Settings(_, cost) => self.settings.read(cost),
        }
    }

    /// What is to be read anew after an act.
    pub(in crate::gui) fn reads(&self) -> Vec<Read> {
        let places = self.shown.iter().chain((!self.shown.contains(&self.here)).then_some(&self.here));
        places.flat_map(|place| self.reads_of(*place)).copied().collect()
    }

    fn reads_of(&self, place: Place) -> &'static [Read] {
        match place {
            Place::Content => &[],
            Place::Account => self.account.reads(),
            Place::Users => Users::READS,
            Place::Settings => SettingsScreen::READS,
        }
    }

    /// A host draws this part; what is to be read if it is `new` there.
    pub(in crate::gui) fn shows(&mut self, place: Place, new: bool) -> Option<Read> {
        let first = !self.shown.contains(&place);
        if first {
            self.shown.push(place);
        }
        (new || first).then(|| self.reads_of(place).first().copied()).flatten()
    }

    fn choose(&mut self, place: Place) -> Option<Action> {
        match place {
            Place::Account => self.go_to_account(),
            other => self.here = other,
        }
        Some(self.reads_of(place).first().map_or(Action::ToContent, |what| Action::Read(*what)))
    }

    fn screen(&mut self, place: Place) -> Option<&mut dyn Show> {
        match place {
            Place::Content => None,
            Place::Account => Some(&mut self.account),
            Place::Users => Some(&mut self.users),
            Place::Settings => Some(&mut self.settings),
        }
    }

    fn all(&mut self) -> [&mut dyn Show; 3] {
        [&mut self.account, &mut self.users, &mut self.settings]
    }

    /// One of the screens in a place that a host gave it.
    pub(in crate::gui) fn show_part(&mut self, ui: &mut Ui, scene: &Scene<'_>, place: Place) -> Option<Action> {
        ui.spacing_mut().item_spacing.y = 0.0;
        if place == Place::Account
            && let Some(line) = first_line(scene)
        {
            ui.push_id("hint", |ui| told(ui, scene.theme, Tone::Quiet, line));
        }
        let news = scene.told.filter(|_| self.here == place).unwrap_or_default();
        told(ui, scene.theme, Tone::Good, news);
        let wanted = self.screen(place)?.show(ui, scene);
        if wanted.is_some() {
            self.here = place;
        }
        wanted
    }

    /// What stands above the host's content: the bar if there is one, and what cannot wait.
    pub(in crate::gui) fn show_above(&mut self, ui: &mut Ui, scene: &Scene<'_>, bar: bool) -> Option<Action> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let chosen = if bar { bar::bar(ui, scene, self.here) } else { None };
        if bar {
            told(ui, scene.theme, Tone::Warning, text::look_at_account(&self.notices).unwrap_or_default());
        }
        standing::show(ui, scene);
        chosen.and_then(|chosen| self.act_on(chosen))
    }

    fn act_on(&mut self, chosen: bar::Chosen) -> Option<Action> {
        match chosen {
            bar::Chosen::Place(place) => self.choose(place),
            bar::Chosen::Lock => Some(Action::Lock),
            bar::Chosen::SignOut => Some(Action::SignOut { reason: None }),
        }
    }
}

/// Of a hint of several lines, the one that says where one is.
fn first_line<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    scene.hint.and_then(|hint| hint.lines().next())
}

impl Show for Home {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let chosen = bar::bar(ui, scene, self.here);
        if let Some(line) = first_line(scene) {
            ui.push_id("hint", |ui| told(ui, scene.theme, Tone::Quiet, line));
        }
        standing::show(ui, scene);
        told(ui, scene.theme, Tone::Good, scene.told.unwrap_or_default());
        let here = self.here;
        let wanted = ui.push_id(here, |ui| self.screen(here).and_then(|screen| screen.show(ui, scene))).inner;
        match chosen {
            Some(chosen) => self.act_on(chosen),
            None => wanted,
        }
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        self.all().into_iter().find_map(|screen| screen.tick(now))
    }

    fn due(&self, now: Now) -> Option<Duration> {
        [self.account.due(now), self.users.due(now), self.settings.due(now)].into_iter().flatten().min()
    }

    fn rest(&mut self) {
        self.all().into_iter().for_each(Show::rest);
    }

    fn weighed(&mut self, estimate: Estimate) {
        if let Some(screen) = self.screen(self.here) {
            screen.weighed(estimate);
        }
    }

    fn suggested(&mut self, passphrase: &Password) {
        if let Some(screen) = self.screen(self.here) {
            screen.suggested(passphrase);
        }
    }

    fn fault(&mut self, sentence: &str) {
        if let Some(screen) = self.screen(self.here) {
            screen.fault(sentence);
        }
    }
}
