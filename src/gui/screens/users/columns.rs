//! The columns of the users table, and their places.

use egui::Ui;

use crate::gui::screens::users::cells;
use crate::gui::screens::users::list::SortColumn;
use crate::gui::theme::{COMPACT_HEIGHT, GRID};

/// Width of the column of the menus, in points: a button, and space for the scroll bar beside it.
const MENU_WIDTH: f32 = COMPACT_HEIGHT + GRID;
/// Width of a name that is given to it before the gaps grow, in points.
const NAME_WIDTH: f32 = 240.0;
/// Minimum and maximum gap between two columns, in points.
const GAPS: (f32, f32) = (6.0, 28.0);
/// Space for the arrow of the sort column, in points.
const ARROW_SPACE: f32 = 14.0;

/// The columns with the left end and the width of each, in points. Each fits its longest label; the username takes the
/// rest.
pub(super) struct Columns {
    pub(super) shown: Vec<(SortColumn, f32, f32)>,
}

impl Columns {
    /// One column for rows of two lines.
    pub(super) fn single(ui: &Ui) -> Self {
        Self { shown: vec![(SortColumn::Username, 0.0, (ui.available_width() - MENU_WIDTH).floor())] }
    }

    pub(super) fn for_width(ui: &Ui) -> Self {
        let available = ui.available_width().floor() - MENU_WIDTH;
        let natural = |column: SortColumn| {
            let header = cells::label_width(ui, column.labels().0) + ARROW_SPACE;
            let labels = cells::widest_labels(column);
            labels.map(|(label, padding)| cells::label_width(ui, label) + padding).fold(header, f32::max).ceil()
        };
        let others = SortColumn::ALL.into_iter().filter(|column| *column != SortColumn::Username);
        let others: Vec<_> = others.map(|column| (column, natural(column))).collect();
        let total: f32 = others.iter().map(|(_, width)| width).sum();
        let gaps = others.len() as f32 + 1.0;
        let gap = ((available - total - NAME_WIDTH) / gaps).clamp(GAPS.0, GAPS.1).floor();
        let name = available - total - gaps * gap;
        let mut left = 0.0;
        let columns = std::iter::once((SortColumn::Username, name)).chain(others);
        let shown = columns.map(|(column, width)| {
            let start = left;
            left += width + gap;
            (column, start, width)
        });
        Self { shown: shown.collect() }
    }

    pub(super) fn menu_width(&self) -> f32 {
        MENU_WIDTH
    }
}
