//! The accounts that the table shows, and their order. Computed when something changes, never while drawing.

use std::cmp::Ordering;

use crate::auth::{AccountId, UserView};
use crate::gui::screens::users::collation::{SortKey, fold};
use crate::gui::screens::users::facet::{Facet, Status};
use crate::gui::text::users as text;
use crate::gui::widgets::find_from;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SortColumn {
    #[default]
    Username,
    Role,
    TwoFactor,
    Status,
    LastSignIn,
}

impl SortColumn {
    pub(super) const ALL: [Self; 5] = [Self::Username, Self::Role, Self::TwoFactor, Self::Status, Self::LastSignIn];

    /// Returns the header, and what selecting it does.
    pub(super) fn labels(self) -> text::Column {
        match self {
            Self::Username => text::USERNAME,
            Self::Role => text::ROLE,
            Self::TwoFactor => text::TWO_FACTOR,
            Self::Status => text::STATUS,
            Self::LastSignIn => text::LAST_SIGN_IN,
        }
    }
}

/// The order of the rows. Labels ascend from A to Z, times from never to the latest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SortOrder {
    pub(super) column: SortColumn,
    pub(super) descending: bool,
}

impl SortOrder {
    /// Sorts by `column`, or reverses the order if it already is the sort column. The latest sign-in comes first, and
    /// so does an unusual status, since "active" is the first of the labels.
    pub(super) fn select(&mut self, column: SortColumn) {
        let descending = match self.column == column {
            true => !self.descending,
            false => matches!(column, SortColumn::Status | SortColumn::LastSignIn),
        };
        *self = Self { column, descending };
    }

    fn compare(self, first: &UserView, second: &UserView) -> Ordering {
        let labels = |label: fn(&UserView) -> &'static str| label(first).cmp(label(second));
        let ordering = match self.column {
            SortColumn::Username => Ordering::Equal,
            SortColumn::Role => labels(|user| text::role(user.role)),
            SortColumn::TwoFactor => labels(|user| text::two_factor(user.two_factor)),
            SortColumn::Status => labels(|user| Status::of(user).label()),
            SortColumn::LastSignIn => first.last_sign_in.cmp(&second.last_sign_in),
        };
        if self.descending { ordering.reverse() } else { ordering }
    }
}

/// Which accounts are shown: those whose name contains the text and that have one of the chosen properties of each
/// group.
#[derive(Default)]
pub(super) struct Filter {
    pub(super) text: String,
    pub(super) facets: Vec<Facet>,
}

impl Filter {
    pub(super) fn toggle(&mut self, facet: Facet) {
        match self.facets.iter().position(|chosen| *chosen == facet) {
            Some(place) => drop(self.facets.remove(place)),
            None => self.facets.push(facet),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.facets.is_empty()
    }

    fn accepts(&self, user: &UserView) -> bool {
        self.facets.iter().all(|facet| {
            let group = self.facets.iter().filter(|other| other.group() == facet.group());
            group.into_iter().any(|other| other.applies_to(user))
        })
    }
}

/// All accounts, and those that are shown, in order.
pub(super) struct UserList {
    /// All accounts, by name.
    pub(super) all: Vec<UserView>,
    folded_names: Vec<String>,
    /// Indices into `all`.
    pub(super) visible: Vec<usize>,
}

impl UserList {
    pub(super) fn new(mut all: Vec<UserView>, filter: &Filter, order: SortOrder) -> Self {
        all.sort_by_cached_key(|user| SortKey::of(&user.username));
        let folded_names = all.iter().map(|user| fold(&user.username)).collect();
        let mut list = Self { all, folded_names, visible: Vec::new() };
        list.apply(filter, order);
        list
    }

    /// Filters and sorts again. Equal entries keep the order of the names.
    pub(super) fn apply(&mut self, filter: &Filter, order: SortOrder) {
        let text = fold(filter.text.trim());
        let users = self.all.iter().zip(&self.folded_names).enumerate();
        let accepted = users.filter(|(_, (user, name))| name.contains(&text) && filter.accepts(user));
        self.visible = accepted.map(|(place, _)| place).collect();
        let all = &self.all;
        self.visible.sort_by(|first, second| match (all.get(*first), all.get(*second)) {
            (Some(first), Some(second)) => order.compare(first, second),
            _ => Ordering::Equal,
        });
        if (order.column, order.descending) == (SortColumn::Username, true) {
            self.visible.reverse();
        }
    }

    pub(super) fn row(&self, row: usize) -> Option<&UserView> {
        self.all.get(*self.visible.get(row)?)
    }

    /// Returns the row of an account, if it is shown.
    pub(super) fn row_of(&self, id: AccountId) -> Option<usize> {
        self.visible.iter().position(|place| self.all.get(*place).is_some_and(|user| user.id == id))
    }

    /// Returns the first row from `start` on, then from the top, whose name begins with the folded `prefix`.
    pub(super) fn find_name(&self, prefix: &str, start: usize) -> Option<usize> {
        let name = |row: usize| self.folded_names.get(*self.visible.get(row)?);
        find_from(start, self.visible.len(), |row| name(row).is_some_and(|name| name.starts_with(prefix)))
    }
}
