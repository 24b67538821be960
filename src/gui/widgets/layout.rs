//! Layout within a page: cards, lines and the top bar.

use egui::{Align, CornerRadius, Frame, Layout, Margin, Sense, Sides, Stroke, Ui, UiBuilder, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{CARD_RADIUS, COMPACT_HEIGHT, GRID, Theme, breakpoints};

const ICON_SIZE: f32 = 20.0;

/// Draws a raised card with a border, as wide as the column.
pub fn card<R>(ui: &mut Ui, theme: &Theme, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(GRID / 2.0);
    Frame::NONE
        .fill(theme.palette.surface)
        .stroke(Stroke::new(1.0, theme.palette.divider))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// Draws a line between rows.
pub fn divider(ui: &mut Ui, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.palette.divider);
}

/// Draws the head of a card: icon and title at the left, `trailing` (a badge) at the right, or below if narrow.
pub fn card_head<R>(ui: &mut Ui, theme: &Theme, icon: Icon, title: &str, trailing: impl FnOnce(&mut Ui) -> R) -> R {
    let narrow = ui.available_width() < breakpoints::CARD_HEAD;
    let head = |ui: &mut Ui| {
        icon.show(ui, ICON_SIZE, theme.palette.text);
        super::card_title(ui, theme, title);
    };
    if narrow {
        ui.horizontal(head);
        return ui.horizontal_wrapped(trailing).inner;
    }
    ui.horizontal(|ui| {
        head(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), trailing).inner
    })
    .inner
}

/// Draws one part at the left end of a line and one at its right end, stacked if they do not fit.
pub fn row_with_trailing<L, R>(
    ui: &mut Ui,
    left: impl FnOnce(&mut Ui) -> L,
    right: impl FnOnce(&mut Ui) -> R,
) -> (L, R) {
    ends_or_stacked(ui, Sides::new().height(COMPACT_HEIGHT).shrink_right(), left, right)
}

/// The same for a line of a known height, in points; both parts are vertically centred.
pub fn tall_row_with_trailing<L, R>(
    ui: &mut Ui,
    height: f32,
    left: impl FnOnce(&mut Ui) -> L,
    right: impl FnOnce(&mut Ui) -> R,
) -> (L, R) {
    ends_or_stacked(ui, Sides::new().height(height).shrink_left().wrap(), left, right)
}

/// The left part is drawn first, so that it is first in the tab order.
fn ends_or_stacked<L, R>(
    ui: &mut Ui,
    sides: Sides,
    left: impl FnOnce(&mut Ui) -> L,
    right: impl FnOnce(&mut Ui) -> R,
) -> (L, R) {
    if ui.available_width() < breakpoints::TRAILING {
        return (left(ui), ui.horizontal_wrapped(right).inner);
    }
    sides.show(ui, left, right)
}

/// Whether the window is so narrow that the bar shows icons and recovery codes are one column.
pub fn is_narrow(ui: &Ui) -> bool {
    ui.available_width() < breakpoints::NARROW_WINDOW
}

/// Draws the top bar: `tabs` at the left end, `buttons` at the right, a line below. Both are drawn from left to right,
/// so that the tab order is the reading order.
pub fn top_bar<L, R>(
    ui: &mut Ui,
    theme: &Theme,
    tabs: impl FnOnce(&mut Ui) -> L,
    buttons: impl FnOnce(&mut Ui) -> R,
) -> (L, R) {
    let (margin, gap) = if is_narrow(ui) { (GRID / 2.0, 0.0) } else { (2.0 * GRID, GRID / 2.0) };
    let id = ui.make_persistent_id("bar");
    let last_width: Option<f32> = ui.data(|data| data.get_temp(id));
    ui.spacing_mut().item_spacing.y = 0.0;
    let both = ui.horizontal(|ui| {
        ui.set_min_height(COMPACT_HEIGHT + 2.0 * GRID);
        ui.spacing_mut().item_spacing.x = gap;
        ui.add_space(margin);
        let tabs = tabs(ui);
        // The width of the right part is known only after it was drawn.
        let between = last_width.map_or(0.0, |width| ui.available_width() - width - margin - gap);
        ui.add_space(between.max(0.0));
        // It is laid out without a width limit, since otherwise a width measured too small would persist.
        let available = ui.available_rect_before_wrap();
        let builder = UiBuilder::new().max_rect(available.with_max_x(available.left() + 1000.0));
        let buttons = ui.scope_builder(builder, buttons);
        let width = buttons.response.rect.width();
        if last_width.is_none_or(|last_width| (last_width - width).abs() > 0.5) {
            ui.data_mut(|data| data.insert_temp(id, width));
            ui.request_discard("the width of the bar");
        }
        (tabs, buttons.inner)
    });
    divider(ui, theme);
    both.inner
}
