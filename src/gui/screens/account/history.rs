//! The history of sign-ins and attempts.

use egui::accesskit::Role;
use egui::{Align, Ui, UiBuilder};

use crate::auth::{Event, HistoryEntry};
use crate::gui::icon::Icon;
use crate::gui::message::{Command, Query, SessionRequest};
use crate::gui::screens::account::AccountContext;
use crate::gui::text::history;
use crate::gui::theme::{GRID, Intent, Typography};
use crate::gui::widgets::{Button, TextField, caption, list_row, styled_text, tooltip};

/// Entries shown before older ones are requested.
const PAGE_SIZE: usize = 10;
const ICON_SIZE: f32 = 18.0;

/// The history section: collapsed, or the entries that were read.
#[derive(Default)]
pub struct History {
    pub open: bool,
    show_all: bool,
    /// Just opened: the entries are scrolled into view once they are loaded.
    scroll_into_view: bool,
    pub entries: Option<Vec<HistoryEntry>>,
    /// Only entries that contain it are shown, ignoring case.
    search: String,
}

impl History {
    /// Draws the line that expands the section, and the entries if it is expanded.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &AccountContext<'_>) -> Option<Command> {
        let theme = cx.view_context.theme;
        let label = if self.open { history::HIDE } else { history::SHOW };
        let last = history::last_sign_in(cx.account.session_opened_at, cx.dates);
        let toggle = list_row(ui, theme, Icon::Clock, (history::HISTORY, &last), |ui| {
            Button::secondary(label).compact().show(ui, theme)
        });
        if self.open {
            if self.entries.is_some() && std::mem::take(&mut self.scroll_into_view) {
                ui.scroll_to_rect(toggle.rect.expand(2.0 * GRID), Some(Align::Min));
            }
            self.show_entries(ui, cx);
        }
        if !toggle.clicked() {
            return None;
        }
        self.open = !self.open;
        self.show_all = false;
        self.scroll_into_view = self.open;
        self.entries = None;
        self.search.clear();
        self.open.then_some(Command::SendInSession(SessionRequest::Query(Query::History)))
    }

    fn show_entries(&mut self, ui: &mut Ui, cx: &AccountContext<'_>) {
        let Some(entries) = &self.entries else { return };
        if entries.is_empty() {
            caption(ui, cx.view_context.theme, Intent::Neutral, history::NO_SIGN_INS);
        }
        if entries.len() > 1 {
            TextField::search(history::SEARCH, Icon::Search).show(ui, cx.view_context.theme, &mut self.search);
        }
        let search = self.search.trim().to_lowercase();
        let contains = |entry: &&HistoryEntry| {
            let words =
                [history::event(entry), history::circumstances(entry, cx.dates), cx.dates.full(entry.occurred_at)];
            search.is_empty() || words.join(" ").to_lowercase().contains(&search)
        };
        let entries: Vec<&HistoryEntry> = entries.iter().filter(contains).collect();
        if entries.is_empty() && !search.is_empty() {
            caption(ui, cx.view_context.theme, Intent::Neutral, history::NO_MATCH);
        }
        let shown = if self.show_all { entries.len() } else { PAGE_SIZE };
        let list = UiBuilder::new().accessibility_role(Role::List).accessibility_label(history::HISTORY);
        ui.scope_builder(list, |ui| {
            for entry in entries.iter().take(shown) {
                show_entry(ui, cx, entry);
            }
        });
        if entries.len() > shown {
            self.show_all = Button::link(history::OLDER).show(ui, cx.view_context.theme).clicked();
        }
    }
}

fn show_entry(ui: &mut Ui, cx: &AccountContext<'_>, entry: &HistoryEntry) {
    let theme = cx.view_context.theme;
    let (icon, intent) = match entry.event {
        Some(event) if event.is_failure() => (Icon::Close, Intent::Error),
        Some(Event::SignedIn | Event::Unlocked | Event::SteppedUp) => (Icon::Check, Intent::Success),
        _ => (Icon::Info, Intent::Neutral),
    };
    let color = theme.intent_colors(intent).0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        icon.show(ui, ICON_SIZE, color);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let text_color = if intent == Intent::Error { color } else { theme.palette.text };
            styled_text(ui, Typography::Banner, text_color, &history::event(entry));
            let circumstances = caption(ui, theme, Intent::Neutral, &history::circumstances(entry, cx.dates));
            let exact = cx.dates.full(entry.occurred_at);
            ui.accesskit_node_builder(circumstances.id, |node| node.set_description(exact.as_str()));
            tooltip(circumstances, theme, &exact);
        });
    });
}
