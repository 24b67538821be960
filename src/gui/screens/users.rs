//! The list of accounts, for administrators.

mod cells;
mod collation;
mod columns;
mod cursor;
mod facet;
mod filter;
mod list;
mod menu;
mod table;
#[cfg(test)]
mod tests;

use egui::{ScrollArea, Ui};

use self::cursor::Cursor;
use self::list::{Filter, SortColumn, SortOrder, UserList};
use self::table::Table;
use crate::auth::UserView;
use crate::gui::message::{Command, DialogRequest};
use crate::gui::text::users as text;
use crate::gui::theme::{GRID, TABLE_COLUMN, breakpoints};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{Button, FocusRequest, column, heading, row_with_trailing, weak};

/// Below this height, in points, the whole screen scrolls instead of only the table.
const SCROLL_ALL_BELOW_HEIGHT: f32 = 340.0;

/// The table with its filter and order. Nothing here is secret.
#[derive(Default)]
pub struct UsersScreen {
    list: Option<UserList>,
    filter: Filter,
    order: SortOrder,
    cursor: Cursor,
    filter_focus: FocusRequest<()>,
}

/// The command of a row, and the column whose header was pressed.
#[derive(Default)]
struct TableResponse {
    command: Option<Command>,
    sort_by: Option<SortColumn>,
}

impl UsersScreen {
    pub fn set_users(&mut self, users: Vec<UserView>) {
        self.list = Some(UserList::new(users, &self.filter, self.order));
    }

    fn page(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, (narrow, scrolls): (bool, bool)) -> Option<Command> {
        ui.spacing_mut().item_spacing.y = GRID;
        ui.add_space(if scrolls { 2.0 * GRID } else { GRID });
        let add = header(ui, cx);
        ui.add_space(GRID / 2.0);
        let sort = self.filter_row(ui, cx, narrow);
        let Some(list) = &self.list else { return add };
        let mut response = TableResponse::default();
        if list.visible.is_empty() {
            weak(ui, cx.theme, text::NO_MATCH);
        } else {
            let table = Table { cx, list, order: self.order, narrow, scrolls };
            response = table.show(ui, &mut self.cursor);
        }
        if list.all.len() <= 1 {
            ui.add_space(GRID);
            weak(ui, cx.theme, text::ONLY_YOU);
        }
        if let Some(column) = response.sort_by.or(sort) {
            self.order.select(column);
            self.apply_filter();
        }
        add.or(response.command)
    }

    fn apply_filter(&mut self) {
        if let Some(list) = &mut self.list {
            list.apply(&self.filter, self.order);
        }
    }
}

fn header(ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
    let (_, add) = row_with_trailing(
        ui,
        |ui| heading(ui, cx.theme, text::USERS),
        |ui| Button::primary(text::ADD).compact().enabled(!cx.busy).show(ui, cx.theme),
    );
    add.clicked().then(|| Command::OpenDialog(DialogRequest::AddUser))
}

impl View for UsersScreen {
    fn show(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> Option<Command> {
        let narrow = ui.available_width() < breakpoints::USERS_TABLE;
        if ui.available_height() < SCROLL_ALL_BELOW_HEIGHT {
            let page = |ui: &mut Ui| column(ui, TABLE_COLUMN, |ui| self.page(ui, cx, (narrow, false)));
            return ScrollArea::vertical().id_salt("users").auto_shrink(false).show(ui, page).inner;
        }
        column(ui, TABLE_COLUMN, |ui| self.page(ui, cx, (narrow, true)))
    }
}
