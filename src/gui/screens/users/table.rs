//! The table of the users screen. Only visible rows are laid out.

use egui::accesskit::{Role, SortDirection};
use egui::{Align, Layout, Rect, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::gui::icon::Icon;
use crate::gui::screens::users::sorting::{SortColumn, SortOrder, UserList};
use crate::gui::screens::users::{TableResponse, cells};
use crate::gui::theme::{COMPACT_HEIGHT, GRID, Theme, Typography};
use crate::gui::view::ViewContext;
use crate::gui::widgets::focus_ring;

const ROW_HEIGHT: f32 = 40.0;
const TALL_ROW_HEIGHT: f32 = 60.0;
const HEADER_HEIGHT: f32 = 36.0;
/// Width of the menu column, in points: a button, and space for the scroll bar beside it.
const MENU_WIDTH: f32 = COMPACT_HEIGHT + GRID / 2.0;
/// Minimum width of a username beside a status column, in points; below it the status is shown beside the name.
const MIN_NAME_WIDTH: f32 = 160.0;
/// Minimum and maximum gap between two columns, in points.
const COLUMN_GAPS: (f32, f32) = (4.0, 10.0);
/// Side of the arrow beside the header of the sort column, in points.
const ARROW_SIZE: f32 = 14.0;

pub(super) fn show_wide(
    ui: &mut Ui,
    cx: &ViewContext<'_>,
    list: &UserList,
    order: SortOrder,
    scrolls: bool,
) -> TableResponse {
    let Columns { shown, separate_status, gap } = Columns::for_width(ui, order);
    let (mut chosen, mut response) = (None, TableResponse::default());
    builder(ui, scrolls, shown.iter().map(|(_, width)| *width))
        .header(HEADER_HEIGHT, |mut header| {
            for (column, _) in &shown {
                header.col(|ui| {
                    ui.spacing_mut().item_spacing.x = gap;
                    chosen = chosen.or(sort_button(ui, cx.theme, *column, order));
                    if *column == SortColumn::Username && !separate_status {
                        chosen = chosen.or(sort_button(ui, cx.theme, SortColumn::Status, order));
                    }
                });
            }
            header.col(|_| {});
        })
        .body(|body| {
            body.rows(ROW_HEIGHT, list.visible.len(), |mut row| {
                let Some(user) = list.row(row.index()) else { return };
                row.set_overline(true);
                for (column, _) in &shown {
                    cell(&mut row, |ui| cells::show(ui, cx, user, *column, !separate_status));
                }
                cell(&mut row, |ui| cells::menu(ui, cx, user, ROW_HEIGHT, &mut response));
            });
        });
    TableResponse { sort_by: chosen, ..response }
}

/// Draws two lines and a menu for each account, for a narrow window.
pub(super) fn show_narrow(ui: &mut Ui, cx: &ViewContext<'_>, list: &UserList, scrolls: bool) -> TableResponse {
    let mut response = TableResponse::default();
    let first = (ui.available_width() - MENU_WIDTH).floor();
    builder(ui, scrolls, [first]).body(|body| {
        body.rows(TALL_ROW_HEIGHT, list.visible.len(), |mut row| {
            let Some(user) = list.row(row.index()) else { return };
            row.set_overline(true);
            cell(&mut row, |ui| cells::compact_row(ui, cx, user));
            cell(&mut row, |ui| cells::menu(ui, cx, user, TALL_ROW_HEIGHT, &mut response));
        });
    });
    response
}

/// Creates a table of columns of these exact widths in points, and one for the menus.
fn builder(ui: &mut Ui, scrolls: bool, widths: impl IntoIterator<Item = f32>) -> TableBuilder<'_> {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let table = TableBuilder::new(ui)
        .id_salt("users")
        .vscroll(scrolls)
        .min_scrolled_height(0.0)
        .auto_shrink([false, true])
        .cell_layout(Layout::left_to_right(Align::Center));
    let widths = widths.into_iter().chain([MENU_WIDTH]);
    widths.fold(table, |table, width| table.column(Column::exact(width).clip(true)))
}

fn cell(row: &mut TableRow<'_, '_>, add: impl FnOnce(&mut Ui)) {
    row.col(|ui| {
        ui.spacing_mut().item_spacing.x = GRID - 2.0;
        add(ui);
    });
}

/// The columns and their widths in points: each fits its longest label; the username takes the rest.
struct Columns {
    shown: Vec<(SortColumn, f32)>,
    /// Otherwise the status is shown beside the username.
    separate_status: bool,
    gap: f32,
}

impl Columns {
    fn for_width(ui: &Ui, order: SortOrder) -> Self {
        let available = ui.available_width().floor() - MENU_WIDTH;
        let [reserved, tight] = [true, false].map(|always| {
            SortColumn::ALL.map(|column| {
                let arrow = if always || column == order.column { ARROW_SIZE } else { 0.0 };
                let widths =
                    cells::widest_labels(column).map(|(label, padding)| cells::label_width(ui, label) + padding);
                let header = cells::label_width(ui, column.labels().0) + arrow;
                // If the status is shown beside the username, its column only has to fit its header.
                (widths.fold(header, f32::max).ceil(), header.ceil())
            })
        });
        let total_width = |[name, role, two_factor, status, last]: [(f32, f32); 5]| {
            name.0 + status.1 + role.0 + two_factor.0 + last.0
        };
        let chosen = if total_width(reserved) + 5.0 * COLUMN_GAPS.1 <= available { reserved } else { tight };
        let gap = ((available - total_width(chosen)) / 5.0).clamp(COLUMN_GAPS.0, COLUMN_GAPS.1).floor();
        let [_, role, two_factor, status, last] = chosen.map(|(width, _)| width + gap);
        let rest = available - role - two_factor - last;
        let separate_status = rest - status >= MIN_NAME_WIDTH;
        let name = if separate_status { rest - status } else { rest };
        let columns = SortColumn::ALL.into_iter().zip([name, role, two_factor, status, last]);
        let shown = columns.filter(|(column, _)| separate_status || *column != SortColumn::Status).collect();
        Self { shown, separate_status, gap }
    }
}

/// Draws a header: its label, and an arrow if the table is sorted by it.
fn sort_button(ui: &mut Ui, theme: &Theme, column: SortColumn, order: SortOrder) -> Option<SortColumn> {
    let (label, name) = column.labels();
    let chosen = order.column == column;
    let color = if chosen { theme.palette.text } else { theme.palette.weak_text };
    let galley = ui.painter().layout_no_wrap(label.to_owned(), Typography::Caption.font(), color);
    let size = vec2(galley.size().x + if chosen { ARROW_SIZE } else { 0.0 }, COMPACT_HEIGHT);
    let response = ui.allocate_response(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if chosen {
        let direction = if order.descending { SortDirection::Descending } else { SortDirection::Ascending };
        ui.accesskit_node_builder(response.id, |node| node.set_sort_direction(direction));
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let color = if response.hovered() { theme.palette.text } else { color };
    let rect = response.rect;
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    let end = at.x + galley.size().x;
    ui.painter().galley_with_override_text_color(at, galley, color);
    if chosen {
        let icon = if order.descending { Icon::SortDown } else { Icon::SortUp };
        let center = pos2(end + ARROW_SIZE / 2.0 + 1.0, rect.center().y);
        icon.paint(ui.painter(), Rect::from_center_size(center, Vec2::splat(ARROW_SIZE)), color);
    }
    if response.has_focus() {
        focus_ring(ui, theme, rect.shrink2(vec2(0.0, 4.0)), 4);
    }
    response.clicked().then_some(column)
}
