//! The list of accounts, for administrators.

mod cells;
mod menu;
mod sorting;
mod table;
#[cfg(test)]
mod tests;

use egui::{Rect, ScrollArea, Ui};

use self::sorting::{SortColumn, SortOrder, UserList};
use crate::auth::UserView;
use crate::gui::icon::Icon;
use crate::gui::message::{Command, DialogRequest};
use crate::gui::text::users as text;
use crate::gui::theme::{COMPACT_HEIGHT, GRID, TABLE_COLUMN};
use crate::gui::view::{View, ViewContext};
use crate::gui::widgets::{
    Button, TextField, column, heading, is_narrow, menu_button, menu_item, row_with_trailing, weak,
};

/// Below this height, in points, the whole screen scrolls instead of only the table.
const SCROLL_ALL_BELOW_HEIGHT: f32 = 340.0;

/// The table with its filter and order. Nothing here is secret.
#[derive(Default)]
pub struct UsersScreen {
    list: Option<UserList>,
    filter: String,
    order: SortOrder,
}

/// The command of a row, and what else the table asks for.
#[derive(Default)]
struct TableResponse {
    command: Option<Command>,
    sort_by: Option<SortColumn>,
    /// The focused row and the next one; the screen scrolls to them.
    scroll_to: Option<Rect>,
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
        let response = match list.visible.len() {
            0 => {
                weak(ui, cx.theme, text::NO_MATCH);
                TableResponse::default()
            }
            _ if narrow => table::show_narrow(ui, cx, list, scrolls),
            _ => table::show_wide(ui, cx, list, self.order, scrolls),
        };
        if let (false, Some(rect)) = (scrolls, response.scroll_to) {
            // A table that does not scroll does not pass the scroll request on.
            ui.scroll_to_rect(rect, None);
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

    /// Draws the filter and, if there are no headers, a menu to sort by.
    fn filter_row(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, narrow: bool) -> Option<SortColumn> {
        let mut chosen = None;
        ui.horizontal(|ui| {
            let menu = if narrow { COMPACT_HEIGHT + GRID } else { 0.0 };
            let available_width = ui.available_width() - menu;
            let changed = ui
                .scope(|ui| {
                    ui.set_max_width(available_width);
                    let field = TextField::search(text::FILTER, Icon::Search);
                    field.show(ui, cx.theme, &mut self.filter).response.changed()
                })
                .inner;
            if changed {
                self.apply_filter();
            }
            if narrow {
                let button = Button::icon_only(Icon::SortDown, text::SORT).bordered();
                menu_button(ui, cx.theme, button, |ui| {
                    for column in SortColumn::ALL {
                        if menu_item(ui, cx.theme, column.labels().1).clicked() {
                            chosen = Some(column);
                        }
                    }
                });
            }
        });
        chosen
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
        let narrow = is_narrow(ui);
        if ui.available_height() < SCROLL_ALL_BELOW_HEIGHT {
            let page = |ui: &mut Ui| column(ui, TABLE_COLUMN, |ui| self.page(ui, cx, (narrow, false)));
            return ScrollArea::vertical().id_salt("users").auto_shrink(false).show(ui, page).inner;
        }
        column(ui, TABLE_COLUMN, |ui| self.page(ui, cx, (narrow, true)))
    }
}
