//! The table of the users screen. Only the rows in sight are laid out.

use egui::accesskit::{Role, SortDirection};
use egui::{Align, Layout, Rect, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::gui::action::Action;
use crate::gui::icon::Icon;
use crate::gui::scene::Scene;
use crate::gui::screens::users::cells;
use crate::gui::screens::users::people::{By, Order, People};
use crate::gui::theme::{COMPACT_HEIGHT, GRID, Theme, Type};
use crate::gui::widgets::focus_ring;

/// Height of a row, in points.
const ROW: f32 = 40.0;
/// Height of a row of two lines, in points.
const TALL_ROW: f32 = 60.0;
/// Height of the headers, in points.
const HEADER: f32 = 36.0;
/// Width of the column with the menus, in points: a button, and room for the scroll bar beside it.
const MENU: f32 = COMPACT_HEIGHT + GRID / 2.0;
/// Narrowest room for a username beside a column for the status, in points; with less the status stands beside the name.
const NAME: f32 = 160.0;
/// Between two columns, in points: at least and at most.
const GAPS: (f32, f32) = (4.0, 10.0);
/// Side of the arrow beside the header that the table is sorted by, in points.
const ARROW: f32 = 14.0;

/// What came of drawing the table.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) action: Option<Action>,
    pub(super) order: Option<By>,
    /// Where the keyboard went, with the next row: to be scrolled to by whoever scrolls the table.
    pub(super) sight: Option<Rect>,
}

/// Columns with headers.
pub(super) fn wide(ui: &mut Ui, scene: &Scene<'_>, people: &People, order: Order, scrolls: bool) -> Wanted {
    let columns = Columns::fitting(ui, order);
    let (mut chosen, mut wanted) = (None, Wanted::default());
    let apart = columns.status_apart;
    builder(ui, scrolls)
        .columns_exact(&columns.widths)
        .header(HEADER, |mut header| {
            for headers in columns.headers() {
                header.col(|ui| {
                    ui.spacing_mut().item_spacing.x = columns.gap;
                    for by in headers.iter() {
                        chosen = chosen.or(sort_button(ui, scene.theme, *by, order));
                    }
                });
            }
            header.col(|_| {});
        })
        .body(|body| {
            body.rows(ROW, people.len(), |mut row| {
                let Some(user) = people.row(row.index()) else { return };
                row.set_overline(true);
                cell(&mut row, |ui| cells::username(ui, scene, user, !apart));
                cell(&mut row, |ui| cells::role(ui, scene, user));
                cell(&mut row, |ui| cells::two_factor(ui, scene, user));
                if apart {
                    cell(&mut row, |ui| cells::status(ui, scene, user));
                }
                cell(&mut row, |ui| cells::last_sign_in(ui, scene, user));
                cell(&mut row, |ui| cells::menu(ui, scene, user, ROW, &mut wanted));
            });
        });
    Wanted { order: chosen, ..wanted }
}

/// For a narrow window: two lines and a menu.
pub(super) fn narrow(ui: &mut Ui, scene: &Scene<'_>, people: &People, scrolls: bool) -> Wanted {
    let mut wanted = Wanted::default();
    let first = (ui.available_width() - MENU).floor();
    builder(ui, scrolls).columns_exact(&[first, MENU]).body(|body| {
        body.rows(TALL_ROW, people.len(), |mut row| {
            let Some(user) = people.row(row.index()) else { return };
            row.set_overline(true);
            cell(&mut row, |ui| cells::two_lines(ui, scene, user));
            cell(&mut row, |ui| cells::menu(ui, scene, user, TALL_ROW, &mut wanted));
        });
    });
    wanted
}

fn builder(ui: &mut Ui, scrolls: bool) -> TableBuilder<'_> {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    TableBuilder::new(ui)
        .id_salt("users")
        .vscroll(scrolls)
        .min_scrolled_height(0.0)
        .auto_shrink([false, true])
        .cell_layout(Layout::left_to_right(Align::Center))
}

