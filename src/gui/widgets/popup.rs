//! Menus and tooltips in our own style: what egui would take for them is the host's.

use egui::accesskit::Role;
use egui::{Color32, Frame, Margin, Popup, RectAlign, Response, ScrollArea, Sense, Tooltip, Ui, WidgetInfo, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, RADIUS, Theme, Typography};
use crate::gui::widgets::text;
use crate::gui::widgets::tooltip::{popup_frame, popup_style};
use crate::gui::widgets::{Button, focus_ring};

/// Narrowest menu, in points.
const MENU_MIN_WIDTH: f32 = 180.0;
/// Widest menu, in points; longer words take a second line.
const MENU_MAX_WIDTH: f32 = 320.0;
/// Left and right of a menu's words, in points.
const PADDING: f32 = 10.0;

/// A button with three dots that opens a menu; `name` is the accessible name, such as "Actions for alice".
/// `items` draws [`menu_item`]s; choosing one closes the menu.
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

/// The three dots of [`menu_button`], with a border.
pub fn overflow_button(name: &str) -> Button<'_> {
    Button::icon_only(Icon::More, name).bordered()
}

/// One act in a menu.
pub fn menu_item(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    draw_item(ui, theme, label, theme.palette.text)
}

/// An act in a menu that destroys something.
pub fn menu_item_danger(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    draw_item(ui, theme, label, theme.palette.error)
}

/// An act that cannot be done now, and `why`: in its description, in its tooltip, and under it if `tells`. Of several
/// in a row that are off for the same reason the last one tells it.
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
