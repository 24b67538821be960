//! The table of the users screen: one widget with the focus, in which keys choose a row. Only visible rows are drawn.

use egui::accesskit::{Orientation, Role, SortDirection};
use egui::{
    Align, Id, Layout, PointerButton, Pos2, Rect, Response, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2,
    vec2,
};

use crate::gui::icon::Icon;
use crate::gui::message::Command;
use crate::gui::screens::users::columns::Columns;
use crate::gui::screens::users::cursor::{Cursor, Keys};
use crate::gui::screens::users::list::{SortColumn, SortOrder, UserList};
use crate::gui::screens::users::{TableResponse, cells};
use crate::gui::text::users as text;
use crate::gui::theme::{COMPACT_HEIGHT, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::focus_ring;

const ROW_HEIGHT: f32 = 40.0;
const TALL_ROW_HEIGHT: f32 = 60.0;
const HEADER_HEIGHT: f32 = 36.0;
/// Side of the arrow beside the header of the sort column, in points.
const ARROW_SIZE: f32 = 14.0;

/// What the table is drawn from.
pub(super) struct Table<'a> {
    pub(super) cx: &'a ViewContext<'a>,
    pub(super) list: &'a UserList,
    pub(super) order: SortOrder,
    /// Rows of two lines, without headers.
    pub(super) narrow: bool,
    /// The rows scroll within the table; otherwise the page does.
    pub(super) scrolls: bool,
}

