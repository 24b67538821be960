//! The current row or header of the users table, and the keys that move it.

use egui::{EventFilter, Key, Modifiers, PointerButton, Response, Ui};

use crate::auth::AccountId;
use crate::gui::screens::users::collation::fold;
use crate::gui::screens::users::columns::Columns;
use crate::gui::screens::users::list::{SortColumn, UserList};
use crate::gui::widgets::typed_text;

/// Letters typed within this many seconds of each other are one beginning of a name.
const TYPE_AHEAD_SECONDS: f64 = 1.0;

/// What has the focus within the table.
#[derive(Default)]
pub(super) struct Cursor {
    /// A header; otherwise a row.
    pub(super) header: Option<SortColumn>,
    account: Option<AccountId>,
    /// The beginning of a name, and when its last letter was typed, in seconds of egui's time.
    typed: (String, f64),
}

/// What the keys of one frame ask for.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) moved: bool,
    pub(super) opens_menu: bool,
    pub(super) sort_by: Option<SortColumn>,
}

impl Cursor {
    pub(super) fn choose(&mut self, account: AccountId) {
        self.header = None;
        self.account = Some(account);
    }

    /// Returns the current row: the first if its account is no longer shown.
    pub(super) fn row(&self, list: &UserList) -> usize {
        self.account.and_then(|account| list.row_of(account)).unwrap_or_default()
    }

    /// Handles the keys of a table that has the focus; `headers` are its columns if they are shown, and `page` is the
    /// number of rows in view.
    pub(super) fn handle_keys(
        &mut self,
        ui: &Ui,
        grid: &Response,
        list: &UserList,
        headers: Option<&Columns>,
        page: usize,
    ) -> Keys {
        if headers.is_none() {
            self.header = None;
        }
        if !grid.has_focus() {
            return Keys::default();
        }
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(grid.id, arrows));
        let moved = self.move_by_key(ui, list, headers, page) | self.type_ahead(ui, list);
        let pressed = (grid.clicked() && !grid.clicked_by(PointerButton::Primary))
            || ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::F10));
        Keys { moved, opens_menu: pressed && self.header.is_none(), sort_by: self.header.filter(|_| pressed) }
    }

    fn move_by_key(&mut self, ui: &Ui, list: &UserList, headers: Option<&Columns>, page: usize) -> bool {
        let moves = [
            Key::ArrowUp,
            Key::ArrowDown,
            Key::ArrowLeft,
            Key::ArrowRight,
            Key::Home,
            Key::End,
            Key::PageUp,
            Key::PageDown,
        ];
        let mut moved = false;
        for key in moves {
            for _ in 0..ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) {
                moved = true;
                self.press(key, list, headers, page);
            }
        }
        moved
    }

    fn press(&mut self, key: Key, list: &UserList, headers: Option<&Columns>, page: usize) {
        let (row, last) = (self.row(list), list.visible.len().saturating_sub(1));
        let shown = headers.map_or(&[][..], |columns| &columns.shown);
        if let Some(place) = shown.iter().position(|(column, ..)| Some(*column) == self.header) {
            let place = match key {
                Key::ArrowLeft => place.saturating_sub(1),
                Key::ArrowRight => place + 1,
                Key::Home => 0,
                Key::End => shown.len().saturating_sub(1),
                Key::ArrowDown | Key::PageDown => return self.header = None,
                _ => place,
            };
            self.header = shown.get(place).map(|(column, ..)| *column).or(self.header);
            return;
        }
        let row = match key {
            Key::ArrowUp if row == 0 => return self.header = shown.first().map(|(column, ..)| *column),
            Key::ArrowUp => row - 1,
            Key::ArrowDown => row + 1,
            Key::PageUp => row.saturating_sub(page),
            Key::PageDown => row + page,
            Key::Home => 0,
            Key::End => last,
            _ => row,
        };
        self.account = list.row(row.min(last)).map(|user| user.id);
    }

    /// Goes to the next name that begins with the typed letters. One letter, typed again, goes through all of them.
    fn type_ahead(&mut self, ui: &Ui, list: &UserList) -> bool {
        let (typed, now) = (fold(&typed_text(ui)), ui.input(|input| input.time));
        if now - self.typed.1 > TYPE_AHEAD_SECONDS {
            self.typed.0.clear();
        }
        // Space opens the menu; no name begins with it.
        let typed = if self.typed.0.is_empty() { typed.trim_start() } else { typed.as_str() };
        if typed.is_empty() {
            return false;
        }
        let repeated = self.typed.0 == typed;
        if !repeated {
            self.typed.0.push_str(typed);
        }
        self.typed.1 = now;
        let start = self.row(list) + usize::from(repeated || self.typed.0 == typed);
        let found = list.find_name(&self.typed.0, start).and_then(|row| list.row(row));
        found.inspect(|user| self.choose(user.id)).is_some()
    }
}
