//! The result of an operation, below its button.

use egui::Ui;
use egui::accesskit::Live;

use crate::gui::text;
use crate::gui::theme::{Intent, Theme};
use crate::gui::widgets::caption;

/// Draws a live region that is always present, so that screen readers announce its changes.
pub fn status_line(ui: &mut Ui, theme: &Theme, sentence: &str) {
    let intent =
        if matches!(sentence, text::NOT_COPIED | text::INTERNAL_ERROR) { Intent::Warning } else { Intent::Success };
    live_caption(ui, theme, intent, sentence);
}

/// As [`status_line`], for an error.
pub fn warning_line(ui: &mut Ui, theme: &Theme, sentence: &str) {
    live_caption(ui, theme, Intent::Warning, sentence);
}

fn live_caption(ui: &mut Ui, theme: &Theme, intent: Intent, sentence: &str) {
    let response = caption(ui, theme, intent, sentence);
    ui.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}
