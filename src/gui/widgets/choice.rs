//! Controls for choosing: checkbox, radio group, stepper, tab.

use egui::accesskit::{Action, Role};
use egui::{
    Color32, EventFilter, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, DISABLED_ALPHA, RADIUS, Theme, Typography};
use crate::gui::widgets::button::clickable;
use crate::gui::widgets::page::must_reveal;
use crate::gui::widgets::{focus_ring, text};

const BOX_SIZE: f32 = 20.0;
/// Left and right of the label of a tab or an option, in points.
const PADDING: f32 = 10.0;
/// Side of the icon of a tab in a narrow window, in points.
const ICON_SIZE: f32 = 18.0;

/// Draws a checkbox; `label` is its accessible name.
pub fn checkbox(ui: &mut Ui, theme: &Theme, checked: &mut bool, label: &str) -> Response {
    let p = &theme.palette;
    let galley = text::galley(ui, Typography::Body, p.text, label, (ui.available_width() - BOX_SIZE - 8.0).max(0.0));
    let size = vec2(BOX_SIZE + 8.0 + galley.size().x, galley.size().y.max(COMPACT_HEIGHT));
    let mut response = ui.allocate_response(size, Sense::click());
    if response.clicked() {
        *checked = !*checked;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *checked, label));
    if must_reveal(&response) {
        response.scroll_to_me(None);
    }
    let center = pos2(response.rect.left() + BOX_SIZE / 2.0, response.rect.center().y);
    let square = Rect::from_center_size(center, Vec2::splat(BOX_SIZE));
    let border = Stroke::new(1.0, if *checked { p.accent } else { p.field_border });
    ui.painter().rect(square, 5, if *checked { p.accent } else { p.surface }, border, StrokeKind::Inside);
    if *checked {
        Icon::Check.paint(ui.painter(), square.shrink(2.0), p.on_accent);
    }
    if response.has_focus() {
        focus_ring(ui, theme, square, 5);
    }
    let at = pos2(square.right() + 8.0, response.rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, p.text);
    response
}

/// Draws options side by side under a name; each is a radio button. Returns whether the value changed.
pub fn radio_group<T: PartialEq + Copy>(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    value: &mut T,
    options: &[(T, &str)],
) -> bool {
    let builder = UiBuilder::new().accessibility_role(Role::RadioGroup).accessibility_label(name);
    ui.scope_builder(builder, |ui| {
        let mut changed = false;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            for (option, label) in options {
                let response = segment(ui, theme, Role::RadioButton, None, label, *value == *option);
                if response.clicked() && *value != *option {
                    *value = *option;
                    changed = true;
                }
            }
        });
        changed
    })
    .inner
}

/// Draws a tab of the bar. If `compact`, the icon replaces the label, which stays its accessible name.
pub fn tab(ui: &mut Ui, theme: &Theme, icon: Icon, label: &str, selected: bool, compact: bool) -> Response {
    let response = segment(ui, theme, Role::Tab, compact.then_some(icon), label, selected);
    if compact { super::tooltip(response, theme, label) } else { response }
}

/// Returns the width of a tab with this label, in points.
pub fn tab_width(ui: &Ui, label: &str) -> f32 {
    let galley = text::galley(ui, Typography::Label, Color32::PLACEHOLDER, label, f32::INFINITY);
    (galley.size().x + 2.0 * PADDING).round()
}

/// Draws a label, or an icon in its place, that is selected or not.
fn segment(ui: &mut Ui, theme: &Theme, role: Role, icon: Option<Icon>, label: &str, selected: bool) -> Response {
    let p = &theme.palette;
    let color = if selected { p.text } else { p.weak_text };
    let shown = if icon.is_some() { "" } else { label };
    let galley = text::galley(ui, Typography::Label, color, shown, f32::INFINITY);
    let width = if icon.is_some() { COMPACT_HEIGHT } else { (galley.size().x + 2.0 * PADDING).round() };
    let response = clickable(ui, vec2(width, COMPACT_HEIGHT), role, label);
    ui.accesskit_node_builder(response.id, |node| match role {
        Role::Tab => node.set_selected(selected),
        _ => node.set_toggled(selected.into()),
    });
    let rect = response.rect;
    let hovered = response.enabled() && response.hovered();
    match (role, selected) {
        (Role::RadioButton, true) => {
            let border = Stroke::new(1.0, p.accent);
            ui.painter().rect(rect, RADIUS, p.accent_fill, border, StrokeKind::Inside);
        }
        (Role::RadioButton, false) => {
            let fill = if hovered { theme.hovered(p.surface) } else { p.surface };
            ui.painter().rect(rect, RADIUS, fill, Stroke::new(1.0, p.button_border), StrokeKind::Inside);
        }
        (_, true) => {
            ui.painter().rect_filled(rect, RADIUS, p.divider);
        }
        (_, false) if hovered => {
            ui.painter().rect_filled(rect, RADIUS, p.divider.gamma_multiply(0.6));
        }
        _ => {}
    }
    if let Some(icon) = icon {
        icon.paint(ui.painter(), Rect::from_center_size(rect.center(), Vec2::splat(ICON_SIZE)), color);
    }
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    if response.has_focus() {
        focus_ring(ui, theme, rect.shrink(2.0), RADIUS - 2);
    }
    response
}

