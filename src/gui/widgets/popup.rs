//! Menus and tooltips in the theme's style; egui would use the host's style.

use egui::accesskit::Role;
use egui::{Color32, Frame, Margin, Popup, RectAlign, Response, ScrollArea, Sense, Tooltip, Ui, WidgetInfo, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, RADIUS, Theme, Typography};
use crate::gui::widgets::text;
use crate::gui::widgets::tooltip::{popup_frame, popup_style};
use crate::gui::widgets::{Button, focus_ring};

/// Minimum width of a menu, in points.
const MENU_MIN_WIDTH: f32 = 180.0;
/// Maximum width of a menu, in points; longer labels wrap.
const MENU_MAX_WIDTH: f32 = 320.0;
/// Left and right of a menu's labels, in points.
const PADDING: f32 = 10.0;

/// Draws a button that opens a menu; its accessible name is for example "Actions for alice". `items` draws
/// [`menu_item`]s; choosing one closes the menu.
pub fn menu_button(ui: &mut Ui, theme: &Theme, button: Button<'_>, items: impl FnOnce(&mut Ui)) -> Response {
    let response = button.show(ui, theme);
    ui.accesskit_node_builder(response.id, |node| node.set_has_popup(egui::accesskit::HasPopup::Menu));
    Popup::menu(&response)
        .align(RectAlign::BOTTOM_END)
        .gap(4.0)
        .style(popup_style(theme))
        .frame(popup_frame(theme, Margin::same(4)))
        .width(MENU_MIN_WIDTH)
        .show(|ui| {
            ui.set_min_width(MENU_MIN_WIDTH);
            ui.spacing_mut().item_spacing.y = 0.0;
            let height = (ui.ctx().content_rect().height() - 6.0 * PADDING).max(COMPACT_HEIGHT);
            ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, items);
        });
    response
}

/// Creates the bordered three-dots button of [`menu_button`].
pub fn overflow_button(name: &str) -> Button<'_> {
    Button::icon_only(Icon::More, name).bordered()
}

/// Draws a menu entry.
pub fn menu_item(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    draw_item(ui, theme, label, theme.palette.text)
}

/// Draws a menu entry for a destructive operation.
pub fn menu_item_danger(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    draw_item(ui, theme, label, theme.palette.error)
}

/// Draws a disabled entry with `reason` in its description, in its tooltip and, if `show_reason`, under it. Consecutive
/// disabled items with the same reason show it once, under the last.
pub fn menu_item_disabled(ui: &mut Ui, theme: &Theme, label: &str, reason: &str, show_reason: bool) -> Response {
    let response = ui.add_enabled_ui(false, |ui| draw_item(ui, theme, label, theme.palette.text)).inner;
    ui.accesskit_node_builder(response.id, |node| node.set_description(reason));
    if show_reason {
        let margin = Margin::symmetric(PADDING as i8, 0);
        Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.set_max_width(response.rect.width() - 2.0 * PADDING);
            text::caption(ui, theme, crate::gui::theme::Intent::Neutral, reason);
        });
        ui.add_space(PADDING / 2.0);
    }
    let mut tooltip = Tooltip::for_disabled(&response);
    tooltip.popup = tooltip.popup.style(popup_style(theme)).frame(popup_frame(theme, Margin::symmetric(10, 6)));
    tooltip.show(|ui| text::styled_text(ui, Typography::Caption, theme.palette.text, reason));
    response
}

fn draw_item(ui: &mut Ui, theme: &Theme, label: &str, color: Color32) -> Response {
    let max_width = MENU_MAX_WIDTH.min(ui.ctx().content_rect().width() - 4.0 * PADDING) - 2.0 * PADDING;
    let galley = text::galley(ui, Typography::Label, color, label, max_width);
    let width = (galley.size().x + 2.0 * PADDING).max(ui.available_width());
    let height = (galley.size().y + PADDING).max(COMPACT_HEIGHT);
    let response = ui.allocate_response(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, ui.is_enabled(), label));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.enabled() && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(response.rect, RADIUS - 2, theme.palette.divider);
    }
    if response.has_focus() {
        focus_ring(ui, theme, response.rect.shrink(4.0), RADIUS - 4);
    }
    let at = response.rect.left_center() + vec2(PADDING, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    response
}
