//! The own account: two-factor, password, history, sessions.

mod banners;
mod history;
mod password;
mod sessions;
mod two_factor;

#[cfg(test)]
mod tests;

use egui::Ui;

use crate::auth::{AccountView, HistoryEntry, Notices};
use crate::gui::action::{Action, Read};
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::ask::{Ask, Question};
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::text::account;
use crate::gui::text::when::Calendar;
use crate::gui::theme::{GRID, WIDE_COLUMN};
use crate::gui::widgets::{Top, heading, lead, scroll_layout};

/// What was read of the account.
pub(in crate::gui) struct Account {
    notices: Notices,
    view: Option<Box<AccountView>>,
    history: history::History,
}

impl Account {
    pub(in crate::gui) fn new(notices: Notices) -> Self {
        Self { notices, view: None, history: history::History::default() }
    }

    /// The account as it is now.
    pub(in crate::gui) fn read(&mut self, view: Box<AccountView>) {
        self.view = Some(view);
    }

    /// Its history as it is now.
    pub(in crate::gui) fn read_history(&mut self, entries: Vec<HistoryEntry>) {
        self.history.read(entries);
    }

    /// What is to be read anew after an act.
    pub(in crate::gui) fn reads(&self) -> &'static [Read] {
        if self.history.is_open() { &[Read::Account, Read::History] } else { &[Read::Account] }
    }
}

impl Show for Account {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let theme = scene.theme;
        let Self { notices, view, history } = self;
        let session = scene.session?;
        let calendar = Calendar::here(scene.now.wall);
        let body = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            heading(ui, theme, session.username());
            let since = calendar.since(session.opened());
            lead(ui, theme, &account::signed_in_as(session.username(), session.role(), &since));
            let view = view.as_deref()?;
            let part = Part { view, scene, calendar: &calendar };
            let wanted = [
                banners::show(ui, &part, notices),
                two_factor::show(ui, &part),
                password::show(ui, &part, history),
                sessions::show(ui, &part),
            ];
            ui.add_space(GRID);
            wanted.into_iter().flatten().next()
        };
        scroll_layout(ui, WIDE_COLUMN, Top::Tight, body)
    }
}

/// What each part of the screen draws from.
struct Part<'a> {
    view: &'a AccountView,
    scene: &'a Scene<'a>,
    calendar: &'a Calendar,
}

/// Opens the dialog that asks this.
fn ask(question: Question) -> Action {
    Action::Open(Box::new(Dialog::Ask(Ask::new(question))))
}
