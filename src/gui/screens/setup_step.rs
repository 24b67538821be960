//! Shared parts of the three set-up steps: header, footer and expiry.

use std::time::Duration;

use egui::{Align, Layout, Response, Ui};
use zeroize::Zeroizing;

use crate::gui::message::{Command, DialogRequest, FileContent};
use crate::gui::text::setup;
use crate::gui::theme::{GRID, Intent, Theme, breakpoints};
use crate::gui::widgets::{Button, Placement, caption, heading, scroll_with_footer};

/// Widths of the back and the next button if there is space for both, in points.
const NAV_WIDTHS: [f32; 2] = [112.0, 160.0];

pub(super) fn step_header(ui: &mut Ui, theme: &Theme, step: &str, title: &str) {
    if !step.is_empty() {
        caption(ui, theme, Intent::Neutral, step);
        ui.add_space(-GRID / 2.0);
    }
    heading(ui, theme, title);
}

/// Draws a step: its buttons are at the bottom, in the same place in every step. Returns also whether the back button,
/// at the left, was pressed, and the response of the next button, at the right.
pub(super) fn step_page<R>(
    ui: &mut Ui,
    theme: &Theme,
    max_width: f32,
    body: impl FnOnce(&mut Ui) -> R,
    buttons: (Option<Button<'_>>, Button<'_>),
) -> (R, (bool, Response)) {
    scroll_with_footer(ui, theme, max_width, Placement::Step, body, |ui| nav_buttons(ui, theme, buttons))
}

fn nav_buttons(ui: &mut Ui, theme: &Theme, (back, next): (Option<Button<'_>>, Button<'_>)) -> (bool, Response) {
    let available_width = ui.available_width();
    let clicked = |response: Response| response.clicked();
    if available_width < breakpoints::SETUP_BUTTONS {
        let back = back.map(|back| back.full_width().show(ui, theme)).is_some_and(clicked);
        return (back, next.full_width().show(ui, theme));
    }
    let [back_width, next_width] = NAV_WIDTHS.map(|width| width.min((available_width - GRID) / 2.0));
    ui.horizontal(|ui| {
        let back = back.map(|back| back.width(back_width).show(ui, theme)).is_some_and(clicked);
        let right = Layout::right_to_left(Align::Center);
        (back, ui.with_layout(right, |ui| next.width(next_width).show(ui, theme)).inner)
    })
    .inner
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
