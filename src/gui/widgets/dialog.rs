//! Dialogs in the theme's style: over the whole window, or within the host's panel.

use egui::accesskit::Role;
use egui::{
    Area, CornerRadius, Frame, Id, Key, Margin, Modal, Modifiers, Order, Popup, Rect, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, UiKind,
};

use crate::gui::theme::{CARD_RADIUS, GRID, Theme};
use crate::gui::widgets::page::{FOCUS_RING_MARGIN, keep_size, note_size};
use crate::gui::widgets::text;

const MAX_WIDTH: f32 = 400.0;
const PADDING: i8 = 20;
/// The part of the padding at each side that scrolls with the content, in points: the scroll bar is in it.
const SCROLLED_PADDING: i8 = 16;
const MARGIN: f32 = 2.0 * GRID;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogArea {
    /// The whole window, which the gate owns: nothing behind the dialog can be reached.
    #[default]
    Window,
    /// The gate's panel. The rest of the window belongs to the host and stays usable; the caller draws the panel with
    /// `ui.disable()` while the dialog is open.
    Panel,
}

pub struct DialogResponse<R> {
    pub inner: R,
    /// Escape was pressed: handle it as Cancel. A click outside the dialog does nothing.
    pub cancelled: bool,
}

/// Draws a dialog with a title, which is its accessible name.
pub fn dialog<R>(
    ui: &mut Ui,
    theme: &Theme,
    area: DialogArea,
    title: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> DialogResponse<R> {
    let id = ui.make_persistent_id(("dialog", title));
    let available = match area {
        DialogArea::Window => ui.ctx().content_rect(),
        DialogArea::Panel => ui.clip_rect().intersect(ui.max_rect()),
    };
    let draw = |ui: &mut Ui| dialog_frame(ui, theme, available, title, content);
    let (inner, is_top) = match area {
        DialogArea::Window => show_over_window(ui, theme, id, draw),
        DialogArea::Panel => show_over_panel(ui, theme, id, available, draw),
    };
    let cancelled = is_top && ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    DialogResponse { inner, cancelled }
}

/// Returns what `draw` returns, and whether the dialog receives keys: nothing is open above it.
fn show_over_window<R>(ui: &Ui, theme: &Theme, id: Id, draw: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let shown = Modal::new(id)
        .area(Modal::default_area(id).fade_in(!theme.reduce_motion))
        .backdrop_color(theme.backdrop())
        .frame(Frame::NONE)
        .show(ui.ctx(), draw);
    // The dialog is centred by its size in the previous frame.
    keep_size(ui, id, shown.response.rect.size());
    (shown.inner, shown.is_top_modal && !shown.any_popup_open)
}

/// As [`show_over_window`], within `available`.
fn show_over_panel<R>(ui: &Ui, theme: &Theme, id: Id, available: Rect, draw: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let popup_open = Popup::is_any_open(ui.ctx());
    let size = ui.data(|data| data.get_temp(id)).unwrap_or(available.size());
    let area = Area::new(id)
        .kind(UiKind::Modal)
        .order(Order::Foreground)
        .fixed_pos(available.min)
        .constrain_to(available)
        .sense(Sense::CLICK | Sense::DRAG);
    let shown = area.show(ui.ctx(), |ui| {
        ui.painter().rect_filled(available, 0.0, theme.backdrop());
        ui.allocate_rect(available, Sense::CLICK | Sense::DRAG);
        let dialog_rect = Rect::from_center_size(available.center(), size).intersect(available);
        let response = ui.scope_builder(UiBuilder::new().max_rect(dialog_rect), draw);
        keep_size(ui, id, response.response.rect.size());
        response.inner
    });
    (shown.inner, !popup_open)
}

/// Draws the card with the title and the content, which scrolls if the available height is too small.
fn dialog_frame<R>(ui: &mut Ui, theme: &Theme, available: Rect, title: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    theme.apply(ui);
    note_size(ui, available.size());
    let padding = f32::from(PADDING);
    // The scroll area clips, so its margin leaves space for the focus ring.
    let ring = FOCUS_RING_MARGIN as i8;
    let width = MAX_WIDTH.min(available.width() - 2.0 * MARGIN) - 2.0 * padding;
    let height = available.height() - 2.0 * (MARGIN + padding) + 2.0 * FOCUS_RING_MARGIN;
    let builder = UiBuilder::new().accessibility_role(Role::Dialog).accessibility_label(title);
    let framed = |ui: &mut Ui| {
        Frame::NONE
            .fill(theme.palette.surface)
            .stroke(Stroke::new(1.0, theme.palette.divider))
            .corner_radius(CornerRadius::same(CARD_RADIUS))
            .inner_margin(Margin::symmetric(PADDING - SCROLLED_PADDING, PADDING - ring))
            .shadow(theme.shadow())
            .show(ui, |ui| {
                ui.set_width(width + 2.0 * f32::from(SCROLLED_PADDING));
                // Not the height of the last frame: an error may have been added.
                ui.set_max_height(height);
                ScrollArea::vertical()
                    .content_margin(Margin::symmetric(SCROLLED_PADDING, ring))
                    .max_height(height)
                    // An area offers the height that its content had before; longer content may take all of the height.
                    .min_scrolled_height(height)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        ui.set_width(width);
                        text::dialog_title(ui, theme, title);
                        content(ui)
                    })
                    .inner
            })
            .inner
    };
    let response = ui.scope_builder(builder, framed);
    ui.accesskit_node_builder(response.response.id, |node| node.set_modal());
    response.inner
}
