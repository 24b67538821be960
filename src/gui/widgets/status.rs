//! Banners, badges, rows and status messages.

use egui::accesskit::{Live, Role};
use egui::{
    Align, CornerRadius, Frame, Layout, Margin, Rect, Response, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use crate::gui::icon::Icon;
use crate::gui::theme::{GRID, GUTTER, Intent, RADIUS, Theme, Typography, breakpoints};
use crate::gui::widgets::layout::tall_row_with_trailing;
use crate::gui::widgets::text;

/// Indent for a row's icon, in points.
const INDENT: f32 = 30.0;

/// Draws a full-width sentence that screen readers announce: an error at once, anything else politely.
pub fn banner(ui: &mut Ui, theme: &Theme, intent: Intent, sentence: &str) -> Response {
    banner_with(ui, theme, intent, sentence, |_| ()).0
}

/// Draws a banner with a control at its end.
pub fn banner_with<R>(
    ui: &mut Ui,
    theme: &Theme,
    intent: Intent,
    sentence: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> (Response, R) {
    let (text_color, fill) = theme.intent_colors(intent);
    let text_color = if intent == Intent::Neutral { theme.palette.text } else { text_color };
    Frame::NONE
        .fill(fill)
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let response = text::styled_text(ui, Typography::Banner, text_color, sentence);
            let live = if intent == Intent::Error { Live::Assertive } else { Live::Polite };
            ui.accesskit_node_builder(response.id, |node| node.set_live(live));
            (response, add(ui))
        })
        .inner
}

/// Draws a label in a coloured field, such as "On".
pub fn badge(ui: &mut Ui, theme: &Theme, intent: Intent, label: &str) -> Response {
    let (color, fill) = theme.intent_colors(intent);
    let galley = text::galley(ui, Typography::Caption, color, label, f32::INFINITY);
    let size = vec2((galley.size().x + 16.0).round(), galley.size().y + 4.0);
    let response = ui.allocate_response(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
    ui.painter().rect_filled(response.rect, 6, fill);
    ui.painter().galley(response.rect.center() - galley.size() / 2.0, galley, color);
    response
}

/// Draws a line of a card: icon, title and note at the left, `trailing` at the right, or below if narrow.
pub fn list_row<R>(
    ui: &mut Ui,
    theme: &Theme,
    icon: Icon,
    (title, details): (&str, &str),
    trailing: impl FnOnce(&mut Ui) -> R,
) -> R {
    let height = Typography::Body.line_height() + Typography::Caption.line_height();
    let stacked = ui.available_width() < breakpoints::TRAILING;
    let trailing = |ui: &mut Ui| {
        if stacked {
            ui.add_space(INDENT);
        }
        trailing(ui)
    };
    tall_row_with_trailing(ui, height, |ui| row_text(ui, theme, icon, title, details), trailing).1
}

fn row_text(ui: &mut Ui, theme: &Theme, icon: Icon, title: &str, details: &str) {
    let available = ui.available_rect_before_wrap();
    let lines =
        Typography::Body.line_height() + if details.is_empty() { 0.0 } else { Typography::Caption.line_height() };
    let top = available.center().y.max(available.top() + lines / 2.0) - lines / 2.0;
    let text_rect = Rect::from_min_max(
        pos2(available.left() + INDENT, top),
        pos2(available.right(), available.bottom().max(top + lines)),
    );
    let builder = UiBuilder::new().max_rect(text_rect).layout(Layout::top_down(Align::Min));
    let response = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        text::body(ui, theme, title);
        if !details.is_empty() {
            text::caption(ui, theme, Intent::Neutral, details);
        }
    });
    let center = pos2(available.left() + 9.0, response.response.rect.center().y);
    icon.paint(ui.painter(), Rect::from_center_size(center, Vec2::splat(18.0)), theme.palette.weak_text);
}

/// Draws the result of the last operation across the whole width, or nothing. Its node always exists, so that screen
/// readers announce a change of the text.
pub fn status_bar(ui: &mut Ui, theme: &Theme, intent: Intent, sentence: &str) -> Response {
    status_bar_beside(ui, theme, intent, sentence, 0.0)
}

/// Draws a status bar that leaves this width, in points, for a control at its end.
pub fn status_bar_beside(ui: &mut Ui, theme: &Theme, intent: Intent, sentence: &str, control: f32) -> Response {
    let (color, fill) = theme.intent_colors(intent);
    let available_width = ui.available_width() - 2.0 * GUTTER - control;
    let galley = text::galley(ui, Typography::Banner, color, sentence, available_width.max(0.0));
    let height = if sentence.is_empty() { 0.0 } else { galley.size().y + 2.0 * GRID };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let response = ui.interact(rect, ui.make_persistent_id("told"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, sentence));
    ui.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    if !sentence.is_empty() {
        ui.painter().rect_filled(rect, 0.0, fill);
        ui.painter().galley(rect.min + vec2(GUTTER, GRID), galley, color);
    }
    response
}