impl Table<'_> {
    pub(super) fn show(&self, ui: &mut Ui, cursor: &mut Cursor) -> TableResponse {
        let columns = if self.narrow { Columns::single(ui) } else { Columns::for_width(ui) };
        let grid = self.grid(ui, &columns);
        let page = ((ui.clip_rect().height() - HEADER_HEIGHT) / self.row_height()).floor().max(1.0);
        let keys = cursor.handle_keys(ui, &grid, self.list, (!self.narrow).then_some(&columns), page as usize);
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let mut drawn = Drawn { sort_by: keys.sort_by, ..Drawn::default() };
        let content = UiBuilder::new().max_rect(ui.available_rect_before_wrap()).accessibility_parent(grid.id);
        ui.scope_builder(content, |ui| {
            if !self.narrow {
                self.header(ui, &grid, &columns, cursor, &mut drawn);
            }
            let mut rows = |ui: &mut Ui| self.rows(ui, &grid, &columns, cursor, &keys, &mut drawn);
            if self.scrolls {
                ScrollArea::vertical().id_salt("rows").auto_shrink([false, true]).show(ui, rows);
            } else {
                rows(ui);
            }
        });
        if let Some(active) = drawn.active.filter(|_| grid.has_focus()) {
            ui.accesskit_node_builder(grid.id, |node| node.set_active_descendant(active.accesskit_id()));
        }
        TableResponse { command: drawn.command, sort_by: drawn.sort_by }
    }

    fn row_height(&self) -> f32 {
        if self.narrow { TALL_ROW_HEIGHT } else { ROW_HEIGHT }
    }

    /// Creates the widget that has the focus, below everything that is drawn in it.
    fn grid(&self, ui: &Ui, columns: &Columns) -> Response {
        let header = if self.narrow { 0.0 } else { HEADER_HEIGHT };
        let height = header + self.row_height() * self.list.visible.len() as f32;
        let available = ui.available_rect_before_wrap();
        let height = if self.scrolls { height.min(available.height()) } else { height };
        let rect = Rect::from_min_size(available.min, vec2(available.width(), height));
        let grid = ui.interact(rect, ui.make_persistent_id("table"), Sense::click());
        if grid.clicked_by(PointerButton::Primary) {
            grid.request_focus();
        }
        grid.widget_info(|| WidgetInfo::labeled(Role::Grid, true, text::USERS));
        ui.accesskit_node_builder(grid.id, |node| {
            node.set_description(text::TABLE_KEYS);
            node.set_orientation(Orientation::Vertical);
            node.set_row_count(self.list.visible.len() + usize::from(!self.narrow));
            node.set_column_count(columns.shown.len() + 1);
        });
        grid
    }

    fn header(&self, ui: &mut Ui, grid: &Response, columns: &Columns, cursor: &mut Cursor, drawn: &mut Drawn) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER_HEIGHT), Sense::hover());
        let builder = UiBuilder::new().id_salt("header").max_rect(rect).accessibility_role(Role::Row);
        let mut row = ui.new_child(builder);
        row.accesskit_node_builder(row.unique_id(), |node| node.set_row_index(0));
        for (index, (column, left, _)) in columns.shown.iter().enumerate() {
            let at = rect.left_top() + vec2(*left, 0.0);
            let header = self.column_header(&mut row, *column, at, index);
            if header.clicked() {
                drawn.sort_by = Some(*column);
                cursor.header = Some(*column);
                grid.request_focus();
            }
            if cursor.header == Some(*column) && grid.has_focus() {
                drawn.active = Some(header.id);
                focus_ring(&row, self.cx.theme, header.rect.shrink2(vec2(0.0, 6.0)), 4);
            }
        }
    }

    /// Draws a header: its label, and an arrow if the table is sorted by it.
    fn column_header(&self, ui: &mut Ui, column: SortColumn, at: Pos2, index: usize) -> Response {
        let palette = &self.cx.theme.palette;
        let ((label, description), chosen) = (column.labels(), self.order.column == column);
        let color = if chosen { palette.text } else { palette.weak_text };
        let galley = ui.painter().layout_no_wrap(label.to_owned(), Typography::Caption.font(), color);
        let width = galley.size().x + if chosen { ARROW_SIZE } else { 0.0 };
        let rect = Rect::from_min_size(at, vec2(width, HEADER_HEIGHT));
        let response = ui.interact(rect, ui.unique_id().with(index), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, label));
        ui.accesskit_node_builder(response.id, |node| {
            node.set_description(description);
            node.set_column_index(index);
            if chosen {
                node.set_sort_direction(match self.order.descending {
                    true => SortDirection::Descending,
                    false => SortDirection::Ascending,
                });
            }
        });
        let color = if response.hovered() { palette.text } else { color };
        let text_at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
        let end = text_at.x + galley.size().x;
        ui.painter().galley_with_override_text_color(text_at, galley, color);
        if chosen {
            let icon = if self.order.descending { Icon::SortDown } else { Icon::SortUp };
            let center = pos2(end + ARROW_SIZE / 2.0 + 1.0, rect.center().y);
            icon.paint(ui.painter(), Rect::from_center_size(center, Vec2::splat(ARROW_SIZE)), color);
        }
        response
    }

    fn rows(
        &self,
        ui: &mut Ui,
        grid: &Response,
        columns: &Columns,
        cursor: &mut Cursor,
        keys: &Keys,
        drawn: &mut Drawn,
    ) {
        let (height, count) = (self.row_height(), self.list.visible.len());
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height * count as f32), Sense::hover());
        let row_rect =
            |row: usize| Rect::from_min_size(rect.min + vec2(0.0, height * row as f32), vec2(rect.width(), height));
        let current = cursor.row(self.list);
        if keys.moved || grid.gained_focus() {
            ui.scroll_to_rect(row_rect(current), None);
        }
        let visible = ui.clip_rect();
        let first = ((visible.top() - rect.top()) / height).floor().max(0.0) as usize;
        let last = ((visible.bottom() - rect.top()) / height).ceil().max(0.0) as usize;
        for row in first..last.min(count) {
            let is_current = cursor.header.is_none() && row == current;
            let line = Line { row, rect: row_rect(row), has_focus: is_current && grid.has_focus() };
            let opens_menu = is_current && keys.opens_menu;
            self.row(ui, grid, columns, &line, opens_menu, cursor, drawn);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of the table are borrowed separately")]
    fn row(
        &self,
        ui: &mut Ui,
        grid: &Response,
        columns: &Columns,
        line: &Line,
        opens_menu: bool,
        cursor: &mut Cursor,
        drawn: &mut Drawn,
    ) {
        let Some(user) = self.list.row(line.row) else { return };
        let palette = &self.cx.theme.palette;
        let pointer = ui.interact(line.rect, grid.id.with(user.id), Sense::CLICK);
        let words = cells::row_in_words(self.cx, user);
        pointer.widget_info(|| WidgetInfo::labeled(Role::Row, true, &words));
        ui.accesskit_node_builder(pointer.id, |node| {
            node.set_row_index(line.row + usize::from(!self.narrow));
            node.set_position_in_set(line.row + 1);
            node.set_size_of_set(self.list.visible.len());
        });
        let builder = UiBuilder::new().id_salt(user.id).max_rect(line.rect).accessibility_parent(pointer.id);
        let mut row = ui.new_child(builder);
        if pointer.hovered() {
            row.painter().rect_filled(line.rect, 0.0, palette.divider.gamma_multiply(0.4));
        }
        row.painter().hline(line.rect.x_range(), line.rect.top(), (1.0, palette.divider));
        if pointer.clicked() || pointer.secondary_clicked() {
            cursor.choose(user.id);
            grid.request_focus();
        }
        for (index, (column, left, width)) in columns.shown.iter().enumerate() {
            let cell = Rect::from_min_size(line.rect.min + vec2(*left, 0.0), vec2(*width, line.rect.height()));
            let mut cell = cell_ui(&mut row, cell, index);
            match self.narrow {
                true => cells::compact(&mut cell, self.cx, user),
                false => cells::show(&mut cell, self.cx, user, *column),
            }
        }
        let dots = Rect::from_center_size(
            pos2(line.rect.right() - columns.menu_width() / 2.0, line.rect.center().y),
            Vec2::splat(COMPACT_HEIGHT),
        );
        let mut dots = cell_ui(&mut row, dots, columns.shown.len());
        let opens = opens_menu || pointer.secondary_clicked();
        let command = cells::menu(&mut dots, self.cx, user, grid.id, opens && !self.cx.busy);
        drawn.command = command.or(drawn.command.take());
        if line.has_focus {
            drawn.active = Some(pointer.id);
            focus_ring(&row, self.cx.theme, line.rect.shrink(4.0), 4);
        }
    }
}

/// One row, and whether it is the current one of a table that has the focus.
struct Line {
    row: usize,
    rect: Rect,
    has_focus: bool,
}

/// What drawing found.
#[derive(Default)]
struct Drawn {
    command: Option<Command>,
    sort_by: Option<SortColumn>,
    /// The row or header that screen readers take for the focus.
    active: Option<Id>,
}

fn cell_ui(row: &mut Ui, rect: Rect, index: usize) -> Ui {
    let role = if index == 0 { Role::RowHeader } else { Role::GridCell };
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().id_salt(index).max_rect(rect).layout(layout).accessibility_role(role);
    let mut cell = row.new_child(builder);
    cell.shrink_clip_rect(rect.expand(2.0));
    cell.accesskit_node_builder(cell.unique_id(), |node| node.set_column_index(index));
    cell.spacing_mut().item_spacing.x = 6.0;
    cell
}
