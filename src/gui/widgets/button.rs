//! Buttons in five variants, with one drawing routine.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Color32, Galley, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::gui::icon::Icon;
use crate::gui::theme::{COMPACT_HEIGHT, FIELD_HEIGHT, FOCUS_RING_WIDTH, GRID, RADIUS, Theme, Typography, breakpoints};
use crate::gui::widgets::page::must_reveal;
use crate::gui::widgets::text;

/// Side of an icon beside text, in points.
const ICON_SIZE: f32 = 16.0;
/// Side of an icon without text, in points.
const LONE_ICON_SIZE: f32 = 20.0;
/// Between icon and text, in points.
const GAP: f32 = 8.0;
/// Above and below text of more than one line, in points.
const PADDING_Y: f32 = 6.0;
/// Two buttons in a row are stacked if a label is longer, in characters, since it does not fit half of the dialog.
const MAX_INLINE_CHARS: usize = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Variant {
    Primary,
    Danger,
    Secondary,
    Ghost,
    Link,
}

/// A button. Its text is its accessible name, unless it shows only an icon.
#[must_use]
pub struct Button<'a> {
    text: &'a str,
    name: &'a str,
    icon: Option<Icon>,
    variant: Variant,
    width: Option<f32>,
    compact: bool,
    enabled: bool,
    busy: bool,
    selected: bool,
    sense: Sense,
}

impl<'a> Button<'a> {
    /// Creates the main button of a screen, filled with the accent; one per screen.
    pub fn primary(text: &'a str) -> Self {
        Self::new(text, Variant::Primary)
    }

    /// Creates a button for a destructive operation, filled with the error colour; in dialogs only.
    pub fn danger(text: &'a str) -> Self {
        Self::new(text, Variant::Danger)
    }

    /// Creates a button with a border, for anything else.
    pub fn secondary(text: &'a str) -> Self {
        Self::new(text, Variant::Secondary)
    }

    /// Creates one of several buttons with the same text; the accessible name `name` begins with it.
    pub fn with_accessible_name(text: &'a str, name: &'a str) -> Self {
        Self { name, ..Self::secondary(text) }
    }

    /// Creates a toolbar button: no border or fill until hovered, and only the icon in a narrow window.
    pub fn toolbar(icon: Icon, text: &'a str, narrow: bool) -> Self {
        if narrow { Self::icon_only(icon, text) } else { Self::new(text, Variant::Ghost).icon(icon).compact() }
    }

    /// Creates a link: text in the accent colour.
    pub fn link(text: &'a str) -> Self {
        Self { compact: true, ..Self::new(text, Variant::Link) }
    }

    /// Creates a button with only an icon; `name` is the accessible name and the tooltip.
    pub fn icon_only(icon: Icon, name: &'a str) -> Self {
        Self { name, icon: Some(icon), compact: true, ..Self::new("", Variant::Ghost) }
    }

    fn new(text: &'a str, variant: Variant) -> Self {
        Self {
            text,
            name: text,
            icon: None,
            variant,
            width: None,
            compact: false,
            enabled: true,
            busy: false,
            selected: false,
            sense: Sense::click(),
        }
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Gives a button with only an icon the border of a secondary button.
    pub fn bordered(mut self) -> Self {
        self.variant = Variant::Secondary;
        self
    }

    /// Sets the height of buttons in a list, with smaller text.
    pub fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// Fills a button with an icon if what it chose has an effect.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Takes the button out of the tab order, for a button whose table has keys that do the same.
    pub fn not_focusable(mut self) -> Self {
        self.sense = Sense::CLICK;
        self
    }

    /// Sets a minimum width, in points; `f32::INFINITY` fills the column.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    pub fn full_width(self) -> Self {
        self.width(f32::INFINITY)
    }

    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Sets whether its work is in progress: it keeps size and name, shows a spinner, and cannot be pressed.
    pub fn busy(mut self, busy: bool) -> Self {
        self.busy = busy;
        self
    }

    pub fn show(self, ui: &mut Ui, theme: &Theme) -> Response {
        if self.enabled && !self.busy {
            return self.draw(ui, theme);
        }
        ui.scope(|ui| {
            // Not egui's opacity, which would let the fill show through the text: colours are faded as a whole.
            let opacity = ui.opacity();
            ui.disable();
            ui.set_opacity(opacity);
            self.draw(ui, theme)
        })
        .inner
    }

    fn draw(self, ui: &mut Ui, theme: &Theme) -> Response {
        let galley = self.layout(ui);
        let response = sensed(ui, self.size(ui, &galley), self.sense, Role::Button, self.name);
        if self.busy {
            ui.accesskit_node_builder(response.id, |node| node.set_busy());
        }
        if ui.is_rect_visible(response.rect) {
            self.paint(ui, theme, &response, galley);
        }
        if self.text.is_empty() { super::tooltip(response, theme, self.name) } else { response }
    }

    fn padding(&self) -> f32 {
        match (self.variant, self.compact) {
            (Variant::Link, _) => 0.0,
            (_, true) if self.text.is_empty() => (COMPACT_HEIGHT - LONE_ICON_SIZE) / 2.0,
            (_, true) => 11.0,
            (_, false) => 15.0,
        }
    }

    /// Returns the width of the icon with the gap to the text.
    fn icon_width(&self) -> f32 {
        match self.icon {
            Some(_) if self.text.is_empty() => LONE_ICON_SIZE,
            Some(_) => ICON_SIZE + GAP,
            None => 0.0,
        }
    }

