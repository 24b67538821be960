//! Everybody with an account, for administrators.

mod cells;
#[cfg(test)]
mod journeys;
mod menu;
mod people;
mod table;
#[cfg(test)]
mod tests;

use egui::{ScrollArea, Ui};

use self::people::{By, Order, People};
use self::table::Wanted;
use crate::auth::UserView;
use crate::gui::action::{Action, Read};
use crate::gui::dialog::Dialog;
use crate::gui::dialogs::add_user::AddUser;
use crate::gui::icon::Icon;
use crate::gui::scene::Scene;
use crate::gui::screen::Show;
use crate::gui::text::users as text;
use crate::gui::theme::{COMPACT_HEIGHT, GRID, WIDE_COLUMN};
use crate::gui::widgets::{Button, TextField, column, ends, heading, menu_button, menu_item, soft};

/// Below this height, in points, the whole screen scrolls rather than the table alone.
const LOW: f32 = 340.0;
/// Narrower than this, in points, rows have two lines.
const NARROW: f32 = 440.0;

/// The table, and what was done to it. Nothing here is secret.
#[derive(Default)]
pub(in crate::gui) struct Users {
    people: Option<People>,
    filter: String,
    order: Order,
}

impl Users {
    /// What this screen shows.
    pub(in crate::gui) const READS: &'static [Read] = &[Read::Users];

    /// Everybody, as the worker read them.
    pub(in crate::gui) fn read(&mut self, users: Vec<UserView>) {
        self.people = Some(People::new(users, &self.filter, self.order));
    }

    fn page(&mut self, ui: &mut Ui, scene: &Scene<'_>, (narrow, scrolls): (bool, bool)) -> Option<Action> {
        ui.spacing_mut().item_spacing.y = GRID;
        ui.add_space(if scrolls { 2.0 * GRID } else { GRID });
        let add = head(ui, scene);
        ui.add_space(GRID / 2.0);
        let sort = self.filter_line(ui, scene, narrow);
        let Some(people) = &self.people else { return add };
        let wanted = match people.len() {
            0 => {
                soft(ui, scene.theme, text::NOBODY);
                Wanted::default()
            }
            _ if narrow => table::narrow(ui, scene, people, scrolls),
            _ => table::wide(ui, scene, people, self.order, scrolls),
        };
        if let (false, Some(sight)) = (scrolls, wanted.sight) {
            // A table that does not scroll keeps the wish to itself.
            ui.scroll_to_rect(sight, None);
        }
        if people.is_alone() {
            ui.add_space(GRID);
            soft(ui, scene.theme, text::ONLY_YOU);
        }
        if let Some(by) = wanted.order.or(sort) {
            self.order.choose(by);
            self.arrange();
        }
        add.or(wanted.action)
    }

    /// The filter, and where there are no headers a menu to sort by.
    fn filter_line(&mut self, ui: &mut Ui, scene: &Scene<'_>, narrow: bool) -> Option<By> {
        let mut chosen = None;
        ui.horizontal(|ui| {
            let menu = if narrow { COMPACT_HEIGHT + GRID } else { 0.0 };
            let room = ui.available_width() - menu;
            let changed = ui
                .scope(|ui| {
                    ui.set_max_width(room);
                    let field = TextField::new(text::FILTER).bare(Icon::Search);
                    field.show(ui, scene.theme, &mut self.filter).response.changed()
                })
                .inner;
            if changed {
                self.arrange();
            }
            if narrow {
                let button = Button::icon_only(Icon::SortDown, text::SORT).bordered();
                menu_button(ui, scene.theme, button, |ui| {
                    for by in By::ALL {
                        if menu_item(ui, scene.theme, by.words().1).clicked() {
                            chosen = Some(by);
                        }
                    }
                });
            }
        });
        chosen
    }

    fn arrange(&mut self) {
        if let Some(people) = &mut self.people {
            people.arrange(&self.filter, self.order);
        }
    }
}

fn head(ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
    let (_, add) = ends(
        ui,
        |ui| heading(ui, scene.theme, text::USERS),
        |ui| Button::primary(text::ADD).compact().enabled(!scene.busy).show(ui, scene.theme),
    );
    add.clicked().then(|| Action::Open(Box::new(Dialog::AddUser(AddUser::default()))))
}

impl Show for Users {
    fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Action> {
        let narrow = ui.available_width() < NARROW;
        if ui.available_height() < LOW {
            let page = |ui: &mut Ui| column(ui, WIDE_COLUMN, |ui| self.page(ui, scene, (narrow, false)));
            return ScrollArea::vertical().id_salt("users").auto_shrink(false).show(ui, page).inner;
        }
        column(ui, WIDE_COLUMN, |ui| self.page(ui, scene, (narrow, true)))
    }
}
