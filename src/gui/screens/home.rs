//! Signed in: the bar, and the account, users or settings screen below it.

mod bar;
mod standing;

#[cfg(test)]
mod tests;

use std::time::Duration;

use egui::Ui;

use super::account::Account;
use super::settings::SettingsScreen;
use super::users::Users;
use crate::auth::{Notices, Now, Password, Strength};
use crate::gui::action::{Action, Read};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::theme::Tone;
use crate::gui::widgets::told;
use crate::gui::worker::View;

/// Which of the screens is shown below the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Account,
    Users,
    Settings,
}

impl Tab {
    /// What it shows of the accounts.
    fn reads(self) -> &'static [Read] {
        match self {
            Self::Account => &[Read::Account],
            Self::Users => Users::READS,
            Self::Settings => SettingsScreen::READS,
        }
    }
}

/// The bar, and the screens below it.
pub(in crate::gui) struct Home {
    tab: Tab,
    account: Account,
    users: Users,
    settings: SettingsScreen,
}

impl Home {
    pub(in crate::gui) fn new(notices: Notices) -> Self {
        Self {
            tab: Tab::Account,
            account: Account::new(notices),
            users: Users::default(),
            settings: SettingsScreen::default(),
        }
    }

    /// What the worker read for one of the screens below.
    pub(in crate::gui) fn read(&mut self, view: View) {
        match view {
            View::Account(view) => self.account.read(view),
            View::History(entries) => self.account.read_history(entries),
            View::Users(users) => self.users.read(users),
            // Every screen sees the policy in its scene.
            View::Policy(_) => {}
        }
    }

    /// What is to be read anew after an act.
    pub(in crate::gui) fn reads(&self) -> &'static [Read] {
        match self.tab {
            Tab::Account => self.account.reads(),
            other => other.reads(),
        }
    }

    fn choose(&mut self, tab: Tab) -> Option<Action> {
        self.tab = tab;
        tab.reads().first().map(|what| Action::Read(*what))
    }

    fn screen(&mut self) -> &mut dyn Show {
        match self.tab {
            Tab::Account => &mut self.account,
            Tab::Users => &mut self.users,
            Tab::Settings => &mut self.settings,
        }
    }
}

impl Show for Home {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let chosen = bar::bar(ui, scene, self.tab);
        if let Some(line) = scene.hint.and_then(|hint| hint.lines().next()) {
            ui.push_id("hint", |ui| told(ui, scene.theme, Tone::Quiet, line));
        }
        standing::show(ui, scene);
        told(ui, scene.theme, Tone::Good, scene.told.unwrap_or_default());
        let wanted = ui.push_id(self.tab as u8, |ui| self.screen().show(ui, scene)).inner;
        match chosen {
            Some(bar::Chosen::Tab(tab)) => self.choose(tab),
            Some(bar::Chosen::Lock) => Some(Action::Lock),
            Some(bar::Chosen::SignOut) => Some(Action::SignOut { reason: None }),
            None => wanted,
        }
    }

    fn tick(&mut self, now: Now) -> Option<Action> {
        self.screen().tick(now)
    }

    fn due(&self, now: Now) -> Option<Duration> {
        match self.tab {
            Tab::Account => self.account.due(now),
            Tab::Users | Tab::Settings => None,
        }
    }

    fn rest(&mut self) {
        self.screen().rest();
    }

    fn weighed(&mut self, strength: Strength) {
        self.screen().weighed(strength);
    }

    fn suggested(&mut self, passphrase: &Password) {
        self.screen().suggested(passphrase);
    }

    fn fault(&mut self, sentence: &str) {
        self.screen().fault(sentence);
    }
}
