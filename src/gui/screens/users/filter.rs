//! The row above the table: the filter by name, by role and by status, and the order where there are no headers.

use egui::accesskit::{Live, Role};
use egui::{Popup, Ui};

use crate::gui::icon::Icon;
use crate::gui::screens::users::UsersScreen;
use crate::gui::screens::users::facet::GROUPS;
use crate::gui::screens::users::list::{Filter, SortColumn, SortOrder};
use crate::gui::shortcuts;
use crate::gui::text::users as text;
use crate::gui::theme::{COMPACT_HEIGHT, FIELD_HEIGHT, GRID, Intent};
use crate::gui::view::ViewContext;
use crate::gui::widgets::{Button, DialogArea, TextField, caption, menu_button};

impl UsersScreen {
    /// Draws the filter and, if there are no headers, a menu to sort by. Returns the column to sort by.
    pub(super) fn filter_row(&mut self, ui: &mut Ui, cx: &ViewContext<'_>, narrow: bool) -> Option<SortColumn> {
        self.filter_keys(ui, cx);
        let (mut changed, mut sort) = (false, None);
        ui.horizontal(|ui| {
            ui.set_min_height(FIELD_HEIGHT);
            let menus = if narrow { 2.0 } else { 1.0 };
            let width = ui.available_width() - menus * (COMPACT_HEIGHT + GRID);
            let field = ui.scope(|ui| {
                ui.set_max_width(width);
                TextField::search(text::FILTER, Icon::Search).show(ui, cx.theme, &mut self.filter.text).response
            });
            self.filter_focus.apply_to((), &field.inner);
            changed = field.inner.changed() | facet_menu(ui, cx, &mut self.filter);
            sort = if narrow { sort_menu(ui, cx, self.order) } else { None };
        });
        changed |= self.count(ui, cx);
        if changed {
            self.apply_filter();
        }
        sort
    }

    /// Handles Escape, which shows everybody again, and the shortcut that focuses the filter.
    fn filter_keys(&mut self, ui: &Ui, cx: &ViewContext<'_>) {
        if cx.dialog_open || Popup::is_any_open(ui) {
            return;
        }
        let owns_window = cx.dialog_area == DialogArea::Window;
        if owns_window && ui.input_mut(|input| input.consume_shortcut(&shortcuts::FIND)) {
            self.filter_focus.set(());
        }
        if !self.filter.is_empty() && cx.consume_escape(ui) {
            self.clear_filter();
        }
    }

    fn clear_filter(&mut self) {
        self.filter = Filter::default();
        self.filter_focus.set(());
        self.apply_filter();
    }

    /// Draws how many users are shown, and a link that shows all. Returns whether it was pressed.
    fn count(&mut self, ui: &mut Ui, cx: &ViewContext<'_>) -> bool {
        let Some(list) = self.list.as_ref().filter(|list| list.all.len() > 1) else { return false };
        let count = text::count(list.visible.len(), list.all.len());
        let pressed = ui.horizontal(|ui| {
            ui.set_min_height(COMPACT_HEIGHT / 2.0);
            let count = caption(ui, cx.theme, Intent::Neutral, &count);
            ui.accesskit_node_builder(count.id, |node| node.set_live(Live::Polite));
            !self.filter.is_empty() && Button::link(text::SHOW_EVERYBODY).show(ui, cx.theme).clicked()
        });
        if pressed.inner {
            self.clear_filter();
        }
        pressed.inner
    }
}

/// Draws the menu of what to filter by; returns whether the filter changed.
fn facet_menu(ui: &mut Ui, cx: &ViewContext<'_>, filter: &mut Filter) -> bool {
    let mut chosen = None;
    let button = Button::icon_only(Icon::Filter, text::FILTER_BY).bordered().selected(!filter.facets.is_empty());
    menu_button(ui, cx.theme, button, |menu| {
        for (name, facets) in GROUPS {
            menu.heading(name);
            for facet in facets {
                let checked = filter.facets.contains(facet);
                if menu.checkable(facet.label(), Role::MenuItemCheckBox, checked) {
                    chosen = Some(*facet);
                }
            }
        }
    });
    chosen.into_iter().for_each(|facet| filter.toggle(facet));
    chosen.is_some()
}

fn sort_menu(ui: &mut Ui, cx: &ViewContext<'_>, order: SortOrder) -> Option<SortColumn> {
    let mut chosen = None;
    let icon = if order.descending { Icon::SortDown } else { Icon::SortUp };
    menu_button(ui, cx.theme, Button::icon_only(icon, text::SORT).bordered(), |menu| {
        for column in SortColumn::ALL {
            if menu.checkable(column.labels().1, Role::MenuItemRadio, order.column == column) {
                chosen = Some(column);
            }
        }
    });
    chosen
}
