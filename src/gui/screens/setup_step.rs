//! Shared parts of the three set-up steps: header, footer and expiry.

use std::time::Duration;

use egui::accesskit::Live;
use egui::{Align, Layout, Response, Ui};
use zeroize::Zeroizing;

use crate::gui::message::{Command, DialogRequest, FileContent};
use crate::gui::text::{self, setup};
use crate::gui::theme::{GRID, Intent, Theme, breakpoints};
use crate::gui::widgets::{Button, caption, heading};

/// Maximum width of a primary button beside another one, in points.
const PRIMARY_MAX_WIDTH: f32 = 160.0;

pub(super) fn step_header(ui: &mut Ui, theme: &Theme, step: &str, title: &str) {
    if !step.is_empty() {
        caption(ui, theme, Intent::Neutral, step);
        ui.add_space(-GRID / 2.0);
    }
    heading(ui, theme, title);
}

/// Draws the back button at the left and the next button at the right.
pub(super) fn nav_buttons(ui: &mut Ui, theme: &Theme, back: Button<'_>, next: Button<'_>) -> [Response; 2] {
    let available_width = ui.available_width();
    if available_width < breakpoints::SETUP_BUTTONS {
        return [back.full_width().show(ui, theme), next.full_width().show(ui, theme)];
    }
    ui.horizontal(|ui| {
        let back = back.show(ui, theme);
        let width = PRIMARY_MAX_WIDTH.min(available_width / 2.0);
        let next = ui.with_layout(Layout::right_to_left(Align::Center), |ui| next.width(width).show(ui, theme)).inner;
        [back, next]
    })
    .inner
}

/// Draws a live region that is always present, so that screen readers announce its changes.
pub(super) fn status(ui: &mut Ui, theme: &Theme, sentence: &str) {
    let intent =
        if matches!(sentence, text::NOT_COPIED | text::INTERNAL_ERROR) { Intent::Warning } else { Intent::Success };
    live_caption(ui, theme, intent, sentence);
}

/// As [`status`], for an error.
pub(super) fn warning(ui: &mut Ui, theme: &Theme, sentence: &str) {
    live_caption(ui, theme, Intent::Warning, sentence);
}

fn live_caption(ui: &mut Ui, theme: &Theme, intent: Intent, sentence: &str) {
    let response = caption(ui, theme, intent, sentence);
    ui.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
}

/// Cancels a set-up whose ten minutes are over.
pub(super) fn expired(remaining: Duration) -> Option<Command> {
    remaining.is_zero().then_some(Command::CancelSetup { reason: Some(setup::EXPIRED) })
}

/// Opens the dialog that asks where to save a file.
pub(super) fn open_save_dialog(
    title: &'static str,
    suggested_name: String,
    mut content: Zeroizing<Vec<u8>>,
) -> Command {
    let content = FileContent::new(std::mem::take(&mut *content));
    Command::OpenDialog(DialogRequest::SaveFile { title, suggested_name, content })
}

#[cfg(test)]
mod tests;
