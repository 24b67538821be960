//! The two buttons at the foot of a dialog.

use egui::{Response, Ui};

use crate::gui::theme::{GRID, Theme};
use crate::gui::widgets::Button;

/// Under this width, in points, they stand one below the other.
const STACK_BELOW_WIDTH: f32 = 260.0;
/// So do longer words, in characters: half of the dialog is no room for them.
const MAX_INLINE_CHARS: usize = 20;

/// Both, side by side in halves of equal width where their words fit. The first in reading order comes first.
pub fn button_row<'a>(
    ui: &mut Ui,
    theme: &Theme,
    labels: [&'a str; 2],
    [first, second]: [Button<'a>; 2],
) -> [Response; 2] {
    let available_width = ui.available_width();
    let long = labels.iter().any(|label| label.chars().nth(MAX_INLINE_CHARS).is_some());
    if available_width < STACK_BELOW_WIDTH || long {
        return [first.full_width().show(ui, theme), second.full_width().show(ui, theme)];
    }
    let half = (available_width - GRID) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        [first.width(half).show(ui, theme), second.width(half).show(ui, theme)]
    })
    .inner
}
