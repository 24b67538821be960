//! The two buttons at the bottom of a dialog.

use egui::{Response, Ui};

use crate::gui::theme::{GRID, Theme};
use crate::gui::widgets::Button;

/// Below this width, in points, the buttons are stacked.
const STACK_BELOW_WIDTH: f32 = 260.0;
/// With a longer label, in characters, they are stacked too, since it does not fit half of the dialog.
const MAX_INLINE_CHARS: usize = 20;

/// Draws both buttons, side by side with equal width if their labels fit. The first argument is first in reading order.
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
