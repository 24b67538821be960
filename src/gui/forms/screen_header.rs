//! The header of a sign-in screen: logo, heading and a sentence.

use egui::Ui;

use crate::gui::icon::logo;
use crate::gui::theme::{GRID, Theme};
use crate::gui::widgets::{heading, subtitle};

/// Side of the logo, in points.
const LOGO_SIZE: f32 = 40.0;

/// Draws logo, heading and the sentence under it.
pub fn screen_header(ui: &mut Ui, theme: &Theme, title: &str, sentence: &str) {
    // The logo is decorative, and small windows have no space for it.
    if ui.ctx().content_rect().height() >= 480.0 {
        logo(ui, theme, LOGO_SIZE);
        ui.add_space(GRID);
    }
    heading(ui, theme, title);
    subtitle(ui, theme, sentence);
    ui.add_space(2.0 * GRID);
}
