//! Tooltips, and the look of what opens over a screen; egui would use the host's style.

use std::sync::Arc;

use egui::style::StyleModifier;
use egui::{CornerRadius, Frame, Margin, Response, Stroke, Style, Tooltip};

use crate::gui::theme::{RADIUS, Theme, Typography};
use crate::gui::widgets::text;

/// Shows `text` while the pointer rests on `response`.
pub fn tooltip(response: Response, theme: &Theme, text: &str) -> Response {
    show_tooltip(Tooltip::for_enabled(&response), theme, text);
    response
}

pub(super) fn show_tooltip(mut tooltip: Tooltip<'_>, theme: &Theme, text: &str) {
    tooltip.popup = tooltip.popup.style(popup_style(theme)).frame(popup_frame(theme, Margin::symmetric(10, 6)));
    tooltip.show(|ui| text::styled_text(ui, Typography::Caption, theme.palette.text, text));
}

pub(super) fn popup_frame(theme: &Theme, margin: Margin) -> Frame {
    Frame::NONE
        .fill(theme.palette.surface)
        .stroke(Stroke::new(1.0, theme.palette.button_border))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(margin)
        .shadow(theme.shadow())
}

/// Returns our style, which replaces the popup's.
pub(super) fn popup_style(theme: &Theme) -> StyleModifier {
    let vestibule_style = Arc::clone(&theme.style);
    StyleModifier::new(move |style: &mut Style| style.clone_from(&vestibule_style))
}