/// Columns of these widths, in points.
trait ColumnsExact {
    fn columns_exact(self, widths: &[f32]) -> Self;
}

impl ColumnsExact for TableBuilder<'_> {
    fn columns_exact(self, widths: &[f32]) -> Self {
        widths.iter().fold(self, |table, width| table.column(Column::exact(*width).clip(true)))
    }
}

fn cell(row: &mut TableRow<'_, '_>, add: impl FnOnce(&mut Ui)) {
    row.col(|ui| {
        ui.spacing_mut().item_spacing.x = GRID - 2.0;
        add(ui);
    });
}

/// Each column as wide as its longest word, in points; the username has what is left.
struct Columns {
    status_apart: bool,
    widths: Vec<f32>,
    gap: f32,
}

impl Columns {
    fn fitting(ui: &Ui, order: Order) -> Self {
        let room = ui.available_width().floor() - MENU;
        let [reserved, tight] = [true, false].map(|always| {
            By::ALL.map(|by| {
                let arrow = if always || by == order.by { ARROW } else { 0.0 };
                let words = cells::samples(by).map(|(word, around)| width(ui, Type::Note, word) + around);
                let header = width(ui, Type::Note, by.words().0) + arrow;
                // Where the status stands beside the username, its column is its header.
                (words.fold(header, f32::max).ceil(), header.ceil())
            })
        });
        let together = |[name, role, two_factor, status, last]: [(f32, f32); 5]| {
            name.0 + status.1 + role.0 + two_factor.0 + last.0
        };
        let chosen = if together(reserved) + 5.0 * GAPS.1 <= room { reserved } else { tight };
        let gap = ((room - together(chosen)) / 5.0).clamp(GAPS.0, GAPS.1).floor();
        let [_, role, two_factor, status, last] = chosen.map(|(width, _)| width + gap);
        let rest = room - role - two_factor - last;
        if rest - status >= NAME {
            Self { status_apart: true, widths: vec![rest - status, role, two_factor, status, last, MENU], gap }
        } else {
            Self { status_apart: false, widths: vec![rest, role, two_factor, last, MENU], gap }
        }
    }

    /// What each column can be sorted by.
    fn headers(&self) -> &'static [&'static [By]] {
        if self.status_apart {
            &[&[By::Username], &[By::Role], &[By::TwoFactor], &[By::Status], &[By::LastSignIn]]
        } else {
            &[&[By::Username, By::Status], &[By::Role], &[By::TwoFactor], &[By::LastSignIn]]
        }
    }
}

fn width(ui: &Ui, size: Type, words: &str) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), size.font(), ui.visuals().text_color()).size().x
}

/// A header: what stands in the column, and an arrow if the table is sorted by it.
fn sort_button(ui: &mut Ui, theme: &Theme, by: By, order: Order) -> Option<By> {
    let (words, name) = by.words();
    let chosen = order.by == by;
    let color = if chosen { theme.palette.text } else { theme.palette.soft };
    let galley = ui.painter().layout_no_wrap(words.to_owned(), Type::Note.font(), color);
    let size = vec2(galley.size().x + if chosen { ARROW } else { 0.0 }, COMPACT_HEIGHT);
    let response = ui.allocate_response(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if chosen {
        let direction = if order.turned { SortDirection::Descending } else { SortDirection::Ascending };
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
        let icon = if order.turned { Icon::SortDown } else { Icon::SortUp };
        let center = pos2(end + ARROW / 2.0 + 1.0, rect.center().y);
        icon.paint(ui.painter(), Rect::from_center_size(center, Vec2::splat(ARROW)), color);
    }
    if response.has_focus() {
        focus_ring(ui, theme, rect.shrink2(vec2(0.0, 4.0)), 4);
    }
    response.clicked().then_some(by)
}
