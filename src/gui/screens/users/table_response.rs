//! The result of drawing the table.

use egui::Rect;

use crate::gui::message::Command;
use crate::gui::screens::users::sorting::SortColumn;

/// The command of a row, and the scroll position that the table requests.
#[derive(Default)]
pub(super) struct TableResponse {
    pub(super) command: Option<Command>,
    pub(super) sort_by: Option<SortColumn>,
    /// The focused row and the next one; the screen scrolls to them.
    pub(super) scroll_to: Option<Rect>,
}
