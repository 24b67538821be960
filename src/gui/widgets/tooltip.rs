//! Tooltips and the style of popups, for which egui would otherwise use the host's style.

use egui::style::StyleModifier;
use egui::{CornerRadius, Frame, Margin, Response, Stroke, Style, Tooltip};

use crate::gui::theme::{RADIUS, Theme, Typography};
use crate::gui::widgets::text;

/// Shows `text` while the pointer rests on `response`.
pub fn tooltip(response: Response, theme: &Theme, text: &str) -> Response {
    let mut tooltip = Tooltip::for_enabled(&response);
    tooltip.popup = tooltip.popup.style(popup_style(theme)).frame(popup_frame(theme, Margin::symmetric(10, 6)));
    tooltip.show(|ui| text::styled_text(ui, Typography::Caption, theme.palette.text, text));
    response
}

/// Returns the frame of a popup.
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
    let vestibule_style = theme.style();
    StyleModifier::new(move |style: &mut Style| style.clone_from(&vestibule_style))
}
