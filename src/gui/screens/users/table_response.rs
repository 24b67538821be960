//! What drawing the table leads to.

use egui::Rect;

use crate::gui::message::Command;
use crate::gui::screens::users::sorting::SortColumn;

/// The command of a row, and what the table asks of the screen.
#[derive(Default)]
pub(super) struct TableResponse {
    pub(super) command: Option<Command>,
    pub(super) sort_by: Option<SortColumn>,
    /// The row with the keyboard focus and the next one: the screen scrolls to them.
    pub(super) scroll_to: Option<Rect>,
}
