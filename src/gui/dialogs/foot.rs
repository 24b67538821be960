//! The two buttons at the foot of a dialog.

use egui::{Response, Ui};

use crate::gui::theme::{GRID, Theme};
use crate::gui::widgets::Button;

/// Under this width, in points, they stand one below the other.
const NARROW: f32 = 260.0;
/// So do longer words, in characters: half of the dialog is no room for them.
const LONG: usize = 20;

/// Both, side by side in halves of equal width where their words fit. The first in reading order comes first.
pub(in crate::gui) fn foot<'a>(
    ui: &mut Ui,
    theme: &Theme,
    words: [&'a str; 2],
    [first, second]: [Button<'a>; 2],
) -> [Response; 2] {
    let room = ui.available_width();
    let long = words.iter().any(|words| words.chars().nth(LONG).is_some());
    if room < NARROW || long {
        return [first.full().show(ui, theme), second.full().show(ui, theme)];
    }
    let half = (room - GRID) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        [first.width(half).show(ui, theme), second.width(half).show(ui, theme)]
    })
    .inner
}
