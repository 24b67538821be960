//! Who signed in when, or tried to.

use egui::accesskit::Role;
use egui::{Align, Ui, UiBuilder};

use crate::auth::{Event, HistoryEntry};
use crate::gui::action::{Action, Read};
use crate::gui::icon::Icon;
use crate::gui::screens::account::Part;
use crate::gui::text::history;
use crate::gui::theme::{GRID, Tone, Type};
use crate::gui::widgets::{Button, note, row, say, tooltip};

/// Entries shown before older ones are asked for.
const FIRST: usize = 10;
/// Side of an entry's icon, in points.
const ICON: f32 = 18.0;

/// Folded, or what was read.
#[derive(Default)]
pub(super) struct History {
    open: bool,
    all: bool,
    /// It was just opened: the entries are to be seen as soon as they are there.
    reveal: bool,
    entries: Option<Vec<HistoryEntry>>,
}

impl History {
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn read(&mut self, entries: Vec<HistoryEntry>) {
        self.entries = Some(entries);
    }

    /// The line that opens it, and the entries once it is open.
    pub(super) fn show(&mut self, ui: &mut Ui, part: &Part<'_>) -> Option<Action> {
        let theme = part.scene.theme;
        let words = if self.open { history::HIDE } else { history::SHOW };
        let last = history::last(part.view.opened, part.calendar);
        let fold =
            row(ui, theme, Icon::Clock, (history::HISTORY, &last), |ui| Button::quiet(words).compact().show(ui, theme));
        if self.open {
            if self.entries.is_some() && std::mem::take(&mut self.reveal) {
                ui.scroll_to_rect(fold.rect.expand(2.0 * GRID), Some(Align::Min));
            }
            self.show_entries(ui, part);
        }
        if !fold.clicked() {
            return None;
        }
        self.open = !self.open;
        self.all = false;
        self.reveal = self.open;
        self.entries = None;
        self.open.then_some(Action::Read(Read::History))
    }

    fn show_entries(&mut self, ui: &mut Ui, part: &Part<'_>) {
        let Some(entries) = &self.entries else { return };
        if entries.is_empty() {
            note(ui, part.scene.theme, Tone::Quiet, history::NONE);
        }
        let shown = if self.all { entries.len() } else { FIRST };
        let list = UiBuilder::new().accessibility_role(Role::List).accessibility_label(history::HISTORY);
        ui.scope_builder(list, |ui| {
            for entry in entries.iter().take(shown) {
                show_entry(ui, part, entry);
            }
        });
        if entries.len() > shown {
            self.all = Button::link(history::OLDER).show(ui, part.scene.theme).clicked();
        }
    }
}

fn show_entry(ui: &mut Ui, part: &Part<'_>, entry: &HistoryEntry) {
    let theme = part.scene.theme;
    let (icon, tone) = match entry.event {
        Some(event) if event.is_failure() => (Icon::Close, Tone::Error),
        Some(Event::SignedIn | Event::Unlocked | Event::SteppedUp) => (Icon::Check, Tone::Good),
        _ => (Icon::Info, Tone::Quiet),
    };
    let color = theme.tone(tone).0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        icon.show(ui, ICON, color);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let words = if tone == Tone::Error { color } else { theme.palette.text };
            say(ui, Type::Banner, words, &history::event(entry));
            let circumstances = note(ui, theme, Tone::Quiet, &history::circumstances(entry, part.calendar));
            let exact = part.calendar.exact(entry.time);
            ui.accesskit_node_builder(circumstances.id, |node| node.set_description(exact.as_str()));
            tooltip(circumstances, theme, &exact);
        });
    });
}