    fn layout(&self, ui: &Ui) -> Arc<Galley> {
        let size = if self.compact { Typography::Label } else { Typography::Button };
        let available_width = ui.available_width() - 2.0 * self.padding() - self.icon_width();
        text::galley(ui, size, Color32::PLACEHOLDER, self.text, available_width.max(0.0))
    }

    fn size(&self, ui: &Ui, galley: &Galley) -> Vec2 {
        let height = if self.compact { COMPACT_HEIGHT } else { FIELD_HEIGHT };
        let natural = galley.size().x + self.icon_width() + 2.0 * self.padding();
        let width = self.width.map_or(natural, |width| width.min(ui.available_width()).max(natural));
        vec2(width.round(), (galley.size().y + 2.0 * PADDING_Y).max(height))
    }

    /// Returns the colours of fill, border and text.
    fn colors(&self, theme: &Theme, response: &Response) -> (Color32, Stroke, Color32) {
        let p = &theme.palette;
        let enabled = response.enabled();
        let pointed = |color| match (response.is_pointer_button_down_on(), response.hovered()) {
            (true, _) if enabled => theme.pressed(color),
            (_, true) if enabled => theme.hovered(color),
            _ => color,
        };
        let hovered = enabled && (response.hovered() || response.is_pointer_button_down_on());
        match self.variant {
            Variant::Primary => (pointed(p.accent), Stroke::NONE, p.on_accent),
            Variant::Danger => (pointed(p.error), Stroke::NONE, p.error_fill),
            Variant::Secondary if self.selected => (pointed(p.accent_fill), Stroke::new(1.0, p.accent), p.accent),
            Variant::Secondary => (pointed(p.surface), Stroke::new(1.0, p.button_border), p.text),
            Variant::Ghost if hovered => (pointed(p.divider), Stroke::NONE, p.text),
            Variant::Ghost => (Color32::TRANSPARENT, Stroke::NONE, p.weak_text),
            Variant::Link => (Color32::TRANSPARENT, Stroke::NONE, pointed(p.accent)),
        }
    }

    fn paint(&self, ui: &Ui, theme: &Theme, response: &Response, galley: Arc<Galley>) {
        let rect = response.rect;
        let (mut fill, mut border, mut color) = self.colors(theme, response);
        // A busy button is not disabled: it keeps its colours.
        if !self.enabled && !self.busy {
            for part in [&mut fill, &mut border.color, &mut color] {
                *part = theme.disabled(*part);
            }
        }
        ui.painter().rect(rect, RADIUS, fill, border, StrokeKind::Inside);

        let content = vec2(galley.size().x + self.icon_width(), galley.size().y);
        let left = if self.variant == Variant::Link { rect.left() } else { rect.center().x - content.x / 2.0 };
        let min = pos2(left, rect.center().y - content.y / 2.0);
        // If the spinner does not fit beside the content, it replaces it.
        let beside = min.x - GAP - ICON_SIZE / 2.0;
        let has_room = beside - ICON_SIZE / 2.0 >= rect.left();
        let is_shown = !self.busy || has_room;
        if let Some(icon) = self.icon.filter(|_| is_shown) {
            let side = if self.text.is_empty() { LONE_ICON_SIZE } else { ICON_SIZE };
            let center = pos2(min.x + side / 2.0, rect.center().y);
            icon.paint(ui.painter(), Rect::from_center_size(center, Vec2::splat(side)), color);
        }
        if self.busy {
            let center = pos2(if has_room { beside } else { rect.center().x }, rect.center().y);
            super::animation::paint_spinner(ui, theme, Rect::from_center_size(center, Vec2::splat(ICON_SIZE)), color);
        }
        if is_shown {
            ui.painter().galley(min + vec2(self.icon_width(), 0.0), galley, color);
        }
        let ring_rect = if self.variant == Variant::Link { rect.expand2(vec2(4.0, -2.0)) } else { rect };
        if response.has_focus() {
            focus_ring(ui, theme, ring_rect, RADIUS);
        }
    }
}

/// Paints the focus ring, with a gap so that it is visible on the accent too.
pub fn focus_ring(ui: &Ui, theme: &Theme, rect: Rect, radius: u8) {
    let stroke = Stroke::new(FOCUS_RING_WIDTH, theme.palette.accent);
    ui.painter().rect_stroke(rect.expand(2.0), radius + 2, stroke, StrokeKind::Outside);
}

/// Allocates a control that is clicked. It scrolls into view when it gets the focus, and when the window
/// changes while it has it.
pub(super) fn clickable(ui: &mut Ui, size: Vec2, role: Role, name: &str) -> Response {
    sensed(ui, size, Sense::click(), role, name)
}

fn sensed(ui: &mut Ui, size: Vec2, sense: Sense, role: Role, name: &str) -> Response {
    let response = ui.allocate_response(size, sense);
    response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), name));
    if must_reveal(&response) {
        response.scroll_to_me(None);
    }
    response
}

/// Draws both buttons, side by side with equal width if their labels fit. The affirmative one is the second: at the
/// right, or below, as in the steps of a set-up. A destructive one stands in the same place.
pub fn button_row(ui: &mut Ui, theme: &Theme, [first, second]: [Button<'_>; 2]) -> [Response; 2] {
    let available_width = ui.available_width();
    let long = [first.text, second.text].iter().any(|label| label.chars().nth(MAX_INLINE_CHARS).is_some());
    if available_width < breakpoints::BUTTON_ROW || long {
        return [first.full_width().show(ui, theme), second.full_width().show(ui, theme)];
    }
    let half = (available_width - GRID) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        [first.width(half).show(ui, theme), second.width(half).show(ui, theme)]
    })
    .inner
}
