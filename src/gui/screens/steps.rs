//! What the three steps of a set-up share: how they begin, their foot, and their end.

use std::time::Duration;

use egui::accesskit::Live;
use egui::{Align, Layout, Response, Ui};
use zeroize::Zeroizing;

use crate::gui::action::Action;
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::save::Save;
use crate::gui::text::{self, setup};
use crate::gui::theme::{GRID, Theme, Tone};
use crate::gui::widgets::{Button, heading, note};
use crate::gui::worker::FileContent;

/// Under this width, in points, two buttons stand one below the other.
const NARROW: f32 = 200.0;
/// Widest primary button beside another one, in points.
const PRIMARY: f32 = 160.0;

/// Which step it is, and the heading.
pub(super) fn step_head(ui: &mut Ui, theme: &Theme, step: &str, title: &str) {
    if !step.is_empty() {
        note(ui, theme, Tone::Quiet, step);
        ui.add_space(-GRID / 2.0);
    }
    heading(ui, theme, title);
}

/// The way back to the left, the way on to the right.
pub(super) fn foot(ui: &mut Ui, theme: &Theme, back: Button<'_>, on: Button<'_>) -> [Response; 2] {
    let room = ui.available_width();
    if room < NARROW {
        return [back.full().show(ui, theme), on.full().show(ui, theme)];
    }
    ui.horizontal(|ui| {
        let back = back.show(ui, theme);
        let width = PRIMARY.min(room / 2.0);
        let on = ui.with_layout(Layout::right_to_left(Align::Center), |ui| on.width(width).show(ui, theme)).inner;
        [back, on]
    })
    .inner
}

/// A line that is always there, and heard when it changes.
pub(super) fn status(ui: &mut Ui, theme: &Theme, sentence: &str) {
    let tone = if matches!(sentence, text::NOT_COPIED | text::FAULT) { Tone::Warning } else { Tone::Good };
    live(ui, theme, tone, sentence);
}

/// The same in the same place, for what went wrong.
pub(super) fn warning(ui: &mut Ui, theme: &Theme, sentence: &str) {
    live(ui, theme, Tone::Warning, sentence);
}

fn live(ui: &mut Ui, theme: &Theme, tone: Tone, sentence: &str) {
    let response = note(ui, theme, tone, sentence);
    ui.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}

/// The end of a set-up whose ten minutes are over.
pub(super) fn over(left: Duration) -> Option<Action> {
    left.is_zero().then_some(Action::CancelSetup { reason: Some(setup::OVER) })
}

/// Asks where to write a file.
pub(super) fn save_file(title: &str, name: String, mut content: Zeroizing<Vec<u8>>) -> Action {
    let content = FileContent::new(std::mem::take(&mut *content));
    Action::Open(Box::new(Dialog::Save(Save::new(title, name, content))))
}

#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