const STEPPER_WIDTH: f32 = 148.0;

/// Draws a whole number with a button at each side, such as "15 min", written by `format_value`. The arrow keys and
/// screen readers change it too. Returns whether it changed.
pub fn stepper(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    value: &mut u32,
    (least, most, step): (u32, u32, u32),
    format_value: impl Fn(u32) -> String,
) -> bool {
    let before = *value;
    let width = STEPPER_WIDTH.min(ui.available_width());
    let response = clickable(ui, vec2(width, COMPACT_HEIGHT), Role::SpinButton, name);
    let (minus, plus) = button_rects(response.rect);
    let (mut up, mut down) = step_requests(ui, &response);
    if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
        up += usize::from(plus.contains(at));
        down += usize::from(minus.contains(at));
    }
    for _ in 0..up.min(100) {
        *value = value.saturating_add(step).min(most);
    }
    for _ in 0..down.min(100) {
        *value = value.saturating_sub(step).max(least);
    }
    ui.accesskit_node_builder(response.id, |node| {
        node.set_numeric_value(f64::from(*value));
        node.set_min_numeric_value(f64::from(least));
        node.set_max_numeric_value(f64::from(most));
        node.set_numeric_value_step(f64::from(step));
        node.set_value(format_value(*value));
        node.add_action(Action::Increment);
        node.add_action(Action::Decrement);
    });
    paint_stepper(ui, theme, &response, &format_value(*value), (*value > least, *value < most));
    *value != before
}

fn button_rects(rect: Rect) -> (Rect, Rect) {
    let side = Vec2::splat(COMPACT_HEIGHT);
    (Rect::from_min_size(rect.min, side), Rect::from_min_size(rect.right_top() - vec2(COMPACT_HEIGHT, 0.0), side))
}

/// Returns how many steps up and down the keyboard or a screen reader requested.
fn step_requests(ui: &Ui, response: &Response) -> (usize, usize) {
    let mut steps = ui.input(|input| {
        (
            input.num_accesskit_action_requests(response.id, Action::Increment),
            input.num_accesskit_action_requests(response.id, Action::Decrement),
        )
    });
    if response.has_focus() {
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        ui.input(|input| {
            steps.0 += input.num_presses(Key::ArrowUp) + input.num_presses(Key::ArrowRight);
            steps.1 += input.num_presses(Key::ArrowDown) + input.num_presses(Key::ArrowLeft);
        });
    }
    steps
}

fn paint_stepper(
    ui: &Ui,
    theme: &Theme,
    response: &Response,
    value_text: &str,
    (can_decrease, can_increase): (bool, bool),
) {
    let p = &theme.palette;
    let rect = response.rect;
    ui.painter().rect(rect, RADIUS, p.surface, Stroke::new(1.0, p.field_border), StrokeKind::Inside);
    let (minus, plus) = button_rects(rect);
    for (icon, rect_of_button, possible) in [(Icon::Minus, minus, can_decrease), (Icon::Plus, plus, can_increase)] {
        let hovered = response.hovered() && ui.rect_contains_pointer(rect_of_button);
        let color = if hovered && possible { p.text } else { p.weak_text };
        let color = if possible { color } else { color.gamma_multiply(DISABLED_ALPHA) };
        icon.paint(ui.painter(), Rect::from_center_size(rect_of_button.center(), Vec2::splat(14.0)), color);
    }
    let galley = text::galley(ui, Typography::Label, p.text, value_text, f32::INFINITY);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, p.text);
    if response.has_focus() {
        focus_ring(ui, theme, rect, RADIUS);
    }
}
