//! The egui style of a palette.

use egui::style::{ScrollAnimation, ScrollStyle, Selection, TextCursorStyle, WidgetVisuals};
use egui::{Color32, CornerRadius, Margin, Stroke, Style, TextStyle, Vec2, Visuals, vec2};

use crate::gui::theme::{
    CARD_RADIUS, COMPACT_HEIGHT, DISABLED_ALPHA, FOCUS_RING_WIDTH, GRID, Palette, RADIUS, Typography,
};

const FADE_SECONDS: f32 = 0.12;

/// Returns the egui style, for what egui paints itself.
pub(super) fn style(palette: &Palette, dark: bool, reduce_motion: bool) -> Style {
    let mut style = Style { visuals: visuals(palette, dark), ..Style::default() };
    style.text_styles = [
        (TextStyle::Heading, Typography::Heading),
        (TextStyle::Body, Typography::Body),
        (TextStyle::Button, Typography::Button),
        (TextStyle::Small, Typography::Caption),
        (TextStyle::Monospace, Typography::Mono),
    ]
    .map(|(style, size)| (style, size.font()))
    .into();
    style.animation_time = if reduce_motion { 0.0 } else { FADE_SECONDS };
    style.scroll_animation =
        if reduce_motion { ScrollAnimation::none() } else { ScrollAnimation::duration(FADE_SECONDS) };
    style.interaction.selectable_labels = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(GRID, GRID);
    spacing.button_padding = vec2(12.0, 5.0);
    spacing.interact_size = Vec2::splat(COMPACT_HEIGHT);
    spacing.menu_margin = Margin::same(4);
    spacing.window_margin = Margin::same(24);
    spacing.icon_width = 20.0;
    spacing.icon_spacing = GRID;
    spacing.scroll = scroll_bars();
    style
}

/// Bars that are always visible where there is more to scroll: thin, and wider under the pointer.
fn scroll_bars() -> ScrollStyle {
    ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        bar_outer_margin: 2.0,
        dormant_handle_opacity: 0.5,
        active_handle_opacity: 0.5,
        interact_handle_opacity: 0.8,
        active_background_opacity: 0.0,
        ..ScrollStyle::floating()
    }
}

fn visuals(palette: &Palette, dark: bool) -> Visuals {
    let mut visuals = if dark { Visuals::dark() } else { Visuals::light() };
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = widget(palette.surface, palette.divider, palette.text);
    widgets.inactive = widget(palette.surface, palette.button_border, palette.text);
    widgets.hovered = widget(palette.divider, palette.field_border, palette.text);
    widgets.active = widget(palette.divider, palette.accent, palette.text);
    widgets.open = widget(palette.divider, palette.button_border, palette.text);
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.weak_text);
    visuals.selection =
        Selection { bg_fill: palette.accent_fill, stroke: Stroke::new(FOCUS_RING_WIDTH, palette.accent) };
    visuals.hyperlink_color = palette.accent;
    visuals.faint_bg_color = palette.background;
    visuals.extreme_bg_color = palette.surface;
    visuals.text_edit_bg_color = Some(palette.surface);
    visuals.code_bg_color = palette.divider;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.error;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.divider);
    visuals.window_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS);
    visuals.panel_fill = palette.background;
    visuals.text_cursor =
        TextCursorStyle { stroke: Stroke::new(1.5, palette.text), blink: false, ..TextCursorStyle::default() };
    visuals.disabled_alpha = DISABLED_ALPHA;
    visuals
}

fn widget(fill: Color32, border: Color32, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}
