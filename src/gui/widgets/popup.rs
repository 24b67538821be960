//! Menus and tooltips in the theme's style; egui would use the host's style.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::style::StyleModifier;
use egui::{
    Color32, CornerRadius, Frame, Margin, Popup, RectAlign, Response, ScrollArea, Stroke, Style, Tooltip, Ui, vec2,
};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, Intent, RADIUS, Theme, Typography};
use crate::gui::widgets::button::clickable;
use crate::gui::widgets::{Button, focus_ring, text};

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

pub fn menu_item(ui: &mut Ui, theme: &Theme, label: &str) -> Response {
    draw_item(ui, theme, label, theme.palette.text)
}

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
            text::caption(ui, theme, Intent::Neutral, reason);
        });
        ui.add_space(PADDING / 2.0);
    }
    show_tooltip(Tooltip::for_disabled(&response), theme, reason);
    response
}

fn draw_item(ui: &mut Ui, theme: &Theme, label: &str, color: Color32) -> Response {
    let max_width = MENU_MAX_WIDTH.min(ui.ctx().content_rect().width() - 4.0 * PADDING) - 2.0 * PADDING;
    let galley = text::galley(ui, Typography::Label, color, label, max_width);
    let width = (galley.size().x + 2.0 * PADDING).max(ui.available_width());
    let height = (galley.size().y + PADDING).max(COMPACT_HEIGHT);
    let response = clickable(ui, vec2(width, height), Role::MenuItem, label);
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

/// Shows `text` while the pointer rests on `response`.
pub fn tooltip(response: Response, theme: &Theme, text: &str) -> Response {
    show_tooltip(Tooltip::for_enabled(&response), theme, text);
    response
}

fn show_tooltip(mut tooltip: Tooltip<'_>, theme: &Theme, text: &str) {
    tooltip.popup = tooltip.popup.style(popup_style(theme)).frame(popup_frame(theme, Margin::symmetric(10, 6)));
    tooltip.show(|ui| text::styled_text(ui, Typography::Caption, theme.palette.text, text));
}

fn popup_frame(theme: &Theme, margin: Margin) -> Frame {
    Frame::NONE
        .fill(theme.palette.surface)
        .stroke(Stroke::new(1.0, theme.palette.button_border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(margin)
        .shadow(theme.shadow())
}

/// Returns our style, which replaces the popup's.
fn popup_style(theme: &Theme) -> StyleModifier {
    let vestibule_style = Arc::clone(&theme.style);
    StyleModifier::new(move |style: &mut Style| style.clone_from(&vestibule_style))
}
